"""Columns: the recorded values of one fact, of any Arrow type, as places between the thresholds of the rules.

A place is the number of a value that the rules can tell apart: a cell of a measurement, a choice, yes or no. Everything
is asked of a column as `below(place)`, so a number is only ever compared, and never rounded:

- a `float` stands for its shortest decimal, and rounding to the nearest `float` keeps the order. So of all floats only
  the one nearest to a threshold needs care, and on which side its decimal lies is decided once;
- whole numbers are compared as they are; decimals and texts are read exactly, once for each distinct value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.types as kind
from numpy.typing import NDArray

from ..errors import InputError
from ..vocabulary.facts import Fact, Value
from .bits import Bits, bitmap, nobody, packed, recorded

__all__ = ["Boundary", "Column", "FactEncoding", "column", "is_text"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """What separates a place of a number from the next: lower numbers, and perhaps this one itself, lie below."""

    cut: Decimal
    included: bool

    def above(self, value: Decimal) -> bool:
        """Whether a value lies below the boundary."""
        return value <= self.cut if self.included else value < self.cut


@dataclass(frozen=True, slots=True)
class FactEncoding:
    """What the rules ask of one fact.

    Attributes:
        fact: the fact.
        names: the values that are no numbers, in the order of their places.
        boundaries: of a number: what lies below place 1, 2, …
        absent: the place of what its absence means; None where it is unknown.
    """

    fact: Fact
    names: tuple[Value, ...]
    boundaries: tuple[Boundary, ...]
    absent: int | None

    def place(self, value: Value) -> int:
        """The place of a checked value."""
        if isinstance(value, Decimal):
            return next((n for n, one in enumerate(self.boundaries) if one.above(value)), len(self.boundaries))
        return self.names.index(value)


class Column(Protocol):
    """The recorded values of a fact, for every patient of a batch.

    Attributes:
        recorded: where there is a value that can be used; None where there is one everywhere.
        refused: where there is a value that cannot be used; None where there is none.
    """

    recorded: Bits | None
    refused: Bits | None

    def below(self, place: int) -> Bits:
        """Whose value lies below a place. Of those without a value it says anything, but for all places alike."""

    def equals(self, value: Value) -> Bits:
        """Whose value is exactly this one. Of those without a value it says anything."""


class _Flags:
    """Yes or no, from the bits of Arrow themselves."""

    def __init__(self, array: pa.Array, encoding: FactEncoding) -> None:
        self.refused: Bits | None = None
        self.recorded = recorded(array)
        self._yes = bitmap(array.buffers()[1], array.offset, len(array))
        self._first = encoding.names[0]

    def below(self, place: int) -> Bits:
        return self._yes if self._first is True else ~self._yes

    def equals(self, value: Value) -> Bits:
        return self._yes if value is True else ~self._yes


class _Numbers:
    """Numbers of the machine: whole, or `float`."""

    def __init__(self, array: pa.Array, encoding: FactEncoding) -> None:
        self.recorded = recorded(array)
        self._whole = kind.is_integer(array.type)
        width = array.type.bit_width // 8
        dtype = array.type.to_pandas_dtype()
        start = array.offset * width
        self._values: NDArray[Any] = np.frombuffer(array.buffers()[1], dtype, len(array), start)
        if not self._whole:
            self._values = self._values.astype(np.float64, copy=False)
        self._encoding = encoding
        self._flags = np.empty(len(array), np.bool_)
        self.refused = self._refused()

    def below(self, place: int) -> Bits:
        return packed(self._compared(self._encoding.boundaries[place - 1]))

    def equals(self, value: Value) -> Bits:
        assert isinstance(value, Decimal)
        near: float | int = float(value)
        if self._whole:
            near = int(value)
        if Decimal(repr(near)) != value:
            return nobody(len(self._values))
        return packed(np.equal(self._values, near, out=self._flags))

    def _compared(self, boundary: Boundary) -> NDArray[np.bool_]:
        compare, number = _machine(boundary, self._whole)
        return compare(self._values, number, out=self._flags)

    def _refused(self) -> Bits | None:
        fact, values = self._encoding.fact, self._values
        low, high = Boundary(fact.low, False), Boundary(fact.high, True)
        whole = fact.type != "count" or self._whole
        if not len(values):
            return None
        if self.recorded is None and whole:
            ends = np.array((values.min(), values.max()), values.dtype)
            if _compare(ends, low).any() or not _compare(ends, high).all():  # not a number is below nothing
                good = ~packed(self._compared(low)) & packed(self._compared(high))
                return _only(~good, None)
            return None
        good = ~packed(self._compared(low)) & packed(self._compared(high))
        if not whole:
            with np.errstate(invalid="ignore"):
                good &= packed(np.equal(values, np.floor(values), out=self._flags))
        return _only(~good, self.recorded)


class _Coded:
    """Values of which each distinct one was read once."""

    def __init__(self, codes: pa.Array, values: Sequence[Value | InputError | None], encoding: FactEncoding) -> None:
        length = len(codes)
        self._codes = codes.fill_null(0).to_numpy(zero_copy_only=False) if codes.null_count else codes.to_numpy()
        self._values = values
        places = [encoding.place(one) if isinstance(one, bool | str | Decimal) else 0 for one in values] or [0]
        dtype = np.uint8 if max(places) < 256 else np.uint16
        if not values:
            self._codes = np.zeros(length, np.int8)
        self._places = np.array(places, dtype).take(self._codes)
        self._absent = recorded(codes)
        self.recorded = self._absent
        if any(one is None for one in values):
            written = self._table([one is not None for one in values])
            self.recorded = written if self._absent is None else written & self._absent
        self.refused = None
        if any(isinstance(one, InputError) for one in values):
            self.refused = _only(self._table([isinstance(one, InputError) for one in values]), self._absent)

    def below(self, place: int) -> Bits:
        return packed(self._places < place)

    def equals(self, value: Value) -> Bits:
        return self._table([type(one) is type(value) and one == value for one in self._values])

    def _table(self, flags: Sequence[bool]) -> Bits:
        return packed(np.array(flags or [False], np.bool_).take(self._codes))


def is_text(type_: pa.DataType) -> bool:
    """Whether values are written ones: an empty one is not recorded, and numbers and yes/no are read from it."""
    if kind.is_dictionary(type_):
        type_ = type_.value_type
    return bool(
        kind.is_string(type_)
        or kind.is_large_string(type_)
        or kind.is_string_view(type_)
        or kind.is_binary(type_)
        or kind.is_large_binary(type_)
    )


def column(array: pa.Array, encoding: FactEncoding, memo: dict[object, Value | InputError | None]) -> Column:
    """Read the column of a fact.

    Args:
        array: the values, null for not recorded.
        encoding: what the rules ask of the fact.
        memo: texts and decimals that have been read, with what they are; filled further.
    """
    type_ = array.type
    if encoding.fact.type == "yes_no" and kind.is_boolean(type_):
        return _Flags(array, encoding)
    if encoding.fact.numeric and (kind.is_integer(type_) or kind.is_floating(type_)):
        return _Numbers(array, encoding)
    if kind.is_string_view(type_):
        array = array.cast(pa.large_string())
    try:
        coded = array if kind.is_dictionary(type_) else array.dictionary_encode()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        refusal = InputError("bad_value", field=encoding.fact.name, value="…", allowed=encoding.fact.allowed)
        none = pa.array([None if one is None else 0 for one in array.is_valid().to_pylist()], pa.int8())
        return _Coded(none, [refusal], encoding)
    read = read_written if is_text(type_) else read_typed
    if kind.is_null(coded.type) or not len(coded.dictionary):
        return _Coded(pa.nulls(len(array), pa.int8()), [], encoding)
    values = []
    for one in coded.dictionary.to_pylist():
        if one not in memo:
            memo[one] = read(encoding.fact, one)
        values.append(memo[one])
    return _Coded(coded.indices, values, encoding)


def read_written(fact: Fact, value: str | bytes | None) -> Value | InputError | None:
    """A written value, or why it cannot be used; an empty one is not recorded."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if value is None or not value.strip():
        return None
    try:
        return fact.read_text(value)
    except InputError as error:
        return error.with_traceback(None)  # which would keep the columns of the whole batch alive


def read_typed(fact: Fact, value: object) -> Value | InputError | None:
    """A typed value, or why it cannot be used."""
    if value is None:
        return None
    try:
        return fact.read(value)
    except InputError as error:
        return error.with_traceback(None)  # which would keep the columns of the whole batch alive


def _machine(boundary: Boundary, whole: bool) -> tuple[Callable[..., NDArray[np.bool_]], float | int]:
    """The comparison of the machine that says exactly what a boundary says of the values it stands for."""
    cut, included = boundary.cut, boundary.included
    if whole:
        return np.less, int(
            cut.to_integral_value(ROUND_FLOOR) + 1 if included else cut.to_integral_value(ROUND_CEILING)
        )
    near = float(cut)
    return (np.less_equal if boundary.above(Decimal(repr(near))) else np.less), near


def _compare(values: NDArray[Any], boundary: Boundary) -> NDArray[np.bool_]:
    compare, number = _machine(boundary, bool(np.issubdtype(values.dtype, np.integer)))
    return compare(values, number)


def _only(bits: Bits, among: Bits | None) -> Bits | None:
    return bits if among is None else bits & among
