"""Cells: the thresholds in the rules cut the line of a measurement into points and open intervals.

Two values in one cell are the same to every rule, so one whole number per cell is enough to ground the rules over every
possible patient, and a real value is located in its cell exactly, however many decimals it has.

A cell is numbered twice the threshold for the threshold itself, and the odd number next to it for the open interval
beside it. The rules are grounded with their thresholds doubled too, so that even neighbouring thresholds leave a cell
between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import ClassVar

from ..errors import InputError, shown
from ..structure import Struct
from .facts import Fact

__all__ = ["Cells", "Interval"]


class Interval(Struct):
    """The numbers from `low` to `high`; `None` is the end of the range of the fact.

    Attributes:
        low_included, high_included: whether the end itself belongs to it.
    """

    json_names: ClassVar = {
        "from": "low",
        "from_included": "low_included",
        "to": "high",
        "to_included": "high_included",
    }

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool

    def written(self, subject: str, numbers: Callable[[Decimal], str] = str) -> str:
        """The interval around its subject: `eGFR ≥ 35`, `30 ≤ eGFR < 35`; the subject alone where it has no end."""
        low = "" if self.low is None else numbers(self.low)
        high = "" if self.high is None else numbers(self.high)
        if low and low == high:
            return f"{subject} = {low}"
        below = "≤" if self.high_included else "<"
        if low and high:
            return f"{low} {'≤' if self.low_included else '<'} {subject} {below} {high}"
        above = "≥" if self.low_included else ">"
        return f"{subject} {above} {low}" if low else f"{subject} {below} {high}" if high else subject


class Cells(Struct):
    """The cells of one numeric fact.

    Attributes:
        fact: the fact.
        cuts: the numbers with which the rules compare it, ascending, scaled as the rules write them.
    """

    fact: Fact
    cuts: tuple[int, ...]

    @classmethod
    def of(cls, fact: Fact, cuts: Iterable[int]) -> Cells:
        """Cut the line of a fact."""
        return cls(fact, tuple(sorted(set(cuts))))

    def locate(self, value: Decimal) -> int:
        """Find the cell of a value. Only compares, so nothing is rounded."""
        index = bisect_left(self.cuts, value, key=self._unscaled)
        if index < len(self.cuts) and self._unscaled(self.cuts[index]) == value:
            return 2 * self.cuts[index]
        return self._interval(index)

    def numbers(self) -> tuple[int, ...]:
        """The cells in which some value in the range of the fact lies, ascending."""
        low, high = self._ends
        cells = []
        for index in range(len(self.cuts) + 1):
            below = self.cuts[index - 1] if index else low - 1
            above = self.cuts[index] if index < len(self.cuts) else high + 1
            if self._wholes(index) > 0 or (self.fact.type != "count" and max(below, low) < min(above, high)):
                cells.append(self._interval(index))
            if index < len(self.cuts) and low <= above <= high:
                cells.append(2 * above)
        return tuple(cells)

    @property
    def _ends(self) -> tuple[int, int]:
        return int(self.fact.low * self.fact.scale), int(self.fact.high * self.fact.scale)

    def _wholes(self, index: int) -> int:
        """How many whole numbers of the range lie strictly between two neighbouring cuts; not above 0 for none."""
        low, high = self._ends
        below = self.cuts[index - 1] if index else low - 1
        above = self.cuts[index] if index < len(self.cuts) else high + 1
        return min(above - 1, high) - max(below + 1, low) + 1

    def intervals(self, cells: Collection[int], around: int | None = None) -> list[Interval]:
        """The cells as intervals of numbers in the unit of the fact, ascending, as few as possible.

        Args:
            cells: which cells.
            around: give only the interval that has this cell.
        """
        runs: list[list[int]] = []
        before = False
        for cell in self.numbers():
            if cell in cells:
                runs = [*runs[:-1], [*runs[-1], cell]] if before else [*runs, [cell]]
            before = cell in cells
        return [self._interval_of(run[0], run[-1]) for run in runs if around is None or around in run]

    def _interval_of(self, first: int, last: int) -> Interval:
        every = self.numbers()
        low = high = None
        if first != every[0]:
            low = self._unscaled(first // 2)
        if last != every[-1]:
            high = self._unscaled(last // 2 if last % 2 == 0 else min(cut for cut in self.cuts if 2 * cut > last))
        return Interval(low, first % 2 == 0 and low is not None, high, last % 2 == 0 and high is not None)

    def example(self, cell: int, near: Decimal) -> Decimal:
        """A number in a cell: with the fewest decimals, and of those the nearest to another number."""
        (interval,) = self.intervals([cell])
        low = self.fact.low if interval.low is None else interval.low
        high = self.fact.high if interval.high is None else interval.high
        target = min(max(near, low), high)
        for digits in range(12):
            step = Decimal(1).scaleb(-digits)
            start = (target / step).to_integral_value(ROUND_FLOOR)
            fits = [one for one in ((start + shift) * step for shift in (-1, 0, 1, 2)) if low <= one <= high]
            fits = [one for one in fits if self.locate(one) == cell]
            if fits:
                return min(fits, key=lambda one: abs(one - target))
        raise ValueError(f"no number lies in cell {cell} of {self.fact.name}")

    def whole(self, value: Decimal) -> int:
        """A whole number, scaled as the rules write it, in the cell of the value: the value itself where it is one.

        Raises:
            InputError: there is none; the scale of the fact is too coarse for its thresholds.
        """
        cell = self.locate(value)
        below = max((cut for cut in self.cuts if 2 * cut < cell), default=None)
        candidates = [cell // 2] if cell % 2 == 0 and self.cuts else []
        if not candidates:
            with localcontext(prec=len(value.as_tuple().digits) + 10, Emin=MIN_EMIN, Emax=MAX_EMAX):
                scaled = value * self.fact.scale
                candidates = [int(scaled.to_integral_value(rounding)) for rounding in (ROUND_FLOOR, ROUND_CEILING)]
            candidates += [] if below is None else [below + 1]
        for number in candidates:
            if self.locate(self._unscaled(number)) == cell:
                return number
        raise InputError("too_coarse", field=self.fact.name, value=shown(value))

    def has_whole(self, cell: int) -> bool:
        """Whether some whole number, scaled as the rules write it, lies in a cell."""
        low, high = (int(end * self.fact.scale) for end in (self.fact.low, self.fact.high))
        below = max((cut for cut in self.cuts if 2 * cut < cell), default=low - 1)
        above = min((cut for cut in self.cuts if 2 * cut > cell), default=high + 1)
        return cell % 2 == 0 or above - below > 1

    def _interval(self, index: int) -> int:
        if not self.cuts:
            return 0
        return 2 * self.cuts[index - 1] + 1 if index else 2 * self.cuts[0] - 1

    def _unscaled(self, cut: int) -> Decimal:
        return Decimal(cut) / self.fact.scale
