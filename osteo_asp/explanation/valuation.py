"""The valuation: what each atom of the ground program is when its inputs are known in part; true, false or neither.

An atom is true here where some rule for it has only true conditions, and false where every rule for it has a false one
(Kleene 1952). So each value has a justification by single rules. What holds only by cases, in every completion but not
by one rule, is neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..grounding.ground_rules import Cell, GroundRule, Input
from ..grounding.program import GroundProgram

Domains = Mapping[Input, frozenset[Cell]]
"""The values that each input can still have."""


class Valuation:
    """The value of every atom, found when it is asked for."""

    def __init__(self, program: GroundProgram, domains: Domains) -> None:
        self.program = program
        self.domains = domains
        self._values: dict[int, bool | None] = {}
        self._circles = program.circles

    def literal(self, literal: int) -> bool | None:
        """The value of an atom or of a negated atom."""
        value = self._atom(abs(literal))
        return value if literal > 0 or value is None else not value

    def input(self, name: Input, values: frozenset[Cell]) -> bool | None:
        """Whether an input has one of these values."""
        domain = self.domains[name]
        if domain <= values:
            return True
        return False if domain.isdisjoint(values) else None

    def rule(self, rule: GroundRule) -> bool | None:
        """Whether all conditions of a rule hold."""
        found: bool | None = True
        for name, values in rule.inputs:
            value = self.input(name, values)
            if value is False:
                return False
            found = found if value else None
        for literal in rule.body:
            value = self.literal(literal)
            if value is False:
                return False
            found = found if value else None
        return found

    def _atom(self, atom: int) -> bool | None:
        if atom not in self._values:
            if atom in self._circles:
                self._circle(self._circles[atom])
            else:
                self._values[atom] = self._derived(atom)
        return self._values[atom]

    def _derived(self, atom: int) -> bool | None:
        found: bool | None = False
        for rule in self.program.ground_rules.get(atom, ()):
            value = self.rule(rule)
            if value:
                return True
            found = None if value is None else found
        return found

    def _circle(self, circle: tuple[int, ...]) -> None:
        """Atoms that depend on each other: true, or perhaps so, only by what is true, or perhaps so, without them."""
        self._values.update(dict.fromkeys(circle, False))
        for accepted in ((True,), (True, None)):
            changed = True
            while changed:
                changed = False
                for atom in circle:
                    value = self._derived(atom)
                    if self._values[atom] is False and value in accepted and value is not False:
                        self._values[atom] = value
                        changed = True
