"""The space of all patients and all readings: where in it each statement holds, as a decision diagram.

The inputs of the ground program are the variables. What is known of a patient fixes some of them; what is left of a
diagram then says how the statement depends on the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..grounding.ground_rules import GroundRule
from ..grounding.program import GroundProgram
from ..vocabulary.contract import IMPOSSIBLE
from ..vocabulary.terms import Atom
from .forest import Forest
from .mdd import ALWAYS, MDD, NEVER, Diagram
from .variables import Variables

_AS_IT_IS: Mapping[int, Diagram] = {}


class Space:
    """Every combination of facts and readings, and where in it each statement of a ground program holds.

    Attributes:
        program: the ground program.
        variables: the variables and their diagrams.
    """

    def __init__(
        self,
        program: GroundProgram,
        variables: Variables | None = None,
        known: Mapping[int, Diagram] | None = None,
    ) -> None:
        """Take some variables that have the program's inputs, and what is known already of where its atoms hold."""
        self.program = program
        self.variables = variables or Variables.of(program)
        self._where: dict[int, Diagram] = dict(known or {})

    @property
    def diagrams(self) -> MDD:
        """The algebra of the diagrams."""
        return self.variables.diagrams

    def holds(self, statement: Atom) -> Diagram:
        """Where a statement holds; `NEVER` for one that no rule gives."""
        if statement in self.program.certain:
            return ALWAYS
        return self.atom(self.program.literals_of.get(statement, 0))

    def rest(self, statement: Atom, values: Mapping[int, int], done: dict[Diagram, Diagram]) -> Diagram:
        """What is left to decide whether a statement holds, when some variables have these values.

        Args:
            statement: the statement.
            values: the values.
            done: what has been found before, with the same values.
        """
        return self.diagrams.restrict(self.holds(statement), values, done)

    def body(self, rule: GroundRule, otherwise: Mapping[int, Diagram] = _AS_IT_IS) -> Diagram:
        """Where all that a ground rule asks for holds; or would, if some atoms held otherwise than they do."""
        diagrams, found = self.diagrams, ALWAYS
        for name, values in rule.inputs:
            found = diagrams.conj(found, self.variables.literal(name, values))
        for literal in rule.body:
            if found == NEVER:
                break
            atom = abs(literal)
            where = otherwise[atom] if atom in otherwise else self.atom(atom)
            found = diagrams.conj(found, where if literal > 0 else diagrams.neg(where))
        return found

    @cached_property
    def possible(self) -> Diagram:
        """The patients that can be: those of whom nothing impossible is derived."""
        barred = (atom for atom, _ in self.program.atoms(*IMPOSSIBLE.signature))
        known = (
            self.variables.literal(name, frozenset(values))  # another program of the variables may know more values
            for name, values in self.program.inputs.items()
        )
        return self.diagrams.all_of((*known, *(self.diagrams.neg(self.holds(atom)) for atom in barred)))

    def beside(self, program: GroundProgram) -> Space:
        """The space of a variant of the program, with the diagrams of what is the same in both."""
        before, after = self.program.ground_rules, program.ground_rules
        heads = [head for head in {*before, *after} if before.get(head) != after.get(head)]
        touched = set(heads)
        while heads:
            fresh = program.dependents.get(heads.pop(), frozenset()) - touched
            touched |= fresh
            heads += fresh
        return Space(program, self.variables, {atom: one for atom, one in self._where.items() if atom not in touched})

    def atom(self, atom: int) -> Diagram:
        """Where an atom of the ground program holds."""
        found = self._where.get(atom)
        if found is None:
            if atom in self.program.circles:
                return self._circle(self.program.circles[atom])[atom]
            found = self._where[atom] = self._derived(atom)
        return found

    def _circle(self, circle: tuple[int, ...]) -> Mapping[int, Diagram]:
        """Of those that depend on each other: the least that the rules allow."""
        before: Mapping[int, Diagram] = {}
        found = dict.fromkeys(circle, NEVER)
        while found != before:
            self._where.update(found)
            before, found = found, {member: self._derived(member) for member in circle}
        return found

    def _derived(self, atom: int) -> Diagram:
        found = NEVER
        for rule in self.program.ground_rules.get(atom, ()):
            found = self.diagrams.disj(found, self.body(rule))
        return found


class ForestSpace(Space):
    """The space under one choice of readings, with diagrams that are taken from a forest as they are asked for.

    It is made for one patient and thrown away with what was calculated for the patient.
    """

    def __init__(
        self,
        program: GroundProgram,
        variables: Variables,
        forest: Forest,
        roots: Mapping[int, Diagram],
        possible: Diagram,
        readings: Mapping[int, int],
    ) -> None:
        super().__init__(program, variables.fresh())
        self._forest, self._roots, self._possible, self._readings = forest, roots, possible, readings
        self._done: dict[Diagram, Diagram] = {}

    def rest(self, statement: Atom, values: Mapping[int, int], done: dict[Diagram, Diagram]) -> Diagram:
        """What is left to decide whether a statement holds, when some variables have these values."""
        if statement in self.program.certain:
            return ALWAYS
        root = self._roots.get(self.program.literals_of.get(statement, 0), NEVER)
        return self._forest.restrict(self.diagrams, root, values, done)

    @cached_property
    def possible(self) -> Diagram:
        """The patients that can be."""
        return self._forest.restrict(self.diagrams, self._possible, {}, {})

    def atom(self, atom: int) -> Diagram:
        """Where an atom of the ground program holds."""
        return self._forest.restrict(self.diagrams, self._roots.get(atom, NEVER), self._readings, self._done)
