"""A justification as a graph in SVG: from the statement on the left to the facts on the right it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import Final

from ..explanation import Node

_LETTERS: Final = 34
_BOX: Final = 252
_GAP: Final = 56
_LINE: Final = 16
_STYLE: Final = {
    ("statement", "yes"): ("#dafbe1", "#1a7f37"),
    ("statement", "no"): ("#f6f8fa", "#57606a"),
    ("statement", "unknown"): ("#fff8c5", "#9a6700"),
    ("fact", "yes"): ("#ddf4ff", "#0969da"),
    ("fact", "no"): ("#ddf4ff", "#0969da"),
    ("fact", "unknown"): ("#fff8c5", "#9a6700"),
}
"""Fill and border. A statement that does not hold is worded as its absence, so its box is true and grey, not red."""


def to_svg(tree: Node) -> str:
    """Draw a justification. Statements without words are passed over, and each of the others is drawn once.

    Green holds, grey is an absence that holds, yellow is unknown, blue is a fact or a reading.
    """
    graph = _Graph()
    graph.measure(tree, 0)
    graph.place(tree)
    width = (max(box.column for box in graph.boxes.values()) + 1) * (_BOX + _GAP) - _GAP + 2
    return "\n".join(graph.drawn(width)) + "\n"


class _Box:
    def __init__(self, node: Node, column: int) -> None:
        self.node = node
        text = f"{node.text or node.id}{' [' + ' '.join(node.boxes) + ']' if node.boxes else ''}"
        self.lines = textwrap.wrap(text, _LETTERS) or [""]
        self.column = column
        self.top = 0.0
        self.below: list[str] = []

    @property
    def height(self) -> int:
        return _LINE * len(self.lines) + 12

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


class _Graph:
    def __init__(self) -> None:
        self.boxes: dict[str, _Box] = {}
        self.bottoms: dict[int, float] = {}
        self.placed: set[str] = set()

    def measure(self, node: Node, column: int) -> None:
        """Give a node the column right of everything that rests on it."""
        if node.key not in self.boxes:
            self.boxes[node.key] = _Box(node, column)
        elif self.boxes[node.key].column >= column:
            return
        box = self.boxes[node.key]
        box.column = column
        if node.status == "no":
            children = [one for one in node.grounds() if one is not node and one.text is not None]
        else:
            children = [one for step in node.steps for child in step.children for one in child.headlines()]
        box.below = list(dict.fromkeys(child.key for child in children if child.key != node.key))
        for child in children:
            if child.key != node.key:
                self.measure(child, column + 1)

    def place(self, node: Node) -> None:
        """Give a node its height, after those it rests on: beside their middle, below what is in its column."""
        box = self.boxes[node.key]
        if node.key in self.placed:
            return
        self.placed.add(node.key)
        for key in box.below:
            self.place(self.boxes[key].node)
        middles = [self.boxes[key].middle for key in box.below]
        wanted = sum(middles) / len(middles) - box.height / 2 if middles else 0
        box.top = max(wanted, self.bottoms.get(box.column, 0))
        self.bottoms[box.column] = box.top + box.height + 10

    def drawn(self, width: int) -> Iterator[str]:
        """The lines of the drawing."""
        height = max(box.top + box.height for box in self.boxes.values()) + 2
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {width} {height:.0f}" width="{width}" '
            'style="max-width: 100%; height: auto" font-family="sans-serif" font-size="12">'
        )
        for box in self.boxes.values():
            right = box.column * (_BOX + _GAP) + _BOX
            for key in box.below:
                child = self.boxes[key]
                left = child.column * (_BOX + _GAP)
                bend = (right + left) / 2
                yield (
                    f'<path d="M{right} {box.middle:.0f} C{bend} {box.middle:.0f} {bend} {child.middle:.0f} '
                    f'{left} {child.middle:.0f}" fill="none" stroke="#8c959f"/>'
                )
        for box in self.boxes.values():
            fill, stroke = _STYLE.get((box.node.kind, box.node.status), _STYLE["fact", "yes"])
            left = box.column * (_BOX + _GAP)
            yield (
                f'<rect x="{left}" y="{box.top:.0f}" width="{_BOX}" height="{box.height}" rx="5" '
                f'fill="{fill}" stroke="{stroke}"/>'
            )
            for number, line in enumerate(box.lines, 1):
                bottom = box.top + number * _LINE + 2
                yield f'<text x="{left + 9}" y="{bottom:.0f}" fill="#1f2328">{escape(line)}</text>'
        yield "</svg>"
