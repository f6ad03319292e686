"""One patient in clingo's hands: the knowledge base's own files, against the referee, and where whole numbers do not reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import referee
from conftest import KB, TESTS, instance
from osteo_asp import Guideline, KnowledgeBaseError, load
from osteo_asp.grounding.patient_run import PatientRun
from osteo_asp.vocabulary.terms import Atom, parse_atom, show
from strategies import readings, records

TOY = (TESTS / "toy" / "throat.lp").read_text()
GUIDELINE = load(KB)
DERIVED = {atom[0] for atom in GUIDELINE.program.names.values()}
SOME = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def run(guideline: Guideline, record: dict[str, object], **chosen: str) -> PatientRun:
    program = guideline.program
    shown = {(atom[0], len(atom) - 1) for atom in program.names.values()}
    return PatientRun(program, guideline.patient(record), guideline.vocabulary.readings(chosen), shown)


def texts(atoms: frozenset[Atom]) -> set[str]:
    return {show(atom) for atom in atoms}


def is_derived(atom: str) -> bool:
    """Whether an atom says something of a patient."""
    return atom.partition("(")[0] in DERIVED


@SOME
@given(records(GUIDELINE), readings(GUIDELINE))
def test_it_derives_what_the_referee_derives(record, chosen):
    brave, cautious = map(texts, run(GUIDELINE, record, **chosen).consequences())
    facts = instance(GUIDELINE, record, readings=chosen)
    expected = referee.consequences(KB, facts)
    decided = {atom for atom in brave if atom.startswith("decision(")}
    assert decided == referee.decisions(KB, facts)[0]
    for own, plain in zip((brave, cautious), expected, strict=True):
        assert own - decided == {atom for atom in plain if is_derived(atom)}


@SOME
@given(records(GUIDELINE), readings(GUIDELINE))
def test_each_decision_has_the_consequences_of_its_own_answer_sets(record, chosen):
    plain = run(GUIDELINE, record, **chosen)
    facts = instance(GUIDELINE, record, readings=chosen)
    for decision in sorted(plain.consequences()[0], key=show):
        if decision[0] == "decision":
            derived = referee.consequences(KB, f"{facts} :- not {show(decision)}.")
            for own, expected in zip(plain.consequences(decision), derived, strict=True):
                assert texts(own) - {show(decision)} == {atom for atom in expected if is_derived(atom)}
            break  # one of them is enough for one patient
    undecided = plain.undecided()
    possible = referee.control(KB, f"{facts} :- decision(A, D).").solve().satisfiable
    assert (undecided is not None) == possible


def test_a_knowledge_base_without_a_plain_run_is_helped(toy: Guideline):
    brave, cautious = run(toy, {"fever": 39}).consequences()
    assert show(("decision", "start", "penicillin")) in texts(brave) - texts(cautious)
    assert texts(run(toy, {"fever": 39, "allergy": False}).consequences()[1]) >= {"decision(start,penicillin)"}
    assert texts(run(toy, {"fever": 37}, high="lax").consequences()[1]) == {
        "indicated", "proposed(start,penicillin,t)", "considered(start,penicillin)",
    }  # fmt: skip


def test_a_range_of_billions_is_no_hindrance(tmp_path: Path):
    wide = """
        fact((cells; grains), count). range((cells; grains), 0, 999999999). label(fact((cells; grains)), (en; nb), "cells").
        many :- patient(cells, N), N > 5000000, N != 7000000. absent(grains, 3). few :- patient(grains, N), N < 4.
    """
    (tmp_path / "throat.lp").write_text(TOY + wide)
    for fill in ("", (KB / "patient.lp").read_text()):
        (tmp_path / "patient.lp").write_text(fill)
        guideline = load(tmp_path)
        brave, cautious = run(guideline, {"fever": 38.5}).consequences()
        assert "many" in texts(brave) - texts(cautious)
        assert "few" in texts(cautious)
        assert "indication(fever)" not in texts(brave)
        assert "many" in texts(run(guideline, {"cells": 5_000_001}).consequences()[1])
        assert "many" not in texts(run(guideline, {"cells": 7_000_000}).consequences()[0])
        values = [dict(values) for values, _ in run(guideline, {}).answer_sets(100)]
        assert {one["grains"] for one in values} == {3}
        assert {one["cells"] > 5_000_000 for one in values} == {True, False}  # type: ignore[operator]


def test_options_and_values_that_are_numbers(tmp_path: Path):
    more = """
        fact(grade, choice). value(grade, (1; 2)). label((fact(grade); value(grade, (1; 2))), (en; nb), "grade").
        question(q). default(q, 30). meaning(q, (30; 15)). cite(question(q), t1).
        label((question(q); meaning(q, (30; 15))), (en; nb), "q").
        high :- patient(grade, 2), reading(q, 15).
    """
    (tmp_path / "throat.lp").write_text(TOY + more)
    guideline = load(tmp_path)
    assert "high" in texts(run(guideline, {"grade": "2"}, q="15").consequences()[1])
    assert "high" not in texts(run(guideline, {"grade": "2"}).consequences()[0])
    assert "high" not in texts(run(guideline, {"grade": "1"}, q="15").consequences()[0])


def test_what_the_files_show_does_not_matter(tmp_path: Path):
    (tmp_path / "throat.lp").write_text(TOY + "#show. #show fact/2. #show T : box(T).\n")
    brave, _ = run(load(tmp_path), {"fever": 39}).consequences()
    assert {parse_atom(show(atom))[0] for atom in brave} <= {
        "indication", "indicated", "proposed", "against", "considered", "option", "blocked", "no_drug", "decision",
    }  # fmt: skip


def test_files_that_have_changed_meanwhile_are_refused(tmp_path: Path):
    (tmp_path / "throat.lp").write_text(TOY)
    guideline = load(tmp_path)
    (tmp_path / "throat.lp").write_text(TOY + "x :- y(Z), .")
    with pytest.raises(KnowledgeBaseError, match="cannot be run any more"):
        run(guideline, {"fever": 39})
    (tmp_path / "throat.lp").unlink()
    with pytest.raises(KnowledgeBaseError, match=r"no \.lp file here"):
        run(guideline, {"fever": 39})


def test_a_run_that_grounds_for_ever_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from osteo_asp.grounding import limits

    (tmp_path / "throat.lp").write_text(TOY)
    guideline = load(tmp_path)
    monkeypatch.setattr(limits.BoundedControl.__init__, "__kwdefaults__", {"rules": 1000, "seconds": 60})
    (tmp_path / "more.lp").write_text("up(0). up(I+1) :- up(I).")
    with pytest.raises(KnowledgeBaseError, match="grounding makes more than 1000 rules"):
        run(guideline, {"fever": 39})
