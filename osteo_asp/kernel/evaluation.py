"""The evaluation: some patients in the circuit, from columns to the bits of every statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..vocabulary.facts import Value
from .bits import Bits, alone, nobody, recorded
from .circuit import TRUE, Gate, Literal, Steps
from .columns import Column, FactEncoding, column
from .layout import Wire
from .plan import Plan

__all__ = ["Evaluation", "Memo", "evaluations"]

CHUNK: Final = 1 << 17
"""How many patients are evaluated at a time: the bits of all their gates fit into the caches of the processor."""

Memo: TypeAlias = dict[tuple[int, str], dict[object, "Value | InputError | None"]]
"""Texts and decimals that have been read, by fact and type of the column."""


def evaluations(plan: Plan, batch: pa.RecordBatch, unread: pa.Array | None = None) -> Iterator[Evaluation]:
    """The patients of a batch, some at a time.

    Args:
        plan: the guideline.
        batch: a row for each patient.
        unread: of every row that could not even be read, why; null for all others.
    """
    room: list[Bits] = []
    memo: Memo = {}
    for start in range(0, batch.num_rows, CHUNK):
        errors = None if unread is None else unread.slice(start, CHUNK)
        yield Evaluation(plan, batch.slice(start, CHUNK), errors, room, memo)


class Evaluation:
    """What can be said of the patients of one batch.

    Attributes:
        length: how many patients there are.
        alive: whose record can be used; zero beyond the last.
        complete: whether all that can matter is known of every patient.
    """

    def __init__(
        self, plan: Plan, batch: pa.RecordBatch, unread: pa.Array | None, room: list[Bits], memo: Memo
    ) -> None:
        self.plan = plan
        self.length = batch.num_rows
        self._width = (self.length + 7) // 8
        self._columns: dict[int, Column] = {}
        self._below: dict[tuple[int, int], Bits] = {}
        self._equal: dict[tuple[int, Value], Bits] = {}
        self._assumed: dict[int, Bits] = {}
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            variable = plan.variables.get(name)
            if variable is not None:
                encoding = plan.encodings[variable]
                self._columns[variable] = column(array, encoding, memo.setdefault((variable, str(array.type)), {}))
        refused = self._refused()
        if unread is not None:
            without = recorded(unread)
            refused = np.full(self._width, 255, np.uint8) if without is None else refused | without
        self.alive = alone(~refused, self.length)
        self._alive_where_possible()
        if plan.assume_absent:
            self._assume()
            self._alive_where_possible()
        self.complete = self._is_complete()
        steps = plan.steps_complete if self.complete else plan.steps
        self._gates = self._evaluated(steps, room, open_=not self.complete)

    def bits(self, wire: Wire) -> Bits:
        """Of whom a wire of the layout is true."""
        return self._gates[wire.complete if self.complete else wire.open]

    def gates(self, steps: Steps, room: list[Bits] | None = None) -> Mapping[Gate, Bits]:
        """Other gates of the circuit, over every completion."""
        return self._evaluated(steps, [] if room is None else room, open_=True)

    def unknown(self, variable: int) -> Bits:
        """Of whom a fact is unknown: neither recorded nor assumed, and its absence means nothing."""
        if self.plan.encodings[variable].absent is not None:
            return nobody(self.length)
        known = self._known(variable)
        return np.zeros(self._width, np.uint8) if known is None else ~known

    def _evaluated(self, steps: Steps, room: list[Bits], *, open_: bool) -> Mapping[Gate, Bits]:
        return steps.run(lambda literal: self._literal(literal, open_=open_), self._width, room)

    def _literal(self, literal: Literal, *, open_: bool) -> Bits:
        """Of whom a variable can have one of some values; where not `open_`, an unknown one has any value, but one."""
        variable = literal.variable
        absent = self.plan.encodings[variable].absent
        held = self._columns.get(variable)
        known = None if held is None else held.recorded
        if held is None:
            among = (absent in literal.places) if absent is not None else (open_ or literal.first)
            bits = np.full(self._width, 255 if among else 0, np.uint8)
        else:
            bits = self._below_of(variable, literal.turns[0])
            for turn in literal.turns[1:]:
                bits = bits ^ self._below_of(variable, turn)
            if literal.first == (len(literal.turns) % 2 == 0):
                bits = ~bits
        assumed = self._assumed.get(variable)
        if assumed is not None:
            place = self.plan.assumed[variable]
            bits = bits | assumed if place in literal.places else bits & ~assumed
            known = None if known is None else known | assumed
        if known is not None:
            if absent is not None:
                bits = bits | ~known if absent in literal.places else bits & known
            elif open_:
                bits = bits | ~known
        return bits

    def _below_of(self, variable: int, place: int) -> Bits:
        found = self._below.get((variable, place))
        if found is None:
            found = self._below[variable, place] = self._columns[variable].below(place)
        return found

    def _known(self, variable: int) -> Bits | None:
        """Where a fact is recorded or assumed; None where it is everywhere."""
        held, assumed = self._columns.get(variable), self._assumed.get(variable)
        if held is None:
            return nobody(self.length) if assumed is None else assumed
        if held.recorded is None or assumed is None:
            return held.recorded
        return held.recorded | assumed

    def _recorded(self, variable: int) -> Bits:
        held = self._columns.get(variable)
        if held is None:
            return nobody(self.length)
        return np.full(self._width, 255, np.uint8) if held.recorded is None else held.recorded

    def _is(self, variable: int, value: Value | None) -> Bits:
        """Of whom a fact is recorded with this value."""
        if value is None or variable not in self._columns:
            return nobody(self.length)
        found = self._equal.get((variable, value))
        if found is None:
            found = self._columns[variable].equals(value) & self._recorded(variable)
            self._equal[variable, value] = found
        return found

    def _refused(self) -> Bits:
        """Whose record has a value that cannot be used, or lacks one that another requires."""
        refused = nobody(self.length)
        for held in self._columns.values():
            if held.refused is not None:
                refused = refused | held.refused
        for variable in self._columns:
            for other, absent in self._required(self.plan.encodings[variable]):
                needy = self._recorded(variable) & ~self._is(variable, self.plan.encodings[variable].fact.absent)
                refused = refused | (needy & (~self._recorded(other) | self._is(other, absent)))
        return refused

    def _required(self, encoding: FactEncoding) -> Iterable[tuple[int, Value | None]]:
        for name in encoding.fact.requires:
            other = self.plan.variables[name]
            yield other, self.plan.encodings[other].fact.absent

    def _alive_where_possible(self) -> None:
        if self.plan.possible != TRUE:
            self.alive = self.alive & self.gates(self.plan.steps_possible)[self.plan.possible]

    def _assume(self) -> None:
        """Take what is unknown as absent, as `Patient.assume_absent` does."""
        settled, taken = self._settled(), dict[int, Bits]()
        for variable in self.plan.assumed:
            encoding = self.plan.encodings[variable]
            assumed = self.unknown(variable) & ~settled.get(variable, nobody(self.length))
            for name in encoding.fact.unless_recorded:
                other = self.plan.variables[name]
                fact = self.plan.encodings[other].fact
                assumed = assumed & ~(self._recorded(other) & ~self._is(other, fact.assumed))
            for other, absent in self._required(encoding):
                assumed = assumed & self._recorded(other) & ~self._is(other, absent)
            taken[variable] = assumed
        self._assumed = taken

    def _settled(self) -> dict[int, Bits]:
        """Of whom what is recorded settles a fact that is not."""
        settled: dict[int, Bits] = {}
        for variable, roots in self.plan.settling.items():
            gates = self.gates(self.plan.steps_settling[variable])
            once, twice = nobody(self.length), nobody(self.length)
            for root in roots:
                twice = twice | (once & gates[root])
                once = once | gates[root]
            settled[variable] = once & ~twice
        return settled

    def _is_complete(self) -> bool:
        for variable, moot in self.plan.matters.items():
            unknown = self.unknown(variable)
            if not unknown.any():
                continue
            for other in moot:
                absent = self.plan.encodings[other].fact.absent
                unknown = unknown & self._recorded(other) & ~self._is(other, absent)
            if (unknown & self.alive).any():
                return False
        return True
