"""Regions of the space: who they are, in words, and on which readings it hangs whether anybody is in them."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagrams.mdd import ALWAYS, MDD, NEVER, Diagram
from ..diagrams.space import Space
from ..vocabulary.phrasing import Wording

__all__ = ["conditions", "hanging_on", "primes", "where_readings"]


def primes(diagrams: MDD, diagram: Diagram) -> list[dict[int, frozenset[int]]]:
    """The widest boxes of a region: conditions on some variables of which none can be left out or widened."""
    known: dict[Diagram, list[dict[int, frozenset[int]]]] = {NEVER: [], ALWAYS: [{}]}

    def visit(node: Diagram) -> list[dict[int, frozenset[int]]]:
        if node not in known:
            variable, children = diagrams.variable(node), diagrams.children(node)
            boxes: list[dict[int, frozenset[int]]] = []
            for bound in diagrams.conjunctions(children):
                within = [diagrams.conj(bound, child) == bound for child in children]
                allowed = frozenset(place for place, inside in enumerate(within) if inside)
                whole = len(allowed) == len(children)
                boxes += [rest if whole else {variable: allowed, **rest} for rest in visit(bound)]
            known[node] = _widest(boxes)
        return known[node]

    return visit(diagram)


def _widest(boxes: Iterable[dict[int, frozenset[int]]]) -> list[dict[int, frozenset[int]]]:
    kept: list[dict[int, frozenset[int]]] = []
    for box in sorted(boxes, key=lambda one: (len(one), -sum(map(len, one.values())))):
        if not any(all(variable in box and box[variable] <= wide for variable, wide in one.items()) for one in kept):
            kept.append(box)
    return kept


def conditions(space: Space, wording: Wording, box: dict[int, frozenset[int]]) -> str:
    """A box in words: `T-score < −2.5; risk factors for fracture < 2`."""
    parts = []
    for number in sorted(box):
        kind, name = space.variables.inputs[number]
        values = [space.variables.values[number][place] for place in sorted(box[number])]
        if kind == "patient":
            parts.append(wording.condition(name, values))
        else:
            parts.append(f"{name}={'|'.join(map(str, values))}")
    return "; ".join(parts)


def where_readings(space: Space, region: Diagram) -> Diagram:
    """The readings under which somebody is in a region."""
    diagrams = space.diagrams
    facts = frozenset(range(len(space.variables.inputs))) - space.variables.readings
    return diagrams.exist(diagrams.conj(region, space.possible), facts)


def hanging_on(space: Space, region: Diagram) -> tuple[str, ...]:
    """The questions on which it hangs whether anybody is in a region."""
    support = space.diagrams.support(where_readings(space, region))
    return tuple(space.variables.inputs[number][1] for number in sorted(support))
