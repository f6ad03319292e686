"""The output: the answers to a batch of patients as Arrow columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..errors import InputError
from .bits import Bits, unpacked
from .evaluation import Evaluation
from .layout import Layout, Names, Statement, Wire
from .plan import Plan
from .refusal import row_refusal

__all__ = ["ERROR", "SEPARATOR", "Output", "schema_of"]

STATUSES: Final = ("no", "yes", "unknown")
OPTION_STATUSES: Final = ("excluded", "admissible", "conditional")

SEPARATOR: Final = ";"
"""What stands between several names in one value."""

ERROR: Final = "error"
"""The column that says why a row cannot be used."""

_DIRECT: Final = 4
"""Up to how many names every set of them is a word, whether it occurs or not, and need not be looked up."""

_TABLED: Final = 16
"""Up to how many names a set of them is looked up in a table."""


class Output:
    """Gathers the answers to one batch."""

    def __init__(self, plan: Plan, batch: pa.RecordBatch, unread: pa.Array | None = None) -> None:
        self._plan = plan
        self._batch = batch
        self._unread = unread
        self._done = 0
        self._statuses: dict[tuple[Wire, Wire], _Status] = {}
        self._names = [_Names(one, batch.num_rows) for one in plan.layout.names]
        self._alive: list[Bits] = []
        self._errors: dict[int, str] = {}
        for one in plan.layout.answers:  # several statements may hold of the same patients
            self._statuses.setdefault((one.possible, one.certain), _Status())

    def add(self, evaluation: Evaluation) -> None:
        """Take in the next patients."""
        here = slice(self._done, self._done + evaluation.length)
        for (possible, certain), status in self._statuses.items():
            status.add(here, evaluation, possible, certain)
        for names in self._names:
            names.add(here, evaluation)
        self._alive.append(evaluation.alive)
        dead = np.flatnonzero(unpacked(evaluation.alive, evaluation.length) == 0)
        for row in (self._done + dead).tolist():
            self._errors[row] = self._refusal(row)
        self._done = here.stop

    def batch(self) -> pa.RecordBatch:
        """The answers."""
        length, layout = self._batch.num_rows, self._plan.layout
        if not length:
            return pa.RecordBatch.from_pylist([], schema_of(self._plan, self._batch.schema))
        alive = pa.py_buffer(np.concatenate(self._alive)) if self._errors else None
        made: dict[tuple[Wire, Wire, Sequence[str]], pa.Array] = {}

        def status(one: Statement, words: Sequence[str]) -> pa.Array:
            key = one.possible, one.certain, words
            if key not in made:
                codes = pa.py_buffer(self._statuses[one.possible, one.certain].codes(length))
                made[key] = self._array(pa.Array.from_buffers(pa.int8(), length, [alive, codes]), words)
            return made[key]

        first, *reasons = (
            self._array(pa.Array.from_buffers(one.type, length, [alive, pa.py_buffer(one.codes)]), one.words)
            for one in self._names
        )
        columns: list[pa.Array] = [
            *(self._batch.column(name) for name in self._plan.keep),
            *(status(one, STATUSES) for one in (layout.indicated, *layout.indications)),
            first,
            *(status(one, OPTION_STATUSES) for one in layout.options),
            *reasons,
            *(status(one, STATUSES) for one in (*layout.statements, *layout.others)),
            _sparse(self._errors, length),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema_of(self._plan, self._batch.schema))

    def _refusal(self, row: int) -> str:
        if self._unread is not None and self._unread[row].is_valid:
            return str(self._unread[row].as_py())
        plan = self._plan
        return row_refusal(plan.checker, self._batch, row, assume_absent=plan.assume_absent).message(plan.language)

    def _array(self, codes: pa.Array, words: Sequence[str]) -> pa.Array:
        found = pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()), safe=False)
        return found.dictionary_decode() if self._plan.as_strings else found


class _Status:
    """The status of a statement for every patient: 0 where it fails, 1 where it is certain, 2 where it is open."""

    def __init__(self) -> None:
        self._possible: list[Bits] = []
        self._open: list[tuple[slice, Bits]] = []

    def add(self, here: slice, evaluation: Evaluation, possible: Wire, certain: Wire) -> None:
        """Take in the next patients."""
        bits = evaluation.bits(possible)
        self._possible.append(bits.copy())
        if not evaluation.complete:
            self._open.append((here, bits & ~evaluation.bits(certain)))

    def codes(self, length: int) -> NDArray[np.uint8]:
        """The codes of all."""
        found = unpacked(np.concatenate(self._possible), length)
        for here, open_ in self._open:
            found[here] += unpacked(open_, here.stop - here.start)
        return found


class _Names:
    """A set of names for every patient, as the number of its word."""

    def __init__(self, column: Names, length: int) -> None:
        self._members = [name for name, _ in column.members]
        self._wires = [wire for _, wire in column.members]
        self.type = index_type(len(self._members))
        self.codes = np.zeros(length, self.type.to_pandas_dtype())
        self.words: list[str] = []
        self._numbers: dict[int, int] = {}
        sets = 1 << len(self._members)
        if len(self._members) <= _DIRECT:
            self.words = [self._word(code) for code in range(sets)]
        self._table = np.full(sets if len(self._members) <= _TABLED else 0, -1, self.codes.dtype)

    def add(self, here: slice, evaluation: Evaluation) -> None:
        """Take in the next patients."""
        bits = [evaluation.bits(wire) & evaluation.alive for wire in self._wires]
        found = self.codes[here]
        octets = [_octet(bits[first : first + 8], evaluation.length) for first in range(0, len(bits), 8)]
        if not octets:
            return
        if len(bits) <= _DIRECT:
            found[:] = octets[0]
        elif len(bits) <= _TABLED:
            self._by_table(octets, found)
        else:
            self._one_by_one(octets, found)

    def _by_table(self, octets: Sequence[NDArray[np.uint8]], found: NDArray[Any]) -> None:
        codes: NDArray[Any] = octets[0]
        if len(octets) == 2:
            codes = octets[1].astype(np.uint16)
            codes <<= 8
            codes |= octets[0]
        self._look_up(codes, found)
        if found.min(initial=0) < 0:  # a set that has not been before
            seen = np.zeros(len(self._table), np.bool_)
            seen[codes] = True
            for one in np.flatnonzero(seen).tolist():
                self._table[one] = self._number(one)
            self._look_up(codes, found)

    def _look_up(self, codes: NDArray[Any], found: NDArray[Any]) -> None:
        if found.dtype == np.int8:  # as Python translates bytes, which is the fastest way
            table = np.zeros(256, np.int8)
            table[: len(self._table)] = self._table
            found[:] = np.frombuffer(bytearray(codes).translate(table.tobytes()), np.int8)
        else:
            self._table.take(codes, out=found, mode="clip")

    def _one_by_one(self, octets: Sequence[NDArray[np.uint8]], found: NDArray[Any]) -> None:
        codes = np.zeros(len(found), object)
        for number, octet in enumerate(octets):
            codes += octet.astype(object) << 8 * number
        distinct, back = np.unique(codes, return_inverse=True)
        np.take(np.array([self._number(int(one)) for one in distinct], found.dtype), back.ravel(), out=found)

    def _number(self, code: int) -> int:
        if code not in self._numbers:
            self._numbers[code] = len(self.words)
            self.words.append(self._word(code))
        return self._numbers[code]

    def _word(self, code: int) -> str:
        return SEPARATOR.join(name for number, name in enumerate(self._members) if code >> number & 1)


def _octet(bits: Sequence[Bits], length: int) -> NDArray[np.uint8]:
    """Up to eight truth values of each patient in one byte."""
    found = unpacked(bits[-1], length)
    for one in reversed(bits[:-1]):
        found += found  # NumPy adds bytes thirty times as fast as it shifts them
        found |= unpacked(one, length)
    return found


def columns(layout: Layout) -> Iterator[tuple[str, pa.DataType]]:
    """The columns of the answer, without those that are kept, with what numbers their words."""
    first, *reasons = ((one.column, index_type(len(one.members))) for one in layout.names)
    yield from ((one.column, pa.int8()) for one in (layout.indicated, *layout.indications))
    yield first
    yield from ((one.column, pa.int8()) for one in layout.options)
    yield from reasons
    yield from ((one.column, pa.int8()) for one in (*layout.statements, *layout.others))


def schema_of(plan: Plan, batch: pa.Schema) -> pa.Schema:
    """The columns of the answer to a batch of these columns.

    Raises:
        InputError: a column that is kept has the name of one of the answer.
    """
    text = pa.string()
    answer = [
        *((name, text if plan.as_strings else pa.dictionary(type_, text)) for name, type_ in columns(plan.layout)),
        (ERROR, text),
    ]
    for name in plan.keep:
        if any(name == other for other, _ in answer):
            raise InputError("repeated_name", field=name)
    return pa.schema([*(batch.field(name) for name in plan.keep), *(pa.field(*one) for one in answer)])


def index_type(members: int) -> pa.DataType:
    """What numbers the sets of so many names: as little as holds all that can be."""
    return pa.int8() if members < 8 else pa.int16() if members < 16 else pa.int32()


def _sparse(values: dict[int, str], length: int) -> pa.Array:
    """A column of texts of which most are null."""
    if not values:
        return pa.nulls(length, pa.string())
    where = np.zeros(length, np.int32)
    rows = list(values)
    where[rows] = np.arange(len(rows))
    absent = np.ones(length, np.bool_)
    absent[rows] = False
    return pa.array(values.values(), pa.string()).take(pa.array(where, mask=absent))
