"""Hinges: on which questions of reading does an answer hang, and what would each other option give?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from .answers import Alternative, Combination, Hinge, Status, Turn
from .diagrams import NEVER, Diagram
from .space import Known, Space
from .terms import Atom, show
from .wording import Wording

__all__ = ["combinations", "hinges"]


def hinges(
    space: Space, wording: Wording, readings: Mapping[str, str], statements: Iterable[Atom]
) -> tuple[Hinge, ...]:
    """The questions that bear on the status of some of these statements; none where the answer is the same under all.

    Every option is tried alone, beside the chosen readings. A question that matters only together with another one has
    options without turns.
    """
    statuses = _Statuses(space, wording, statements)
    found = []
    for question in sorted(statuses.questions()):
        name = space.frame.variables[question][1]
        chosen = readings[name]
        alternatives = [
            Alternative(option, wording.meaning(name, option), statuses.turns(readings, name, option))
            for option in space.program.vocabulary.questions[name].options
            if option != chosen
        ]
        found.append(
            Hinge(
                name,
                wording.statement(("question", name)),
                wording.legend.cited(("question", name)),
                chosen,
                wording.meaning(name, chosen),
                tuple(alternatives),
            )
        )
    return tuple(found)


def combinations(
    space: Space, wording: Wording, readings: Mapping[str, str], statement: Atom
) -> tuple[Combination, ...]:
    """The status of one statement under every combination of the readings on which it hangs; none where on none."""
    statuses = _Statuses(space, wording, [statement])
    names = [space.frame.variables[question][1] for question in sorted(statuses.questions())]
    if not names:
        return ()
    options = [space.program.vocabulary.questions[name].options for name in names]
    found = []
    for choice in product(*options):
        chosen = dict(zip(names, choice, strict=True))
        found.append(Combination(chosen, statuses.status(statement, {**readings, **chosen})))
    return tuple(found)


class _Statuses:
    """The status of statements under any readings, for those statements whose status hangs on them."""

    def __init__(self, space: Space, wording: Wording, statements: Iterable[Atom]) -> None:
        self.space = space
        self.wording = wording
        known = Known(space, wording.patient, None)
        diagrams = space.diagrams
        unlikely = diagrams.negation(known.possible)
        self.bounds: dict[Atom, tuple[Diagram, Diagram]] = {}
        for statement in statements:
            if diagrams.support(space.where(statement)).isdisjoint(space.frame.readings):
                continue
            where = known.where(statement)
            if diagrams.support(where).isdisjoint(space.frame.readings):
                continue
            always = diagrams.for_every(diagrams.either(where, unlikely), known.unknown)
            sometimes = diagrams.for_some(diagrams.both(where, known.possible), known.unknown)
            if diagrams.support(always) or diagrams.support(sometimes):
                self.bounds[statement] = always, sometimes

    def questions(self) -> set[int]:
        """The variables of the questions on which some statement hangs."""
        support = self.space.diagrams.support
        return set().union(*(support(bound) for bounds in self.bounds.values() for bound in bounds))

    def status(self, statement: Atom, readings: Mapping[str, str]) -> Status:
        """The status of a statement that hangs on readings."""
        return self._status(statement, self.space.frame.chosen(readings))

    def turns(self, readings: Mapping[str, str], question: str, option: str) -> tuple[Turn, ...]:
        """The statements whose status differs where one question is answered otherwise."""
        number = self.space.frame.index["reading", question]
        before = self.space.frame.chosen(readings)
        after = {**before, number: self.space.frame.place(("reading", question), option)}
        turns = []
        for statement, bounds in self.bounds.items():
            if any(number in self.space.diagrams.support(bound) for bound in bounds):
                one, other = self._status(statement, before), self._status(statement, after)
                if one != other:
                    turns.append(Turn(show(statement), self.wording.statement(statement), one, other))
        return tuple(turns)

    def _status(self, statement: Atom, values: Mapping[int, int]) -> Status:
        always, sometimes = (self.space.diagrams.fixed(bound, values) for bound in self.bounds[statement])
        return "no" if sometimes == NEVER else "unknown" if always == NEVER else "yes"
