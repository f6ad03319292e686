"""One patient of whom some facts are known: what is left of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Literal

from ..grounding.ground_rules import Cell, Input
from ..grounding.program import GroundProgram
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from .forest import Domains
from .mdd import NEVER, Diagram
from .settling import settling
from .space import Space
from .variables import Variables


def value_indices(program: GroundProgram, variables: Variables, patient: Patient) -> dict[int, int]:
    """The number of the value of every variable whose fact is known."""
    vocabulary, index = program.vocabulary, variables.index
    values = {}
    for name in vocabulary.facts:
        value = patient.value(vocabulary, name)
        if value is not None:
            fact = ("patient", name)
            values[index[fact]] = variables.value_index(fact, program.key(name, value))
    return values


class PartialPatient:
    """What is known of one patient, in the space: what the patient has and how the page is read are fixed.

    Attributes:
        space: the space; what is calculated for the patient is calculated with its diagrams.
        patient, readings: of whom, and under which readings.
        values: the fixed variables with the number of their value.
        unknown: the variables of the facts of which nothing is known.
    """

    def __init__(self, space: Space, patient: Patient, readings: Mapping[str, str]) -> None:
        self.space = space
        self.patient = patient
        self.readings = readings
        program, variables = space.program, space.variables
        self.values = value_indices(program, variables, patient) | variables.chosen(readings)
        self.unknown = frozenset(range(len(variables.inputs))) - self.values.keys() - variables.readings
        self._restricted: dict[Diagram, Diagram] = {}
        self._rest: dict[Diagram, Diagram] = {}
        self._where: dict[Atom, Diagram] = {}

    def beside(self, space: Space) -> PartialPatient:
        """The same patient in the space of another program of the same variables."""
        other = copy(self)
        vars(other).pop("possible", None)
        other.space, other._where, other._rest = space, {}, {}
        return other

    @cached_property
    def possible(self) -> Diagram:
        """What is left of the condition that the patient can be."""
        return self.left(self.space.possible)

    @cached_property
    def domains(self) -> Domains:
        """What is known of each variable."""
        return [self.values.get(number) for number in range(len(self.space.variables.inputs))]

    def left(self, diagram: Diagram) -> Diagram:
        """What is left of a diagram."""
        return self.space.diagrams.restrict(diagram, self.values, self._restricted)

    def where(self, statement: Atom) -> Diagram:
        """What is left to decide whether a statement holds."""
        where = self._where.get(statement)
        if where is None:
            where = self._where[statement] = self.space.rest(statement, self.values, self._rest)
        return where

    def status(self, where: Diagram, possible: Diagram | None = None) -> Literal["yes", "no", "unknown"]:
        """Whether what is left holds for every possible completion, for none, or for some.

        Args:
            where: what is left.
            possible: which completions are possible, where that is otherwise than in the space.
        """
        possible = self.possible if possible is None else possible
        if where == NEVER or self.space.diagrams.conj(where, possible) == NEVER:
            return "no"
        negated = self.space.diagrams.neg(where)
        if negated == NEVER or self.space.diagrams.conj(negated, possible) == NEVER:
            return "yes"
        return "unknown"

    def settling(self, where: Diagram, possible: Diagram | None = None) -> frozenset[str]:
        """The smallest set of unknown facts whose values, whatever they are, settle what is left. As `status`."""
        diagrams = self.space.diagrams
        possible = self.possible if possible is None else possible
        holds, fails = (diagrams.conj(one, possible) for one in (where, diagrams.neg(where)))
        if NEVER in (holds, fails):
            return frozenset()
        inputs = self.space.variables.inputs
        return frozenset(inputs[number][1] for number in settling(diagrams, holds, fails, self.domains))

    def cells(self, narrowed: Mapping[Input, frozenset[Cell]] | None = None) -> dict[Input, frozenset[Cell]]:
        """The values that each input can still have, alone, where some unknown ones are narrowed to these values."""
        cells: dict[Input, frozenset[Cell]] = {}
        narrowed = narrowed or {}
        diagrams, variables = self.space.diagrams, self.space.variables
        possible = diagrams.all_of((self.possible, *(variables.literal(*one) for one in narrowed.items())))
        bound = diagrams.support(possible)
        for number, name in enumerate(variables.inputs):
            values = variables.values[number]
            if possible == NEVER:
                cells[name] = frozenset()
            elif number in self.values:
                cells[name] = frozenset((values[self.values[number]],))
            elif number in bound:
                left = (diagrams.restrict(possible, {number: place}) for place in range(len(values)))
                cells[name] = frozenset(value for value, one in zip(values, left, strict=True) if one != NEVER)
            else:
                cells[name] = frozenset(values)
        return cells
