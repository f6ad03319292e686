"""What an answer shows: the one definition, for one patient, for many, and for all.

What is true of a patient may stand for a truth value of any kind: of one patient, at several readings (bits), of every
patient of a column (gates), of all patients (diagrams). So the answer to one patient, the columns of a cohort, the
readings on which an answer depends and what two editions are compared in cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from ..diagrams.mdd import MDD, Diagram
from ..diagrams.partial import PartialPatient
from ..diagrams.space import Space
from ..grounding.program import GroundProgram
from ..vocabulary.contract import (
    AGAINST,
    CLOSED,
    CONFLICT,
    CONSIDERED,
    DUTY,
    FAVOURED,
    FIRST_CHOICE,
    INDICATED,
    INDICATION,
    LINE,
    OCCASION,
    OPTION,
    PROPOSED,
    SILENT,
    SWITCH_REASON,
    predicate_of,
)
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom

__all__ = ["Bits", "Logic", "Visible", "answer", "decisive", "told_in", "visible", "visible_in", "worded"]

T = TypeVar("T")

_PLAIN = (INDICATED, INDICATION, DUTY, SWITCH_REASON, SILENT, CONFLICT)
"""What is shown of every patient of whom it is possible."""


class Logic(Protocol[T]):
    """How truth values of some kind are calculated with."""

    def any_of(self, terms: Iterable[Iterable[T]], /) -> T:
        """Where all values of some term are true."""
        ...

    def neg(self, value: T, /) -> T:
        """Where it is not true."""
        ...


class Bits:
    """Truth values at several points, as the bits of a number."""

    def __init__(self, whole: int) -> None:
        self.whole = whole

    def any_of(self, terms: Iterable[Iterable[int]]) -> int:
        """The points at which all values of some term are true."""
        some = 0
        for term in terms:
            every = self.whole
            for value in term:
                every &= value
            some |= every
        return some

    def neg(self, value: int) -> int:
        """The points at which it is not true."""
        return self.whole & ~value


class _Regions:
    """Truth values of all patients, as diagrams."""

    def __init__(self, diagrams: MDD) -> None:
        self.neg = diagrams.neg
        self._diagrams = diagrams

    def any_of(self, terms: Iterable[Iterable[Diagram]]) -> Diagram:
        """Where all values of some term are true."""
        return self._diagrams.any_of(map(self._diagrams.all_of, terms))


class Visible(Generic[T]):
    """What an answer shows.

    Attributes:
        options: where each action with a drug has a row of its own: where it is possible, and, where nothing is
            possible with the drug, as what it is considered first.
        statements: for every statement that is shown, where it is shown to be possible, and where to be certain. Of a
            reason against an option, and of what favours a drug, only certainty is shown; of a line only possibility.
    """

    def __init__(self, options: Mapping[Atom, T], statements: Mapping[Atom, tuple[T, T]]) -> None:
        self.options = options
        self.statements = statements


def visible(
    statements: Iterable[Atom],
    possible: Callable[[Atom], T],
    certain: Callable[[Atom], T],
    logic: Logic[T],
    ordered: Collection[str],
) -> Visible[T]:
    """Find what an answer shows.

    Args:
        statements: the statements that may be possible, in the order of the page.
        possible: where each is possible.
        certain: where each is certain.
        logic: how these values are calculated with.
        ordered: the actions of which the page gives an order of choice.
    """
    by_predicate: dict[tuple[str, int], list[Atom]] = {}
    for atom in statements:
        by_predicate.setdefault((atom[0], len(atom) - 1), []).append(atom)

    shown: dict[Atom, tuple[T, T]] = {}
    for predicate in _PLAIN:
        for atom in by_predicate.get(predicate.signature, ()):
            shown[atom] = possible(atom), certain(atom)
    options = _options(by_predicate, possible, logic)
    by_drug: dict[str, list[T]] = {}
    for option in by_predicate.get(OPTION.signature, ()):
        shown[option] = possible(option), certain(option)
    for option, row in options.items():
        by_drug.setdefault(OPTION.get(option, "drug"), []).append(row)
    for predicate in (PROPOSED, AGAINST, CLOSED):
        for atom in by_predicate.get(predicate.signature, ()):
            row_ = options.get(OPTION(predicate.get(atom, "action"), predicate.get(atom, "drug")))
            if row_ is not None:
                sure = logic.any_of(((row_, certain(atom)),))
                perhaps = logic.any_of(((row_, possible(atom)),)) if predicate is PROPOSED else sure
                shown[atom] = perhaps, sure
    for atom in by_predicate.get(FAVOURED.signature, ()):
        sure = certain(atom)
        where = logic.any_of((row, sure) for row in by_drug.get(FAVOURED.get(atom, "drug"), ()))
        shown[atom] = where, where
    for predicate, value in ((LINE, possible), (FIRST_CHOICE, certain)):
        for atom in by_predicate.get(predicate.signature, ()):
            truth = value(atom)
            rows = [options.get(OPTION(action, predicate.get(atom, "drug"))) for action in ordered]
            where = logic.any_of((row, truth) for row in rows if row is not None)
            shown[atom] = where, where
    return Visible(options, shown)


def _options(
    by_predicate: Mapping[tuple[str, int], Sequence[Atom]], possible: Callable[[Atom], T], logic: Logic[T]
) -> dict[Atom, T]:
    """Where each action with a drug has a row of its own."""
    options: dict[Atom, list[list[T]]] = {}
    free: dict[str, list[T]] = {}
    for atom in by_predicate.get(OPTION.signature, ()):
        value = possible(atom)
        options[atom] = [[value]]
        free.setdefault(OPTION.get(atom, "drug"), []).append(logic.neg(value))
    for atom in by_predicate.get(CONSIDERED.signature, ()):
        drug = CONSIDERED.get(atom, "drug")
        value = possible(atom)
        rest = free.setdefault(drug, [])
        options.setdefault(OPTION(CONSIDERED.get(atom, "action"), drug), []).append([value, *rest])
        rest.append(logic.neg(value))
    return {atom: logic.any_of(terms) for atom, terms in options.items()}


def visible_in(space: Space) -> dict[Atom, Diagram]:
    """Where an answer to a complete patient shows each statement, in the space of all patients and readings."""
    return _regions(space.program, space.holds, space.diagrams)


def told_in(space: Space) -> dict[Atom, Diagram]:
    """Where a complete patient is told each statement: what an answer shows, and by its boxes why a duty is there.

    Two programs that agree in this tell every patient of whom all is recorded the same, under every reading.
    """
    occasions = {atom: space.holds(atom) for atom in space.program.statements if OCCASION.matches(atom)}
    return {**visible_in(space), **occasions}


def answer(known: PartialPatient) -> dict[Atom, Diagram]:
    """The statements of which an answer to one patient is made, those that decide first, with what is left of each."""
    regions = _regions(known.space.program, known.where, known.space.diagrams)
    return {atom: regions[atom] for atom in sorted(regions, key=lambda one: not decisive(one))}


def _regions(program: GroundProgram, holds: Callable[[Atom], Diagram], diagrams: MDD) -> dict[Atom, Diagram]:
    statements = sorted(program.statements, key=program.position)
    shown = visible(statements, holds, holds, _Regions(diagrams), program.legend.ordered)
    return {atom: where for atom, (where, _) in shown.statements.items()}


def decisive(atom: Atom) -> bool:
    """Whether a statement decides; all others give reasons, or what goes with it."""
    predicate = predicate_of(atom)
    return predicate is not None and "decides" in predicate.roles


def worded(atom: Atom, wording: Wording) -> str:
    """A statement in words; a reason of an option after the option that it is about."""
    words = wording.statement(atom)
    predicate = predicate_of(atom)
    if predicate in (PROPOSED, AGAINST, CLOSED):
        option = OPTION(predicate.get(atom, "action"), predicate.get(atom, "drug"))
        return f"{wording.statement(option)}: {words}"
    return words


def compared(atom: Atom) -> bool:
    """Whether two answers are compared in this statement: what they say, and not by which reasons of an option."""
    predicate = predicate_of(atom)
    return predicate is not None and (predicate is LINE or not predicate.roles.isdisjoint(("decides", "listed")))
