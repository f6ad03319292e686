"""Decisions over two measurements: what a patient may have in every cell of both, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..answers.results import Status
from ..diagrams.partial import PartialPatient
from ..errors import InputError, shown
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from ..vocabulary.thresholds import Cells

if TYPE_CHECKING:
    from ..guideline import Guideline


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is possible in one cell.

    Attributes:
        first: whether the options are the first choices; else they are all that is possible.
        certain: options that are there whatever is not recorded, as (action, drug), in the order of the knowledge base.
        unsettled: options that are there in some completions of what is not recorded, and not in all.
        indicated: where there are no options, whether treatment is indicated; else None.
    """

    first: bool
    certain: tuple[tuple[str, str], ...]
    unsettled: tuple[tuple[str, str], ...]
    indicated: Status | None

    @property
    def settled(self) -> bool:
        """Whether nothing that is not recorded can change it."""
        return not self.unsettled and self.indicated != "unknown"


@dataclass(frozen=True, slots=True)
class DecisionMap:
    """What is possible in every cell of two numbers.

    Attributes:
        x, y: the cells of the two numbers.
        outcomes: by the cell of each; a pair of cells in which no patient can be is not there.
        patient: the values that the record has of the two numbers.
    """

    x: Cells
    y: Cells
    outcomes: Mapping[tuple[int, int], Outcome]
    patient: tuple[Decimal | None, Decimal | None]

    def at(self, x: object, y: object) -> Outcome | None:
        """What is possible at two values, each in the unit of its fact; None where no patient can be.

        Raises:
            InputError: a value that the fact cannot have.
        """
        values = [cells.fact.read(value) for cells, value in ((self.x, x), (self.y, y))]
        across, up = (
            cells.locate(value)
            for cells, value in zip((self.x, self.y), values, strict=True)
            if isinstance(value, Decimal)
        )
        return self.outcomes.get((across, up))


def decisions(
    guideline: Guideline,
    record: Mapping[str, object] | Patient,
    x: str,
    y: str,
    *,
    readings: Mapping[str, object] | None = None,
    assume_absent: bool = False,
) -> DecisionMap:
    """What may a patient have, whatever two numbers are, with everything else as it is recorded?

    Args:
        guideline: the guideline.
        record: the patient, as for `Guideline.advise`; the two numbers may be there or not.
        x: the first fact, a measurement or a count.
        y: the second one.
        readings: as for `Guideline.advise`.
        assume_absent: as for `Guideline.advise`.

    Raises:
        InputError: the record or the readings cannot be used, or the two facts are not two numbers.
    """
    for name in (x, y):
        if not guideline.vocabulary.fact(name).numeric or x == y:
            numbers = ", ".join(fact.name for fact in guideline.vocabulary.facts.values() if fact.numeric)
            raise InputError("not_two_numbers", value=shown(f"{x}, {y}"), values=numbers)
    chosen = guideline.vocabulary.readings(readings, guideline.readings)
    given = guideline.patient(record)
    base, assumed = (
        {name: one for name, one in values.items() if name not in (x, y)} for values in (given.recorded, given.assumed)
    )
    own = (given.recorded.get(x), given.recorded.get(y))
    cells = (guideline.program.cells[x], guideline.program.cells[y])
    near = [value if isinstance(value, Decimal) else Decimal(0) for value in own]
    across, up = (
        [(cell, one.example(cell, close)) for cell in one.numbers()] for one, close in zip(cells, near, strict=True)
    )
    outcomes: dict[tuple[int, int], Outcome] = {}
    refused: InputError | None = None
    asked = _asked(guideline)
    with guideline._lock:
        for column, value in across:
            for row, other in up:
                try:
                    patient = guideline.patient(
                        Patient({**base, x: value, y: other}, assumed), assume_absent=assume_absent
                    )
                except InputError as error:
                    refused = refused or error
                    continue
                outcomes[column, row] = _outcome(asked, PartialPatient(guideline.space, patient, chosen))
    if refused is not None and not outcomes:
        raise refused
    mine = tuple(value if isinstance(value, Decimal) else None for value in own)
    return DecisionMap(*cells, outcomes, (mine[0], mine[1]))


def _asked(guideline: Guideline) -> dict[bool, dict[Atom, tuple[str, str]]]:
    """The first choices, and then all options, as (action, drug), in the order of the knowledge base."""
    program = guideline.program
    asked: dict[bool, dict[Atom, tuple[str, str]]] = {True: {}, False: {}}
    for atom in sorted(program.statements, key=program.position):
        if atom[0] == "first_choice":
            asked[True].update((atom, (action, str(atom[1]))) for action in program.legend.ordered[:1])
        elif atom[0] == "option":
            asked[False][atom] = (str(atom[1]), str(atom[2]))
    order = [str(drug) for (drug,) in program.declared("drug", 1)]

    def place(told: tuple[Atom, tuple[str, str]]) -> int:
        drug = told[1][1]
        return order.index(drug) if drug in order else len(order)

    return {first: dict(sorted(atoms.items(), key=place)) for first, atoms in asked.items()}


def _outcome(asked: Mapping[bool, Mapping[Atom, tuple[str, str]]], known: PartialPatient) -> Outcome:
    for first, atoms in asked.items():
        told: dict[Status, list[tuple[str, str]]] = {"yes": [], "unknown": [], "no": []}
        for atom, option in atoms.items():
            told[known.status(known.where(atom))].append(option)
        if told["yes"] or told["unknown"]:
            return Outcome(first, tuple(told["yes"]), tuple(told["unknown"]), None)
    return Outcome(False, (), (), known.status(known.where(("indicated",))))
