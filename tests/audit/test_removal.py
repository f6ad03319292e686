"""What changes without a rule is what a program without it, looked at from the start, says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import TESTS
from osteo_asp import Guideline, load
from osteo_asp.audit.regions import where_readings, where_readings_differ
from osteo_asp.audit.removal import Removals
from osteo_asp.diagrams.space import Space
from osteo_asp.grounding.program import GroundProgram

CIRCLE = """
    reached(a) :- patient(allergy, yes).
    reached(b) :- reached(a).
    reached(a) :- reached(b).
    reached(b) :- patient(fever, T), T > 400.
    reached(c) :- reached(b), not indicated.
    proposed(start, D, t) :- drug(D), reached(c).
"""


def without(program: GroundProgram, index: int) -> GroundProgram:
    """The program with one rule taken out of the ground rules."""
    kept = {head: [rule for rule in rules if rule.rule != index] for head, rules in program.ground_rules.items()}
    return program.with_rules(program.rules, {head: rules for head, rules in kept.items() if rules})


def is_as_without(guideline: Guideline, indices: range) -> None:
    space, removals = guideline.space, Removals(guideline.space)
    atoms = guideline.program.ground_rules
    for index in indices:
        other = Space(without(guideline.program, index), space.variables)
        expected = {atom: other.atom(atom) for atom in atoms if other.atom(atom) != space.atom(atom)}
        changes = list(removals.changes(index))
        assert {atom: after for atom, _, after in changes} == expected, guideline.program.rules[index].place
        assert all(before == space.atom(atom) for atom, before, _ in changes)


def test_of_the_flowchart(guideline: Guideline) -> None:
    is_as_without(guideline, range(0, len(guideline.program.rules), 3))


def test_of_a_guideline_with_a_circle(tmp_path: Path) -> None:
    (tmp_path / "kb.lp").write_text((TESTS / "toy" / "throat.lp").read_text() + CIRCLE)
    guideline = load(tmp_path)
    assert guideline.program.circles
    is_as_without(guideline, range(len(guideline.program.rules)))


def test_of_a_generated_guideline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS.parent / "benchmarks"))
    sys.modules.pop("audit", None)
    from audit import generated

    (tmp_path / "kb.lp").write_text(generated(5))
    guideline = load(tmp_path)
    is_as_without(guideline, range(len(guideline.program.rules)))


def test_the_readings_of_a_difference_are_those_that_quantifying_gives(guideline: Guideline) -> None:
    space = guideline.space
    diagrams, readings = space.diagrams, space.variables.readings
    facts = frozenset(range(len(space.variables.inputs))) - readings
    regions = [space.holds(atom) for atom in sorted(guideline.program.statements, key=str)[::9]]
    for one, other in zip(regions, [*regions[1:], regions[0]], strict=True):
        differing = diagrams.conj(diagrams.xor(one, other), space.possible)
        assert where_readings_differ(space, one, other) == diagrams.exist(differing, facts)
        within = where_readings(space, other)
        assert where_readings_differ(space, one, other, within) == diagrams.conj(
            diagrams.exist(differing, facts), within
        )
