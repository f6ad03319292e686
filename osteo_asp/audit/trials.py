"""Trials: whether a case would fail if some rules were others, asked of one patient and not of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..answers.advise import Advisor
from ..diagrams.mdd import ALWAYS, MDD, NEVER, Diagram
from ..diagrams.partial import PartialPatient
from ..grounding.ground_rules import GroundRule
from ..grounding.variants import Variant
from ..vocabulary.contract import IMPOSSIBLE, predicate_of
from ..vocabulary.labels import identity
from ..vocabulary.terms import Atom
from .cases import Case, Key, answer_to, is_expected, keys_of_question, keys_of_statement
from .revisions import Revisions


def statements_by_key(statements: Iterable[Atom]) -> Mapping[Key, Sequence[Atom]]:
    """The statements on which the questions of cases bear, by key."""
    by_key: dict[Key, list[Atom]] = {}
    for atom in statements:
        for key in keys_of_statement(atom):
            by_key.setdefault(key, []).append(atom)
    return by_key


class Trial:
    """A case, and what is left of every diagram for its patient.

    Attributes:
        case: the case.
        known: its patient.
        program: the program as it is.
    """

    def __init__(self, case: Case, known: PartialPatient, by_key: Mapping[Key, Sequence[Atom]]) -> None:
        self.case = case
        self.known = known
        self.program = known.space.program
        self._by_key = by_key
        self._questions = [
            (question.split(), expected, keys_of_question(question.split()))
            for question, expected in case.expected.items()
        ]
        self._where: dict[int, Diagram] = {}
        self._revisions = Revisions(self)

    @property
    def diagrams(self) -> MDD:
        """The algebra of the diagrams."""
        return self.known.space.diagrams

    def atom(self, atom: int) -> Diagram:
        """What is left to decide whether an atom holds."""
        where = self._where.get(atom)
        if where is None:
            where = self._where[atom] = self.known.left(self.known.space.atom(atom))
        return where

    def body(self, rule: GroundRule, otherwise: Mapping[int, Diagram]) -> Diagram:
        """What is left to decide whether a ground rule fires, if some atoms held otherwise than they do."""
        diagrams, variables, values = self.diagrams, self.known.space.variables, self.known.values
        found = ALWAYS
        for name, allowed in rule.inputs:
            number = variables.index[name]
            if number in values:
                if variables.values[number][values[number]] not in allowed:
                    return NEVER
            else:
                found = diagrams.conj(found, variables.literal(name, allowed))
        for literal in rule.body:
            atom = abs(literal)
            where = otherwise[atom] if atom in otherwise else self.atom(atom)
            found = diagrams.conj(found, where if literal > 0 else diagrams.neg(where))
            if found == NEVER:
                break
        return found

    def fails(self, variant: Variant) -> bool:
        """Whether the case fails on a variant of the program."""
        changed = {atom: after for atom, _, after in self._revisions.changes(variant.rules)}
        if not changed:
            return False
        told: dict[Atom, Diagram] = {}
        for number, where in changed.items():
            atom = self.program.names.get(number) or variant.names[number]
            if predicate_of(atom) is not None:
                told[atom] = where
        barred = any(IMPOSSIBLE.matches(atom) for atom in told)
        possible = self._possible(told) if barred else self.known.possible
        if (possible == NEVER) != self.case.refused:
            return True
        keys = {key for atom in told for key in keys_of_statement(atom)}
        return any(
            not is_expected(self._answer(words, asks, told, possible), expected)
            for words, expected, asks in self._questions
            if barred or not asks.isdisjoint(keys)
        )

    def answers(self) -> bool:
        """Whether all that the case expects is answered so by the program as it is."""
        return all(
            is_expected(self._answer(words, asks, {}, self.known.possible), expected)
            for words, expected, asks in self._questions
            if words != ["assumed"]
        )

    def _possible(self, otherwise: Mapping[Atom, Diagram]) -> Diagram:
        atoms = dict.fromkeys((*(atom for atom, _ in self.program.atoms(*IMPOSSIBLE.signature)), *otherwise))
        return self.diagrams.all_of(
            self.diagrams.neg(self._left(atom, otherwise)) for atom in atoms if IMPOSSIBLE.matches(atom)
        )

    def _left(self, atom: Atom, otherwise: Mapping[Atom, Diagram]) -> Diagram:
        return otherwise[atom] if atom in otherwise else self.known.where(atom)

    def _answer(
        self, words: Sequence[str], keys: frozenset[Key], otherwise: Mapping[Atom, Diagram], possible: Diagram
    ) -> Any:
        """The answer to a question, made of the statements that bear on it alone."""
        bearing = dict.fromkeys(atom for key in keys for atom in self._by_key.get(key, ()))
        bearing |= dict.fromkeys(atom for atom in otherwise if not keys.isdisjoint(keys_of_statement(atom)))
        if words == ["refused"]:
            return [identity(atom) for atom in bearing if self._left(atom, otherwise) == ALWAYS]
        masks = {}
        for atom in sorted(bearing, key=self.program.position):
            status = self.known.status(self._left(atom, otherwise), possible)
            if status != "no":
                masks[atom] = 1, int(status == "unknown")

        def unless(option: Atom) -> frozenset[str]:
            return self.known.settling(self._left(option, otherwise), possible)

        advisor = Advisor(self.program, masks, 1, unless, self.known.patient, self.known.readings, "en")
        return answer_to(advisor.advice(), words)
