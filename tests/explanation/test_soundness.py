"""Every explanation, over random patients, readings and targets, against the solver and against plain clingo."""

from __future__ import annotations

import random
from typing import Any

import clingo
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import referee
from conftest import KB, instance
from osteo_asp import Guideline, load
from osteo_asp.explanation import Node
from osteo_asp.grounding.grounder import Grounder
from osteo_asp.vocabulary.terms import parse_atom, show
from strategies import complete, readings, records, values

GUIDELINE = load(KB)
GROUNDER = Grounder(KB)
SPACE = GUIDELINE.space
TARGETS = sorted(f"{show(atom)}()" if len(atom) == 1 else show(atom) for atom in GUIDELINE.program.names.values())
"""Every atom of the rules, in full, for an id alone may be that of a statement."""
MANY = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def status(record: dict[str, Any], chosen: dict[str, str], target: str) -> str:
    """The status of any atom of the rules, from the solver alone."""
    patient = GUIDELINE.patient(record)
    held = ((name, patient.value(GUIDELINE.vocabulary, name)) for name in GUIDELINE.vocabulary.facts)
    literals = [literal(name, value) for name, value in held if value is not None]
    return settled([*literals, *(GROUNDER.inputs["reading", name][option] for name, option in chosen.items())], target)


def settled(literals: list[int], target: str) -> str:
    atom = GROUNDER.program.literals_of[parse_atom(target)]
    possible = [-literal for _, literal in GROUNDER.program.atoms("impossible", 1)]
    if not satisfiable([*literals, *possible, -atom]):
        return "yes"
    return "unknown" if satisfiable([*literals, *possible, atom]) else "no"


def certain(record: dict[str, Any], chosen: dict[str, str]) -> set[str]:
    model = GUIDELINE.model
    masks = model.statuses(GUIDELINE.patient(record), model.points(*chosen.items()))
    return {show(atom) for atom, (holds, fails) in masks.items() if holds & 1 and not fails & 1}


def satisfiable(assumptions: list[int]) -> bool:
    with GROUNDER.control.solve(assumptions=assumptions, yield_=True) as handle:
        return handle.model() is not None  # one is enough; without this it would enumerate them all


def literal(name: str, value: Any) -> int:
    return GROUNDER.inputs["patient", name][GUIDELINE.program.key(name, value)]


def inside(guideline: Guideline, condition: Any) -> list[Any]:
    """Values of a fact that satisfy a condition, one of every kind that the rules tell apart."""
    fact = guideline.vocabulary.facts[condition.fact]
    if not fact.numeric:
        return [{"yes": True, "no": False}.get(value, value) for value in condition.values]
    found = []
    for value in values(guideline, fact):
        for interval in condition.values:
            low, high = interval.low, interval.high
            above = low is None or value > low or (interval.low_included and value == low)
            below = high is None or value < high or (interval.high_included and value == high)
            if above and below:
                found.append(value)
    return found


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(TARGETS))
def test_the_status_is_the_solvers(record, chosen, target):
    assert GUIDELINE.why(record, target, readings=chosen).status == status(record, chosen, target)


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(TARGETS), st.data())
def test_the_sufficient_facts_alone_entail_it_and_none_can_be_left_out(record, chosen, target, data):
    explanation = GUIDELINE.why(record, target, readings=chosen)
    assume(explanation.status != "unknown")
    patient = GUIDELINE.patient(record)
    read = [GROUNDER.inputs["reading", name][option] for name, option in chosen.items()]
    held = {
        one.fact: literal(one.fact, patient.value(GUIDELINE.vocabulary, one.fact)) for one in explanation.sufficient
    }
    assert settled([*read, *held.values()], target) == explanation.status
    for left_out in held:
        rest = [one for name, one in held.items() if name != left_out]
        assert settled([*read, *rest], target) == "unknown"
    wide = [literal(one.fact, data.draw(st.sampled_from(inside(GUIDELINE, one)))) for one in explanation.sufficient]
    if satisfiable([*read, *wide]):
        assert settled([*read, *wide], target) in (explanation.status, "yes" if explanation.status == "yes" else "no")


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(TARGETS), st.data())
def test_each_smallest_change_makes_it_hold_and_nothing_less_does(record, chosen, target, data):
    explanation = GUIDELINE.why_not(record, target, readings=chosen)
    facts = GUIDELINE.vocabulary.facts
    for change in explanation.changes[:6]:
        for one in change.conditions:
            unrecorded = one.fact not in record and facts[one.fact].absent is None
            assert one.kind == "record" if unrecorded else facts[one.fact].changeability != "fixed"
        drawn = {one.fact: data.draw(st.sampled_from(inside(GUIDELINE, one))) for one in change.conditions}
        if possible(record | drawn):
            assert status_of(record | drawn, chosen, target) == "yes"
        for name in drawn:
            less = {other: value for other, value in drawn.items() if other != name}
            if possible(record | less):
                assert status_of(record | less, chosen, target) != "yes"
    if explanation.status == "yes" or explanation.fixed:
        assert not explanation.changes


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_whatever_change_works_one_of_the_smallest_is_in_it(record, chosen, data):
    facts = GUIDELINE.vocabulary.facts
    changeable = [
        name for name, fact in facts.items()
        if fact.changeability != "fixed" or (name not in record and fact.absent is None)
    ]  # fmt: skip
    names = data.draw(st.lists(st.sampled_from(changeable), min_size=1, max_size=6, unique=True))
    drawn = {name: data.draw(st.sampled_from(values(GUIDELINE, facts[name]))) for name in names}
    drawn = {name: value for name, value in drawn.items() if usable(name, record)}
    assume(possible(record | drawn))
    before, after = (certain(one, chosen) for one in (record, record | drawn))
    gained = sorted(after - before)
    assume(gained)
    moved = {name for name, value in drawn.items() if record.get(name) != value}
    explanation = GUIDELINE.why_not(record, data.draw(st.sampled_from(gained)), readings=chosen)
    assert any({one.fact for one in change.conditions} <= moved for change in explanation.changes)


@SOME
@given(records(GUIDELINE, unknown=False), readings(GUIDELINE), st.sampled_from(TARGETS), st.data())
def test_every_node_follows_from_its_children_by_its_rule(record, chosen, target, data):
    full = complete(GUIDELINE, record, data)
    if full.get("current_drug", "none") == "none":
        full = {name: value for name, value in full.items() if not GUIDELINE.vocabulary.facts[name].requires}
    facts = instance(GUIDELINE, full, readings=chosen)
    holding = everything(facts)
    tree = GUIDELINE.why(full, target, readings=chosen).tree
    for node in tree.walk():
        if node.kind == "statement":
            assert node.status == ("yes" if node.id in holding else "no")
        for step in node.steps:
            assert all((child.status == "yes") == (node.status == "yes") for child in step.because)
            assert all((child.status == "no") == (node.status == "yes") for child in step.unless)
            assert step.children or node.status == "yes"
            if node.status == "yes":
                assert follows(facts, node, step)


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(TARGETS))
def test_with_unknown_facts_too_every_node_has_the_status_of_its_rules(record, chosen, target):
    explanation = GUIDELINE.why(record, target, readings=chosen)
    consequences = {}
    for node in explanation.tree.walk():
        cases = any(step.case for step in node.steps)
        if node.kind == "statement" and node.status != "unknown" and not cases and explanation.tree is node:
            consequences[node.id] = node.status
        for step in node.steps:
            if step.case is None and node.status == "yes":
                assert {child.status for child in step.because} <= {"yes"}
                assert {child.status for child in step.unless} <= {"no"}
            if step.case is None and node.status == "no":
                assert all(child.status == "no" for child in step.because)
                assert all(child.status == "yes" for child in step.unless)
                assert step.children
    for atom, expected in consequences.items():
        assert status(record, chosen, atom) == expected


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_an_idle_fact_changes_no_answer_in_any_completion(record, chosen, data):
    missing = GUIDELINE.missing(record, readings=chosen)
    idle = [fact.id for fact in missing.idle if usable(fact.id, record)]
    assume(idle)
    full = complete(GUIDELINE, record, data)
    name = data.draw(st.sampled_from(idle))
    other = full | {name: data.draw(st.sampled_from(values(GUIDELINE, GUIDELINE.vocabulary.facts[name])))}
    assume(possible(full) and possible(other))
    assert answer(trimmed(full), chosen) == answer(trimmed(other), chosen)


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.integers(0, 2**32))
def test_the_questions_that_are_asked_settle_the_answer(record, chosen, seed):
    rng = random.Random(seed)
    asked: dict[str, Any] = dict(record)
    for _ in GUIDELINE.vocabulary.facts:
        missing = GUIDELINE.missing(asked, readings=chosen)
        if missing.first is None:
            break
        name = missing.first.fact.id
        assert name not in asked
        choices = [one for one in values(GUIDELINE, GUIDELINE.vocabulary.facts[name]) if possible(asked | {name: one})]
        asked[name] = rng.choice(choices)
    assert not missing.needed
    advice = GUIDELINE.advise(asked, readings=chosen)
    statuses = {advice.indicated, *(option.status for option in advice.options)}
    assert statuses.isdisjoint({"unknown", "conditional"})


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(TARGETS), st.data())
def test_the_reading_dependence_is_on_those_readings_that_change_the_status(record, chosen, target, data):
    explanation = GUIDELINE.why(record, target, readings=chosen)
    questions = {name for combination in explanation.combinations for name in combination.readings}
    assert {question.id for question in explanation.reading_dependence} <= questions
    other = data.draw(readings(GUIDELINE))
    kept = {name: other[name] if name not in questions else option for name, option in chosen.items()}
    assert status(record, kept, target) == explanation.status
    for question in explanation.reading_dependence:
        for alternative in question.alternatives:
            now = status(record, chosen | {question.id: alternative.id}, target)
            assert now == alternative.changes[0].after != explanation.status
    for combination in explanation.combinations:
        assert status(record, chosen | dict(combination.readings), target) == combination.status
    assert bool(questions) == (len({one.status for one in explanation.combinations}) > 1)


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_what_comes_before_what_is_as_the_options_and_lines_say(record, chosen, data):
    drugs = [str(drug) for (drug,) in GUIDELINE.program.declared("drug", 1)]
    one, other = (f"start {data.draw(st.sampled_from(drugs))}" for _ in range(2))
    assume(one != other)
    comparison = GUIDELINE.instead_of(record, one, other, readings=chosen)
    options = {f"start {option.drug.id}": option for option in GUIDELINE.advise(record, readings=chosen).options
               if option.action.id == "start"}  # fmt: skip
    first, second = options.get(one), options.get(other)
    assume(first is not None and second is not None)
    if first.status == second.status == "admissible" and len(first.lines) == len(second.lines) == 1:
        expected = "tied" if first.lines == second.lines else "before" if first.lines < second.lines else "after"
        assert comparison.verdict == expected
    elif first.status == second.status == "excluded":
        assert comparison.verdict == "neither"
    elif (first.status, second.status) == ("admissible", "excluded"):
        assert comparison.verdict == "before"
    for change in comparison.changes[:3]:
        drawn = {one.fact: data.draw(st.sampled_from(inside(GUIDELINE, one))) for one in change.conditions}
        if possible(record | drawn):
            turned = GUIDELINE.instead_of(record | drawn, one, other, readings=chosen).verdict
            assert turned == ("before" if comparison.verdict == "after" else "after")


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.data())
def test_what_if_says_what_two_answers_say(record, chosen, data):
    name = data.draw(st.sampled_from([name for name in GUIDELINE.vocabulary.facts if usable(name, record)]))
    value = data.draw(st.sampled_from(values(GUIDELINE, GUIDELINE.vocabulary.facts[name])))
    assume(possible(record | {name: value}))
    difference = GUIDELINE.what_if(record, {name: value}, readings=chosen)
    before, after = (GUIDELINE.advise(one, readings=chosen) for one in (record, record | {name: value}))
    turned = {one.id: (one.before, one.after) for one in difference.consequences}
    assert (before.indicated, after.indicated) == turned.get("indicated", (before.indicated, before.indicated))
    assert set(before.decisions) ^ set(after.decisions) == {
        tuple(one.id[7:-1].split(",")) for one in difference.consequences
        if one.id.startswith("option(") and "no" in (one.before, one.after)
    }  # fmt: skip
    assert all(one.because or one.gone for one in difference.consequences)


def usable(name: str, record: dict[str, Any]) -> bool:
    fact = GUIDELINE.vocabulary.facts[name]
    return name != "current_drug" and (not fact.requires or record.get("current_drug", "none") != "none")


def possible(record: dict[str, Any]) -> bool:
    return not (record.get("breast_cancer") and record.get("cancer") is False)


def status_of(record: dict[str, Any], chosen: dict[str, str], target: str) -> str:
    """As `status`, but for a record that has not been checked, as a change makes it."""
    facts = GUIDELINE.vocabulary.facts
    known = {name: fact.absent for name, fact in facts.items() if fact.absent is not None} | record
    literals = [literal(name, facts[name].read(value)) for name, value in known.items()]
    return settled([*literals, *(GROUNDER.inputs["reading", name][option] for name, option in chosen.items())], target)


def trimmed(full: dict[str, Any]) -> dict[str, Any]:
    if full.get("current_drug", "none") != "none":
        return full
    return {name: value for name, value in full.items() if not GUIDELINE.vocabulary.facts[name].requires}


def answer(record: dict[str, Any], chosen: dict[str, str]) -> dict[str, Any]:
    found = GUIDELINE.advise(record, readings=chosen).to_dict()
    return {name: strip(found[name]) for name in
            ("indicated", "indications", "options", "duties", "switch_reasons", "silent", "conflicts")}  # fmt: skip


def strip(value: Any) -> Any:
    if isinstance(value, list):
        return [strip(one) for one in value]
    if isinstance(value, dict):
        return {name: strip(one) for name, one in value.items() if name not in ("text", "unless")}
    return value


def everything(facts: str) -> set[str]:
    """Every atom of the one answer set of a complete patient, from plain clingo."""
    found: list[set[str]] = []
    referee.control(KB, facts).solve(
        on_model=lambda model: found.append({str(symbol) for symbol in model.symbols(atoms=True)})
    )
    return found[0]


NOBODY = referee.control(KB, "")
STATIC = {str(atom.symbol) for atom in NOBODY.symbolic_atoms if atom.is_fact}
_HOLDING: dict[str, set[str]] = {}


def follows(facts: str, node: Node, step: Any) -> bool:
    """Whether plain clingo derives the head from the children by this rule alone."""
    inputs = {one for one in _of(facts) if one.startswith(("patient(", "reading("))}
    given_ = {child.id for child in step.because if child.kind == "statement"}
    control = clingo.Control(["--warn=none"])
    control.add("".join(f"{one}. " for one in (*STATIC, *inputs, *given_)) + step.rule)
    control.ground()
    models: list[set[str]] = []
    control.solve(on_model=lambda model: models.append({str(symbol) for symbol in model.symbols(atoms=True)}))
    return node.id in models[0]


def _of(facts: str) -> set[str]:
    if facts not in _HOLDING:
        _HOLDING.clear()
        _HOLDING[facts] = everything(facts)
    return _HOLDING[facts]
