"""Bits: a truth value for every patient of a batch, eight patients to a byte, the first lowest, as in Arrow."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Bits", "alone", "bitmap", "count", "nobody", "packed", "recorded", "unpacked"]

Bits: TypeAlias = NDArray[np.uint8]
"""What stands beyond the last patient in the last byte is undefined, but where a function says otherwise."""


def packed(flags: NDArray[np.bool_]) -> Bits:
    """The bits of truth values; zero beyond the last."""
    return np.packbits(flags, bitorder="little")


def unpacked(bits: Bits, length: int) -> NDArray[np.uint8]:
    """Zero or one for every patient."""
    return np.unpackbits(bits, count=length, bitorder="little")


def nobody(length: int) -> Bits:
    """True of nobody."""
    return np.zeros((length + 7) // 8, np.uint8)


def alone(bits: Bits, length: int) -> Bits:
    """The bits with zero beyond the last patient; a copy."""
    found = bits.copy()
    if length % 8:
        found[-1] &= (1 << length % 8) - 1
    return found


def count(bits: Bits) -> int:
    """For how many it is true; beyond the last patient there must be zero."""
    whole = np.zeros((len(bits) + 7) // 8 * 8, np.uint8)
    whole[: len(bits)] = bits
    return int(_ones(whole.view(np.uint64)).sum())


def bitmap(buffer: Any, offset: int, length: int) -> Bits:
    """The bits of an Arrow buffer, from an offset on; without a copy where the offset is a whole byte."""
    if length == 0:
        return nobody(0)
    first, shift = divmod(offset, 8)
    bits: Bits = np.frombuffer(buffer, np.uint8)[first : (offset + length + 7) // 8]
    if shift:
        bits = packed(np.unpackbits(bits, bitorder="little")[shift : shift + length].view(np.bool_))
    return bits


def recorded(array: pa.Array) -> Bits | None:
    """Where an Arrow array has a value; None where it has one everywhere."""
    if array.null_count == 0:
        return None
    buffer = array.buffers()[0]
    if buffer is None:
        return packed(array.is_valid().to_numpy(zero_copy_only=False))
    return bitmap(buffer, array.offset, len(array))


def _ones(words: NDArray[np.uint64]) -> NDArray[Any]:
    if hasattr(np, "bitwise_count"):
        found: NDArray[Any] = np.bitwise_count(words)
        return found
    return _ONES[words.view(np.uint8)]  # NumPy before 2


_ONES = np.array([bin(byte).count("1") for byte in range(256)], np.uint8)
