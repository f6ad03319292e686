"""The tree of a justification: statements, facts and readings, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from ..answers.results import Status
from ..structure import Struct

__all__ = ["Graph", "GraphNode", "GraphStep", "Headline", "Node", "NodeKind", "Step"]

NodeKind: TypeAlias = Literal["statement", "fact", "reading"]


class Step(Struct):
    """One rule, and what it makes of its conditions.

    Attributes:
        place: file and line of the rule; None for a case.
        rule: the rule as written; None for a case.
        case: where no single rule decides, the case that this step is about: `T-score < −2.5`.
        status: whether the conditions of the rule hold.
        because: what the rule asks for. Of a rule that does not hold only what fails is listed, here and in `unless`.
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


class Node(Struct):
    """One statement, fact or reading in a justification.

    Attributes:
        id: the statement as the rules write it, or the condition on a fact or a reading.
        status: whether it holds: in every completion of the unrecorded facts, in none, or in some.
        text: in words, for that status; None where the knowledge base has no words for it.
        boxes: the boxes that a statement rests on.
        steps: of a statement that holds, every rule that gives it; of one that does not, every rule that could have,
            with what fails; of one that may hold, every rule that may give it.
    """

    id: str
    kind: NodeKind
    status: Status
    text: str | None
    boxes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def key(self) -> str:
        """The node in a graph: a statement may hold in one case and not in another."""
        return f"{'not ' if self.status == 'no' else 'perhaps ' if self.status == 'unknown' else ''}{self.id}"

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

    def checked(self) -> tuple[Node, ...]:
        """Of a statement that does not hold: for each rule that could have given it, the simplest thing that fails."""
        if self.kind != "statement" or self.status != "no" or not self.steps:
            return (self,)
        found: dict[str, Node] = {}
        for step in self.steps:
            ways = [child.checked() for child in step.because] + [tuple(child.headlines()) for child in step.unless]
            # a fact rather than a reading, few rather than many
            best = min(ways, key=lambda way: (len(way), any(node.kind == "reading" for node in way)), default=())
            found.update((node.key, node) for node in best)
        return tuple(found.values())

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
