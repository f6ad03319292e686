"""Removal: what would hold otherwise if one rule were not there, found by following only what does change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise
from typing import TypeAlias

from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.space import Space

_Levels: TypeAlias = list[list[Diagram]]


class Removals:
    """The rules of a program, each of which can be left out.

    The bodies of an atom are the leaves of a tree of disjunctions. A body that changes costs as many disjunctions as
    the tree is high, and not as many as there are bodies.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.diagrams = space.diagrams
        program = space.program
        self._ground_rules = program.ground_rules
        self._dependents = program.dependents
        self._circles = program.circles
        self._ranks = {atom: rank for rank, circle in enumerate(program.components) for atom in circle}
        self._components = program.components
        self._levels: dict[int, _Levels] = {}
        self._heads: dict[int, list[int]] = {}
        for head, rules in self._ground_rules.items():
            for index in {rule.rule for rule in rules}:
                self._heads.setdefault(index, []).append(head)

    def changes(self, removed: int) -> Iterator[tuple[int, Diagram, Diagram]]:
        """Every atom that would hold elsewhere, with where it holds and where it would; causes before effects.

        Args:
            removed: the rule to leave out, by its index.
        """
        changed: dict[int, Diagram] = {}
        waiting: list[int] = []
        queued: set[int] = set()

        def queue(atom: int) -> None:
            rank = self._ranks[atom]
            if rank not in queued:
                queued.add(rank)
                heappush(waiting, rank)

        for head in self._heads.get(removed, ()):
            queue(head)
        while waiting:
            circle = self._components[heappop(waiting)]
            if circle[0] in self._circles:
                after = self._circle(circle, removed, changed)
            else:
                after = {circle[0]: self._disjunction(circle[0], removed, changed)}
            for atom, now in after.items():
                before = self.space.atom(atom)
                if now != before:
                    changed[atom] = now
                    for dependent in self._dependents.get(atom, ()):
                        queue(dependent)
                    yield atom, before, now

    def _disjunction(self, atom: int, removed: int, changed: Mapping[int, Diagram]) -> Diagram:
        """Where an atom would hold, of which only some bodies change."""
        disj = self.diagrams.disj
        levels = self._tree(atom)
        others: dict[int, Diagram] = {}
        for place, rule in enumerate(self._ground_rules[atom]):
            if rule.rule == removed:
                others[place] = NEVER
            elif any(abs(literal) in changed for literal in rule.body):
                others[place] = self.space.body(rule, changed)
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
        return others.get(0, levels[-1][0])

    def _tree(self, atom: int) -> _Levels:
        levels = self._levels.get(atom)
        if levels is None:
            level = [self.space.body(rule) for rule in self._ground_rules[atom]]
            levels = self._levels[atom] = [level]
            while len(level) > 1:
                level = [self.diagrams.any_of(level[place : place + 2]) for place in range(0, len(level), 2)]
                levels.append(level)
        return levels

    def _circle(self, circle: tuple[int, ...], removed: int, changed: Mapping[int, Diagram]) -> Mapping[int, Diagram]:
        """Where atoms that depend on each other would hold: the least that the rules allow."""
        before: Mapping[int, Diagram] = {}
        found = dict.fromkeys(circle, NEVER)
        while found != before:
            before, known = found, {**changed, **found}
            found = {
                atom: self.diagrams.any_of(
                    self.space.body(rule, known) for rule in self._ground_rules[atom] if rule.rule != removed
                )
                for atom in circle
            }
        return found
