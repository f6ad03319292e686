"""Implicants: the smallest sets of conditions on facts that make a diagram hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .mdd import ALWAYS, MDD, NEVER, Diagram

Cube: TypeAlias = Mapping[int, frozenset[int]]
"""Conditions: some variables, each with the values that it may have."""


def smallest_sufficient(
    diagrams: MDD, diagram: Diagram, values: Mapping[int, int], weights: Mapping[int, int]
) -> frozenset[int] | None:
    """The fewest of the given values that make a diagram hold whatever all other variables are; None if they do not.

    Among sets of the same size the one with the lowest sum of weights is taken.
    """
    best: dict[Diagram, tuple[int, int, frozenset[int]] | None] = {ALWAYS: (0, 0, frozenset()), NEVER: None}

    def visit(node: Diagram) -> tuple[int, int, frozenset[int]] | None:
        if node not in best:
            variable, children = diagrams.variable(node), diagrams.children(node)
            found = visit(diagrams.all_of(dict.fromkeys(children)))
            if variable in values:
                with_it = visit(children[values[variable]])
                if with_it is not None:
                    size, weight, others = with_it
                    kept = (size + 1, weight + weights.get(variable, 0), others | {variable})
                    if found is None or kept[:2] < found[:2]:
                        found = kept
            best[node] = found
        return best[node]

    found = visit(diagram)
    return None if found is None else found[2]


def widened(
    diagrams: MDD, diagram: Diagram, values: Mapping[int, int], ordered: Iterable[int]
) -> dict[int, frozenset[int]]:
    """Widen values that suffice to intervals, one variable after the other, as far as they still suffice.

    Args:
        diagrams: the algebra.
        diagram: what they suffice for.
        values: the values, of a sufficient set of variables.
        ordered: those of the variables whose values have an order, as numbers have; the others keep their one value.
    """
    left = diagrams.forall(diagram, diagrams.support(diagram) - values.keys())
    box = {variable: frozenset((value,)) for variable, value in values.items()}
    for variable in ordered:
        others = left
        for other, allowed in box.items():
            if other != variable:
                others = _within(diagrams, others, other, allowed)
        fits = [diagrams.restrict(others, {variable: one}) == ALWAYS for one in range(diagrams.sizes[variable])]
        low = high = values[variable]
        while low > 0 and fits[low - 1]:
            low -= 1
        while high + 1 < len(fits) and fits[high + 1]:
            high += 1
        box[variable] = frozenset(range(low, high + 1))
    return box


def _within(diagrams: MDD, diagram: Diagram, variable: int, allowed: Iterable[int]) -> Diagram:
    """Where it holds whichever of the allowed values the variable has."""
    return diagrams.all_of(diagrams.restrict(diagram, {variable: value}) for value in sorted(allowed))


@dataclass(slots=True)
class Search:
    """All smallest changes that make a diagram hold.

    A change sets some variables to one of some values. It is a solution where every possible patient within it, with
    the other variables as they are or, where they are unknown, whatever they are, has what is asked; and where there is
    such a patient. It is a smallest one where no solution changes only some of its variables, and none changes the same
    ones with more values allowed for each.

    Attributes:
        diagrams: the algebra.
        values: the variables that have a value now. All others are unknown.
        free: the variables that may be changed.
    """

    diagrams: MDD
    values: Mapping[int, int]
    free: Collection[int]
    _found: dict[tuple[Diagram, Diagram], list[dict[int, frozenset[int]]]] = field(default_factory=dict)

    def solutions(self, diagram: Diagram, possible: Diagram) -> list[dict[int, frozenset[int]]]:
        """All smallest changes that make a diagram hold, of possible patients.

        Args:
            diagram: what must hold.
            possible: what every patient must be.
        """
        diagrams = self.diagrams
        held = {variable: value for variable, value in self.values.items() if variable not in self.free}
        possible = diagrams.restrict(possible, held)
        wanted = diagrams.disj(diagrams.restrict(diagram, held), diagrams.neg(possible))
        return self._solutions(wanted, possible)

    def _solutions(self, wanted: Diagram, possible: Diagram) -> list[dict[int, frozenset[int]]]:
        if wanted == NEVER or possible == NEVER:
            return []
        if wanted == ALWAYS and self.diagrams.restrict(possible, self.values) != NEVER:
            return [{}]
        found = self._found.get((wanted, possible))
        if found is None:
            found = self._found[wanted, possible] = self._branch(wanted, possible)
        return found

    def _branch(self, wanted: Diagram, possible: Diagram) -> list[dict[int, frozenset[int]]]:
        diagrams = self.diagrams
        variable = min(diagrams.variable(wanted), diagrams.variable(possible))
        places = range(diagrams.sizes[variable])
        sides = [(self._at(wanted, variable, place), self._at(possible, variable, place)) for place in places]
        if variable in self.values:
            found = list(self._solutions(*sides[self.values[variable]]))
        else:
            found = list(
                self._solutions(
                    diagrams.all_of(dict.fromkeys(one for one, _ in sides)),
                    diagrams.any_of(dict.fromkeys(other for _, other in sides)),
                )
            )
        if variable not in self.free:
            return found
        # What holds whichever of several values the variable has is the conjunction of what holds for each of them.
        open_ = [place for place in places if sides[place][1] != NEVER]
        changed = []
        for bound in diagrams.conjunctions(sides[place][0] for place in open_):
            allowed = [place for place in open_ if diagrams.conj(bound, sides[place][0]) == bound]
            left = diagrams.any_of(dict.fromkeys(sides[place][1] for place in allowed))
            for rest in self._solutions(bound, left):
                changed.append({variable: frozenset(allowed), **rest})
        return _smallest([*found, *changed])

    def _at(self, diagram: Diagram, variable: int, place: int) -> Diagram:
        if self.diagrams.variable(diagram) == variable:
            return self.diagrams.children(diagram)[place]
        return diagram


def _smallest(boxes: Iterable[dict[int, frozenset[int]]]) -> list[dict[int, frozenset[int]]]:
    """Those that no other one makes needless: by fewer variables, or by the same with more values allowed."""
    kept: list[dict[int, frozenset[int]]] = []
    for box in sorted(boxes, key=lambda one: (len(one), -sum(map(len, one.values())))):
        if not any(_makes_needless(other, box) for other in kept):
            kept.append(box)
    return kept


def _makes_needless(one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]) -> bool:
    if not one.keys() <= other.keys():
        return False
    return len(one) < len(other) or all(other[variable] <= values for variable, values in one.items())
