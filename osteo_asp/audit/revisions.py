"""Revisions: what would hold otherwise if some rules were others, found by following only what does change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import Protocol, TypeAlias

from ..diagrams.mdd import MDD, NEVER, Diagram
from ..grounding.ground_rules import GroundRule, components
from ..grounding.program import GroundProgram

_Levels: TypeAlias = list[list[Diagram]]

Revised: TypeAlias = Mapping[int, Sequence[GroundRule]]
"""By the index of a rule, its ground rules as they would be; none where it is left out."""


class Whereabouts(Protocol):
    """Where the atoms of a program hold: of all patients, or of those whom a record leaves possible."""

    program: GroundProgram

    @property
    def diagrams(self) -> MDD:
        """The algebra of the diagrams."""
        ...

    def atom(self, atom: int, /) -> Diagram:
        """Where an atom holds; `NEVER` for one that no rule gives."""
        ...

    def body(self, rule: GroundRule, otherwise: Mapping[int, Diagram], /) -> Diagram:
        """Where all that a ground rule asks for would hold, if some atoms held otherwise than they do."""
        ...


class Revisions:
    """A program some of whose rules can be others.

    The bodies of an atom are the leaves of a tree of disjunctions. A body that changes costs as many disjunctions as
    the tree is high, and not as many as there are bodies.
    """

    def __init__(self, where: Whereabouts) -> None:
        self.where = where
        self.diagrams = where.diagrams
        self.program = where.program
        self._levels: dict[int, _Levels] = {}

    def changes(self, revised: Revised) -> Iterator[tuple[int, Diagram, Diagram]]:
        """Every atom that would hold elsewhere, with where it holds and where it would; causes before effects.

        Args:
            revised: the rules that are others.
        """
        added = _by_head(revised)
        order = _Order(self.program, revised, added)
        changed: dict[int, Diagram] = {}
        waiting: list[int] = []
        queued: set[int] = set()

        def queue(atom: int) -> None:
            rank = order.ranks[atom]
            if rank not in queued:
                queued.add(rank)
                heappush(waiting, rank)

        for head in self.heads(revised, added):
            queue(head)
        while waiting:
            circle = order.components[heappop(waiting)]
            if circle[0] in order.circles:
                after = self._circle(circle, revised, added, changed)
            else:
                after = {circle[0]: self._revised(circle[0], revised, added, changed)}
            for atom, now in after.items():
                before = self.where.atom(atom)
                if now != before:
                    changed[atom] = now
                    for dependent in order.dependents(atom):
                        queue(dependent)
                    yield atom, before, now

    def concerned(self, revised: Revised) -> Diagram | None:
        """Of whom the rules that are others give anything else; nothing changes of anybody else.

        None where that takes more than a look at the rules themselves, for they depend on what they give.
        """
        added = _by_head(revised)
        order = _Order(self.program, revised, added)
        heads = self.heads(revised, added)
        if any(head in order.circles for head in heads):
            return None
        return self.diagrams.any_of(
            self.diagrams.xor(self.where.atom(head), self._revised(head, revised, added, {})) for head in heads
        )

    def heads(self, revised: Revised, added: Mapping[int, Sequence[GroundRule]]) -> list[int]:
        """The atoms that the rules give, as they are and as they would be."""
        given = (head for index in revised for head in self.program.heads.get(index, ()))
        return list(dict.fromkeys((*given, *added)))

    def _revised(
        self,
        atom: int,
        revised: Revised,
        added: Mapping[int, Sequence[GroundRule]],
        changed: Mapping[int, Diagram],
    ) -> Diagram:
        """Where an atom would hold, of which only some bodies change."""
        disj = self.diagrams.disj
        found = NEVER
        rules = self.program.ground_rules.get(atom, ())
        if rules:
            others: dict[int, Diagram] = {}
            for place, rule in enumerate(rules):
                if rule.rule in revised:
                    others[place] = NEVER
                elif changed and any(abs(literal) in changed for literal in rule.body):
                    others[place] = self.where.body(rule, changed)
            levels = self._tree(atom)
            for level, above in pairwise(levels):
                joined = {}
                for parent in {place // 2 for place in others}:
                    left, right = 2 * parent, 2 * parent + 1
                    one = others.get(left, level[left])
                    if right < len(level):
                        one = disj(one, others.get(right, level[right]))
                    if one != above[parent]:
                        joined[parent] = one
                others = joined
            found = others.get(0, levels[-1][0])
        for rule in added.get(atom, ()):
            found = disj(found, self.where.body(rule, changed))
        return found

    def _tree(self, atom: int) -> _Levels:
        levels = self._levels.get(atom)
        if levels is None:
            level = [self.where.body(rule, {}) for rule in self.program.ground_rules[atom]]
            levels = self._levels[atom] = [level]
            while len(level) > 1:
                level = [self.diagrams.any_of(level[place : place + 2]) for place in range(0, len(level), 2)]
                levels.append(level)
        return levels

    def _circle(
        self,
        circle: tuple[int, ...],
        revised: Revised,
        added: Mapping[int, Sequence[GroundRule]],
        changed: Mapping[int, Diagram],
    ) -> Mapping[int, Diagram]:
        """Where atoms that depend on each other would hold: the least that the rules allow."""
        rules = {
            atom: [
                *(rule for rule in self.program.ground_rules.get(atom, ()) if rule.rule not in revised),
                *added.get(atom, ()),
            ]
            for atom in circle
        }
        before: Mapping[int, Diagram] = {}
        found = dict.fromkeys(circle, NEVER)
        while found != before:
            before, known = found, {**changed, **found}
            found = {
                atom: self.diagrams.any_of(self.where.body(rule, known) for rule in rules[atom]) for atom in circle
            }
        return found


class _Order:
    """In which order atoms are looked at: each after those on which it depends, as the rules would be.

    Mostly that is the order of the program. It is found anew where a rule would depend on what comes later.
    """

    def __init__(self, program: GroundProgram, revised: Revised, added: Mapping[int, Sequence[GroundRule]]) -> None:
        self.components: Sequence[tuple[int, ...]] = program.components
        self.circles: Mapping[int, tuple[int, ...]] = program.circles
        self.ranks: Mapping[int, int] = program.ranks
        self._dependents = program.dependents
        self._more: dict[int, set[int]] = {}
        for head, rules in added.items():
            for rule in rules:
                for literal in rule.body:
                    self._more.setdefault(abs(literal), set()).add(head)
        ranks = program.ranks
        if all(
            head in ranks and all(ranks.get(abs(literal), -1) < ranks[head] for rule in rules for literal in rule.body)
            for head, rules in added.items()
        ) and not any(atom not in ranks and atom not in program.names for atom in self._more):
            return
        rules_ = {
            head: [rule for rule in rules if rule.rule not in revised] for head, rules in program.ground_rules.items()
        }
        for head, rules in added.items():
            rules_[head] = [*rules_.get(head, ()), *rules]
        self.components = tuple(components(rules_))
        self.ranks = {atom: rank for rank, circle in enumerate(self.components) for atom in circle}
        self.circles = {
            atom: circle
            for circle in self.components
            for atom in circle
            if len(circle) > 1 or any(atom in map(abs, rule.body) for rule in rules_.get(atom, ()))
        }

    def dependents(self, atom: int) -> Iterator[int]:
        """What depends on an atom."""
        yield from self._dependents.get(atom, ())
        yield from self._more.get(atom, ())


def _by_head(revised: Revised) -> dict[int, list[GroundRule]]:
    added: dict[int, list[GroundRule]] = {}
    for rules in revised.values():
        for rule in rules:
            added.setdefault(rule.head, []).append(rule)
    return added
