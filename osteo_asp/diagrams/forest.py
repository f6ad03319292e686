"""The forest: diagrams as flat arrays, read only. What is written down, and what every question about a patient reads.

A node has a number above those of its children; 0 is `NEVER` and 1 is `ALWAYS`.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from .mdd import ALWAYS, MDD, NEVER, Diagram

Mask: TypeAlias = int
"""A set of points as the bits of a number."""

Domains: TypeAlias = Sequence[int | Sequence[int] | None]
"""What is known of each variable: its value, some values of which it has one, or nothing."""

_WIDE: Final = "I" if array("I").itemsize == 4 else "L"


class Forest:
    """Diagrams as flat arrays.

    Attributes:
        sizes: how many values each variable has.
        arrays: the variable that each node asks; where its children begin; the children of all nodes.
    """

    def __init__(self, sizes: Sequence[int], variable: array[int], first: array[int], children: array[int]) -> None:
        self.sizes = tuple(sizes)
        self.arrays = variable, first, children

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.arrays[0])

    def variable(self, node: Diagram) -> int:
        """The variable that a node asks; the number of variables for `NEVER` and `ALWAYS`."""
        return self.arrays[0][node]

    def children(self, node: Diagram) -> tuple[Diagram, ...]:
        """What is left of a node for every value of the variable that it asks."""
        if node < 2:
            return ()
        variable, first, children = self.arrays
        start = first[node]
        return tuple(children[start : start + self.sizes[variable[node]]])

    @classmethod
    def of(cls, diagrams: MDD, roots: Iterable[Diagram]) -> tuple[Forest, dict[Diagram, Diagram]]:
        """The nodes that some diagrams need; with the number that each has in the forest."""
        live = {NEVER, ALWAYS}
        waiting = list(roots)
        while waiting:
            one = waiting.pop()
            if one not in live:
                live.add(one)
                waiting.extend(diagrams.children(one))
        number = {one: index for index, one in enumerate(sorted(live))}  # no node is made before its children
        variable, first, children = array("H"), array(_WIDE), array(_WIDE)
        for one in number:
            variable.append(diagrams.variable(one))
            first.append(len(children))
            children.extend(number[child] for child in diagrams.children(one))
        return cls(diagrams.sizes, variable, first, children), number

    def written(self) -> tuple[bytes, bytes, bytes]:
        """The three arrays, the same on every machine."""
        variable, first, children = (_swapped(one).tobytes() for one in self.arrays)
        return variable, first, children

    @classmethod
    def read(cls, sizes: Sequence[int], variable: bytes, first: bytes, children: bytes) -> Forest:
        """The forest of three arrays that were written.

        Raises:
            ValueError: they are none.
        """
        arrays = array("H"), array(_WIDE), array(_WIDE)
        for one, content in zip(arrays, (variable, first, children), strict=True):
            one.frombytes(content)
        return cls(sizes, *map(_swapped, arrays))

    def whole(self) -> MDD:
        """All diagrams, to be calculated with; each has the number it has here."""
        return MDD.of(self.sizes, ((self.variable(node), self.children(node)) for node in range(len(self.arrays[0]))))

    def restrict(
        self, diagrams: MDD, node: Diagram, values: Mapping[int, int], done: dict[Diagram, Diagram]
    ) -> Diagram:
        """What is left of a diagram when some variables have these values, among diagrams to be calculated with.

        Args:
            diagrams: where it is put.
            node: the diagram.
            values: the values.
            done: what has been put there before, with the same values.
        """
        if node < 2:
            return node
        rest = done.get(node)
        if rest is None:
            variables, first, children = self.arrays
            variable, start = variables[node], first[node]
            if variable in values:
                rest = self.restrict(diagrams, children[start + values[variable]], values, done)
            else:
                below = children[start : start + self.sizes[variable]]
                rest = diagrams.node(variable, tuple([self.restrict(diagrams, one, values, done) for one in below]))
            done[node] = rest
        return rest


class Points:
    """Choices of readings under which a patient is asked about at once.

    Attributes:
        choices: the choices, each an option for every question; the first is the one that counts.
        whole: all of them.
        selection: for every variable that is a question, its values with the points that have them.
    """

    def __init__(self, choices: Sequence[Mapping[int, int]]) -> None:
        """Take for every point the value of every variable that is a question."""
        self.choices = choices
        self.whole: Mask = (1 << len(choices)) - 1
        self.selection: dict[int, list[tuple[int, Mask]]] = {}
        for variable in choices[0]:
            masks: dict[int, Mask] = {}
            for number, choice in enumerate(choices):
                masks[choice[variable]] = masks.get(choice[variable], 0) | 1 << number
            self.selection[variable] = list(masks.items())


class Sweep:
    """What some completion of what is known meets: diagrams swept once, each node at most once for one patient."""

    def __init__(self, forest: Forest, domains: Domains, points: Points) -> None:
        self._forest = forest
        self._domains = domains
        self._whole = points.whole
        self._selection = points.selection
        self._done: dict[Diagram, Mask] = {NEVER: 0, ALWAYS: points.whole}

    def reaches(self, node: Diagram) -> Mask:
        """The points at which a diagram holds of some completion."""
        done = self._done
        mask = done.get(node)
        if mask is not None:
            return mask
        variables, first, children = self._forest.arrays
        domains = self._domains
        path = []
        while mask is None:
            path.append(node)
            variable = variables[node]
            known = domains[variable]
            start = first[node]
            if isinstance(known, int):
                node = children[start + known]
                mask = done.get(node)
            elif variable in self._selection:
                mask = 0
                for place, points in self._selection[variable]:
                    mask |= self.reaches(children[start + place]) & points
            else:
                mask = 0
                places = range(self._forest.sizes[variable]) if known is None else known
                for place in places:
                    mask |= self.reaches(children[start + place])
                    if mask == self._whole:
                        break
        for one in path:
            done[one] = mask
        return mask


def _swapped(values: array[int]) -> array[int]:
    """An array as it is written, lowest byte first."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
