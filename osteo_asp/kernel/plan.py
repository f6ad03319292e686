"""The plan: a guideline under chosen readings, compiled for whole columns. Plain data, without a solver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from ..messages import Language
from ..vocabulary.facts import Vocabulary
from .circuit import Circuit, Gate, Steps
from .columns import FactEncoding
from .layout import Layout, Wire
from .refusal import Checker

__all__ = ["Plan"]


@dataclass(frozen=True)
class Plan:
    """What is to be done with the columns of a cohort.

    Attributes:
        circuit: the gates of the statements.
        layout: the columns of the answer, with their gates.
        encodings: the facts, by the number of their variable.
        assumed: the place that a fact is assumed to have on request.
        matters: the facts that can matter at all, each with the facts without which it does not.
        settling: for facts that others can settle, the gates that say whether each value is possible.
        possible: the gate that says whether a patient can be.
        checker: says why a row is refused.
        assume_absent: take unrecorded facts as absent where the vocabulary allows it.
        language: the language of the errors.
        keep: columns that are handed through.
        as_strings: give plain strings, for engines that know no dictionaries.
        counted: evaluate, too, what is only counted.
    """

    circuit: Circuit
    layout: Layout
    encodings: Mapping[int, FactEncoding]
    assumed: Mapping[int, int]
    matters: Mapping[int, tuple[int, ...]]
    settling: Mapping[int, tuple[Gate, ...]]
    possible: Gate
    checker: Checker
    assume_absent: bool = False
    language: Language = "en"
    keep: tuple[str, ...] = ()
    as_strings: bool = False
    counted: bool = False

    def __getstate__(self) -> dict[str, object]:
        """The fields alone; what is worked out from them is worked out again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts."""
        return self.checker.vocabulary

    @cached_property
    def variables(self) -> Mapping[str, int]:
        """The number of the variable of every fact."""
        return {encoding.fact.name: variable for variable, encoding in self.encodings.items()}

    @cached_property
    def steps_possible(self) -> Steps:
        """The operations that say whether a patient can be."""
        return self.circuit.steps([self.possible])

    @cached_property
    def steps_settling(self) -> Mapping[int, Steps]:
        """The operations that say which values each fact that others can settle can have."""
        return {variable: self.circuit.steps(roots) for variable, roots in self.settling.items()}

    @cached_property
    def steps(self) -> Steps:
        """The operations for everything that is asked."""
        return self.circuit.steps(wire.open for wire in self._wires)

    @cached_property
    def steps_complete(self) -> Steps:
        """The operations for patients of whom all that matters is known."""
        return self.circuit.steps(wire.complete for wire in self._wires)

    @property
    def _wires(self) -> Iterable[Wire]:
        layout = self.layout
        return (*layout.wires, *layout.counted) if self.counted else layout.wires
