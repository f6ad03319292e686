"""Mutants: what is called equivalent is, what is called killed is, what survives is told apart by the case that is offered."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import get_args

import pytest

from conftest import KB, TESTS
from osteo_asp import Guideline, InputError, KnowledgeBaseError, load
from osteo_asp.audit.case_writer import survivor_cases, write_cases
from osteo_asp.audit.cases import Case, read_cases
from osteo_asp.audit.differences import Pair
from osteo_asp.audit.mutants import Kind, Mutant, mutants
from osteo_asp.audit.mutation import MutantRunner, Verdict, run_mutants
from osteo_asp.audit.sayings import TABLE, as_table, read_table, sayings, write_table
from osteo_asp.cli import main
from osteo_asp.diagrams.mdd import NEVER
from osteo_asp.grounding.declarations import Declarations
from osteo_asp.grounding.grounder import Grounder, ground
from osteo_asp.grounding.variants import Variants
from osteo_asp.model import compiled
from osteo_asp.vocabulary.terms import show
from rewriting import rewritten

CASES = """
[[case]]
name = "a fever just over the limit"
boxes = ["T1"]
patient = { fever = 38.51, allergy = false }
expect = { indicated = "yes", "start penicillin" = "admissible" }
"""

GROUNDER = Grounder(KB)
EVERY = list(mutants(GROUNDER.program, GROUNDER.source))


def sample(number: int, seed: int, *parts: str, moving: bool = False) -> list[Mutant]:
    kinds = ("threshold", "digits", "exchanged") if not moving else ()
    of = [one for one in EVERY if one.part in parts and not ("patient(" in one.mutated and one.kind in kinds)]
    return random.Random(seed).sample(of, number)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "first.toml").write_text(CASES)
    return folder


def test_the_survivors_are_killed_by_what_is_offered(toy: Guideline, cases: Path) -> None:
    report = run_mutants(toy.model, read_cases(cases), workers=1)
    assert report.count("killed") > 0
    assert {verdict.mutant.part for verdict in report.survivors} == {"rule", "declaration"}
    write_cases(cases / "told_apart.toml", survivor_cases(report.survivors, toy.vocabulary))
    write_table(cases, as_table(sayings(toy.program)))
    report = run_mutants(toy.model, read_cases(cases), read_table(cases), workers=1)
    assert report.survivors == ()


def test_without_the_table_what_is_said_survives(toy: Guideline, cases: Path) -> None:
    report = run_mutants(toy.model, read_cases(cases), workers=1)
    said = [one for one in report.survivors if one.mutant.part == "declaration" and one.mutant.rule.startswith("label")]
    assert len(said) > 10
    assert {one.case for one in run_mutants(toy.model, [], as_table(sayings(toy.program)), workers=1).verdicts} == {
        None,
        TABLE,
    }


def test_several_processes_find_the_same(toy: Guideline, cases: Path) -> None:
    one, two = (run_mutants(toy.model, read_cases(cases), workers=workers) for workers in (1, 2))
    assert [(verdict.mutant, verdict.fate) for verdict in one.verdicts] == [
        (verdict.mutant, verdict.fate) for verdict in two.verdicts
    ]


def test_a_case_that_fails_is_said_so(toy: Guideline, cases: Path) -> None:
    (cases / "first.toml").write_text(CASES.replace('indicated = "yes"', 'indicated = "no"'))
    with pytest.raises(InputError, match="mend it first"):
        run_mutants(toy.model, read_cases(cases))


def test_a_table_that_differs_is_said_so(toy: Guideline, cases: Path) -> None:
    table = {subject: dict(parts) for subject, parts in as_table(sayings(toy.program)).items()}
    table["fact(fever)"]["range"] = "300 440"
    with pytest.raises(InputError, match=r"fact\(fever\) \(range\) is said otherwise now, '300 450'"):
        run_mutants(toy.model, read_cases(cases), table)


def test_every_way_of_erring_is_tried() -> None:
    assert {mutant.kind for mutant in EVERY} == set(get_args(Kind))
    assert {mutant.part for mutant in EVERY} == {"rule", "declaration", "header"}
    assert len({mutant.id for mutant in EVERY}) == len(EVERY)


@pytest.mark.parametrize(
    ("rule", "mutated"),
    [
        ("contraindicated(D,reflux) :- like_alendronate(D); patient(reflux,yes).", "contraindicated(D,reflux) :- like_alendronate(D); patient(ulcer,yes)."),
        ("contraindicated(D,low_egfr) :- oral_bisphosphonate(D); patient(egfr,E); E < 35.", "contraindicated(D,low_egfr) :- bisphosphonate(D); patient(egfr,E); E < 35."),
        ("indication(t_score) :- patient(t_score,T); T <= -250.", "indication(t_score) :- patient(t_score,T); T <= -25."),
        ("indication(t_score) :- patient(t_score,T); T <= -250.", "indication(t_score) :- patient(t_score,T); T <= 250."),
        ("proposed(pause,D,low_risk_at_review) :- on(D); bisphosphonate(D); review; low_risk.", "proposed(start,D,low_risk_at_review) :- on(D); bisphosphonate(D); review; low_risk."),
        ("default(gc_bracket,inner).", "default(gc_bracket,outer)."),
        ("absent(stop_planned,no).", "absent(stop_planned,yes)."),
        ("absent((severe_osteoporosis;poor_adherence),no).", "absent((poor_adherence),no)."),
        ('label(dose(alendronate),en,"70 mg a week, by mouth").', 'label(dose(alendronate),en,"700 mg a week, by mouth").'),
        ('label(fact(reflux),en,"reflux").', 'label(fact(reflux),en,"ulcer").'),
        ("anabolic((teriparatide;romosozumab)).", "anabolic((romosozumab))."),
        ("%%% F6", "%%% F7"),
    ],
)  # fmt: skip
def test_an_error_of_each_sort_is_among_them(rule: str, mutated: str) -> None:
    same = [one for one in EVERY if one.rule == rule]
    if mutated == 'label(fact(reflux),en,"ulcer").':  # the words of the next fact, whichever stands there
        assert any(one.kind == "words" and one.mutated != rule for one in same)
    else:
        assert mutated in {one.mutated for one in same}


# ---- variants, held to what is ground from the start


def test_a_variant_is_what_grounding_all_rules_again_gives(tmp_path: Path) -> None:
    variants = Variants(GROUNDER)
    compared = new = 0
    for mutant in sample(40, 3, "rule"):
        try:
            quick = variants.of_rule(mutant.index, mutant.mutated)
            slow = ground(rewritten(GROUNDER.source, mutant, tmp_path))
        except KnowledgeBaseError:
            continue
        pair = Pair(variants.program_of(quick), slow)
        assert (pair.shown(), pair.underlying(NEVER)) == ({}, {}), mutant.id
        compared += 1
        new += bool(quick.names)
    assert compared >= 20
    assert new


CLASSES = (
    "oral_bisphosphonate",
    "bisphosphonate",
    "anabolic",
    "hormonal",
    "supplementary",
    "supplement",
    "begins",
    "like_alendronate",
)


def test_a_class_otherwise_is_what_grounding_all_rules_again_gives(tmp_path: Path) -> None:
    variants, declarations = Variants(GROUNDER), Declarations(GROUNDER)
    compared = 0
    of_classes = [one for one in EVERY if one.part == "declaration" and one.rule.partition("(")[0] in CLASSES]
    for mutant in random.Random(2).sample(of_classes, 12):
        try:
            slow = ground(rewritten(GROUNDER.source, mutant, tmp_path))
            gained, lost = declarations.revised(mutant.index, mutant.mutated)
        except KnowledgeBaseError:
            continue
        declared = {(name, len(one)) for name, every in slow.declarations.items() for one in every}
        assert declared
        beside = ("label", "cite", "strength", "dose")
        rest = [[atom for atom in atoms if atom[0] not in beside] for atoms in (gained, lost)]
        try:
            quick = variants.of_facts(*rest)
        except KnowledgeBaseError:
            continue
        pair = Pair(variants.program_of(quick), slow)
        assert (pair.shown(), pair.underlying(NEVER)) == ({}, {}), mutant.id
        compared += 1
    assert compared >= 5


def test_what_a_declaration_gains_and_loses_is_what_reading_all_again_gives(tmp_path: Path) -> None:
    declarations = Declarations(GROUNDER)
    compared = 0
    for mutant in sample(60, 8, "declaration", moving=True):
        try:
            gained, lost = declarations.revised(mutant.index, mutant.mutated)
            slow = ground(rewritten(GROUNDER.source, mutant, tmp_path))
        except KnowledgeBaseError:
            continue
        before, after = (
            {(name, *one) for (name, _), every in program.declarations.items() for one in every}
            for program in (GROUNDER.program, slow)
        )
        names = {name for name, _ in slow.declarations}
        assert (after - before, before - after) == tuple({one for one in atoms if one[0] in names} for atoms in (gained, lost)), mutant.id  # fmt: skip
        compared += 1
    assert compared >= 15


# ---- verdicts, held to the cases and to the diagrams of what is ground from the start


@pytest.fixture(scope="module")
def runner(cases_: tuple[Case, ...]) -> MutantRunner:
    return MutantRunner(GROUNDER, GROUNDER.program, cases_, kept=True)


@pytest.fixture(scope="module")
def cases_() -> tuple[Case, ...]:
    return tuple(read_cases(TESTS / "cases"))


def test_the_trials_answer_as_advise_does(runner: MutantRunner) -> None:
    assert [trial.case.name for trial in runner.trials if not trial.answers()] == []


def test_a_mutant_called_killed_fails_its_case(runner: MutantRunner, tmp_path: Path) -> None:
    killed = [verdict for mutant in sample(30, 11, "rule") if (verdict := runner.verdict(mutant)).fate == "killed"]
    for verdict in killed:
        try:
            model = compiled(ground(rewritten(GROUNDER.source, verdict.mutant, tmp_path)))
        except KnowledgeBaseError:  # a citation is left without what it cited
            continue
        (case,) = [one for one in runner.cases if one.name == verdict.case]
        if not verdict.mutant.rule.startswith("impossible("):
            assert list(case.failures(model)), verdict.mutant.id
    assert len(killed) >= 15


def test_a_mutant_called_equivalent_tells_nobody_anything_else(runner: MutantRunner, tmp_path: Path) -> None:
    tried = [runner.verdict(mutant) for mutant in sample(700, 5, "rule", "header")]
    equivalent = [verdict.mutant for verdict in tried if verdict.fate == "equivalent"]
    assert len(equivalent) >= 5
    for mutant in equivalent[:8]:
        try:
            other = ground(rewritten(GROUNDER.source, mutant, tmp_path))
        except KnowledgeBaseError:
            continue
        pair = Pair(GROUNDER.program, other)
        assert pair.shown() == {}
        before, after = sayings(GROUNDER.program), sayings(other)
        names = {show(atom): atom for space in (pair.old, pair.new) for atom in space.program.names.values()}
        for subject, part in {key for key in (*before, *after) if before.get(key) != after.get(key)}:
            assert part == "boxes"
            for space in (pair.old, pair.new):  # boxes of what holds of nobody
                assert space.diagrams.conj(space.holds(names[subject]), space.possible) == NEVER


def test_a_survivor_is_answered_otherwise(guideline: Guideline, tmp_path: Path) -> None:
    runner = MutantRunner(GROUNDER, GROUNDER.program, [], kept=False)
    survivors: list[Verdict] = [
        verdict for mutant in sample(16, 6, "rule") if (verdict := runner.verdict(mutant)).fate == "survived"
    ]
    assert len(survivors) >= 8
    for verdict in survivors:
        if verdict.mutant.rule.startswith("impossible("):  # whom one of the two refuses
            continue
        try:
            other = Guideline(compiled(ground(rewritten(GROUNDER.source, verdict.mutant, tmp_path))))
        except KnowledgeBaseError:
            continue
        assert verdict.witness is not None
        answers = [
            one.advise(verdict.witness.patient, readings=verdict.witness.readings).to_dict()
            for one in (guideline, other)
        ]
        assert answers[0] != answers[1], verdict.mutant.id
        assert verdict.asked


def test_a_header_that_names_another_box_is_cited_so(runner: MutantRunner, tmp_path: Path) -> None:
    for mutant in sample(12, 9, "header"):
        verdict = runner.verdict(mutant)
        try:
            other = ground(rewritten(GROUNDER.source, mutant, tmp_path))
        except KnowledgeBaseError:
            continue
        assert (sayings(other) == sayings(GROUNDER.program)) == (verdict.fate == "equivalent"), mutant.id


# ---- what cannot be


IMPOSSIBLE = """
impossible(cold) :- patient(fever, T), T < 320, patient(allergy, yes).
label(impossible(cold), (en; nb), "nobody is so cold").
"""


def test_a_case_of_a_refusal_kills_what_would_refuse_otherwise(tmp_path: Path, cases: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "kb.lp").write_text((TESTS / "toy" / "throat.lp").read_text() + IMPOSSIBLE)
    model = load(tmp_path / "kb").model

    def survivors() -> set[str]:
        report = run_mutants(model, read_cases(cases), as_table(sayings(model.program)), workers=1)
        return {one.mutant.mutated for one in report.survivors if one.mutant.rule.startswith("impossible")}

    assert "" in survivors()
    written = '\n[[case]]\nname = "{}"\nboxes = []\npatient = {{ fever = {}, allergy = {} }}\nexpect = {}\n'
    (cases / "refused.toml").write_text(
        written.format("too cold", "31.9", "true", '{ refused = ["cold"] }')
        + written.format("just not", "32", "true", '{ indicated = "no" }')
        + written.format("cold without an allergy", "31.9", "false", '{ indicated = "no" }')
        + written.format("just too cold", "31.95", "true", '{ refused = ["cold"] }')
    )
    assert survivors() == set()
    (cases / "refused.toml").write_text(written.format("warm", "33", "true", '{ refused = ["cold"] }'))
    with pytest.raises(InputError, match="the answer is no"):
        survivors()


def test_the_command_saves_what_would_kill_and_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, cases: Path
) -> None:
    shutil.copytree(TESTS / "toy", tmp_path / "kb")
    arguments = ["mutate", "--kb", str(tmp_path / "kb"), "--cases", str(cases)]
    assert main([*arguments, "--save"]) == 1
    assert "survived" in capsys.readouterr().out
    assert (cases / "told_apart.toml").exists()
    assert main(arguments) == 0
    assert " 0 survived" in " ".join(capsys.readouterr().out.split())
    assert load(tmp_path / "kb").advise({"fever": 38.51}).indicated == "yes"
    path = tmp_path / "kb" / "throat.lp"
    path.write_text(path.read_text().replace('"Sore throat"', '"Throat"'))
    assert main(arguments) == 2
    assert "label" not in capsys.readouterr().out
    assert main(["sayings", "--kb", str(tmp_path / "kb"), "--cases", str(cases)]) == 1
    assert "Sore throat → Throat" in capsys.readouterr().out
    assert main(["sayings", "--kb", str(tmp_path / "kb"), "--cases", str(cases), "--save"]) == 0
    assert main(arguments) == 0
