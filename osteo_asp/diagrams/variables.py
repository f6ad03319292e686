"""The variables of the diagrams: the inputs of a ground program, or of several with the same cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from ..grounding.ground_rules import Cell, Input
from ..grounding.program import GroundProgram
from .mdd import MDD, Diagram


class Variables:
    """The inputs as variables, in the order in which diagrams ask them.

    Attributes:
        inputs: the inputs.
        index: the number of each input.
        values: the values of each input, in order.
        readings: the numbers of the inputs that are questions of reading.
    """

    def __init__(self, inputs: Sequence[Input], values: Sequence[Sequence[Cell]]) -> None:
        self.inputs = tuple(inputs)
        self.index: Mapping[Input, int] = {name: number for number, name in enumerate(self.inputs)}
        self.values = tuple(map(tuple, values))
        self.readings = frozenset(number for name, number in self.index.items() if name[0] == "reading")
        self._literals: dict[tuple[Input, frozenset[Cell]], Diagram] = {}

    @classmethod
    def of(cls, *programs: GroundProgram) -> Variables:
        """The variables of some programs, in an order in which their diagrams are small."""
        from .order import arranged  # here, for what is compiled knows its order

        inputs = arranged(programs)
        return cls(
            inputs,
            [_ordered(value for program in programs for value in program.inputs.get(name, ())) for name in inputs],
        )

    @classmethod
    def of_program(cls, inputs: Sequence[Input], program: GroundProgram) -> Variables:
        """The inputs of one program in a given order."""
        return cls(inputs, [_ordered(program.inputs.get(name, ())) for name in inputs])

    def fresh(self) -> Variables:
        """The same variables with no diagram over them yet."""
        other = Variables.__new__(Variables)
        other.inputs, other.index, other.values, other.readings = self.inputs, self.index, self.values, self.readings
        vars(other)["_places"] = self._places
        other._literals = {}
        return other

    @cached_property
    def diagrams(self) -> MDD:
        """The diagrams over them."""
        return MDD([len(values) for values in self.values])

    @cached_property
    def _places(self) -> list[dict[Cell, int]]:
        return [{value: place for place, value in enumerate(values)} for values in self.values]

    def value_index(self, name: Input, value: Cell) -> int:
        """The number of a value of an input."""
        return self._places[self.index[name]][value]

    def literal(self, name: Input, values: frozenset[Cell]) -> Diagram:
        """Where an input has one of these values."""
        literal = self._literals.get((name, values))
        if literal is None:
            number = self.index[name]
            places = [self._places[number][value] for value in values]
            literal = self._literals[name, values] = self.diagrams.literal(number, places)
        return literal

    def chosen(self, readings: Mapping[str, str]) -> dict[int, int]:
        """The variables that a choice of readings fixes, with the number of their value."""
        return {
            self.index["reading", name]: self.value_index(("reading", name), option)
            for name, option in readings.items()
        }


def _ordered(values: Iterable[Cell]) -> tuple[Cell, ...]:
    """Values each once; cells of numbers by their number, names as they come."""
    numbers, names = dict[int, None](), dict[str, None]()
    for value in values:
        (numbers if isinstance(value, int) else names)[value] = None  # type: ignore[index]
    return (*sorted(numbers), *names)
