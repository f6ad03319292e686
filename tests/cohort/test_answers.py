"""The cohort says of every patient what the rules say: the ground rules, `advise`, and plain clingo."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa

import osteo_asp
import referee
from conftest import KB, TESTS, instance
from osteo_asp import Guideline, structure
from osteo_asp.kernel import complete, evaluation
from osteo_asp.kernel.builder import compiled
from osteo_asp.kernel.compiled import Compiled

from .patients import agrees, completed, derived, expected, frame, places, records

EACH = 2600
"""How many patients of each kind under each of some twenty readings: more than 100 000 in all."""


def every_reading(guideline: Guideline) -> list[dict[str, str]]:
    """The default, every other option on its own, and some at random."""
    questions = guideline.vocabulary.questions
    alone = [{name: option} for name, one in questions.items() for option in one.options[1:]]
    dice = random.Random(1)
    mixed = [{name: dice.choice(one.options) for name, one in questions.items()} for _ in range(5)]
    return [{}, *alone, *mixed]


STATUS = {"no": 0, "yes": 1, "unknown": 2}


def codes(answers: pa.RecordBatch, name: str) -> Any:
    column = answers.column(name)
    assert column.dictionary.to_pylist() == list(STATUS)
    return column.indices.fill_null(-1).to_numpy(zero_copy_only=False)


def statements(answers: pa.RecordBatch) -> list[str]:
    return ["indicated", *(name for name in answers.schema.names if "(" in name)]


def test_complete_patients_have_what_the_ground_rules_give(guideline: Guideline) -> None:
    dice, checked = np.random.default_rng(1), 0
    for readings in every_reading(guideline):
        chosen = guideline.vocabulary.readings(readings)
        drawn = places(guideline, EACH, dice)
        filled = {name: np.maximum(one, 0) for name, one in drawn.items()}  # the rest asks only beside a drug
        truth = derived(guideline, filled, chosen)
        other = derived(guideline, {name: np.where(one < 0, 1, one) for name, one in drawn.items()}, chosen)
        possible = ~np.any([holds for name, holds in truth.items() if name.startswith("impossible(")], axis=0)
        answers = compiled(guideline, readings, every_statement=True)(
            frame(guideline, drawn).combine_chunks().to_batches()[0]
        )
        assert answers.column("error").is_null().to_pylist() == possible.tolist()
        assert possible.sum() > EACH / 2
        for name in statements(answers):
            assert ((truth[name] == other[name]) | ~possible).all(), name
            assert (codes(answers, name) == np.where(possible, truth[name], -1)).all(), (name, readings)
        checked += EACH
    assert checked > 50_000


def test_unknown_facts_leave_what_the_completions_leave(guideline: Guideline) -> None:
    dice, checked = np.random.default_rng(2), 0
    names = list(guideline.vocabulary.facts)
    free = [name for name in names if guideline.vocabulary.facts[name].absent is None]
    drugged = [name for name in free if guideline.vocabulary.facts[name].requires]
    for readings in every_reading(guideline):
        drawn = places(guideline, EACH, dice)
        for name in drugged:  # outside a treatment these are unknown; here they are anything, for all are completed
            drawn[name] = np.where(drawn[name] < 0, 0, drawn[name])
        for row in range(EACH):
            for name in dice.choice(free, 2, replace=False):
                drawn[name][row] = -1
        every, owner = completed(guideline, drawn, 2)
        truth = derived(guideline, every, guideline.vocabulary.readings(readings))
        possible = ~np.any([holds for name, holds in truth.items() if name.startswith("impossible(")], axis=0)
        plan = compiled(guideline, readings, every_statement=True).plan
        # The circuit alone: here is recorded even what nobody may record outside a treatment.
        alone = {n: replace(one, fact=structure.replace(one.fact, requires=())) for n, one in plan.encodings.items()}
        answers = Compiled(replace(plan, encodings=alone))(frame(guideline, drawn).combine_chunks().to_batches()[0])
        completions = np.bincount(owner[possible], minlength=EACH)
        for name in statements(answers):
            holding = np.bincount(owner[possible & truth[name]], minlength=EACH)
            wanted = np.where(holding == 0, 0, np.where(holding == completions, 1, 2))
            assert (codes(answers, name) == np.where(completions, wanted, -1)).all(), (name, readings)
        checked += EACH
    assert checked > 50_000


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("assume_absent", [False, True])
def test_it_is_what_advise_says(
    guideline: Guideline, pytestconfig: pytest.Config, missing: float, assume_absent: bool
) -> None:
    number = pytestconfig.getoption("patients")
    each, dice = max(20, number // 25), random.Random(int(10 * missing))
    table = frame(guideline, places(guideline, number, np.random.default_rng(3), missing))
    for start in range(0, number, each):
        readings = {name: dice.choice(one.options) for name, one in guideline.vocabulary.questions.items()}
        part = table.slice(start, each)
        cohort = guideline.cohort(part, readings=readings, assume_absent=assume_absent)
        for record, row in zip(records(part), cohort.frame.to_pylist(), strict=True):
            try:
                advice = guideline.advise(record, readings=readings, assume_absent=assume_absent)
            except ValueError as error:
                refusal: str | None = str(error)
            else:
                refusal = None
            if refusal is None:
                assert agrees(row, expected(guideline, advice)) == {}
            else:
                assert row["error"] == refusal
                assert set(row.values()) == {None, refusal}


def test_it_is_what_plain_clingo_says(guideline: Guideline) -> None:
    table = frame(guideline, places(guideline, 30, np.random.default_rng(4)))
    answers = guideline.cohort(table, every_statement=True).frame.to_pylist()
    for record, row in zip(records(table), answers, strict=True):
        if row["error"] is None:
            holding = referee.statements(KB, instance(guideline, record))
            assert {name for name, one in row.items() if "(" in name and one == "yes"} == holding - {"indicated"}
            assert (row["indicated"] == "yes") == ("indicated" in holding)


def test_another_guideline_runs_unchanged(toy: Guideline) -> None:
    for readings in ({}, {"high": "lax"}):
        for fever in (None, 30, 38.4999, 38.5, 38.5001, 45):
            for allergy in (None, True, False):
                record = {"fever": fever, "allergy": allergy}
                table = pa.table({"fever": pa.array([fever], pa.float64()), "allergy": pa.array([allergy], pa.bool_())})
                (row,) = toy.cohort(table, readings=readings).frame.to_pylist()
                assert agrees(row, expected(toy, toy.advise(record, readings=readings))) == {}


@pytest.mark.parametrize("number", [1, 3, 4, 7, 8, 15, 20])
def test_every_set_of_reasons_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    signs = [f"sign_{n}" for n in range(number)]
    rules = [(TESTS / "toy" / "throat.lp").read_text()]
    for sign in signs:
        rules.append(
            f"fact({sign}, yes_no). against(start, penicillin, contraindicated({sign})) :- patient({sign}, yes)."
        )
        rules.append(
            f'label((fact({sign}); contraindicated({sign})), (en; nb), "a"). cite(contraindicated({sign}), t1).'
        )
    (tmp_path / "throat.lp").write_text("\n".join(rules))
    signed = osteo_asp.load(tmp_path)
    dice = random.Random(number)
    table = [{"fever": 39, **{sign: dice.choice((True, False, None)) for sign in signs}} for _ in range(40)]
    monkeypatch.setattr(evaluation, "CHUNK", 16)
    rows = signed.cohort(pa.Table.from_pylist(table)).frame.to_pylist()
    told = {row["against_penicillin"] for row in rows}
    assert len(told) > min(number, 5)
    for record, row in zip(table, rows, strict=True):
        assert agrees(row, expected(signed, signed.advise(record))) == {}


@pytest.mark.parametrize(("action", "first"), [("give", "penicillin"), ("start", "")])
def test_the_first_choice_is_that_of_the_action_with_an_order(tmp_path: Path, action: str, first: str) -> None:
    rules = (TESTS / "toy" / "throat.lp").read_text().replace("start", "give")
    order = f'ordered({action}). action(start). label(action(start), (en; nb), "start").'
    (tmp_path / "throat.lp").write_text(f"{rules}\n{order}\nfirst_choice(penicillin) :- indicated.\n")
    given = osteo_asp.load(tmp_path)
    (row,) = given.cohort(pa.table({"fever": [39.0]})).frame.to_pylist()
    assert row["first_choice"] == first
    assert row["option_give_penicillin"] == "conditional"


@pytest.mark.parametrize("budget", [0, 40, 1000])
def test_what_is_not_worth_its_diagram_is_answered_the_same(
    guideline: Guideline, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    table = frame(guideline, places(guideline, 400, np.random.default_rng(11)))
    wanted = guideline.cohort(table, every_statement=True).frame
    operations = len(compiled(guideline).plan.steps_complete.operations)
    monkeypatch.setattr(complete, "BUDGET", budget)
    assert guideline.cohort(table, every_statement=True).frame.to_pylist() == wanted.to_pylist()
    assert len(compiled(guideline).plan.steps_complete.operations) > operations


def test_it_can_be_pickled(guideline: Guideline) -> None:
    batch = frame(guideline, places(guideline, 50, np.random.default_rng(5), 0.2)).combine_chunks().to_batches()[0]
    plan = compiled(guideline, lang="nb")
    answers = plan(batch)
    again = pickle.loads(pickle.dumps(plan))
    assert again(batch).equals(answers)
    assert pickle.dumps(again) == pickle.dumps(pickle.loads(pickle.dumps(again)))
    assert b"clingo" not in pickle.dumps(plan)
    assert list(again.stream([batch, batch])) == [answers, answers]


def test_a_batch_is_answered_in_parts_as_in_one(guideline: Guideline, monkeypatch: pytest.MonkeyPatch) -> None:
    table = frame(guideline, places(guideline, 500, np.random.default_rng(6), 0.2))
    whole = guideline.cohort(table).frame.to_pylist()
    monkeypatch.setattr(evaluation, "CHUNK", 64)
    assert guideline.cohort(table).frame.to_pylist() == whole
    assert guideline.cohort(table.slice(3, 400)).frame.to_pylist() == whole[3:403]
