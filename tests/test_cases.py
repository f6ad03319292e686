"""The cases a clinician can read, and the table of boxes, rules and cases."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

import referee
from conftest import CASES, KB, TESTS, instance
from osteo_asp import Guideline, InputError
from osteo_asp.audit.cases import Case, check_case, read_cases
from osteo_asp.audit.coverage import box_table
from osteo_asp.audit.sayings import as_table, read_table, sayings, sayings_report
from osteo_asp.render.knowledge import boxes_page
from osteo_asp.render.text import to_text

JOINING = ("checks.lp", "state.lp", "decisions.lp", "vocabulary.lp")
"""Files whose rules join what the boxes say, and say nothing of their own."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(guideline: Guideline, case: Case):
    assert list(case.failures(guideline.model)) == []


@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case.name)
def test_case_in_plain_clingo(guideline: Guideline, case: Case):
    facts = instance(guideline, case.patient, assume_absent=case.assume_absent, readings=case.readings)
    decided, _ = referee.decisions(KB, facts)
    advice = guideline.advise(case.patient, assume_absent=case.assume_absent, readings=case.readings)
    assert decided == {f"decision({action},{drug})" for action, drug in advice.decisions}


def test_what_is_said_is_kept(guideline: Guideline):
    """Words, doses, boxes, facts and defaults; where one of them changes, `osteo-asp sayings` says which."""
    assert sayings_report(guideline.program, TESTS / "cases").differences == ()
    assert read_table(TESTS / "cases") == as_table(sayings(guideline.program))


def test_every_box_has_a_rule_and_a_case_or_a_reason(guideline: Guideline, cases: Sequence[Case]):
    table = box_table(guideline.model, cases)
    assert [row.box.id for row in table.boxes if row.box.encoded and not (row.rules and row.cases)] == []
    assert [row.box.id for row in table.boxes if not row.box.encoded] == ["N1"]


def test_every_rule_of_the_page_cites_a_box_and_fires_in_a_case(guideline: Guideline, cases: Sequence[Case]):
    rules = [rule for rule in box_table(guideline.model, cases).rules if not rule.place.startswith(JOINING)]
    assert [rule.place for rule in rules if not rule.boxes] == []
    assert [rule.place for rule in rules if not rule.cases] == []


def test_every_reading_is_chosen_by_a_case(guideline: Guideline, cases: Sequence[Case]):
    chosen = {(name, str(option)) for case in cases for name, option in case.readings.items()}
    other = {(name, option) for name, q in guideline.vocabulary.questions.items() for option in q.options[1:]}
    assert other <= chosen


def test_a_case_that_expects_something_else_fails(guideline: Guideline):
    wrong = {
        "indicated": "no",
        "indication t_score": "unknown",
        "start denosumab": "excluded",
        "line denosumab": 1,
        "unless start alendronate": [],
        "duty calcium_1000_mg": "no",
        "first_choice": ["serm"],
    }
    case = Case("wrong", "x.toml", ("I1",), {"t_score": -3}, {}, False, wrong)
    assert len(list(case.failures(guideline.model))) == len(wrong)


def test_what_cannot_be_expected_is_said(guideline: Guideline):
    case = Case("wrong", "x.toml", ("I1",), {"t_score": -3}, {}, False, {"nonsense about it here": "yes"})
    with pytest.raises(InputError, match="nonsense"):
        list(case.failures(guideline.model))


def test_what_the_cases_name_exists(guideline: Guideline, cases: Sequence[Case]):
    for case in cases:
        check_case(case, guideline.program)


@pytest.mark.parametrize(
    ("asked", "expected", "words"),
    [
        ("start alendronat", "excluded", "'alendronat', which the knowledge base does not know; did you mean 'alendronate'?"),
        ("strat alendronate", "excluded", "did you mean 'start'?"),
        ("indication t_scor", "no", "did you mean 't_score'?"),
        ("duty calcium", "no", "'calcium'"),
        ("silent t_score", "no", "'t_score'"),
        ("conflict nothing", "no", "'nothing'"),
        ("switch_reason fracture", "no", "'fracture'"),
        ("box duty calcium", [], "'calcium'"),
        ("box indication t_score", ["J1"], "'J1'"),
        ("line denosumb", "none", "did you mean 'denosumab'?"),
        ("first_choice", ["denosumap"], "did you mean 'denosumab'?"),
        ("options", ["start denosumap"], "did you mean 'denosumab'?"),
        ("options", ["begin denosumab"], "'begin'"),
        ("options", [3], "3"),
        ("assumed", ["reflx"], "did you mean 'reflux'?"),
        ("for start denosumab", ["denosumab_forth"], "'denosumab_forth'"),
        ("against start alendronate", ["low_efgr"], "did you mean 'low_egfr'?"),
        ("closed start alendronate", ["reflux"], "'reflux'"),
        ("against start alendronat", [], "'alendronat'"),
        ("unless start alendronate", ["low_egfr"], "'low_egfr'"),
    ],
)  # fmt: skip
def test_a_name_that_is_misspelt_is_an_error(guideline: Guideline, asked: str, expected: object, words: str):
    case = Case("wrong", "x.toml", ("I1",), {"t_score": -3}, {}, False, {asked: expected})
    with pytest.raises(InputError, match=re.escape(words)):
        check_case(case, guideline.program)


def test_a_patient_or_a_reading_that_is_misspelt_is_an_error(guideline: Guideline):
    for patient, readings, words in (({"t_scor": -3}, {}, "t_score"), ({}, {"gc_braket": "outer"}, "gc_bracket")):
        case = Case("wrong", "x.toml", (), patient, readings, False, {"indicated": "yes"})
        with pytest.raises(InputError, match=words):
            box_table(guideline.model, [case])


@pytest.mark.parametrize(
    "content",
    [
        "case = 3",
        "[[case]]\nboxes = []\nexpect = {}",
        '[[case]]\nname = "a"\nboxes = 3\nexpect = {}',
        '[[case]]\nname = "a"\nboxes = []\nexpect = {}\npatients = {}',
        '[[case]]\nname = "a"\nboxes = ["ZZ"]\nexpect = {}',
        "[[case",
    ],
)
def test_a_case_that_is_none_is_refused(guideline: Guideline, tmp_path, content: str):
    (tmp_path / "wrong.toml").write_text(content)
    with pytest.raises(InputError, match=r"wrong\.toml"):
        box_table(guideline.model, read_cases(tmp_path))


def test_a_case_that_fails_is_shown_so(guideline: Guideline, tmp_path):
    content = '[[case]]\nname = "a"\nboxes = ["I1"]\npatient = { t_score = -3 }\nexpect = { indicated = "no" }'
    (tmp_path / "wrong.toml").write_text(content)
    table = box_table(guideline.model, read_cases(tmp_path))
    assert table.cases[0].failures == ("indicated: expected no, the answer is yes",)
    assert "✗ case: a" in to_text(boxes_page(table, guideline.legend, "en"))


def test_a_case_name_is_used_once(tmp_path):
    case = '[[case]]\nname = "a"\nboxes = ["I1"]\nexpect = {}\n'
    (tmp_path / "twice.toml").write_text(case + case)
    with pytest.raises(InputError, match="given twice"):
        read_cases(tmp_path)
