"""Conditions on facts: what suffices for a statement, and the smallest changes that would make it hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from ..answers.results import Status
from ..diagrams.implicants import Cube, Search, smallest_sufficient, widened
from ..diagrams.mdd import Diagram
from ..diagrams.partial import PartialPatient
from ..structure import Struct
from ..vocabulary.phrasing import Wording
from ..vocabulary.thresholds import Interval
from .results import Change, Condition, ConditionKind

_WEIGHT: Final[Mapping[ConditionKind, int]] = {"recorded": 0, "record": 0, "change": 1, "reconsider": 2, "fixed": 3}
_KIND: Final[Mapping[str, ConditionKind]] = {"changeable": "change", "reconsidered": "reconsider", "fixed": "fixed"}


class Conditions(Struct):
    """The conditions on the facts of one patient.

    Attributes:
        known: what is known of the patient.
        wording: the words.
    """

    known: PartialPatient
    wording: Wording

    def sufficient(self, where: Diagram, status: Status) -> tuple[Condition, ...]:
        """The fewest facts that alone give a settled status, as `enough`, in words."""
        return tuple(
            self._condition(number, allowed, "recorded") for number, allowed in self.enough(where, status).items()
        )

    def enough(self, where: Diagram, status: Status) -> Cube:
        """The fewest facts that alone, with all others open, give a settled status, each as wide as it may be.

        Among as few, those that are recorded go before those that hold because nothing else is recorded.
        """
        space = self.known.space
        diagrams = space.diagrams
        wanted = where if status == "yes" else diagrams.neg(where)
        wanted = diagrams.disj(wanted, diagrams.neg(space.possible))
        readings = {number: value for number, value in self.known.values.items() if number in space.variables.readings}
        values = {
            number: value for number, value in self.known.values.items() if number not in space.variables.readings
        }
        wanted = diagrams.restrict(wanted, readings)
        weights = {number: int(self._name(number) not in self.known.patient.recorded) for number in values}
        chosen = smallest_sufficient(diagrams, wanted, values, weights)
        if chosen is None:
            raise AssertionError("all facts together suffice")
        numeric = [number for number in sorted(chosen) if self.wording.vocabulary.facts[self._name(number)].numeric]
        return widened(diagrams, wanted, {number: values[number] for number in sorted(chosen)}, numeric)

    def changes(self, where: Diagram) -> tuple[tuple[Change, ...], tuple[Condition, ...]]:
        """All smallest changes of what may be changed by which it holds; where there are none, what is in the way.

        Ranked by the number of facts, then by what they ask for: to record a fact, to change one, to reconsider one.
        """
        space = self.known.space
        facts = frozenset(range(len(space.variables.inputs))) - space.variables.readings
        free = {number for number in facts if self._kind(number) != "fixed"}
        boxes = Search(space.diagrams, self.known.values, free).solutions(where, space.possible)
        if boxes:
            return tuple(sorted(map(self.change, boxes), key=self._rank)), ()
        held = self._in_the_way(where)
        every = Search(space.diagrams, self.known.values, free | held).solutions(where, space.possible)
        if not every:
            return (), ()
        nearest = min(map(self.change, every), key=self._rank)
        return (), tuple(condition for condition in nearest.conditions if condition.kind == "fixed")

    def _in_the_way(self, where: Diagram) -> set[int]:
        """The fewest facts that cannot change and would have to be otherwise in any patient for whom it holds."""
        space, known = self.known.space, self.known
        readings = {number: value for number, value in known.values.items() if number in space.variables.readings}
        wanted = space.diagrams.conj(space.diagrams.restrict(where, readings), space.possible)

        def price(number: int, value: int) -> tuple[float, ...]:
            otherwise = known.values.get(number, value) != value
            return (float(otherwise and self._kind(number) == "fixed"), float(otherwise))

        cheapest = space.diagrams.min_cost_model(wanted, price)
        if cheapest is None:
            return set()
        return {number for number, value in cheapest[1].items() if price(number, value)[0]}

    def change(self, box: Cube) -> Change:
        """A box of values as a change, its facts in the order of the vocabulary."""
        by_name = {self._name(number): number for number in box}
        order = [by_name[name] for name in self.wording.vocabulary.facts if name in by_name]
        return Change(tuple(self._condition(number, box[number], self._kind(number)) for number in order))

    def _rank(self, change: Change) -> tuple[int, ...]:
        weights = [_WEIGHT[condition.kind] for condition in change.conditions]
        facts = list(self.wording.vocabulary.facts)
        fixed = sum(condition.kind == "fixed" for condition in change.conditions)
        return (fixed, len(weights), sum(weights), *(facts.index(one.fact) for one in change.conditions))

    def _kind(self, number: int) -> ConditionKind:
        name = self._name(number)
        fact = self.wording.vocabulary.facts[name]
        if name not in self.known.patient.recorded and fact.absent is None:
            return "record"
        return _KIND[fact.changeability]

    def _condition(self, number: int, allowed: Collection[int], kind: ConditionKind) -> Condition:
        name = self._name(number)
        cells = [self.known.space.variables.values[number][place] for place in sorted(allowed)]
        values: tuple[Interval | str, ...] = tuple(map(str, cells))
        if self.wording.vocabulary.facts[name].numeric:
            intervals = self.wording.cells[name].intervals([cell for cell in cells if isinstance(cell, int)])
            values = tuple(intervals)
        now = self.known.patient.value(self.wording.vocabulary, name)
        text = self.wording.condition(name, cells)
        if kind == "recorded" and isinstance(now, Decimal):
            text = self.wording.finding(name, cells, now)
        return Condition(name, text, values, kind, None if now is None else self.wording.value(name, now))

    def _name(self, number: int) -> str:
        return self.known.space.variables.inputs[number][1]
