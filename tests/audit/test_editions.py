"""Two editions compared: what is said to change changes, for the patient that is named, and nothing else does."""

from __future__ import annotations

import shutil
import subprocess
from copy import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import referee
from conftest import KB, TESTS, instance
from osteo_asp import Guideline, InputError, load
from osteo_asp.audit.differences import Pair
from osteo_asp.audit.editions import COMPARED, EditionReport
from osteo_asp.audit.sayings import sayings
from osteo_asp.cli import main
from osteo_asp.diagrams.mdd import NEVER
from osteo_asp.diagrams.partial import PartialPatient
from osteo_asp.grounding.grounder import ground
from osteo_asp.grounding.refining import refined
from osteo_asp.render.audits import edition_page
from osteo_asp.render.text import to_text
from osteo_asp.vocabulary.terms import show
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


WHOLE = {"indicated", "indication", "option", "first_choice", "duty", "switch_reason", "silent", "conflict"}
"""Predicates of statements that are told wherever they hold; others, only beside what they are reasons for."""


@pytest.mark.parametrize(("file", "before", "after", "direction", "statement"), EDITS)
def test_an_edit_is_found_with_the_plainest_patient_who_notices(tmp_path, file, before, after, direction, statement):
    folder = edited(tmp_path, file, before, after)
    report = OLD.diff(folder)
    assert statement in directions(report)[direction]
    for change in report.changes:
        sides = [
            referee.statements(kb, instance(guideline, change.witness.patient, readings=change.witness.readings))
            for kb, guideline in ((KB, OLD), (folder, load(folder)))
        ]
        for one in change.statements:
            if change.occasion != "defect" and one.id.partition("(")[0] in WHOLE:
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


def differing(report: EditionReport) -> set[str]:
    return {one.id for one in report.compared if not one.same}


def test_an_edition_is_the_same_as_itself():
    report = OLD.diff(OLD)
    assert report.same
    assert (report.changes, report.records, report.sayings, report.rules) == ((), (), (), ())
    assert [one.id for one in report.compared] == list(COMPARED)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(OLD), readings(OLD))
def test_the_same_rules_otherwise_written_give_the_same_answers(rewritten, record, chosen):
    new, report = rewritten
    assert (differing(report), report.changes) == ({"explanations"}, ())
    assert [one.edition for one in report.rules] == ["old", "old", "new", "new", "new"]
    answers = [one.advise(record, readings=chosen).to_dict() for one in (OLD, new)]
    assert answers[0] == answers[1]


class Rewritten(tuple[Guideline, EditionReport]):
    """An edition and what is said of it; too long to be written out where a test fails."""

    def __repr__(self) -> str:
        return "rewritten"


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory) -> Rewritten:
    folder = edited(
        tmp_path_factory.mktemp("same"),
        "indications.lp",
        "patient(t_score, T), T <= -250.",
        "patient(t_score, T), -250 >= T.",
    )
    path = folder / "contraindications.lp"
    path.write_text(path.read_text().replace("has_cancer :- patient(cancer, yes).", "has_cancer :- patient(cancer, yes), not untreated.\nhas_cancer :- patient(cancer, yes), untreated."))  # fmt: skip
    return Rewritten((load(folder), OLD.diff(folder)))


# ---- a change of each sort, and that nothing else is said to be otherwise


def put(file: str, before: str, after: str) -> tuple[str, str, str]:
    return file, before, after


SORTS: dict[str, tuple[tuple[str, str, str], set[str]]] = {
    "a dose": (put("treatments.lp", '"70 mg a week', '"700 mg a week'), {"doses"}),
    "a dose in Norwegian": (put("treatments.lp", '"5 mg hvert 1.–3. år', '"5 mg hvert 3. år'), {"doses"}),
    "labels that change places": (
        put("contraindications.lp",
            'label(contraindicated(reflux), en, "reflux").', 'label(contraindicated(reflux), en, "peptic ulcer").'),
        {"words"},
    ),
    "the words of a fact": (put("names.lp", 'label(fact(reflux), en, "reflux")', 'label(fact(reflux), en, "ulcer")'), {"words"}),
    "a unit": (put("names.lp", 'unit(egfr, en, "ml/min/1.73 m²")', 'unit(egfr, en, "ml/s")'), {"words"}),
    "the words of a refusal": (put("vocabulary.lp", '"breast cancer is a cancer"', '"breast cancer is none"'), {"words"}),
    "the words of an absence": (put("decisions.lp", '"nothing stands in the way"', '"something stands in the way"'), {"words"}),
    "the words of a box": (put("boxes.lp", '"T-score ≤ −2.5"', '"T-score < −2.5"'), {"words"}),
    "the words of a reading": (put("readings.lp", '"all of them"', '"none of them"'), {"words"}),
    "the title": (put("boxes.lp", '"undated"', '"2025"'), {"words"}),
    "a strength": (
        put("treatments.lp", "strength(proposed(denosumab_third), choice)", "strength(proposed(denosumab_third), must)"),
        {"citations"},
    ),
    "a citation": (put("contraindications.lp", "%%% M2  «Kontra", "%%% M1 M2  «Kontra"), {"citations", "order"}),
    "a default": (put("readings.lp", "default(gc_bracket, inner)", "default(gc_bracket, outer)"), {"readings", "answers"}),
    "an option": (
        put("readings.lp", "meaning(alternatives, (shared; own)).", 'meaning(alternatives, (shared; own; none)). label(meaning(alternatives, none), (en; nb), "none").'),
        {"readings", "words"},
    ),
    "an absence": (put("vocabulary.lp", "absent((severe_osteoporosis; poor_adherence), no).", "absent(severe_osteoporosis, no)."),
                   {"absence", "answers"}),
    "an absence that is another": (put("vocabulary.lp", "absent((severe_osteoporosis; poor_adherence), no).",
                                       "absent(poor_adherence, no). absent(severe_osteoporosis, yes)."), {"absence", "answers"}),
    "an assumption": (put("vocabulary.lp", "assumed(F, no) :- fact(F, yes_no).", "assumed(F, no) :- fact(F, yes_no), F != reflux."),
                      {"absence"}),
    "when it is not assumed": (put("vocabulary.lp", "unless_recorded(prednisolone_months, prednisolone_mg_per_day).", ""), {"absence"}),
    "a range": (put("vocabulary.lp", "range(egfr, 0, 250)", "range(egfr, 0, 300)"), {"records"}),
    "a requirement": (put("vocabulary.lp", "requires((treatment_months; fracture_on_treatment;", "requires((fracture_on_treatment;"),
                      {"records"}),
    "an impossibility that is gone": (
        put("vocabulary.lp", "impossible(breast_cancer_without_cancer) :- patient(breast_cancer, yes), patient(cancer, no).",
            "impossible(breast_cancer_without_cancer) :- patient(breast_cancer, yes), patient(cancer, no), patient(age, Y), Y > 100."),
        {"records", "answers", "explanations"},
    ),
    "one that is new": (
        put("vocabulary.lp", "%%% Purpose", 'impossible(i) :- patient(age, Y), Y > 100, patient(reflux, yes). label(impossible(i), (en; nb), "i").\n%%% Purpose'),
        {"records", "answers", "explanations", "words"},
    ),
    "what can change": (put("vocabulary.lp", "changeable((dysphagia; reflux;", "changeable((dysphagia;"), {"explanations"}),
    "what is reconsidered": (put("vocabulary.lp", "reconsidered((prednisolone_months; risk_factors;", "changeable(risk_factors). reconsidered((prednisolone_months;"),
                             {"explanations"}),
    "the order of drugs": (
        put("treatments.lp", "drug((alendronate; alendronate_effervescent;", "drug((alendronate_effervescent; alendronate;"),
        {"order", "records"},  # for the drugs are the values of a fact, too
    ),
    "the order of facts": (put("vocabulary.lp", "fact(dysphagia, yes_no).\nfact(reflux, yes_no).",
                               "fact(reflux, yes_no).\nfact(dysphagia, yes_no)."), {"order"}),
    "a defect": (put("checks.lp", "hormonal(D), option(start, D).", "hormonal(D), option(start, D), patient(reflux, no)."),
                 {"audit", "explanations"}),
    "what check asks for": (put("checks.lp", "means(follow_on_treatment, follow_with).", ""), {"audit"}),
    "what is plain": (put("vocabulary.lp", "plain(age, 80)", "plain(age, 70)"), {"audit"}),
    "how grave it is": (put("checks.lp", "severity(defect(hormonal_without_order), warning)", "severity(defect(hormonal_without_order), note)"),
                        {"audit"}),
    "a class": (put("treatments.lp", "anabolic((teriparatide; romosozumab)).", "anabolic(teriparatide)."),
                {"answers", "citations", "explanations", "order"}),
    "a reason": (put("treatments.lp", "favoured(denosumab, poor_adherence)    :- patient(poor_adherence, yes).",
                     "favoured(denosumab, poor_adherence)    :- patient(poor_adherence, yes), patient(sex, female)."),
                 {"answers", "explanations"}),
}  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_a_change_of_each_sort_is_seen_and_nothing_else(tmp_path, sort):
    edit, aspects = SORTS[sort]
    report = OLD.diff(edited(tmp_path, *edit))
    assert not report.same
    assert differing(report) == aspects
    page = to_text(edition_page(report))
    assert "Nobody is told anything else" not in page
    assert any((report.changes, report.records, report.sayings, report.rules))


def test_whoever_shows_a_changed_saying_is_told_so(tmp_path):
    folder = edited(tmp_path, "treatments.lp", '"70 mg a week', '"700 mg a week')
    (saying,) = OLD.diff(folder).sayings
    answers = [
        str(one.advise(saying.witness.patient, readings=saying.witness.readings).to_dict())
        for one in (OLD, load(folder))
    ]
    assert ["70 mg a week" in answers[0], "700 mg a week" in answers[1]] == [True, True]


def test_a_record_that_only_one_edition_refuses_is_refused_by_it_alone(tmp_path):
    for sort in ("an impossibility that is gone", "one that is new", "a range", "a requirement"):
        folder = edited(tmp_path / sort.replace(" ", "_"), *SORTS[sort][0])
        report = OLD.diff(folder)
        witnesses = [one.witness for one in report.records] or [one.witness for one in report.sayings]
        refused = []
        for guideline in (OLD, load(folder)):
            try:
                guideline.advise(witnesses[0].patient)
            except InputError:
                refused.append(guideline)
        assert len(refused) == 1, sort


def test_a_status_that_changes_where_a_fact_is_left_out_does(tmp_path):
    folder = edited(tmp_path, *SORTS["an absence that is another"][0])
    report, new = OLD.diff(folder), load(folder)
    for change in report.changes:
        assert change.unrecorded == ("severe_osteoporosis",)
        chosen = change.witness.readings
        before, after = (
            {
                show(atom): one
                for atom, one in statuses(
                    guideline, change.witness.patient, guideline.vocabulary.readings(chosen)
                ).items()
            }
            for guideline in (OLD, new)
        )
        ranks = {"no": 0, None: 0, "unknown": 1, "yes": 2}
        for one in change.statements:
            turn = ranks[after.get(one.id)] - ranks[before.get(one.id)]
            assert turn > 0 if change.direction == "gained" else turn < 0, one.id


def test_every_declaration_is_compared():
    """Whatever is declared, leaving it out is seen in what a knowledge base says."""
    program = OLD.program
    before = sayings(program)
    for signature, every in program.declarations.items():
        if signature == ("cite", 2):  # a citation may say what the header says, too
            continue
        for arguments in every[:3]:
            without = copy(program)
            without.declarations = {**program.declarations, signature: [one for one in every if one != arguments]}
            assert sayings(without) != before, (signature, arguments)


def test_every_statement_has_its_boxes_in_what_is_said():
    boxes = {saying.value for saying in sayings(OLD.program).values() if saying.part == "boxes"}
    for atom in OLD.program.statements:
        cited = OLD.program.legend.cited(atom)
        assert not cited or ", ".join(cited) in boxes


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(("age", "t_score", "egfr", "risk_factors")),
        st.sets(st.integers(0, 120), min_size=1, max_size=4),
    )
)
def test_a_refined_program_is_the_one_that_is_ground_with_its_cuts(cuts):
    quick, slow = refined(OLD.program, cuts), ground(KB, cuts)
    assert quick.cells == slow.cells
    assert {name: set(values) for name, values in quick.inputs.items()} == {
        name: set(values) for name, values in slow.inputs.items()
    }
    pair = Pair(quick, slow)
    assert pair.shown() == {}
    assert pair.underlying(NEVER) == {}


class Edits(list[tuple[Guideline, EditionReport, Pair, int]]):
    """The edited knowledge bases, what is said of each, and whom it affects; too long to be written out where a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} edits"


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(OLD), readings(OLD), st.sampled_from(range(len(EDITS))))
def test_what_is_not_said_to_change_does_not(edits, record, chosen, index):
    new, report, pair, changed = edits[index]
    before, after = (statuses(one, record, chosen) for one in (OLD, new))
    ids = {*(term for ids in directions(report).values() for term in ids)}
    differing = [atom for atom in OLD.program.statements if before.get(atom) != after.get(atom)]
    for atom in differing:
        if atom[0] in WHOLE:
            assert show(atom) in ids
    if differing:  # then some completion of the record is a patient who is said to be told something else
        assert PartialPatient(pair.old, OLD.patient(record), OLD.vocabulary.readings(chosen)).left(changed) != NEVER


@pytest.fixture(scope="module")
def edits(tmp_path_factory) -> Edits:
    found = Edits()
    for edit in EDITS:
        folder = edited(tmp_path_factory.mktemp("edit"), *edit[:3])
        new = load(folder)
        pair = Pair(OLD.program, new.program)
        shown = pair.diagrams.any_of(one for regions in pair.shown().values() for one in regions)
        others = pair.diagrams.any_of(one for regions in pair.underlying(shown).values() for one in regions)
        found.append((new, OLD.diff(folder), pair, pair.diagrams.disj(shown, others)))
    return found


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
    assert differing(report) == {"records", "words", "order"}


def test_a_finer_scale_changes_nothing_but_the_scale(tmp_path):
    toy = TESTS / "toy"
    folder = edited(tmp_path, "throat.lp", "scale(fever, 10)", "scale(fever, 100)", toy)
    path = folder / "throat.lp"
    path.write_text(path.read_text().replace("300, 450", "3000, 4500").replace("385", "3850"))
    report = load(toy).diff(folder)
    assert differing(report) == {"records", "explanations"}
    assert {one.part for one in report.sayings} == {"scale", "range"}
    path.write_text(path.read_text().replace("3850", "3855"))
    (lost, *_) = (one for one in load(toy).diff(folder).changes if one.direction == "lost")
    assert 38.5 < lost.witness.patient["fever"] <= 38.55


def test_what_is_of_another_type_cannot_be_compared(tmp_path):
    toy = TESTS / "toy"
    other = edited(tmp_path, "throat.lp", "fact(fever, measurement). range(fever, 300, 450). scale(fever, 10).",
                   "fact(fever, count). range(fever, 300, 450).", toy)  # fmt: skip
    with pytest.raises(InputError, match="fever"):
        load(toy).diff(other)


def test_the_command_compares_with_a_revision(tmp_path, monkeypatch, capsys):
    shutil.copytree(TESTS / "toy", tmp_path / "kb")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@x"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "HEAD"]) == 0
    assert "Nobody is told anything else" in capsys.readouterr().out
    written = (tmp_path / "kb" / "throat.lp").read_text()
    (tmp_path / "kb" / "throat.lp").write_text(written.replace("> 385", "> 390"))
    assert main(["diff", "HEAD", "--lang", "nb"]) == 0
    assert "fever=" in capsys.readouterr().out
    assert main(["diff", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
