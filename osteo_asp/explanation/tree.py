"""The tree of a justification: statements, facts and readings, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from ..answers.results import Status
from ..structure import Struct

NodeKind: TypeAlias = Literal["statement", "fact", "reading"]


class Step(Struct):
    """One rule, and what it makes of its conditions.

    Attributes:
        place: file and line of the rule; None for a case.
        rule: the rule as written; None for a case.
        case: where no single rule decides, the case that this step is about: `T-score < −2.5`.
        status: whether the conditions of the rule hold.
        because: what the rule asks for. Of a rule that does not hold only what fails is listed, here and in `unless`;
            of a rule of another reading, only what is of it. Of a statement that too many cases decide, the one step
            has neither rule nor case, and here stand the fewest facts that are enough.
        unless: what the rule asks to be absent.
    """

    place: str | None
    rule: str | None
    case: str | None
    status: Status
    because: tuple[Node, ...]
    unless: tuple[Node, ...] = ()

    @property
    def children(self) -> tuple[Node, ...]:
        """What the rule asks for, and what it asks to be absent."""
        return (*self.because, *self.unless)

    @property
    def elsewhere(self) -> bool:
        """Whether it is a rule that only other readings have, or could have fire."""
        return self.status == "no" and any(node.elsewhere for node in self.because)

    def failures(self, memo: dict[int, tuple[Node, ...]] | None = None) -> list[tuple[Node, ...]]:
        """Of a rule that does not hold: all that fails in it, each with the findings that tell why."""
        return [child.grounds(memo) for child in self.because] + [tuple(child.headlines()) for child in self.unless]


class Node(Struct):
    """One statement, fact or reading in a justification.

    Attributes:
        id: the statement as the rules write it, or the condition on a fact or a reading.
        status: whether it holds: in every completion of the unrecorded facts, in none, or in some.
        text: in words, for that status; None where the knowledge base has no words for it.
        boxes: the boxes that a statement rests on.
        claim: of a statement that does not hold and whose absence the knowledge base has no words for, the statement
            itself in words.
        finding: of a fact, its name and the values of one of which its text speaks.
        elsewhere: of one that does not hold, whether only other readings could give it.
        steps: of a statement that holds, every rule that gives it; of one that does not, every rule that could have,
            with what fails; of one that may hold, every rule that may give it.
    """

    id: str
    kind: NodeKind
    status: Status
    text: str | None
    boxes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    claim: str | None = None
    finding: tuple[str, frozenset[str | int]] | None = None
    elsewhere: bool = False

    @property
    def key(self) -> str:
        """The node in a graph: a statement may hold in one case and not in another."""
        return f"{'not ' if self.status == 'no' else 'perhaps ' if self.status == 'unknown' else ''}{self.id}"

    @property
    def numeric(self) -> bool:
        """Whether it tells of a number."""
        return self.finding is not None and any(isinstance(value, int) for value in self.finding[1])

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, each once."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            node = waiting.pop(0)
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                waiting += [child for step in node.steps for child in step.children]

    def headlines(self) -> Iterator[Node]:
        """The nearest nodes below, or this one, that have words."""
        if self.text is not None:
            yield self
            return
        for step in self.steps:
            for child in step.children:
                yield from child.headlines()

    def leaves(self) -> Iterator[Node]:
        """The facts and readings below on which it rests, each once."""
        found: dict[str, Node] = {}
        for node in self.walk():
            if node.kind != "statement":
                found.setdefault(node.id, node)
        yield from found.values()

    def grounds(self, memo: dict[int, tuple[Node, ...]] | None = None) -> tuple[Node, ...]:
        """Of a statement that does not hold: for each rule that could have given it, the simplest thing that fails.

        As few as may be: what fails in several rules is told once, and what another finding implies is not.

        Args:
            memo: the grounds of the nodes below that have been looked at, by `id`.
        """
        if self.kind != "statement" or self.status != "no" or not self.steps:
            return (self,)
        memo = {} if memo is None else memo
        if id(self) not in memo:
            memo[id(self)] = without_implied(_chosen(step.failures(memo) for step in self.rules))
        return memo[id(self)]

    @property
    def rules(self) -> tuple[Step, ...]:
        """The steps by the rules of the readings chosen; all steps where there is none."""
        return tuple(step for step in self.steps if not step.elsewhere) or self.steps

    @property
    def places(self) -> tuple[str, ...]:
        """File and line of the rules that decide it."""
        cases = (step.because[1].places if step.case is not None else (step.place,) for step in self.rules)
        return tuple(dict.fromkeys(place for places in cases for place in places if place))

    def graph(self) -> Graph:
        """The justification as a graph, each node once."""
        numbers = {id(node): number for number, node in enumerate(self.walk())}

        def numbered(nodes: tuple[Node, ...]) -> tuple[int, ...]:
            return tuple(numbers[id(node)] for node in nodes)

        return Graph(
            0,
            tuple(
                GraphNode(
                    node.id,
                    node.kind,
                    node.status,
                    node.text,
                    node.boxes,
                    tuple(
                        GraphStep(
                            step.place,
                            step.rule,
                            step.case,
                            step.status,
                            numbered(step.because),
                            numbered(step.unless),
                        )
                        for step in node.steps
                    ),
                )
                for node in self.walk()
            ),
        )

    @property
    def headline(self) -> Headline:
        """The statement alone, with the rules that decide it and the facts on which it rests."""
        places = tuple(step.place for step in self.steps if step.place)
        return Headline(self.id, self.status, self.text, self.boxes, places, tuple(leaf.text for leaf in self.leaves()))


class Headline(Struct):
    """A statement in a few words.

    Attributes:
        places: file and line of the rules that decide it.
        because: the facts and readings on which it rests.
    """

    id: str
    status: Status
    text: str | None
    boxes: tuple[str, ...]
    places: tuple[str, ...]
    because: tuple[str | None, ...]


class GraphStep(Struct):
    """One rule in a graph; the nodes that it asks for and asks to be absent by their numbers."""

    place: str | None
    rule: str | None
    case: str | None
    status: Status
    because: tuple[int, ...]
    unless: tuple[int, ...]


class GraphNode(Struct):
    """One statement, fact or reading in a graph."""

    id: str
    kind: NodeKind
    status: Status
    text: str | None
    boxes: tuple[str, ...]
    steps: tuple[GraphStep, ...]


class Graph(Struct):
    """A justification as a graph: nodes by their number, from `root` down to facts and readings."""

    root: int
    nodes: tuple[GraphNode, ...]


def without_implied(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Nodes without those that say what another one says, or less: beside `T > −3.5` not `T > −4`."""
    told = list({node.text: node for node in nodes}.values())

    def implied(node: Node, other: Node) -> bool:
        if node.finding is None or other.finding is None or node.finding[0] != other.finding[0]:
            return False
        return other.finding[1] < node.finding[1]

    return tuple(node for node in told if not any(implied(node, other) for other in told))


def _chosen(failures: Iterable[list[tuple[Node, ...]]]) -> Iterator[Node]:
    """For each rule, the shortest way to tell why it fails; none where what is told of another rule tells it.

    That the patient is of another kind (on another drug) is told rather than how far a number is from a threshold.
    """
    told: set[str | None] = set()

    def rank(way: tuple[Node, ...]) -> tuple[bool, int, bool]:
        return not told.issuperset(node.text for node in way), len(way), any(node.numeric for node in way)

    for ways in sorted(failures, key=len):  # what fails for one reason only, first
        best = min(ways, key=rank, default=())
        told.update(node.text for node in best)
        yield from best
