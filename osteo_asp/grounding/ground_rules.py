"""Ground rules: every rule of the knowledge base with its variables filled in, as conditions on inputs and other atoms.

The grounder makes one ground rule for every cell of a measurement that a rule compares. Those that differ in cells
alone are one ground rule here, with the cells as a set: `eGFR < 35`, and not one rule for every eGFR.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ..structure import Struct
from ..vocabulary.terms import Atom

__all__ = ["Cell", "GroundRule", "Input", "Inputs", "components", "merged"]

Input: TypeAlias = tuple[str, str]
"""An open input: `("patient", fact)` or `("reading", question)`."""

Cell: TypeAlias = str | int
"""A value of an input that rules can tell apart: a cell of a measurement, a name, `yes` or `no`, an option."""

Inputs: TypeAlias = Mapping[Input, Mapping[Cell, int]]
"""Every open input, with the atom of every value it can have."""


class GroundRule(Struct):
    """One ground rule: where all its conditions and literals hold, its head holds.

    Attributes:
        rule: the rule of the source, by its index.
        head: the atom that it gives.
        inputs: what it asks of inputs: each must have one of these values.
        body: its other literals, atoms or negated atoms.
    """

    rule: int
    head: int
    inputs: tuple[tuple[Input, frozenset[Cell]], ...]
    body: tuple[int, ...]


def merged(
    steps: Iterable[tuple[int, tuple[int, ...]]],
    firings: Mapping[int, Atom],
    inputs: Inputs,
    numeric: Collection[str],
) -> list[GroundRule]:
    """Join the two steps of every rule, body → firing → head, and then the rules that differ in cells alone.

    Args:
        steps: heads and bodies as the grounder gave them.
        firings: the atoms that say that a rule fires, with the terms that say which.
        inputs: the open inputs.
        numeric: the facts that are numbers. Rules only compare them, each for itself; so the cells that satisfy a rule
            are the same whatever the other inputs are, and can be gathered one input at a time.
    """
    known = {atom: (name, value) for name, values in inputs.items() for value, atom in values.items()}
    bodies: dict[int, list[tuple[int, ...]]] = {}
    heads: dict[int, list[int]] = {}
    certain = 0
    for head, body in steps:
        if head in firings:
            bodies.setdefault(head, []).append(body)
            certain = certain if body else head
        else:  # the grounder leaves a firing out that is certain for everybody; it comes right before what it gives
            heads.setdefault(body[0] if body else certain, []).append(head)
    groups: dict[tuple[object, ...], dict[Input, set[Cell]]] = {}
    for firing, alternatives in bodies.items():
        for body in alternatives:
            asked: dict[Input, Cell] = {}
            for name, value in (known[literal] for literal in body if literal in known):
                if asked.setdefault(name, value) != value:
                    break  # one fact with two values: never
            else:
                rest = tuple(sorted(literal for literal in body if literal not in known))
                fixed = tuple(
                    (name, None if name[0] == "patient" and name[1] in numeric else value)
                    for name, value in sorted(asked.items())
                )
                for head in heads.get(firing, ()):
                    group = groups.setdefault((firings[firing][1], head, fixed, rest), {name: set() for name in asked})
                    for name, value in asked.items():
                        group[name].add(value)
    return [
        GroundRule(rule, head, tuple((name, frozenset(values)) for name, values in group.items()), rest)  # type: ignore[arg-type]
        for (rule, head, _, rest), group in groups.items()
    ]


def components(rules: Mapping[int, Sequence[GroundRule]]) -> Iterator[tuple[int, ...]]:
    """The atoms in an order in which each comes after those it depends on; those that depend on each other, together.

    Tarjan's strongly connected components, without recursion.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    waiting: set[int] = set()

    def needs(atom: int) -> Iterator[int]:
        return iter(dict.fromkeys(abs(literal) for rule in rules.get(atom, ()) for literal in rule.body))

    for root in rules:
        if root in index:
            continue
        path: list[tuple[int, Iterator[int]]] = []
        enter: int | None = root
        while enter is not None or path:
            if enter is not None:
                index[enter] = low[enter] = len(index)
                stack.append(enter)
                waiting.add(enter)
                path.append((enter, needs(enter)))
                enter = None
            atom, others = path[-1]
            for other in others:
                if other not in index:
                    enter = other
                    break
                if other in waiting:
                    low[atom] = min(low[atom], index[other])
            if enter is not None:
                continue
            path.pop()
            if path:
                low[path[-1][0]] = min(low[path[-1][0]], low[atom])
            if low[atom] == index[atom]:
                found: list[int] = []
                while not found or found[-1] != atom:
                    found.append(stack.pop())
                    waiting.discard(found[-1])
                yield tuple(found)
