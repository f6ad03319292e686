"""What changes with other rules is what a program with them, looked at from the start, says."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import TESTS
from osteo_asp import Guideline, KnowledgeBaseError, load
from osteo_asp.audit.mutants import mutants
from osteo_asp.audit.regions import where_readings, where_readings_differ
from osteo_asp.audit.revisions import Revisions
from osteo_asp.diagrams.space import Space
from osteo_asp.grounding.grounder import Grounder
from osteo_asp.grounding.variants import Variant, Variants

CIRCLE = """
    reached(a) :- patient(allergy, yes).
    reached(b) :- reached(a).
    reached(a) :- reached(b).
    reached(b) :- patient(fever, T), T > 400.
    reached(c) :- reached(b), not indicated.
    proposed(start, D, t) :- drug(D), reached(c).
"""


def is_as_revised(guideline: Guideline, variants: Variants, every: Iterable[Variant]) -> int:
    """What changes by each variant is what a space of the whole variant, looked at from the start, says."""
    space = Space(variants.program)
    revisions, numbers = Revisions(space), variants.program.names
    compared = 0
    for variant in every:
        other = Space(variants.program_of(variant), space.variables)
        atoms = {**numbers, **variant.names}
        expected = {atom: other.atom(atom) for atom in atoms if other.atom(atom) != space.atom(atom)}
        changes = list(revisions.changes(variant.rules))
        assert {atom: after for atom, _, after in changes} == expected
        assert all(before == space.atom(atom) for atom, before, _ in changes)
        concerned = revisions.concerned(variant.rules)
        if concerned is not None:
            for _, before, after in changes:  # nothing changes of anybody else
                differing = space.diagrams.xor(before, after)
                assert space.diagrams.conj(differing, concerned) == differing
        compared += 1
    return compared


def removed(guideline: Guideline, step: int = 1) -> int:
    variants = Variants(Grounder(guideline.program.folder))
    indices = range(0, len(variants.program.rules), step)
    return is_as_revised(guideline, variants, (Variant({index: ()}, {}) for index in indices))


def test_of_mutants(guideline: Guideline) -> None:
    grounder = Grounder(guideline.program.folder)
    variants = Variants(grounder)
    rules = [one for one in mutants(grounder.program, grounder.source) if one.part == "rule"]

    def made() -> Iterator[Variant]:
        for mutant in random.Random(4).sample(rules, 120):
            with suppress(KnowledgeBaseError):
                yield variants.of_rule(mutant.index, mutant.mutated)

    every = list(made())
    assert any(variant.names for variant in every)
    assert is_as_revised(guideline, variants, every) > 60


def test_of_the_flowchart(guideline: Guideline) -> None:
    assert removed(guideline, 3)


def test_of_a_guideline_with_a_circle(tmp_path: Path) -> None:
    (tmp_path / "kb.lp").write_text((TESTS / "toy" / "throat.lp").read_text() + CIRCLE)
    guideline = load(tmp_path)
    assert guideline.program.circles
    assert removed(guideline)


def test_of_a_generated_guideline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS.parent / "benchmarks"))
    sys.modules.pop("audit", None)
    from audit import generated

    (tmp_path / "kb.lp").write_text(generated(5))
    guideline = load(tmp_path)
    assert removed(guideline)


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
