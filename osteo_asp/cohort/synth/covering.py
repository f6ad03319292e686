"""Covering cohorts: everything the rules can say is said of somebody, as far as there can be such a patient.

That is: every statement certain, certainly not, and unknown; every value that the rules can tell apart; every two
reasons against the same option together. Where a statement holds is known as a decision diagram, so a patient is read
off it, and what cannot be is known not to be. A patient covers more than what it is made for; only what is missing
then is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any, Final, TypeAlias

import pyarrow as pa

from ...diagrams.mdd import NEVER, Diagram
from ...diagrams.partial import PartialPatient
from ...diagrams.space import Space
from ...errors import InputError
from ...kernel.builder import Guide
from ...vocabulary.facts import Fact, Value
from ...vocabulary.patient import Patient
from ...vocabulary.terms import Atom

__all__ = ["Target", "covering", "targets"]

Target: TypeAlias = tuple[str, Any]
"""What is to be covered: a status with a statement, `value` with a fact and its cell, or `pair` with two reasons."""

_FINE: Final = Decimal("0.001")


def covering(guideline: Guide, number: int, seed: int = 0) -> Iterator[pa.RecordBatch]:
    """A covering cohort of so many patients.

    Raises:
        InputError: so few cannot cover the guideline.
    """
    maker = _Maker(guideline, Random(seed))
    records = maker.records()
    if len(records) > number:
        raise InputError("too_few", value=number, number=len(records))
    records += [maker.any_record() for _ in range(number - len(records))]
    yield _batch(guideline, records)


def targets(guideline: Guide) -> dict[Target, Diagram]:
    """Everything that some patient can cover, with where the facts must lie for it."""
    return _Maker(guideline, Random(0)).targets()


class _Maker:
    def __init__(self, guideline: Guide, random: Random) -> None:
        self.space: Space = guideline.space
        self.facts: Mapping[str, Fact] = guideline.space.program.vocabulary.facts
        self.readings = guideline.readings
        self.random = random
        variables, diagrams = self.space.variables, self.space.diagrams
        self.variables = {name: variables.index["patient", name] for name in self.facts}
        self.by_default = {self.variables[name] for name, fact in self.facts.items() if fact.absent is not None}
        self.fixed = variables.chosen(self.readings)
        self.possible = diagrams.restrict(self.space.possible, self.fixed)
        self.valid = diagrams.all_of((self.possible, *self._requirements()))

    def targets(self) -> dict[Target, Diagram]:
        """What can be covered, with the patients that do."""
        diagrams, found = self.space.diagrams, dict[Target, Diagram]()
        others = frozenset(self.variables.values()) - self.by_default
        of_options: dict[Atom, list[Atom]] = {}
        for name, variable in self.variables.items():
            for place in range(diagrams.sizes[variable]):
                found["value", (name, place)] = diagrams.conj(self.valid, diagrams.literal(variable, [place]))
        for atom in self.space.program.statements:
            where = self._where(atom)
            holds = diagrams.conj(where, self.valid)
            fails = diagrams.conj(diagrams.neg(where), self.valid)
            found["yes", atom], found["no", atom] = holds, fails
            # Unknown: some facts are always known, if only by default; all others are left open.
            found["unknown", atom] = diagrams.conj(diagrams.exist(holds, others), diagrams.exist(fails, others))
            if atom[0] in ("against", "closed"):
                of_options.setdefault(atom[1:3], []).append(atom)
        for reasons in of_options.values():
            for one, other in combinations(reasons, 2):
                found["pair", (one, other)] = diagrams.conj(found["yes", one], found["yes", other])
        return {target: where for target, where in found.items() if where != NEVER}

    def records(self) -> list[dict[str, Value]]:
        """Patients that cover everything that can be."""
        left = self.targets()
        records = []
        for target in list(left):
            if target not in left:
                continue
            for _ in range(5):  # a fact that must not be recorded can leave open what was to be settled
                record = self._record(left[target], complete=target[0] != "unknown")
                covered = self._covered(record, left)
                if target in covered:
                    break
            records.append(record)
            for one in (target, *covered):
                left.pop(one, None)
        return records

    def any_record(self) -> dict[str, Value]:
        """Any patient, with values on and beside the thresholds, and with facts missing."""
        record = self._record(self.valid, complete=True)
        share = self.random.choice((0, 0.1, 0.5))
        kept = {name: value for name, value in record.items() if self.random.random() >= share}
        return self._without_lonely(kept)

    def _requirements(self) -> Iterator[Diagram]:
        """What a record must not say: a fact that is there by default otherwise than so, without what it requires."""
        diagrams = self.space.diagrams
        for name, fact in self.facts.items():
            for other in fact.requires:
                absent, absent_other = self._default(name), self._default(other)
                if absent is not None and absent_other is not None:
                    yield diagrams.disj(
                        diagrams.literal(self.variables[name], [absent]),
                        diagrams.neg(diagrams.literal(self.variables[other], [absent_other])),
                    )

    def _default(self, name: str) -> int | None:
        absent = self.facts[name].absent
        if absent is None:
            return None
        return self.space.variables.value_index(("patient", name), self.space.program.key(name, absent))

    def _where(self, atom: Atom) -> Diagram:
        return self.space.diagrams.restrict(self.space.holds(atom), self.fixed)

    def _record(self, where: Diagram, *, complete: bool) -> dict[str, Value]:
        """A patient for whom a diagram holds; all else at random, or not recorded."""
        prices = {
            (number, place): (self.random.random(),)
            for number in self.variables.values()
            for place in range(self.space.diagrams.sizes[number])
        }
        found = self.space.diagrams.min_cost_model(where, lambda number, place: prices[number, place])
        assert found is not None
        places = dict(found[1])
        if complete:
            for number in self.variables.values():
                if number not in places:
                    places[number] = self.random.randrange(self.space.diagrams.sizes[number])
            if self.space.diagrams.restrict(self.valid, places) == NEVER:
                places = found[1]
        record = {
            name: self._value(fact, places[self.variables[name]])
            for name, fact in self.facts.items()
            if self.variables[name] in places
        }
        return self._without_lonely({name: one for name, one in record.items() if one != self.facts[name].absent})

    def _without_lonely(self, record: dict[str, Value]) -> dict[str, Value]:
        """The record without the facts that require one that is not there."""
        return {
            name: value
            for name, value in record.items()
            if all(record.get(other) not in (None, self.facts[other].absent) for other in self.facts[name].requires)
        }

    def _value(self, fact: Fact, place: int) -> Value:
        """A value for a place; of a number, one close to a threshold."""
        cell = self.space.variables.values[self.variables[fact.name]][place]
        if fact.type == "yes_no":
            return cell == "yes"
        if fact.type == "choice":
            return str(cell)
        cells = self.space.program.cells[fact.name]
        step = Decimal(1) if fact.type == "count" else self.random.choice((_FINE, Decimal(1) / fact.scale))
        ends = [fact.low, fact.high, *(Decimal(cut) / fact.scale for cut in cells.cuts)]
        near = {end + side * by for end in ends for side in (-1, 0, 1) for by in (step, _FINE)}
        inside = [one for one in sorted(near) if fact.low <= one <= fact.high and cells.locate(one) == cell]
        if fact.type == "count":
            inside = [one for one in inside if one == one.to_integral_value()]
        return self.random.choice(inside)

    def _covered(self, record: dict[str, Value], left: Mapping[Target, Diagram]) -> list[Target]:
        patient = Patient.of(self.space.program.vocabulary, record)
        known = PartialPatient(self.space, patient, self.readings)
        status = {atom: known.status(known.where(atom)) for atom in self.space.program.statements}
        found = []
        for target in left:
            kind, what = target
            if kind == "value":
                name, place = what
                met = known.values.get(self.variables[name]) == place
            elif kind == "pair":
                met = all(status[reason] == "yes" for reason in what)
            else:
                met = status[what] == kind
            if met:
                found.append(target)
        return found


def _batch(guideline: Guide, records: list[dict[str, Value]]) -> pa.RecordBatch:
    types = {"yes_no": pa.bool_(), "choice": pa.string(), "count": pa.int64(), "measurement": pa.float64()}
    return pa.RecordBatch.from_pydict(
        {
            name: pa.array([_plain(fact, record.get(name)) for record in records], types[fact.type])
            for name, fact in guideline.space.program.vocabulary.facts.items()
        }
    )


def _plain(fact: Fact, value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return int(value) if fact.type == "count" else float(value)
    return value
