"""Clingo's own answer sets: every decision, what holds beside it, single answer sets; as plain clingo lists them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import referee
from conftest import KB, TESTS, instance
from osteo_asp import Guideline, InputError, KnowledgeBaseError, load
from osteo_asp.answers.solve import Solution
from osteo_asp.cli import main
from osteo_asp.messages import LANGUAGES
from strategies import readings, records

GUIDELINE = load(KB)
INGRID = TESTS / "patients" / "ingrid.json"
SOME = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def decided(solution: Solution) -> set[str]:
    options = (one.decision for one in solution.decisions)
    return {f"decision({one.action.id},{one.drug.id})" for one in options if one}


@SOME
@given(records(GUIDELINE), readings(GUIDELINE))
def test_the_decisions_are_those_of_plain_clingo_and_of_advise(record, chosen):
    solution = GUIDELINE.solve(record, readings=chosen)
    assert decided(solution) == referee.decisions(KB, instance(GUIDELINE, record, readings=chosen))[0]
    advice = GUIDELINE.advise(record, readings=chosen)
    assert decided(solution) == {f"decision({action},{drug})" for action, drug in advice.decisions}
    certain = any(option.status == "admissible" for option in advice.options)
    assert not (certain and any(one.decision is None for one in solution.decisions))


@SOME
@given(records(GUIDELINE), readings(GUIDELINE))
def test_what_holds_beside_a_decision_holds_in_its_answer_sets(record, chosen):
    solution = GUIDELINE.solve(record, readings=chosen)
    facts = instance(GUIDELINE, record, readings=chosen)
    untold = {"considered", "decision"}
    for decision in solution.decisions[-2:]:
        one = decision.decision
        rule = f":- not decision({one.action.id}, {one.drug.id})." if one else ":- decision(A, D)."
        brave, cautious = referee.consequences(KB, facts + rule)
        told = {s.id: s.status for s in (*decision.reasons, *decision.statements, *decision.others)}
        expected = {
            atom: referee.status(atom, brave, cautious)
            for atom in brave
            if (name := atom.partition("(")[0]) in referee.STATEMENTS - untold
            and (name, atom.count(",")) != ("duty", 1)
        }
        if one:
            expected.pop(f"option({one.action.id},{one.drug.id})")
            for line in decision.lines:
                expected.pop(f"line({one.drug.id},{line})")
        assert told == expected


@SOME
@given(records(GUIDELINE), readings(GUIDELINE))
def test_an_answer_set_is_a_complete_patient_of_whom_it_says_what_holds(record, chosen):
    solution = GUIDELINE.solve(record, readings=chosen, limit=3)
    assert 1 <= len(solution.answer_sets) <= 3
    for one in solution.answer_sets:
        values: dict[str, Any] = dict(one.values)
        assert list(values) == list(GUIDELINE.vocabulary.facts)
        assert {name: values[name] for name in record} == {
            name: value if isinstance(value, (bool, str)) else pytest.approx(float(value))
            for name, value in record.items()
        } or any(value % 1 for value in record.values() if not isinstance(value, (bool, str)))
        required = {name for name, fact in GUIDELINE.vocabulary.facts.items() if fact.requires}
        if values["current_drug"] == "none":
            values = {name: value for name, value in values.items() if name not in required}
        holding = referee.statements(KB, instance(GUIDELINE, values, readings=chosen))
        told = {statement.id for statement in one.statements}
        assert told == {
            atom
            for atom in holding
            if atom.partition("(")[0] != "considered" and atom.count(",") * atom.startswith("duty") == 0
        }
        option = one.decision and f"option({one.decision.action.id},{one.decision.drug.id})"
        assert option in told if option else not any(atom.startswith("option(") for atom in told)
    assert len({(one.decision, one.statements) for one in solution.answer_sets}) == len(solution.answer_sets)


def test_ingrid_is_decided_as_the_readme_of_the_rules_shows(tmp_path: Path):
    facts = tmp_path / "ingrid.lp"
    facts.write_text(instance(GUIDELINE, json.loads(INGRID.read_text())))
    command = [sys.executable, "-m", "clingo", *map(str, sorted(KB.glob("*.lp"))), str(facts), "0", "--project=show"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    solution = GUIDELINE.solve(json.loads(INGRID.read_text()))
    assert decided(solution) == {line for line in shown.splitlines() if line.startswith("decision(")}
    assert [one.decision and (one.decision.drug.id, one.lines) for one in solution.decisions] == [
        ("zoledronate", (2,)), ("denosumab", (3,)), ("teriparatide", (4,)), ("romosozumab", (4,)),
    ]  # fmt: skip
    assert [one.option.text for one in solution.excluded][:2] == [
        "start alendronate",
        "start alendronate, effervescent (Binosto)",
    ]
    assert [reason.id for reason in solution.excluded[0].reasons] == [
        "against(start,alendronate,contraindicated(alendronate,reflux))"
    ]
    assert solution.excluded[0].reasons[0].text == "reflux"
    assert solution.excluded[0].reasons[0].boxes == ("M1",)
    assert {one.id: one.boxes for one in solution.statements}["duty(calcium_1000_mg)"] == ("M0",)


def test_where_nothing_is_possible_the_empty_decision_says_so(capsys: pytest.CaptureFixture[str]):
    record = {"current_drug": "denosumab", "stop_planned": True, "egfr": 32}
    (decision,) = GUIDELINE.solve(record).decisions
    assert decision.decision is None
    assert "conflict(rebound_protection_impossible)" in {one.id for one in decision.statements}
    for language, words in (
        ("en", "No decision: nothing is possible"),
        ("nb", "Ingen beslutning: ingenting er aktuelt"),
    ):
        pairs = [f"--set={name}={value}".replace("True", "yes") for name, value in record.items()]
        assert main(["solve", *pairs, "--lang", language]) == 0
        assert words in capsys.readouterr().out


def test_another_reading_decides_otherwise():
    record = {"age": 70, "t_score": -3, "sex": "female"}
    decisions = {
        option: decided(GUIDELINE.solve(record, readings={"denosumab_scope": option}))
        for option in ("hint", "restriction")
    }
    assert decisions["hint"] - decisions["restriction"] == {"decision(start,denosumab)"}


def test_assumed_facts_are_recorded_for_clingo():
    solution = GUIDELINE.solve({"t_score": -3, "egfr": 80, "age": 70}, assume_absent=True)
    assert "reflux" in solution.assumed
    assert "against(start,alendronate,contraindicated(alendronate,reflux))" not in {
        one.id for decision in solution.decisions for one in decision.others
    }


def test_another_guideline_is_solved(toy: Guideline):
    solution = toy.solve({"fever": 39}, limit=5)
    assert [one.decision and one.decision.text for one in solution.decisions] == ["start penicillin", None]
    assert [(one.values["allergy"], one.decision is None) for one in solution.answer_sets] == [
        (False, False),
        (True, True),
    ]


def test_two_decisions_at_once_are_refused(tmp_path: Path):
    toy = (TESTS / "toy" / "throat.lp").read_text()
    more = 'drug(water). label(drug(water), (en; nb), "water"). { decision(A, D) : option(A, D) } :- option(B, E).\n'
    (tmp_path / "throat.lp").write_text(toy + more)
    with pytest.raises(KnowledgeBaseError, match=r"an answer set decides several things, .*let it choose one"):
        load(tmp_path).solve({"fever": 39, "allergy": False})


@pytest.mark.parametrize("limit", [0, -1, 10_001, True, 2.5, "3"])
def test_a_limit_that_is_no_number_of_answer_sets(limit: Any):
    with pytest.raises(InputError, match="give a whole number from 1 to 10000"):
        GUIDELINE.solve({}, limit=limit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_in_words(capsys: pytest.CaptureFixture[str], language: str):
    for full in ([], ["--full", "--limit", "2"]):
        assert main(["solve", str(INGRID), "--lang", language, *full]) == 0
        out = capsys.readouterr().out
        assert "(start," not in out
        assert "_" not in out.replace("gc_bracket", "")


def test_the_command_line_says_it_as_json(capsys: pytest.CaptureFixture[str]):
    assert main(["solve", str(INGRID), "--format", "json", "--limit", "1", "--reading", "gc_bracket=outer"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (
        answer == GUIDELINE.solve(json.loads(INGRID.read_text()), readings={"gc_bracket": "outer"}, limit=1).to_dict()
    )
    assert answer["schema"] == "osteo-asp/solution/1"
    assert answer["decisions"][0]["decision"] == {"action": "start", "drug": "zoledronate", "text": "start zoledronate"}
    assert answer["answer_sets"][0]["patient"]["egfr"] == 64


@pytest.mark.parametrize(
    "arguments", [["--limit", "no"], ["--limit", "0"], ["--limit", "-3"], ["--reading", "all"], ["--set", "sex=x"]]
)
def test_what_cannot_be_asked_is_refused(capsys: pytest.CaptureFixture[str], arguments: list[str]):
    assert main(["solve", str(INGRID), *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_notebook_shows_it():
    assert "start zoledronate" in (GUIDELINE.solve(json.loads(INGRID.read_text()))._repr_html_() or "")
