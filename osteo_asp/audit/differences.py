"""Differences: two ground programs over the same variables, and where they say different things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

from ..answers.visible import told_in
from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.space import Space
from ..diagrams.variables import Variables
from ..grounding.program import GroundProgram
from ..grounding.refining import common_cells
from ..vocabulary.contract import DEFECT, IMPOSSIBLE, Predicate, predicate_of
from ..vocabulary.terms import Atom, text

Differences: TypeAlias = dict[Atom, tuple[Diagram, Diagram]]
"""By statement, where it is gained and where it is lost; without those that no possible patient gains or loses."""


def differences(old: Space, new: Space, of: Callable[[Space], Mapping[Atom, Diagram]] = told_in) -> Differences:
    """Where each statement is gained, and where lost, by patients whom both think possible.

    Args:
        old: the space of one program.
        new: that of the other, of the same variables.
        of: what is compared.
    """
    return _differences(old, of(old), of(new), old.diagrams.conj(old.possible, new.possible))


def _differences(
    space: Space, before: Mapping[Atom, Diagram], after: Mapping[Atom, Diagram], within: Diagram
) -> Differences:
    diagrams, found = space.diagrams, {}
    for atom in dict.fromkeys((*before, *after)):
        one, other = before.get(atom, NEVER), after.get(atom, NEVER)
        if one != other:
            gained = diagrams.all_of((diagrams.neg(one), other, within))
            lost = diagrams.all_of((one, diagrams.neg(other), within))
            if (gained, lost) != (NEVER, NEVER):
                found[atom] = gained, lost
    return found


class Pair:
    """Two editions over the same variables.

    Attributes:
        old, new: their spaces.
        possible: the patients whom both think possible.
    """

    def __init__(self, old: GroundProgram, new: GroundProgram) -> None:
        programs = common_cells(old, new)
        variables = Variables.of(*programs)
        self.old, self.new = (Space(program, variables) for program in programs)
        self.diagrams = variables.diagrams
        self.variables = variables
        self.possible = self.diagrams.conj(self.old.possible, self.new.possible)

    @cached_property
    def told(self) -> tuple[dict[Atom, Diagram], dict[Atom, Diagram]]:
        """What each edition tells whoever is recorded in full."""
        return told_in(self.old), told_in(self.new)

    def shown(self) -> Differences:
        """What whoever is recorded in full is told otherwise, under the same readings."""
        return _differences(self.old, *self.told, self.possible)

    def by_default(self) -> Differences:
        """What whoever is recorded in full is told otherwise where nobody chooses a reading; over facts alone."""
        sides = []
        for space, told in ((self.old, self.told[0]), (self.new, self.told[1])):
            defaults = {name: one.default for name, one in space.program.vocabulary.questions.items()}
            chosen = self.variables.chosen(defaults)
            sides.append({atom: self.diagrams.restrict(where, chosen) for atom, where in told.items()})
        return _differences(self.old, sides[0], sides[1], self.possible)

    def underlying(self, changed: Diagram) -> Differences:
        """What holds otherwise of patients who are told nothing else: every statement, and all that leads to one.

        Args:
            changed: who is told something else.
        """
        within = self.diagrams.conj(self.possible, self.diagrams.neg(changed))
        beside = (IMPOSSIBLE, DEFECT)
        newer = set(self.new.program.names.values())
        atoms = (
            *dict.fromkeys((*self.old.program.statements, *self.new.program.statements)),
            *(atom for atom in self.old.program.names.values() if atom in newer and predicate_of(atom) not in beside),
        )  # of what leads to a statement in one edition alone, the other does not say whether it is always or never so
        before, after = ({atom: space.holds(atom) for atom in atoms} for space in (self.old, self.new))
        return _differences(self.old, before, after, within)

    def of(self, predicate: Predicate) -> Differences:
        """Where the atoms of a predicate that is no statement hold otherwise."""
        sides = [
            {atom: space.holds(atom) for atom in space.program.names.values() if predicate.matches(atom)}
            for space in (self.old, self.new)
        ]
        known = self.diagrams.all_of(
            self.variables.literal(name, frozenset(values))
            for space in (self.old, self.new)
            for name, values in space.program.inputs.items()
        )
        return _differences(self.old, sides[0], sides[1], known)

    def unrecorded(self, name: str) -> tuple[frozenset[str], Differences]:
        """What is otherwise in a record that leaves a fact out, and with it those that require it.

        Gained is what may hold and did not, or holds and did not always.

        Args:
            name: the fact; both editions know it.
        """
        requiring = {
            fact.name
            for space in (self.old, self.new)
            for fact in space.program.vocabulary.facts.values()
            if name in fact.requires
        }
        left_out = frozenset({name} | requiring)
        sides = [self._statuses(space, left_out) for space in (self.old, self.new)]
        within = self.diagrams.conj(sides[0][0], sides[1][0])
        merged: Differences = {}
        for old, new in zip(sides[0][1:], sides[1][1:], strict=True):
            for atom, (gained, lost) in _differences(self.old, old, new, within).items():
                before = merged.get(atom, (NEVER, NEVER))
                merged[atom] = self.diagrams.disj(before[0], gained), self.diagrams.disj(before[1], lost)
        return left_out, merged

    def _statuses(
        self, space: Space, left_out: Iterable[str]
    ) -> tuple[Diagram, dict[Atom, Diagram], dict[Atom, Diagram]]:
        """Of records without some facts: which are accepted; where each statement may hold, and where it does."""
        diagrams, program = self.diagrams, space.program
        fixed: dict[int, int] = {}
        open_: set[int] = set()
        for name in left_out:
            fact = program.vocabulary.facts.get(name)
            number = self.variables.index["patient", name]
            if fact is None or fact.absent is None:
                open_.add(number)
            else:
                fixed[number] = self.variables.value_index(("patient", name), program.key(name, fact.absent))
        possible = diagrams.restrict(space.possible, fixed)
        perhaps, surely = {}, {}
        for atom in program.statements:
            holds = diagrams.restrict(space.holds(atom), fixed)
            perhaps[atom] = diagrams.exist(diagrams.conj(holds, possible), open_)
            surely[atom] = diagrams.forall(diagrams.disj(holds, diagrams.neg(possible)), open_)
        return diagrams.exist(possible, open_), perhaps, surely

    def moved_facts(self) -> list[str]:
        """The facts that both know, and that are taken otherwise where they are not recorded."""
        old, new = (space.program.vocabulary.facts for space in (self.old, self.new))
        absent = [name for name in old if name in new and old[name].absent != new[name].absent]
        bound = self.diagrams.support(self.diagrams.xor(self.old.possible, self.new.possible))
        names = [
            text(name)
            for kind, name in (self.variables.inputs[number] for number in sorted(bound))
            if kind == "patient"
        ]
        return list(dict.fromkeys((*absent, *(name for name in names if name in old and name in new))))
