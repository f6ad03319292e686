"""The output: the answers to a batch of patients as Arrow columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..diagrams import NEVER
from ..errors import InputError
from .bits import Bits, nobody, unpacked
from .evaluation import Evaluation
from .layout import Drug, Layout, Pair, Reason

if TYPE_CHECKING:
    from .compiled import Compiled

__all__ = ["ERROR", "SEPARATOR", "Output", "schema_of", "shown", "standing"]

STATUSES: Final = ("no", "yes", "unknown")
OPTION_STATUSES: Final = ("excluded", "admissible", "conditional")

SEPARATOR: Final = ";"
"""What stands between several names in one value."""

ERROR: Final = "error"
"""The column that says why a row cannot be used."""

_TABLED: Final = 16
"""Up to how many names a set of them is looked up in a table."""


class Output:
    """Gathers the answers to one batch."""

    def __init__(self, compiled: Compiled, batch: pa.RecordBatch) -> None:
        self._compiled = compiled
        self._batch = batch
        self._done = 0
        self._codes: dict[Pair, NDArray[np.int8]] = {}
        self._filled: dict[Pair, int] = {}
        self._sets: dict[str, _Sets] = {}
        self._alive: list[Bits] = []
        self._errors: dict[int, str] = {}

    def add(self, evaluation: Evaluation) -> None:
        """Take in the next patients."""
        start, length, layout = self._done, evaluation.length, self._compiled.layout
        self._done += length
        for one in layout.answers:
            self._status(one.pair, evaluation, start)
        first: list[tuple[str, Bits]] = []
        for drug in layout.drugs:
            seen = shown(drug, evaluation)
            for kind, reasons in (("against", drug.against), ("closed", drug.closed)):
                self._set(f"{kind}_{drug.id}", standing(reasons, seen, evaluation), evaluation)
            if drug.first is not None:
                starts = seen.get("start", nobody(length))
                first.append((drug.id, starts & evaluation.certain(drug.first)))
        self._set("first_choice", first, evaluation)
        self._alive.append(evaluation.alive)
        dead = np.flatnonzero(unpacked(evaluation.alive, length) == 0)
        for row in (start + dead).tolist():
            self._errors[row] = self._compiled.refusal(self._batch, row)

    def batch(self) -> pa.RecordBatch:
        """The answers."""
        length, layout = self._batch.num_rows, self._compiled.layout
        alive = pa.py_buffer(np.concatenate(self._alive)) if self._errors else None
        columns: list[pa.Array] = [self._batch.column(name) for name in self._compiled.keep]
        made: dict[tuple[Pair, Sequence[str]], pa.Array] = {}

        def status(pair: Pair, words: Sequence[str]) -> pa.Array:
            if (pair, words) not in made:
                codes = pa.Array.from_buffers(pa.int8(), length, [alive, pa.py_buffer(self._codes[pair])])
                made[pair, words] = self._array(codes, words)
            return made[pair, words]

        def several(name: str) -> pa.Array:
            one = self._sets[name]
            return self._array(pa.Array.from_buffers(one.type, length, [alive, pa.py_buffer(one.codes)]), one.words)

        if not length:
            return pa.RecordBatch.from_pylist([], self._compiled.schema(self._batch.schema))
        columns += [status(one.pair, STATUSES) for one in (layout.indicated, *layout.indications)]
        columns.append(several("first_choice"))
        columns += [status(one.pair, OPTION_STATUSES) for one in layout.options]
        columns += [several(f"against_{drug.id}") for drug in layout.drugs]
        columns += [several(f"closed_{drug.id}") for drug in layout.drugs]
        columns += [status(one.pair, STATUSES) for one in (*layout.statements, *layout.others)]
        columns.append(_sparse(self._errors, length))
        return pa.RecordBatch.from_arrays(columns, schema=self._compiled.schema(self._batch.schema))

    def _array(self, codes: pa.Array, words: Sequence[str]) -> pa.Array:
        found = pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()), safe=False)
        return found.dictionary_decode() if self._compiled.plain else found

    def _status(self, pair: Pair, evaluation: Evaluation, start: int) -> None:
        codes = self._codes.get(pair)
        if codes is None:
            codes = self._codes[pair] = np.empty(self._batch.num_rows, np.int8)
        elif self._filled[pair] > start:
            return  # another statement that holds of the same patients
        self._filled[pair] = start + evaluation.length
        holds = evaluation.holds(pair)
        found = unpacked(holds, evaluation.length)
        if not evaluation.exact:
            found += unpacked(holds & ~evaluation.certain(pair), evaluation.length)
        codes[start : start + evaluation.length] = found.view(np.int8)

    def _set(self, name: str, members: list[tuple[str, Bits]], evaluation: Evaluation) -> None:
        sets = self._sets.get(name)
        if sets is None:
            sets = self._sets[name] = _Sets([member for member, _ in members], self._batch.num_rows)
        sets.add([bits & evaluation.alive for _, bits in members], evaluation.length)


class _Sets:
    """A set of names for every patient, numbered as the sets come."""

    def __init__(self, members: Sequence[str], length: int) -> None:
        self.members = members
        self.type = index_type(len(members))
        self.codes = np.zeros(length, self.type.to_pandas_dtype())
        self.words: list[str] = []
        self._done = 0
        self._numbers: dict[int, int] = {}
        self._table = np.full(1 << len(members) if len(members) <= _TABLED else 0, -1, self.codes.dtype)

    def add(self, bits: Sequence[Bits], length: int) -> None:
        """Take in the next patients, of whom each name holds or not."""
        found = self.codes[self._done : self._done + length]
        self._done += length
        octets = [_octet(bits[first : first + 8], length) for first in range(0, len(bits), 8)]
        if not octets:
            octets = [np.zeros(length, np.uint8)]
        if len(bits) > _TABLED:
            whole = np.zeros(length, object)
            for number, octet in enumerate(octets):
                whole += octet.astype(object) << 8 * number
            distinct, back = np.unique(whole, return_inverse=True)
            numbers = np.array([self._number(int(one)) for one in distinct], found.dtype)
            np.take(numbers, back.ravel(), out=found)
            return
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

    def _number(self, code: int) -> int:
        if code not in self._numbers:
            self._numbers[code] = len(self.words)
            self.words.append(
                SEPARATOR.join(member for number, member in enumerate(self.members) if code >> number & 1)
            )
        return self._numbers[code]


def _octet(bits: Sequence[Bits], length: int) -> NDArray[np.uint8]:
    """Up to eight truth values of each patient in one byte."""
    found = unpacked(bits[-1], length)
    for one in reversed(bits[:-1]):
        found += found  # NumPy adds bytes thirty times as fast as it shifts them
        found |= unpacked(one, length)
    return found


def shown(drug: Drug, evaluation: Evaluation) -> dict[str, Bits]:
    """Of whom `advise` shows a drug under each action: where it is possible; where none is, as first considered."""
    seen = {action: evaluation.holds(option.pair) for action, option in drug.options}
    rest = evaluation.alive
    for bits in seen.values():
        rest = rest & ~bits
    for action, pair in drug.considered:
        here = evaluation.holds(pair) & rest
        seen[action] = seen[action] | here if action in seen else here
        rest = rest & ~here
    return seen


def standing(reasons: Sequence[Reason], seen: dict[str, Bits], evaluation: Evaluation) -> list[tuple[str, Bits]]:
    """Of whom each reason certainly stands against an action that is shown."""
    found = []
    for reason in reasons:
        bits = nobody(evaluation.length)
        for action, pair in reason.actions:
            if action in seen and pair.holds != NEVER:
                bits = bits | (seen[action] & evaluation.certain(pair))
        found.append((reason.id, bits))
    return found


def columns(layout: Layout) -> Iterator[tuple[str, pa.DataType]]:
    """The columns of the answer, without those that are kept, with what numbers their words."""
    yield from ((one.column, pa.int8()) for one in (layout.indicated, *layout.indications))
    yield "first_choice", index_type(sum(drug.first is not None for drug in layout.drugs))
    yield from ((one.column, pa.int8()) for one in layout.options)
    yield from ((f"against_{drug.id}", index_type(len(drug.against))) for drug in layout.drugs)
    yield from ((f"closed_{drug.id}", index_type(len(drug.closed))) for drug in layout.drugs)
    yield from ((one.column, pa.int8()) for one in (*layout.statements, *layout.others))


def schema_of(compiled: Compiled, batch: pa.Schema) -> pa.Schema:
    """The columns of the answer to a batch of these columns.

    Raises:
        InputError: a column that is kept has the name of one of the answer.
    """
    text = pa.string()
    answer = [
        *((name, text if compiled.plain else pa.dictionary(type_, text)) for name, type_ in columns(compiled.layout)),
        (ERROR, text),
    ]
    for name in compiled.keep:
        if any(name == other for other, _ in answer):
            raise InputError("repeated_name", field=name)
    return pa.schema([*(batch.field(name) for name in compiled.keep), *(pa.field(*one) for one in answer)])


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
