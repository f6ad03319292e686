"""An answer that clingo confirms says so; one that it does not confirm is not given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import osteo_asp
from conftest import KB, TESTS
from osteo_asp import Guideline, KnowledgeBaseError, VerificationError, load
from osteo_asp.answers.verification import verify, verify_answer, verify_explanations
from osteo_asp.cli import main
from osteo_asp.diagrams.mdd import NEVER
from osteo_asp.form import model_of
from osteo_asp.vocabulary.terms import Atom, parse_atom, show
from strategies import readings, records

GUIDELINE = load(KB)
INGRID = TESTS / "patients" / "ingrid.json"
FACTS = json.loads(INGRID.read_text())
TOY = TESTS / "toy"
SOME = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))

QUESTIONS = {
    "advise": ["advise"],
    "why": ["why", "denosumab"],
    "why-not": ["why-not", "alendronate"],
    "instead-of": ["instead-of", "denosumab", "alendronate"],
    "what-if": ["what-if", "reflux=no"],
    "missing": ["missing"],
    "missing of a target": ["missing", "zoledronate"],
}


def statuses(guideline: Guideline, record: dict[str, Any]) -> dict[Atom, Any]:
    known = guideline.model.about(guideline.patient(record), guideline.readings)
    return {atom: known.status(known.where(atom)) for atom in guideline.program.statements}


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(["en", "nb"]))
def test_clingo_confirms_the_answers_of_the_guideline(record, chosen, language):
    how = {"readings": chosen, "lang": language, "verify": True}
    verified, plain = GUIDELINE.advise(record, **how), GUIDELINE.advise(record, readings=chosen, lang=language)
    assert verified.verification is not None
    assert verified.verification.statements == len(GUIDELINE.program.statements)
    assert verified.verification.seconds > 0
    assert {**verified.to_dict(), "verification": None} == plain.to_dict()
    explained = GUIDELINE.why(record, "denosumab", **how).verification
    assert explained is not None
    assert explained.statements > verified.verification.statements  # those that only explanations name, too


@SOME
@given(records(GUIDELINE), st.data())
def test_any_wrong_status_is_noticed(record, data):
    program, patient = GUIDELINE.program, GUIDELINE.patient(record)
    right = statuses(GUIDELINE, record)
    assert verify(program, patient, GUIDELINE.readings, right).statements == len(right)
    atom = data.draw(st.sampled_from(sorted(right, key=show)))
    wrong = data.draw(st.sampled_from([one for one in ("yes", "no", "unknown") if one != right[atom]]))
    with pytest.raises(VerificationError) as refused:
        verify(program, patient, GUIDELINE.readings, {**right, atom: wrong})
    assert (refused.value.status, refused.value.derived) == (wrong, right[atom])
    assert f"({show(atom)})" in str(refused.value)


def test_a_statement_that_the_guideline_does_not_know_is_noticed():
    right = statuses(GUIDELINE, FACTS)
    del right["indication", "t_score"]
    with pytest.raises(VerificationError, match=r"T-score at or below −2.5 \(indication\(t_score\)\) is yes .* not no"):
        verify(GUIDELINE.program, GUIDELINE.patient(FACTS), GUIDELINE.readings, right)


def test_the_first_difference_in_the_order_of_the_page_is_named():
    right = statuses(GUIDELINE, FACTS)
    wrong = {("duty", "calcium_1000_mg"): "no", ("indication", "frax"): "no"}
    with pytest.raises(VerificationError, match="FRAX above 20 %"):
        verify(GUIDELINE.program, GUIDELINE.patient(FACTS), GUIDELINE.readings, {**right, **wrong})


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_compiled_guideline_that_is_wrong_answers_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], question: str, language: str
):
    model = model_of(str(KB))
    atom = parse_atom("indication(t_score)")
    holds, fails = model.statements[atom]
    number = model.program.literals_of[atom]
    monkeypatch.setattr(model, "statements", {**model.statements, atom: (fails, holds)})
    monkeypatch.setitem(vars(model), "roots", {**model.roots, number: fails})
    monkeypatch.setattr("osteo_asp.guideline.model_of", lambda folder: model)
    command, *asked = QUESTIONS[question]
    arguments = [command, *asked, str(INGRID), "--lang", language]
    assert main(arguments) == 0  # nobody asked clingo
    capsys.readouterr()
    assert main([*arguments, "--verify"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    words = {
        "en": "no answer is given, for clingo does not confirm it: T-score at or below −2.5 (indication(t_score)) is yes",
        "nb": "det gis ikke noe svar, for clingo bekrefter det ikke: T-skår på eller under −2,5 (indication(t_score)) er ja",
    }
    assert words[language] in err


def test_what_would_be_is_verified_too(monkeypatch: pytest.MonkeyPatch):
    model = model_of(str(KB))
    atom = parse_atom("against(start,alendronate,contraindicated(alendronate,ulcer))")
    number = model.program.literals_of[atom]
    guideline = Guideline(model)
    record = {**FACTS, "ulcer": False}
    both = guideline.what_if(record, {"ulcer": True}, verify=True).verification
    one = guideline.why(record, "denosumab", verify=True).verification
    assert both is not None
    assert one is not None
    assert both.statements == 2 * one.statements
    monkeypatch.setitem(vars(model), "roots", {**model.roots, number: NEVER})  # right for who has no ulcer
    monkeypatch.setattr(model, "statements", {**model.statements, atom: (NEVER, model.possible)})
    assert guideline.why(record, "denosumab", verify=True).verification is not None
    with pytest.raises(VerificationError, match="ulcer"):
        guideline.what_if(record, {"ulcer": True}, verify=True)


def test_rules_that_were_edited_meanwhile_confirm_nothing(tmp_path: Path):
    text = (TOY / "throat.lp").read_text()
    (tmp_path / "throat.lp").write_text(text)
    guideline = load(tmp_path)
    assert guideline.advise({"fever": 38.7}, verify=True).verification is not None
    (tmp_path / "throat.lp").write_text(text.replace("T > 385", "T > 390"))
    with pytest.raises(VerificationError, match=r"indication\(fever\)\) is no by the rules as they stand, and not yes"):
        guideline.advise({"fever": 38.7}, verify=True)
    (tmp_path / "throat.lp").write_text("x :- y(Z), .")
    with pytest.raises(KnowledgeBaseError, match="cannot be run any more"):
        guideline.advise({"fever": 38.7}, verify=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_said_in_the_text_and_in_the_json(capsys: pytest.CaptureFixture[str], question: str):
    command, *asked = QUESTIONS[question]
    arguments = [command, *asked, str(INGRID)]
    assert main([*arguments, "--verify"]) == 0
    assert "Verified: clingo has derived" in capsys.readouterr().out
    assert main([*arguments, "--verify", "--format", "json"]) == 0
    verification = json.loads(capsys.readouterr().out)["verification"]
    assert verification["statements"] >= len(GUIDELINE.program.statements)
    assert main([*arguments, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["verification"] is None


def test_assumed_facts_and_other_readings_are_verified_as_such():
    record = {"t_score": -3, "age": 70, "current_drug": "denosumab"}
    how = {"assume_absent": True, "readings": {"gc_bracket": "outer", "supplements": "everyone"}}
    assert GUIDELINE.advise(record, **how, verify=True).verification is not None


def test_another_guideline_is_verified(toy: Guideline):
    for record in ({}, {"fever": 38.55}, {"fever": 37, "allergy": True}):
        for high in ("strict", "lax"):
            patient, chosen = toy.patient(record), toy.vocabulary.readings({"high": high})
            assert verify_answer(toy.model, patient, chosen).statements == len(toy.program.statements)
            assert verify_explanations(toy.model.about(patient, chosen)).statements


def test_the_cases_are_verified_on_request(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    (tmp_path / "a.toml").write_text(
        '[[case]]\nname = "a"\nboxes = ["T1"]\npatient = { fever = 39 }\nexpect = { indicated = "yes" }\n'
    )
    assert main(["boxes", "--kb", str(TOY), "--cases", str(tmp_path), "--verify"]) == 0
    assert "Verified: clingo has derived" in capsys.readouterr().out


def test_it_is_at_hand_in_python():
    answer = osteo_asp.load(KB).about(FACTS, verify=True).advise()
    assert answer.verification is not None
    assert issubclass(osteo_asp.VerificationError, RuntimeError)
