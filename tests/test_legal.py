"""A guideline of another trade, with other actions than starting a drug, is asked everything that can be asked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import clingo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import referee
from conftest import TESTS
from osteo_asp import Guideline, load
from osteo_asp.audit.cases import read_cases
from osteo_asp.cli import main

LEGAL = TESTS / "legal"
KIRSTEN = {"income": 320, "children": 1, "matter": "debt", "insured": True}
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "income": st.sampled_from([0, 349, 350, 399, 400, 900]),
        "children": st.integers(0, 3),
        "matter": st.sampled_from(["child_welfare", "eviction", "debt", "other"]),
        "insured": st.booleans(),
        "violence": st.booleans(),
        "hearing_set": st.booleans(),
        "current_aid": st.sampled_from(["none", "advice", "mediation", "lawyer"]),
    },
)
READINGS = st.fixed_dictionaries(
    {"with_children": st.sampled_from(["any", "several"]), "both_needed": st.sampled_from(["either", "both"])}
)


@pytest.fixture(scope="module")
def legal() -> Guideline:
    return load(LEGAL)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main([arguments[0], "--kb", str(LEGAL), *arguments[1:]]) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def recorded(record: dict[str, object]) -> list[str]:
    return [part for name, value in record.items() for part in ("--set", f"{name}={str(value).lower()}")]


@pytest.mark.parametrize("case", read_cases(LEGAL / "cases"), ids=lambda case: case.name)
def test_its_cases(legal: Guideline, case):
    assert not list(case.failures(legal.model))


@settings(deadline=None, max_examples=60)
@given(RECORDS, READINGS)
def test_the_first_choice_is_the_one_that_its_own_rule_gives(legal, record, readings):
    """What is certain of it in plain clingo is what the answer says of its options."""
    facts = "".join(f"chosen({question}, {option}).\n" for question, option in readings.items())
    for name, value in record.items():
        facts += f"recorded({name}, {('no', 'yes')[value] if isinstance(value, bool) else value}).\n"
    control = referee.control(LEGAL, facts + "#show first_choice/1. #show option/2.", "--enum-mode=cautious", "0")
    certain: list[clingo.Symbol] = []
    control.solve(on_model=lambda model: certain.__setitem__(slice(None), model.symbols(shown=True)))
    answer = legal.advise(record, readings=readings)
    first = [str(atom.arguments[0]) for atom in certain if atom.name == "first_choice"]
    sure = {tuple(map(str, atom.arguments)) for atom in certain if atom.name == "option"}
    assert [one.drug.id for one in answer.options if one.first_choice] == first
    assert {(one.action.id, one.drug.id) for one in answer.options if one.status == "admissible"} == sure
    assert all(one.action.id == "give" for one in answer.options if one.first_choice or one.lines)


def test_advise(capsys, legal: Guideline):
    out = asked(capsys, "advise", *recorded(KIRSTEN))
    assert "choice 1: give advice" in out
    assert "up to 3 hours" in out
    advice = legal.advise(KIRSTEN)
    assert [(one.drug.id, one.line, one.first_choice, one.dose) for one in advice.options] == [
        ("advice", 1, True, "up to 3 hours"), ("mediation", 2, False, None), ("lawyer", 3, False, None)
    ]  # fmt: skip
    assert "gi råd" in asked(capsys, "advise", "--lang", "nb", *recorded(KIRSTEN))


def test_solve(capsys):
    out = asked(capsys, "solve", *recorded(KIRSTEN))
    assert "Decision: give advice" in out
    assert "Decision: give a lawyer" not in out


def test_nothing_but_what_is_given_has_an_order(legal: Guideline):
    under_way = {"income": 0, "current_aid": "advice", "hours_used": 3}
    ends = legal.advise(under_way).options
    assert [(one.action.id, one.drug.id, one.line, one.first_choice, one.dose) for one in ends] == [
        ("end", "advice", None, False, None)
    ]
    (keeps,) = legal.advise({**under_way, "hours_used": 2}).options
    assert (keeps.action.id, keeps.line, keeps.dose) == ("keep", None, "up to 3 hours")


def test_why_and_why_not(capsys):
    assert "the order is advice, mediation, a lawyer [B1]" in asked(capsys, "why", "advice", *recorded(KIRSTEN))
    assert "the insurance pays [B3]" in asked(capsys, "why-not", "lawyer", *recorded(KIRSTEN))
    graph = asked(capsys, "why", "--format", "svg", "give advice", *recorded(KIRSTEN))
    assert graph.startswith("<svg")


def test_instead_of(capsys, legal: Guideline):
    out = asked(capsys, "instead-of", "advice", "lawyer", *recorded({**KIRSTEN, "insured": False}))
    assert "advice is choice 1" in out
    comparison = legal.instead_of({**KIRSTEN, "insured": False}, "advice", "lawyer")
    assert comparison.verdict == "before"
    assert {one.fact for change in comparison.changes for one in change.conditions} & {"hearing_set", "matter"}


def test_what_if(capsys):
    out = asked(capsys, "what-if", "insured=no", *recorded(KIRSTEN))
    assert "give a lawyer" in out


def test_missing_and_ask(capsys, legal: Guideline, monkeypatch):
    assert "violence between the parties" in asked(capsys, "missing", *recorded(KIRSTEN))
    assert [one.id for one in legal.missing(KIRSTEN).needed] == ["violence"]
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert main(["ask", "--kb", str(LEGAL), *recorded(KIRSTEN)]) == 0
    assert "✓ choice 2: give mediation" in capsys.readouterr().out


def test_instance_facts_and_schema(capsys):
    assert "recorded(matter, debt).\n" in asked(capsys, "instance", *recorded(KIRSTEN))
    assert "income" in asked(capsys, "facts")
    schema = json.loads(asked(capsys, "schema", "patient"))
    assert schema["properties"]["matter"]["enum"][:4] == ["child_welfare", "eviction", "debt", "other"]


def test_readings(capsys):
    out = " ".join(asked(capsys, "readings", "--compare").split())
    assert "How many children raise the limit?" in out
    assert "a lawyer is choice 3" in out


def test_check(capsys):
    out = " ".join(asked(capsys, "check", status=1).split())
    assert "a patient has an indication, and nothing is possible" in out  # mediation under way, and violence
    assert "the page gives no answer: what follows advice that is used up" in out


def test_diff(capsys, tmp_path: Path):
    text = (LEGAL / "legal_aid.lp").read_text()
    (tmp_path / "legal_aid.lp").write_text(text.replace("N < 350", "N < 360"))
    assert main(["diff", str(LEGAL), str(tmp_path)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "✓ there is a right to legal aid; a low income" in out
    assert "the plainest patient: income=359" in out


def test_mutate_and_boxes(capsys):
    out = asked(capsys, "mutate", "--cases", str(LEGAL / "cases"), status=1)
    assert "conflict(no_aid) :- unaided; indicated; some_aid." in out  # for no case is about the conflict
    assert "B3" in asked(capsys, "boxes", "--cases", str(LEGAL / "cases"))


@pytest.mark.parametrize("kind", ["plausible", "covering"])
def test_a_cohort_of_made_up_people(capsys, legal: Guideline, tmp_path: Path, kind: str):
    pytest.importorskip("narwhals")
    read = pytest.importorskip("pyarrow.parquet").read_table
    people, answers = str(tmp_path / "people.parquet"), str(tmp_path / "answers.parquet")
    assert main(["synth", "--kb", str(LEGAL), "60", people, "--kind", kind]) == 0
    capsys.readouterr()
    assert "lawyer" in asked(capsys, "cohort", people, answers, "--summary")
    rows, records = read(answers).to_pylist(), read(people).to_pylist()
    assert any(row["first_choice"] for row in rows)
    for row, record in zip(rows, records, strict=True):
        answer = legal.advise({name: value for name, value in record.items() if name in legal.vocabulary.facts})
        assert row["first_choice"].split() == [one.drug.id for one in answer.options if one.first_choice]
        assert row["indicated"] == answer.indicated
