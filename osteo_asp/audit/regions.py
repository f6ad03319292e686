"""Regions of the space: who they are, in words, and on which readings it hangs whether anybody is in them."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagrams.mdd import ALWAYS, MDD, NEVER, Diagram
from ..diagrams.space import Space
from ..vocabulary.phrasing import Wording


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


def where_readings(space: Space, region: Diagram, within: Diagram = ALWAYS) -> Diagram:
    """The readings, of those of interest, under which somebody is in a region."""
    return where_readings_differ(space, region, NEVER, within)


def where_readings_differ(space: Space, one: Diagram, other: Diagram, within: Diagram = ALWAYS) -> Diagram:
    """The readings under which somebody is in exactly one of two regions.

    Nothing is built of the facts: readings are asked last, so a walk down both regions side by side finds what is left
    of them there, and ends as soon as no other readings are left to find.

    Args:
        space: every patient and every reading.
        one: the one region.
        other: the other region.
        within: the readings that are of interest; others are left out.
    """
    diagrams, readings = space.diagrams, space.variables.readings
    first = min(readings, default=len(space.variables.inputs))
    if len(space.variables.inputs) - first != len(readings):  # another order of the variables
        facts = frozenset(range(len(space.variables.inputs))) - readings
        region = diagrams.conj(diagrams.xor(one, other), space.possible)
        return diagrams.conj(diagrams.exist(region, facts), within)
    found, start = NEVER, (one, other, space.possible)
    seen, waiting = {start}, [start]
    while waiting and within != NEVER:
        nodes = waiting.pop()
        if nodes[0] == nodes[1] or nodes[2] == NEVER:
            continue
        asks = min(map(diagrams.variable, nodes))
        if asks < first:
            below = set(zip(*(_below(diagrams, node, asks) for node in nodes), strict=True)) - seen
            seen |= below
            waiting += below
        else:
            differing = diagrams.all_of((diagrams.xor(nodes[0], nodes[1]), nodes[2], within))
            found, within = diagrams.disj(found, differing), diagrams.conj(within, diagrams.neg(differing))
    return found


def _below(diagrams: MDD, node: Diagram, variable: int) -> tuple[Diagram, ...]:
    """What is left of a diagram for every value of a variable that it asks first, if at all."""
    return diagrams.children(node) if diagrams.variable(node) == variable else (node,) * diagrams.sizes[variable]


def hanging_on(space: Space, region: Diagram) -> tuple[str, ...]:
    """The questions on which it hangs whether anybody is in a region."""
    support = space.diagrams.support(where_readings(space, region))
    return tuple(space.variables.inputs[number][1] for number in sorted(support))
