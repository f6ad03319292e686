"""What is missing: the unrecorded facts that still matter, those that no longer do, and what to ask first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..answers.results import Named, Status
from ..answers.visible import decisive, worded
from ..diagrams.implicants import Search
from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.partial import PartialPatient
from ..structure import Struct
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .conditions import Conditions
from .results import Missing, Outcome, Question, Shortcut, UnknownFact


def missing(
    known: PartialPatient,
    wording: Wording,
    answer: Mapping[str, Any],
    target: Atom | None,
    answered: Mapping[Atom, Diagram],
    skip: Collection[str] = (),
) -> Missing:
    """Find what still matters for some statements, and what to ask first.

    Args:
        known: what is known of the patient.
        wording: the words.
        answer: what every answer about the patient has.
        target: the statement that was asked about; None for the whole answer.
        answered: the statements that are to be settled, with what is left of each.
        skip: facts that are not to be asked for first.
    """
    return _Inquiry(known, wording, Conditions(known, wording), answered).missing(answer, target, skip)


class _Inquiry(Struct):
    known: PartialPatient
    wording: Wording
    conditions: Conditions
    answered: Mapping[Atom, Diagram]

    def missing(self, answer: Mapping[str, Any], target: Atom | None, skip: Collection[str]) -> Missing:
        names = [name for name in self.wording.vocabulary.facts if self._number(name) in self.known.unknown]
        open_ = {atom: left for atom, left in self.answered.items() if self.known.status(left) == "unknown"}
        waiting: dict[str, list[Atom]] = {}
        for atom, left in sorted(open_.items(), key=lambda one: not decisive(one[0])):
            for name in self.known.settling(left):
                waiting.setdefault(name, []).append(atom)
        needed = {name: self._unknown(name, waiting[name]) for name in names if name in waiting}
        return Missing(
            **answer,
            target=None if target is None else Named(show(target), worded(target, self.wording)),
            status=None if target is None else self.known.status(self.answered[target]),
            needed=tuple(needed.values()),
            idle=tuple(Named(name, self.wording.fact(name)) for name in names if name not in needed),
            shortcuts=self._shortcuts(open_[target]) if target in open_ and target is not None else (),
            first=self._first({name: fact for name, fact in needed.items() if name not in skip}, open_),
        )

    def _unknown(self, name: str, atoms: list[Atom]) -> UnknownFact:
        fact = self.wording.vocabulary.facts[name]
        statements = tuple(Named(show(atom), worded(atom, self.wording)) for atom in atoms)
        return UnknownFact(name, self.wording.fact(name), fact.allowed(self.wording.language, as_text=True), statements)

    def _first(self, needed: Mapping[str, UnknownFact], open_: Mapping[Atom, Diagram]) -> Question | None:
        """The fact that settles most of what decides, on average over its answers; then most; then leaves least."""
        best: tuple[tuple[float, ...], Question] | None = None
        for name, fact in needed.items():
            outcomes, deciding, left_to_ask = self._outcomes(name, open_)
            rank = (-deciding, -sum(one.settled for one in outcomes) / len(outcomes), left_to_ask)
            if best is None or rank < best[0]:
                best = rank, Question(fact, tuple(outcomes), len(open_))
        return None if best is None else best[1]

    def _outcomes(self, name: str, open_: Mapping[Atom, Diagram]) -> tuple[list[Outcome], float, float]:
        """Every answer that the statements tell apart, with how many it settles.

        Then, on average over these answers: how many it settles that decide, and how many facts it leaves to ask.
        """
        diagrams, number = self.known.space.diagrams, self._number(name)
        bound = number in diagrams.support(self.known.possible)
        atoms = [atom for atom, left in open_.items() if bound or number in diagrams.support(left)]
        touched = [open_[atom] for atom in atoms]
        groups: dict[tuple[Diagram, ...], list[int]] = {}
        for place in range(diagrams.sizes[number]):
            possible = diagrams.restrict(self.known.possible, {number: place}) if bound else self.known.possible
            if possible != NEVER:
                key = (possible, *(diagrams.restrict(left, {number: place}) for left in touched))
                groups.setdefault(key, []).append(place)
        outcomes: list[Outcome] = []
        deciding = left_to_ask = 0
        for (possible, *sides), places in groups.items():
            settled = [_settled(self.known, side, possible) for side in sides]
            rest = [diagrams.support(side) for side, done in zip(sides, settled, strict=True) if not done]
            left_to_ask += len(frozenset().union(*rest))
            deciding += sum(done for atom, done in zip(atoms, settled, strict=True) if decisive(atom))
            cells = [self.known.space.variables.values[number][place] for place in places]
            outcomes.append(Outcome(self.wording.condition(name, cells), sum(settled)))
        return outcomes, deciding / len(groups), left_to_ask / len(groups)

    def _shortcuts(self, left: Diagram) -> tuple[Shortcut, ...]:
        """The smallest findings that would settle a statement at once, whatever else is not recorded."""
        diagrams, found = self.known.space.diagrams, []
        statuses: tuple[tuple[Status, Diagram], ...] = (("yes", left), ("no", diagrams.neg(left)))
        for status, wanted in statuses:
            search = Search(diagrams, self.known.values, self.known.unknown)
            for box in search.solutions(wanted, self.known.possible):
                found.append(Shortcut(self.conditions.change(box).conditions, status))
        return tuple(sorted(found, key=lambda one: len(one.conditions)))

    def _number(self, name: str) -> int:
        return self.known.space.variables.index["patient", name]


def _settled(known: PartialPatient, left: Diagram, possible: Diagram) -> bool:
    diagrams = known.space.diagrams
    return NEVER in (diagrams.conj(left, possible), diagrams.conj(diagrams.neg(left), possible))
