"""ReadingDependences: on which questions of reading does an answer hang, and what would each other option give?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.space import PartialPatient, Space
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .results import Alternative, Combination, ReadingDependence, Status, StatusChange

__all__ = ["ReadingDependences"]


class ReadingDependences:
    """Statements whose status hangs on readings, for one patient.

    Attributes:
        bounds: for each of them, under which readings it holds in every completion, and under which in some.
    """

    def __init__(self, space: Space, wording: Wording, readings: Mapping[str, str], statements: Iterable[Atom]) -> None:
        """Find which of some statements they are; `readings` are the chosen ones."""
        self.space = space
        self.wording = wording
        self.readings = readings
        known = PartialPatient(space, wording.patient, None)
        diagrams = space.diagrams
        unlikely = diagrams.neg(known.possible)
        self.bounds: dict[Atom, tuple[Diagram, Diagram]] = {}
        for statement in statements:
            if diagrams.support(space.holds(statement)).isdisjoint(space.variables.readings):
                continue
            where = known.where(statement)
            if diagrams.support(where).isdisjoint(space.variables.readings):
                continue
            always = diagrams.forall(diagrams.disj(where, unlikely), known.unknown)
            sometimes = diagrams.exist(diagrams.conj(where, known.possible), known.unknown)
            if diagrams.support(always) or diagrams.support(sometimes):
                self.bounds[statement] = always, sometimes

    def hinges(self) -> tuple[ReadingDependence, ...]:
        """The questions that bear on the status of some of the statements; none where the answer is the same under all.

        Every option is tried alone, beside the chosen readings. A question that matters only together with another one
        has options without changes.
        """
        wording, questions = self.wording, self.space.program.vocabulary.questions
        return tuple(
            ReadingDependence(
                name,
                wording.statement(("question", name)),
                wording.legend.cited(("question", name)),
                self.readings[name],
                wording.meaning(name, self.readings[name]),
                tuple(
                    Alternative(option, wording.meaning(name, option), self._turns(name, option))
                    for option in questions[name].options
                    if option != self.readings[name]
                ),
            )
            for name in self._questions()
        )

    def combinations(self) -> tuple[Combination, ...]:
        """The status of the one statement under every combination of the readings on which it hangs, if it does."""
        names, found = self._questions(), []
        for statement in self.bounds:
            for choice in product(*(self.space.program.vocabulary.questions[name].options for name in names)):
                chosen = dict(zip(names, choice, strict=True))
                status = self._status(statement, self.space.variables.chosen({**self.readings, **chosen}))
                found.append(Combination(chosen, status))
        return tuple(found)

    def _questions(self) -> list[str]:
        """The questions on which some statement hangs."""
        support = self.space.diagrams.support
        numbers = set().union(*(support(bound) for bounds in self.bounds.values() for bound in bounds))
        return [self.space.variables.inputs[number][1] for number in sorted(numbers)]

    def _turns(self, question: str, option: str) -> tuple[StatusChange, ...]:
        """The statements whose status differs where one question is answered otherwise."""
        number = self.space.variables.index["reading", question]
        before = self.space.variables.chosen(self.readings)
        after = {**before, number: self.space.variables.value_index(("reading", question), option)}
        turns = []
        for statement, bounds in self.bounds.items():
            if any(number in self.space.diagrams.support(bound) for bound in bounds):
                one, other = self._status(statement, before), self._status(statement, after)
                if one != other:
                    turns.append(StatusChange(show(statement), self.wording.statement(statement), one, other))
        return tuple(turns)

    def _status(self, statement: Atom, values: Mapping[int, int]) -> Status:
        always, sometimes = (self.space.diagrams.restrict(bound, values) for bound in self.bounds[statement])
        return "no" if sometimes == NEVER else "unknown" if always == NEVER else "yes"
