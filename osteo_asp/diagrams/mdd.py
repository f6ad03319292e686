"""Decision diagrams: conditions on variables with finitely many values each, so that equal conditions are one number.

A diagram is a number: `NEVER`, `ALWAYS`, or a node that asks one variable and has a diagram for every value of it. The
variables are asked in a fixed order and no node is made twice, so two diagrams that say the same are the same number.
That makes equality a proof. (Bryant 1986; with several values, Srinivasan and others 1990.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from ..errors import Flaw, KnowledgeBaseError

Diagram: TypeAlias = int

NEVER: Final = 0
ALWAYS: Final = 1

BUDGET: Final = 3_000_000
"""How many nodes are made before it is said that there are too many: about a gigabyte."""


class TooLargeError(KnowledgeBaseError):
    """More nodes than the budget allows."""

    def __init__(self, budget: int) -> None:
        message = f"its diagrams take more than {budget} nodes; let its rules ask for fewer facts together"
        super().__init__([Flaw("the knowledge base", 0, message)])


class MDD:
    """All diagrams over some variables.

    Attributes:
        sizes: how many values each variable has; variables and values are numbers from 0, variables in the order in
            which they are asked.
        budget: how many nodes may be made.
    """

    def __init__(self, sizes: Sequence[int], budget: int | None = None) -> None:
        self.sizes = tuple(sizes)
        self.budget = BUDGET if budget is None else budget
        last = len(self.sizes)
        self._variable = [last, last]
        self._children: list[tuple[Diagram, ...]] = [(), ()]
        self._nodes: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._conj: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._not: dict[Diagram, Diagram] = {NEVER: ALWAYS, ALWAYS: NEVER}
        self._support: dict[Diagram, frozenset[int]] = {NEVER: frozenset(), ALWAYS: frozenset()}

    @classmethod
    def of(cls, sizes: Sequence[int], nodes: Iterable[tuple[int, tuple[Diagram, ...]]]) -> MDD:
        """Diagrams that were made before, as variable and children, each after its children; the first two are ends."""
        diagrams = cls(sizes)
        for variable, children in nodes:
            if children:
                diagrams.node(variable, children)
        return diagrams

    def variable(self, diagram: Diagram) -> int:
        """The variable that a diagram asks first; the number of variables for `NEVER` and `ALWAYS`."""
        return self._variable[diagram]

    def children(self, diagram: Diagram) -> tuple[Diagram, ...]:
        """What is left of a diagram for every value of the variable that it asks first."""
        return self._children[diagram]

    def node(self, variable: int, children: tuple[Diagram, ...]) -> Diagram:
        """The diagram that asks a variable. The children may ask only later variables."""
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (variable, children)
        diagram = self._nodes.get(key)
        if diagram is None:
            diagram = self._nodes[key] = len(self._variable)
            if diagram > self.budget:
                raise TooLargeError(self.budget)
            self._variable.append(variable)
            self._children.append(children)
        return diagram

    def literal(self, variable: int, values: Collection[int]) -> Diagram:
        """The condition that a variable has one of these values."""
        return self.node(variable, tuple([int(value in values) for value in range(self.sizes[variable])]))

    def neg(self, diagram: Diagram) -> Diagram:
        """Where it does not hold."""
        found = self._not.get(diagram)
        if found is None:
            neg = self.neg
            found = self.node(self._variable[diagram], tuple([neg(child) for child in self._children[diagram]]))
            self._not[diagram] = found
            self._not[found] = diagram
        return found

    def conj(self, one: Diagram, other: Diagram) -> Diagram:
        """Where both hold."""
        if one == other or other == ALWAYS:
            return one
        if one > other:
            one, other = other, one
        if one == NEVER:
            return NEVER
        if one == ALWAYS:
            return other
        found = self._conj.get((one, other))
        if found is None:
            asks, asks_other = self._variable[one], self._variable[other]
            conj = self.conj
            if asks == asks_other:
                pairs = zip(self._children[one], self._children[other], strict=True)
                found = self.node(asks, tuple([conj(left, right) for left, right in pairs]))
            elif asks < asks_other:
                found = self.node(asks, tuple([conj(child, other) for child in self._children[one]]))
            else:
                found = self.node(asks_other, tuple([conj(one, child) for child in self._children[other]]))
            self._conj[one, other] = found
        return found

    def disj(self, one: Diagram, other: Diagram) -> Diagram:
        """Where at least one holds."""
        return self.neg(self.conj(self.neg(one), self.neg(other)))

    def all_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        """Where all hold."""
        found = ALWAYS
        for diagram in diagrams:
            found = self.conj(found, diagram)
            if found == NEVER:
                break
        return found

    def conjunctions(self, diagrams: Iterable[Diagram]) -> list[Diagram]:
        """Where all of some of these hold, for every choice of some that can hold together; each once, in one order."""
        found = set(diagrams) - {NEVER}
        waiting = set(found)
        while waiting:
            one = waiting.pop()
            fresh = {self.conj(one, other) for other in found} - found - {NEVER}
            found |= fresh
            waiting |= fresh
        return sorted(found)

    def any_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        """Where at least one of several holds."""
        return self.neg(self.all_of(self.neg(diagram) for diagram in diagrams))

    def meets(self, one: Diagram, other: Diagram) -> bool:
        """Whether both hold somewhere; found out without their conjunction, which is mostly larger than the answer."""
        asks, below = self._variable, self._children
        waiting, seen = [(one, other)], set[tuple[Diagram, Diagram]]()
        while waiting:
            pair = one, other = waiting.pop()
            if one == NEVER or other == NEVER or pair in seen:
                continue
            if one in (ALWAYS, other) or other == ALWAYS:
                return True
            seen.add(pair)
            if asks[one] == asks[other]:
                waiting += zip(below[one], below[other], strict=True)
            elif asks[one] < asks[other]:
                waiting += [(child, other) for child in dict.fromkeys(below[one])]
            else:
                waiting += [(one, child) for child in dict.fromkeys(below[other])]
        return False

    def xor(self, one: Diagram, other: Diagram) -> Diagram:
        """Where exactly one holds."""
        if one == other:
            return NEVER
        return self.disj(self.conj(one, self.neg(other)), self.conj(other, self.neg(one)))

    def restrict(
        self, diagram: Diagram, values: Mapping[int, int], done: dict[Diagram, Diagram] | None = None
    ) -> Diagram:
        """What is left when some variables have these values; `done` is what has been found with the same values."""
        done = {} if done is None else done
        done[NEVER], done[ALWAYS] = NEVER, ALWAYS
        asks, below, node = self._variable, self._children, self.node

        def visit(one: Diagram) -> Diagram:
            found = done.get(one)
            if found is None:
                variable = asks[one]
                if variable in values:
                    found = visit(below[one][values[variable]])
                else:
                    found = node(variable, tuple([visit(child) for child in below[one]]))
                done[one] = found
            return found

        return visit(diagram)

    def forall(self, diagram: Diagram, variables: Collection[int]) -> Diagram:
        """Where it holds whatever values these variables have."""
        return self._rebuilt(
            diagram,
            lambda variable, children: (
                self.all_of(dict.fromkeys(children)) if variable in variables else self.node(variable, children)
            ),
        )

    def exist(self, diagram: Diagram, variables: Collection[int]) -> Diagram:
        """Where it holds for some values of these variables."""
        return self.neg(self.forall(self.neg(diagram), variables))

    def support(self, diagram: Diagram) -> frozenset[int]:
        """The variables on which it depends."""
        found = self._support.get(diagram)
        if found is None:
            below = [self.support(child) for child in dict.fromkeys(self._children[diagram])]
            found = self._support[diagram] = frozenset((self._variable[diagram],)).union(*below)
        return found

    def min_cost_model(
        self, diagram: Diagram, price: Callable[[int, int], tuple[float, ...]]
    ) -> tuple[tuple[float, ...], dict[int, int]] | None:
        """The values with the lowest sum of prices for which it holds; None where it never does.

        Args:
            diagram: what must hold.
            price: of a variable with a value: numbers of which the earlier go before the later. Variables that the
                diagram does not ask on the way are free to take their cheapest value; they are not in the answer.
        """
        best: dict[Diagram, tuple[tuple[float, ...], int]] = {}

        def visit(node: Diagram) -> tuple[float, ...] | None:
            if node == NEVER:
                return None
            if node == ALWAYS:
                return ()
            if node not in best:
                variable, choices = self._variable[node], []
                for value, child in enumerate(self._children[node]):
                    rest = visit(child)
                    if rest is not None:
                        own = price(variable, value)
                        choices.append((tuple(map(sum, zip(own, rest, strict=True))) if rest else own, value))
                best[node] = min(choices)
            return best[node][0]

        total = visit(diagram)
        if total is None:
            return None
        values = {}
        while diagram != ALWAYS:
            values[self._variable[diagram]] = value = best[diagram][1]
            diagram = self._children[diagram][value]
        return total, values

    def _rebuilt(self, diagram: Diagram, made: Callable[[int, tuple[Diagram, ...]], Diagram]) -> Diagram:
        """The diagram with every node made anew, from the last variable to the first."""
        done = {NEVER: NEVER, ALWAYS: ALWAYS}

        def visit(node: Diagram) -> Diagram:
            found = done.get(node)
            if found is None:
                found = done[node] = made(self._variable[node], tuple([visit(child) for child in self._children[node]]))
            return found

        return visit(diagram)
