"""Witnesses: the plainest patient in a region of the space."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..structure import Struct
from ..vocabulary.facts import Value
from ..vocabulary.terms import text

__all__ = ["Witness", "Witnesses"]


class Witness(Struct):
    """One complete patient, and the readings under which it shows something.

    Attributes:
        patient: the record, ready for `advise`.
        readings: the readings that are not the default.
        abnormal: the facts that are not plain; the patient is shown by them.
    """

    patient: Mapping[str, Value]
    readings: Mapping[str, str]
    abnormal: tuple[str, ...]


class Witnesses:
    """Finds the plainest patient of a region: by default readings before others, the fewest facts that are not plain.

    Among patients with as few, those come first whose numbers are nearest to the plain value, counted in cells. Before
    anybody else come those who can have come to be as they are, and before anybody whom only one of two editions can
    tell from others come those whose numbers stand in the rules of both as they are written.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.vocabulary = space.program.vocabulary

    def plainest(
        self, region: Diagram, readings: Mapping[str, str] | None = None, *, recordable: bool = False
    ) -> Witness | None:
        """The plainest possible patient of a region; None where there is none.

        Args:
            region: over facts and readings.
            readings: the readings to keep to; without them, any.
            recordable: take nobody where a record can tell nobody of the region, `recordable` says why.
        """
        diagrams, variables = self.space.diagrams, self.space.variables
        region = diagrams.conj(region, self.space.possible)
        told = self.recordable(region)
        chosen = variables.chosen(readings or {})
        region = diagrams.restrict(told if recordable or told != NEVER else region, chosen)
        found = diagrams.min_cost_model(region, self.price)
        if found is None:
            return None
        likely = diagrams.min_cost_model(diagrams.conj(region, self.arising), self.price)
        if likely is not None and likely[0][:1] <= found[0][:1]:  # by no more other readings
            found = likely
        return self.at({**chosen, **found[1]})

    def recordable(self, region: Diagram) -> Diagram:
        """Whom of a region a record can tell: a fact that may not be recorded of them makes no difference.

        Args:
            region: over facts and readings.
        """
        diagrams = self.space.diagrams
        for barred, (absent, free) in self._barred.items():
            here = diagrams.restrict(diagrams.conj(region, barred), absent)
            rest = diagrams.conj(diagrams.forall(here, free), barred)
            region = diagrams.disj(diagrams.conj(region, diagrams.neg(barred)), rest)
        return region

    def values(self, witness: Witness) -> dict[int, int]:
        """The place of a witness in the space: a value for every variable."""
        variables, program = self.space.variables, self.space.program
        values = dict(self._plain_places)
        for name, value in witness.patient.items():
            values[variables.index["patient", name]] = variables.value_index(
                ("patient", name), program.key(name, value)
            )
        return values | variables.chosen(witness.readings)

    def at(self, values: Mapping[int, int]) -> Witness:
        """The witness at a place in the space; plain in every variable that is not given."""
        variables, cells = self.space.variables, self.space.program.cells
        values = self._plain_places | dict(values)
        patient: dict[str, Value] = {}
        for name, fact in self.vocabulary.facts.items():
            number = variables.index["patient", name]
            cell = variables.values[number][values[number]]
            if values[number] == self._plain_places[number]:
                patient[name] = self.plain[name]
            elif isinstance(cell, int):
                patient[name] = cells[name].example(cell, self.plain[name])  # type: ignore[arg-type]
            else:
                patient[name] = cell == "yes" if fact.type == "yes_no" else cell
        for name, fact in self.vocabulary.facts.items():
            if any(patient.get(other) in (None, self.vocabulary.facts[other].absent) for other in fact.requires):
                patient.pop(name)
        readings = {}
        for name, question in self.vocabulary.questions.items():
            number = variables.index["reading", name]
            option = str(variables.values[number][values[number]])
            if option != question.default:
                readings[name] = option
        numbers = {name: variables.index["patient", name] for name in patient}
        abnormal = tuple(name for name, number in numbers.items() if values[number] != self._plain_places[number])
        return Witness(patient, readings, abnormal)

    @cached_property
    def arising(self) -> Diagram:
        """Who can have come to be as they are: what they take was an option before they took it.

        Before, they were the same in all that does not change. What can change, or can have been better, may have been
        otherwise.
        """
        diagrams, variables, program = self.space.diagrams, self.space.variables, self.space.program
        facts = self.vocabulary.facts
        moving = {fact.name for fact in facts.values() if fact.changeability != "fixed"}
        moving |= {text(name) for kind in ("more_need", "more_harm") for name, _ in program.declared(kind, 2)}
        actions: dict[str, list[str]] = {}
        for name, action in program.declared("begun_by", 2):
            actions.setdefault(text(name), []).append(text(action))
        drugs = [drug for (drug,) in program.declared("drug", 1)]
        arising = ALWAYS
        for name, begun_by in actions.items():
            fact = ("patient", name)
            free = {one.name for one in facts.values() if name in one.requires} | moving | {name}
            numbers = {variables.index["patient", one] for one in free}
            taken: dict[str, Diagram] = {}
            for option in program.statements:
                if option[0] == "option" and option[1] in begun_by and option[2] in facts[name].choices:
                    open_ = diagrams.conj(self.space.holds(option), self.space.possible)
                    before = diagrams.exist(open_, numbers)
                    taken[option[2]] = diagrams.disj(taken.get(option[2], NEVER), before)
            ways = [diagrams.conj(variables.literal(fact, frozenset((drug,))), where) for drug, where in taken.items()]
            others = frozenset(variables.values[variables.index[fact]]).difference(drugs)
            arising = diagrams.conj(arising, diagrams.any_of((variables.literal(fact, others), *ways)))
        return arising

    @cached_property
    def plain(self) -> dict[str, Value]:
        """The plain value of every fact: as declared; else what absence means, or is taken to mean; else any."""
        program = self.space.program
        declared = {text(name): value for name, value in program.declared("plain", 2)}
        found: dict[str, Value] = {}
        for fact in self.vocabulary.facts.values():
            value = declared.get(fact.name)
            if value is not None and fact.numeric:
                found[fact.name] = Decimal(text(value)) / fact.scale
            elif value is not None:
                found[fact.name] = value == "yes" if fact.type == "yes_no" else text(value)
            elif fact.absent is not None or fact.assumed is not None:
                found[fact.name] = fact.absent if fact.absent is not None else fact.assumed  # type: ignore[assignment]
            else:
                found[fact.name] = fact.low if fact.numeric else fact.choices[0] if fact.choices else False
        return found

    @cached_property
    def _plain_places(self) -> dict[int, int]:
        program, variables = self.space.program, self.space.variables
        places = {}
        for number, (kind, name) in enumerate(variables.inputs):
            value: str | int = variables.values[number][0]  # of what another program of the variables alone knows
            if kind == "patient" and name in self.plain:
                value = program.key(name, self.plain[name])
            elif kind == "reading" and name in self.vocabulary.questions:
                value = self.vocabulary.questions[name].default
            places[number] = variables.value_index((kind, name), value)
        return places

    @cached_property
    def _barred(self) -> dict[Diagram, tuple[dict[int, int], set[int]]]:
        """Where some facts may not be recorded: those whose absence means a value, with it, and the others."""
        diagrams, variables = self.space.diagrams, self.space.variables
        barred: dict[Diagram, tuple[dict[int, int], set[int]]] = {}
        for name, fact in self.vocabulary.facts.items():
            without = diagrams.any_of(
                variables.literal(("patient", other), frozenset((self._absent(other),)))
                for other in fact.requires
                if self.vocabulary.facts[other].absent is not None
            )
            if without != NEVER:
                absent, free = barred.setdefault(without, ({}, set()))
                if fact.absent is None:
                    free.add(variables.index["patient", name])
                else:
                    absent[variables.index["patient", name]] = variables.value_index(
                        ("patient", name), self._absent(name)
                    )
        return barred

    @cached_property
    def _unwritten(self) -> frozenset[tuple[int, int]]:
        """The cells in which no number is whole at the scale of its fact: plain clingo knows nobody who has one."""
        unwritten = set()
        for name, cells in self.space.program.cells.items():
            if cells.fact.type == "measurement":
                number = self.space.variables.index["patient", name]
                for place, cell in enumerate(self.space.variables.values[number]):
                    if isinstance(cell, int) and not cells.has_whole(cell):
                        unwritten.add((number, place))
        return frozenset(unwritten)

    def _absent(self, name: str) -> str | int:
        return self.space.program.key(name, self.vocabulary.facts[name].absent)  # type: ignore[arg-type]

    def price(self, number: int, place: int) -> tuple[float, ...]:
        """What it costs a witness to have a value of a variable: the plainer, the less."""
        away = abs(place - self._plain_places[number])
        reading = number in self.space.variables.readings
        steps = away if isinstance(self.space.variables.values[number][place], int) else 0  # names stand in no order
        unwritten = (number, place) in self._unwritten
        return (float(reading and away > 0), float(unwritten), float(not reading and away > 0), float(steps))
