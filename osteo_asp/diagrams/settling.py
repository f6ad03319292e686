"""What settles a statement: the fewest unknown variables whose values, whatever they are, leave nothing open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Protocol

from .forest import Domains
from .mdd import ALWAYS, NEVER, Diagram


class Nodes(Protocol):
    """Diagrams that can be walked."""

    sizes: tuple[int, ...]

    def variable(self, diagram: Diagram, /) -> int:
        """The variable that a diagram asks first."""
        ...

    def children(self, diagram: Diagram, /) -> tuple[Diagram, ...]:
        """What is left of it for every value of that variable."""
        ...


def settling(nodes: Nodes, holds: Diagram, fails: Diagram, domains: Domains) -> frozenset[int]:
    """The smallest set of open variables whose values, whatever they are, settle whether a statement holds.

    A variable is in the set where two possible completions that differ in it alone differ in the statement. Where every
    combination of the open variables is possible no other set is smaller. Where some are not, the set is checked and,
    if need be, completed.

    Args:
        nodes: the diagrams.
        holds: the possible patients of whom the statement holds.
        fails: the possible patients of whom it does not.
        domains: what is known of each variable.
    """
    candidates = sorted(_open(nodes, (holds, fails), domains))
    needed = {one for one in candidates if meets(nodes, holds, fails, domains, {one})}
    others = [one for one in candidates if one not in needed]
    for size in range(len(others) + 1):
        for joined in combinations(others, size):
            if not meets(nodes, holds, fails, domains, set(others).difference(joined)):
                return frozenset((*needed, *joined))
    raise AssertionError("variables that are all known settle everything")


def meets(nodes: Nodes, one: Diagram, other: Diagram, domains: Domains, free: Collection[int]) -> bool:
    """Whether two diagrams hold at two places that differ in free variables alone.

    Args:
        nodes: the diagrams.
        one: the one.
        other: the other.
        domains: what is known of each variable.
        free: the variables in which the two places may differ.
    """
    done: dict[tuple[Diagram, Diagram], bool] = {}

    def visit(one: Diagram, other: Diagram) -> bool:
        if one == NEVER or other == NEVER:
            return False
        if one == ALWAYS and other == ALWAYS:
            return True
        met = done.get((one, other))
        if met is None:
            ours, theirs = nodes.variable(one), nodes.variable(other)
            variable = min(ours, theirs)
            places = _places(nodes, domains, variable)
            left = nodes.children(one) if ours == variable else [one] * nodes.sizes[variable]
            right = nodes.children(other) if theirs == variable else [other] * nodes.sizes[variable]
            if variable in free:
                pairs: Iterable[tuple[Diagram, Diagram]] = (
                    (here, there) for here in {left[place] for place in places} for there in {right[p] for p in places}
                )
            else:
                pairs = {(left[place], right[place]) for place in places}
            met = done[one, other] = any(visit(*pair) for pair in pairs)
        return met

    return visit(one, other)


def _places(nodes: Nodes, domains: Domains, variable: int) -> Sequence[int]:
    known = domains[variable]
    return range(nodes.sizes[variable]) if known is None else (known,) if isinstance(known, int) else known


def _open(nodes: Nodes, roots: Iterable[Diagram], domains: Domains) -> set[int]:
    """The variables that are open and that some diagrams ask on the way."""
    seen: set[Diagram] = {NEVER, ALWAYS}
    asked: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            variable, children = nodes.variable(node), nodes.children(node)
            places = _places(nodes, domains, variable)
            if len(places) > 1:
                asked.add(variable)
            waiting += [children[place] for place in places]
    return asked
