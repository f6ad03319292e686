"""Two editions compared: what is said to change changes, for the patient that is named, and nothing else does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import referee
from conftest import KB, TESTS
from osteo_asp import Guideline, InputError, load
from osteo_asp.answers.clingo_facts import instance
from osteo_asp.audit.editions import EditionReport
from osteo_asp.cli import main
from strategies import readings, records, statuses

OLD = load(KB)


def edited(folder: Path, file: str, before: str, after: str, base: Path = KB) -> Path:
    """A copy of a knowledge base with one text replaced."""
    shutil.copytree(base, folder / "kb")
    path = folder / "kb" / file
    written = path.read_text()
    assert before in written
    path.write_text(written.replace(before, after))
    return folder / "kb"


def directions(report: EditionReport) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"gained": set(), "lost": set()}
    for change in report.changes:
        found[change.direction].update(one.id for one in change.statements)
    return found


EDITS = [
    ("indications.lp", "patient(t_score, T), T <= -250.", "patient(t_score, T), T < -250.", "lost", "indication(t_score)"),
    ("contraindications.lp", "patient(egfr, E), E < 35.\ncontraindicated(D, dys", "patient(egfr, E), E < 30.\ncontraindicated(D, dys", "gained", "option(start,alendronate)"),
    ("follow_up_denosumab.lp", "not bisphosphonate(D).\n", "not oral_bisphosphonate(D).\n", "gained", "closed(follow_with,zoledronate,not_bisphosphonate)"),
    ("fracture_risk.lp", "high_risk :- t_score_high_risk, several_risk_factors.", "high_risk :- t_score_high_risk.", "gained", "option(switch,teriparatide)"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "direction", "statement"), EDITS)
def test_an_edit_is_found_with_the_plainest_patient_who_notices(tmp_path, file, before, after, direction, statement):
    folder = edited(tmp_path, file, before, after)
    report = OLD.diff(folder)
    assert statement in directions(report)[direction]
    for change in report.changes:
        sides = [
            referee.statements(kb, instance(OLD, change.witness.patient, readings=change.witness.readings))
            for kb in (KB, folder)
        ]
        for one in change.statements:
            assert [one.id in side for side in sides] == (
                [False, True] if change.direction == "gained" else [True, False]
            )
        assert any(file in rule for rule in change.rules)


def test_the_threshold_is_shown_by_the_patient_on_it(tmp_path):
    file, before, after, _, statement = EDITS[0]
    report = OLD.diff(edited(tmp_path, file, before, after))
    change = next(one for one in report.changes if statement in {named.id for named in one.statements})
    assert change.witness.abnormal == ("t_score",)
    assert str(change.witness.patient["t_score"]) == "-2.5"


def test_nobody_is_affected_by_the_same_rules_otherwise_written(tmp_path):
    folder = edited(tmp_path, "indications.lp", "patient(t_score, T), T <= -250.", "patient(t_score, T), -250 >= T.")
    assert OLD.diff(folder).changes == ()
    assert OLD.diff(OLD).changes == ()


class Edits(list[tuple[Guideline, EditionReport]]):
    """The edited knowledge bases with what is said of each; too long to be written out where a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} edits"


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(OLD), readings(OLD), st.sampled_from(range(len(EDITS))))
def test_what_is_not_said_to_change_does_not(edits, record, chosen, index):
    new, report = edits[index]
    before, after = (statuses(one, record, chosen) for one in (OLD, new))
    changed = {*(term for ids in directions(report).values() for term in ids)}
    from osteo_asp.vocabulary.terms import show

    for atom in OLD.program.statements:
        told = atom[0] in ("option", "indication", "indicated", "line") or (atom[0] == "duty" and len(atom) == 2)
        if told and before.get(atom) != after.get(atom):
            assert show(atom) in changed


@pytest.fixture(scope="module")
def edits(tmp_path_factory) -> Edits:
    folders = [edited(tmp_path_factory.mktemp("edit"), *edit[:3]) for edit in EDITS]
    return Edits((load(folder), OLD.diff(folder)) for folder in folders)


def test_a_vocabulary_that_differs_is_said_so(tmp_path):
    toy = TESTS / "toy"
    grown = edited(
        tmp_path,
        "throat.lp",
        "fact(allergy, yes_no).",
        'fact(allergy, yes_no). fact(rash, yes_no). label(fact(rash), (en; nb), "rash").',
        toy,
    )
    report = load(toy).diff(grown)
    assert (report.only_old, report.only_new, report.changes) == ((), ("rash",), ())


def test_what_is_scaled_otherwise_cannot_be_compared(tmp_path):
    toy = TESTS / "toy"
    written = (toy / "throat.lp").read_text()
    assert "scale(fever, 10)" in written
    other = edited(tmp_path, "throat.lp", "scale(fever, 10)", "scale(fever, 100)", toy)
    with pytest.raises(InputError, match="fever"):
        load(toy).diff(other)


def test_the_command_compares_with_a_revision(tmp_path, monkeypatch, capsys):
    shutil.copytree(TESTS / "toy", tmp_path / "kb")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@x"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "HEAD"]) == 0
    assert "No patient is affected" in capsys.readouterr().out
    written = (tmp_path / "kb" / "throat.lp").read_text()
    (tmp_path / "kb" / "throat.lp").write_text(written.replace("> 385", "> 390"))
    assert main(["diff", "HEAD", "--lang", "nb"]) == 0
    assert "fever=" in capsys.readouterr().out
    assert main(["diff", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
