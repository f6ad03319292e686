"""The circuit: decision diagrams as boolean operations over whole columns.

A path through a diagram asks no variable twice. So a diagram can be met by some completion of what is not recorded
exactly where a path through it agrees with all that is recorded: `some` is exact, without enumerating completions. A
statement is certain where its negation cannot be met, and both are evaluated in one pass for all patients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np

from ..diagrams import ALWAYS, NEVER, Diagram, Diagrams
from .bits import Bits

__all__ = ["Circuit", "CircuitBuilder", "Literal", "Steps"]


@dataclass(frozen=True, slots=True)
class Literal:
    """That a variable has one of some values.

    Attributes:
        variable: the variable.
        places: these values, ascending.
        turns: the places at which values begin or cease to be among them, but for place 0.
        first: whether place 0 is among them.
    """

    variable: int
    places: tuple[int, ...]
    turns: tuple[int, ...]
    first: bool

    @classmethod
    def of(cls, variable: int, places: Iterable[int], size: int) -> Literal:
        """The literal of some values."""
        known = sorted(places)
        turns = [place for place in range(1, size) if (place in known) != (place - 1 in known)]
        return cls(variable, tuple(known), tuple(turns), 0 in known)


@dataclass(frozen=True, slots=True)
class Circuit:
    """Diagrams that share their nodes, in an order in which each comes after those below it.

    Attributes:
        literals: what is asked of the variables.
        nodes: each node as literals with the node below; a literal alone where nothing more is asked (`ALWAYS`). Nodes
            are numbered from 2; 0 and 1 are `NEVER` and `ALWAYS`.
    """

    literals: tuple[Literal, ...]
    nodes: tuple[tuple[tuple[int, int], ...], ...]

    def steps(self, roots: Iterable[int]) -> Steps:
        """The operations that give these nodes."""
        roots = dict.fromkeys(roots)
        literals: dict[int, int] = {}
        operations: list[tuple[bool, int, int, int]] = []
        slots = {NEVER: 0, ALWAYS: 1}
        size = _SPARE + 1

        def new() -> int:
            nonlocal size
            size += 1
            return size - 1

        for number in self._reached(roots):
            found: int | None = None
            own: int | None = None
            for asked, below in self.nodes[number - 2]:
                if asked not in literals:
                    literals[asked] = new()
                term = literals[asked]
                if below != ALWAYS:
                    own = new() if own is None else own
                    into = own if found is None else _SPARE
                    operations.append((True, term, slots[below], into))
                    term = into
                if found is not None:
                    own = new() if own is None else own
                    operations.append((False, found, term, own))
                    term = own
                found = term
            assert found is not None
            slots[number] = found
        kept = {node: slots[node] for node in roots}
        return _in_few_slots(operations, {slot: self.literals[asked] for asked, slot in literals.items()}, kept)

    def _reached(self, roots: Iterable[int]) -> list[int]:
        """The nodes that some roots need, each after those it needs."""
        found: set[int] = set()
        waiting = [root for root in roots if root > ALWAYS]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(below for _, below in self.nodes[node - 2] if below > ALWAYS)
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Steps:
    """Operations on columns of bits, which stand in numbered slots.

    Attributes:
        literals: what to ask of the variables, and the slot for each.
        operations: whether both, or at least one, of two slots must hold, and the slot for the answer.
        slots: the slot of every node that is asked for.
        size: how many slots there are.
    """

    literals: tuple[tuple[Literal, int], ...]
    operations: tuple[tuple[bool, int, int, int], ...]
    slots: Mapping[int, int]
    size: int

    def run(self, literal: Callable[[Literal], Bits], length: int, room: list[Bits]) -> Mapping[int, Bits]:
        """Where each node can be met.

        Args:
            literal: where a literal can hold.
            length: the number of bytes of a column.
            room: columns to write to, filled further; they are used again by the next run.
        """
        if room and len(room[0]) != length:
            room.clear()
        room.extend(np.empty(length, np.uint8) for _ in range(self.size - len(room)))
        columns = room[: self.size]
        columns[0], columns[1] = np.zeros(length, np.uint8), np.full(length, 255, np.uint8)
        for asked, slot in self.literals:
            columns[slot] = literal(asked)
        both, either = np.bitwise_and, np.bitwise_or
        for conjunction, one, other, into in self.operations:
            (both if conjunction else either)(columns[one], columns[other], columns[into])
        return {node: columns[slot] for node, slot in self.slots.items()}


_SPARE: Final = 2


def _in_few_slots(
    operations: Sequence[tuple[bool, int, int, int]], literals: Mapping[int, Literal], kept: Mapping[int, int]
) -> Steps:
    """The operations with slots that are used again when their column is needed no more, so that caches hold them."""
    last = {slot: number for number, (_, one, other, _) in enumerate(operations) for slot in (one, other)}
    fixed = {NEVER, ALWAYS, _SPARE, *kept.values()}
    places: dict[int, int] = {slot: slot for slot in (NEVER, ALWAYS, _SPARE)}
    free: list[int] = []
    fresh = count(_SPARE + 1)

    def place(slot: int) -> int:
        if slot not in places:
            places[slot] = free.pop() if free else next(fresh)
        return places[slot]

    made = []
    for slot in literals:
        place(slot)
    for number, (conjunction, one, other, into) in enumerate(operations):
        read = places[one], places[other]
        for slot in {one, other} - fixed - literals.keys():
            if last[slot] == number and slot != into:
                free.append(places[slot])
        made.append((conjunction, *read, place(into)))
    size = 1 + max(places.values())
    return Steps(
        tuple((literal, places[slot]) for slot, literal in literals.items()),
        tuple(made),
        {node: places[slot] for node, slot in kept.items()},
        size,
    )


class CircuitBuilder:
    """Gathers diagrams into a circuit."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._literals: dict[tuple[int, tuple[int, ...]], int] = {}
        self._nodes: list[tuple[tuple[int, int], ...]] = []
        self._numbers: dict[Diagram, int] = {NEVER: NEVER, ALWAYS: ALWAYS}

    def add(self, diagram: Diagram) -> int:
        """Take a diagram in; its number in the circuit."""
        found = self._numbers.get(diagram)
        if found is None:
            variable = self.diagrams.variable(diagram)
            groups: dict[Diagram, list[int]] = {}
            for place, child in enumerate(self.diagrams.children(diagram)):
                groups.setdefault(child, []).append(place)
            groups.pop(NEVER, None)
            node = tuple((self._literal(variable, places), self.add(child)) for child, places in groups.items())
            self._nodes.append(node)
            found = self._numbers[diagram] = len(self._nodes) + 1
        return found

    def circuit(self) -> Circuit:
        """All that was taken in."""
        sizes = self.diagrams.sizes
        literals = tuple(Literal.of(variable, places, sizes[variable]) for variable, places in self._literals)
        return Circuit(literals, tuple(self._nodes))

    def _literal(self, variable: int, places: Sequence[int]) -> int:
        return self._literals.setdefault((variable, tuple(places)), len(self._literals))
