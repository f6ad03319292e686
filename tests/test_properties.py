"""Properties over random patients: the one ground program against plain clingo, and against enumeration."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import referee
from conftest import KB, instance
from osteo_asp import load
from osteo_asp.vocabulary.terms import show
from strategies import complete, readings, records, values

GUIDELINE = load(KB)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
FAST = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def consequences(record: dict[str, Any], chosen: dict[str, str]) -> tuple[set[str], set[str]]:
    model = GUIDELINE.model
    masks = model.statuses(GUIDELINE.patient(record), model.points(*chosen.items()))
    possible = {show(atom): fails for atom, (holds, fails) in masks.items() if holds & 1}
    return set(possible), {atom for atom, fails in possible.items() if not fails & 1}


@SLOW
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_a_complete_patient_is_answered_as_plain_clingo_answers(record, chosen, data):
    full = complete(GUIDELINE, record, data)
    if full.get("current_drug", "none") == "none":
        full = {name: value for name, value in full.items() if not GUIDELINE.vocabulary.facts[name].requires}
    brave, cautious = consequences(full, chosen)
    assert brave == cautious
    assert brave == referee.statements(KB, instance(GUIDELINE, full, readings=chosen))


@settings(SLOW, max_examples=40)
@given(records(GUIDELINE), readings(GUIDELINE))
def test_the_decisions_over_all_answer_sets_are_the_options_not_excluded(record, chosen):
    decided, single = referee.decisions(KB, instance(GUIDELINE, record, readings=chosen))
    advice = GUIDELINE.advise(record, readings=chosen)
    assert single
    assert decided == {f"decision({action},{drug})" for action, drug in advice.decisions}


@settings(SLOW, max_examples=20)
@given(records(GUIDELINE, unknown=False), readings(GUIDELINE), st.data())
def test_the_status_is_what_enumerating_the_completions_gives(record, chosen, data):
    names = [name for name in record if name != "current_drug" and GUIDELINE.vocabulary.facts[name].absent is None]
    missing = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    partial = {name: value for name, value in record.items() if name not in missing}
    every: list[set[str]] = []
    for combination in product(*(values(GUIDELINE, GUIDELINE.vocabulary.facts[name]) for name in missing)):
        full = partial | dict(zip(missing, combination, strict=True))
        if not (full.get("breast_cancer") and full.get("cancer") is False):
            every.append(consequences(full, chosen)[0])
    brave, cautious = consequences(partial, chosen)
    assert brave == set.union(*every)
    assert cautious == set.intersection(*every)


@FAST
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_one_more_recorded_fact_never_turns_yes_or_no_into_anything_else(record, chosen, data):
    patient = GUIDELINE.patient(record)
    unknown = [
        name for name in patient.unknown(GUIDELINE.vocabulary)
        if not GUIDELINE.vocabulary.facts[name].requires or record.get("current_drug", "none") != "none"
    ]  # fmt: skip
    assume(unknown)
    name = data.draw(st.sampled_from(unknown))
    more = record | {name: data.draw(st.sampled_from(values(GUIDELINE, GUIDELINE.vocabulary.facts[name])))}
    assume(not (more.get("breast_cancer") and more.get("cancer") is False))
    brave, cautious = consequences(record, chosen)
    then_brave, then_cautious = consequences(more, chosen)
    assert cautious <= then_cautious
    assert then_brave <= brave


@FAST
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_the_facts_an_option_depends_on_settle_it_and_none_of_them_is_idle(record, chosen, data):
    conditional = [one for one in GUIDELINE.advise(record, readings=chosen).options if one.status == "conditional"]
    assume(conditional)
    option = data.draw(st.sampled_from(conditional))
    term = f"option({option.action.id},{option.drug.id})"
    facts = [fact.id for fact in option.unless]
    assert facts
    filled = complete(GUIDELINE, record, data)
    settled = record | {name: filled[name] for name in facts}
    brave, cautious = consequences(settled, chosen)
    assert (term in brave) == (term in cautious)

    idle = data.draw(st.sampled_from(facts))
    others = [name for name in facts if name != idle]
    domains = [values(GUIDELINE, GUIDELINE.vocabulary.facts[name]) for name in others]
    assume(len(list(product(*domains))) <= 500)
    open_ = False
    for combination in product(*domains):
        tried = record | dict(zip(others, combination, strict=True))
        if not (tried.get("breast_cancer") and tried.get("cancer") is False):
            brave, cautious = consequences(tried, chosen)
            open_ = open_ or (term in brave and term not in cautious)
    assert open_


@FAST
@given(st.data())
def test_no_decimal_is_rounded_across_a_threshold(data):
    name = data.draw(st.sampled_from([name for name, cells in GUIDELINE.program.cells.items() if cells.cuts]))
    cells = GUIDELINE.program.cells[name]
    fact = GUIDELINE.vocabulary.facts[name]
    places = 0 if fact.type == "count" else data.draw(st.integers(0, 40))
    value = data.draw(st.decimals(fact.low, fact.high, allow_nan=False, places=places))
    cell = cells.locate(value)
    for cut in cells.cuts:
        threshold = cells._unscaled(cut)
        assert (value < threshold, value > threshold) == (cell < 2 * cut, cell > 2 * cut)
    whole = cells.whole(value)
    assert cells.locate(cells._unscaled(whole)) == cell
    assert cell in cells.numbers()


@pytest.mark.parametrize("name", [name for name, fact in GUIDELINE.vocabulary.facts.items() if fact.numeric])
def test_every_cell_holds_a_value_that_the_tests_try(name):
    fact = GUIDELINE.vocabulary.facts[name]
    cells = GUIDELINE.program.cells[name]
    assert {cells.locate(value) for value in values(GUIDELINE, fact)} == set(cells.numbers())
