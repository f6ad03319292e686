"""The circuit: truth values of patients as gates, evaluated as boolean operations over whole columns.

Of a patient of whom something is not recorded, a diagram says what is possible. A path through it asks no variable
twice. So it can be met by some completion of what is not recorded exactly where a path through it agrees with all that
is recorded: its gates are exact, without enumerating completions. A statement is certain where its negation cannot be
met, and both are evaluated in one pass for all patients.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, TypeAlias

import numpy as np

from ..diagrams.mdd import ALWAYS, MDD, NEVER, Diagram
from .bits import Bits

Gate: TypeAlias = int
"""The number of a gate; of its negation, the number below zero."""

Terms: TypeAlias = tuple[tuple[Gate, ...], ...]
"""Several gates together, or several others, and so on: at least one of these conjunctions."""

TRUE: Final = 1
FALSE: Final = -TRUE


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
    """Gates that share others, in an order in which each comes after those it needs.

    Attributes:
        gates: what each is: a literal, or terms of others. They are numbered from 2, after `TRUE`.
    """

    gates: tuple[Literal | Terms, ...]

    @property
    def literals(self) -> Iterable[Literal]:
        """What is asked of the variables."""
        return (gate for gate in self.gates if isinstance(gate, Literal))

    def steps(self, wanted: Iterable[Gate]) -> Steps:
        """The operations that give these gates, none of them twice."""
        wanted = tuple(dict.fromkeys(wanted))
        literals: dict[int, Literal] = {}
        operations: dict[_Operation, int] = {}
        slots: dict[Gate, int] = {TRUE: _TRUE, FALSE: _FALSE}
        fresh = count(_TRUE + 1)

        def made(operation: Any, one: int, other: int) -> int:
            key = (operation, min(one, other), max(one, other))
            if key not in operations:
                operations[key] = next(fresh)
            return operations[key]

        def slot(gate: Gate) -> int:
            if gate not in slots:
                slots[gate] = made(np.bitwise_xor, slots[-gate], _TRUE)
            return slots[gate]

        for number in sorted(reached(map(abs, wanted), self._below, {TRUE})):  # each after those it needs
            gate = self.gates[number - 2]
            if isinstance(gate, Literal):
                slots[number] = next(fresh)
                literals[slots[number]] = gate
                continue
            found = []
            for term in gate:
                held, *others = map(slot, term)
                for other in others:
                    held = made(np.bitwise_and, held, other)
                found.append(held)
            whole, *others = found
            for other in others:
                whole = made(np.bitwise_or, whole, other)
            slots[number] = whole
        return _in_few_slots(operations, literals, {gate: slot(gate) for gate in wanted})

    def _below(self, number: int) -> Iterable[int]:
        gate = self.gates[number - 2]
        return () if isinstance(gate, Literal) else (abs(other) for term in gate for other in term)


def reached(roots: Iterable[int], below: Callable[[int], Iterable[int]], known: Container[int]) -> set[int]:
    """What is reached from some, going below, but nothing that is known."""
    found = set[int]()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if one not in found and one not in known:
            found.add(one)
            waiting.extend(below(one))
    return found


@dataclass(frozen=True, slots=True)
class Steps:
    """Operations on columns of bits, which stand in numbered slots.

    Attributes:
        literals: what to ask of the variables, and the slot for each.
        operations: what to do with two slots, and the slot for the answer.
        slots: the slot of every gate that is asked for.
        size: how many slots there are.
    """

    literals: tuple[tuple[Literal, int], ...]
    operations: tuple[tuple[Any, int, int, int], ...]
    slots: Mapping[Gate, int]
    size: int

    def run(self, literal: Callable[[Literal], Bits], length: int, room: list[Bits]) -> Mapping[Gate, Bits]:
        """Where each gate is true.

        Args:
            literal: where a literal can hold.
            length: the number of bytes of a column.
            room: columns to write to, filled further; they are used again by the next run.
        """
        if room and len(room[0]) != length:
            room.clear()
        room.extend(np.empty(length, np.uint8) for _ in range(self.size - len(room)))
        columns = room[: self.size]
        columns[_FALSE], columns[_TRUE] = np.zeros(length, np.uint8), np.full(length, 255, np.uint8)
        for asked, slot in self.literals:
            columns[slot] = literal(asked)
        for operation, one, other, into in self.operations:
            operation(columns[one], columns[other], columns[into])
        return {gate: columns[slot] for gate, slot in self.slots.items()}


_FALSE: Final = 0
_TRUE: Final = 1

_Operation: TypeAlias = tuple[Any, int, int]


def _in_few_slots(
    operations: Mapping[_Operation, int], literals: Mapping[int, Literal], wanted: Mapping[Gate, int]
) -> Steps:
    """The operations with slots that are used again when their column is needed no more, so that caches hold them."""
    last = {slot: into for (_, one, other), into in operations.items() for slot in (one, other)}
    fixed = {_FALSE, _TRUE, *literals, *wanted.values()}
    places: dict[int, int] = {_FALSE: _FALSE, _TRUE: _TRUE}
    free: list[int] = []
    fresh = count(_TRUE + 1)
    for slot in literals:
        places[slot] = next(fresh)
    made = []
    for (operation, one, other), into in operations.items():
        free += [places[slot] for slot in {one, other} - fixed if last[slot] == into]
        places[into] = free.pop() if free else next(fresh)
        made.append((operation, places[one], places[other], places[into]))
    return Steps(
        tuple((literal, places[slot]) for slot, literal in literals.items()),
        tuple(made),
        {gate: places[slot] for gate, slot in wanted.items()},
        next(fresh),
    )


class CircuitBuilder:
    """Gathers gates into a circuit; the same gate never twice."""

    def __init__(self, diagrams: MDD) -> None:
        self.diagrams = diagrams
        self._gates: dict[Literal | Terms, Gate] = {}
        self._literals: dict[tuple[int, tuple[int, ...]], Gate] = {}
        self._of_diagrams: dict[Diagram, Gate] = {NEVER: FALSE, ALWAYS: TRUE}

    def some(self, terms: Iterable[Iterable[Gate]]) -> Gate:
        """The gate that is true where all gates of some term are."""
        kept = [frozenset(term) - {TRUE} for term in terms]
        whole = tuple(dict.fromkeys(tuple(sorted(term)) for term in kept if FALSE not in term))
        if () in whole:
            return TRUE
        if not whole:
            return FALSE
        if len(whole) == 1 and len(whole[0]) == 1:
            return whole[0][0]
        return self._gate(whole)

    def diagram(self, diagram: Diagram) -> Gate:
        """The gate that is true where some completion of what is known meets a diagram."""
        fresh = reached([diagram], self.diagrams.children, self._of_diagrams)
        for one in sorted(fresh):  # a diagram has a higher number than its children
            self._of_diagrams[one] = self._of_children(one)
        return self._of_diagrams[diagram]

    def circuit(self) -> Circuit:
        """All that was taken in."""
        return Circuit(tuple(self._gates))

    def _of_children(self, diagram: Diagram) -> Gate:
        groups: dict[Diagram, list[int]] = {}
        for place, child in enumerate(self.diagrams.children(diagram)):
            groups.setdefault(child, []).append(place)
        least = self._least(groups)
        variable, terms = self.diagrams.variable(diagram), list[tuple[Gate, ...]]()
        for child, places in groups.items():
            if child == ALWAYS:
                terms.append((self._literal(variable, places),))
            elif child == least:
                terms.append((self._of_diagrams[child],))
            elif child != NEVER:
                gate, literal = self._of_diagrams[child], self._literal(variable, places)
                terms.append((gate, literal) if gate < literal else (literal, gate))
        return terms[0][0] if len(terms) == 1 == len(terms[0]) else self._gate(tuple(terms))

    def _least(self, diagrams: Collection[Diagram]) -> Diagram | None:
        """The one of these that holds only where every other does, so that whether it is this one need not be asked."""
        if NEVER in diagrams:
            return None
        both = self.diagrams.conj
        return next((one for one in diagrams if all(both(one, other) == one for other in diagrams)), None)

    def _literal(self, variable: int, places: Sequence[int]) -> Gate:
        key = variable, tuple(places)
        gate = self._literals.get(key)
        if gate is None:
            gate = self._literals[key] = self._gate(Literal.of(variable, places, self.diagrams.sizes[variable]))
        return gate

    def _gate(self, gate: Literal | Terms) -> Gate:
        return self._gates.setdefault(gate, len(self._gates) + 2)
