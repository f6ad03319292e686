"""The ground program: the rules of a knowledge base, grounded once over every possible patient and every reading.

The facts of a patient and the readings are left open while grounding. What the grounder returns is the whole guideline
as ground rules, from inputs to conclusions, in plain data; every question is a question to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

from ..structure import Struct
from ..vocabulary.facts import Value, Vocabulary
from ..vocabulary.labels import Legend
from ..vocabulary.terms import Atom, Term
from ..vocabulary.thresholds import Cells
from .ground_rules import Cell, GroundRule, Input, components
from .rules import Rule, Signature

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Body", "GroundProgram"]


class Body(Struct):
    """The rules of a knowledge base.

    Attributes:
        rules: those that depend on a patient or a reading, as written.
        ground_rules: the ground rules, by the number of the atom that they give.
        names: every atom that some ground rule gives, as a term, by its number.
    """

    rules: tuple[Rule, ...]
    ground_rules: Mapping[int, Sequence[GroundRule]]
    names: Mapping[int, Atom]


class GroundProgram:
    """A knowledge base, ground: plain data, which can be written down and read again.

    Attributes:
        declarations: what its rules say of everybody, by predicate and arity.
        inputs: the open inputs, each with the values that the rules can tell apart.
        statements: everything it can say of a patient, in the order of the rules.
        headed: the boxes above the rules that give each of its atoms.
        vocabulary: the facts and readings it declares.
        legend: the words and citations it declares.
        cells: the cells of every numeric fact.
    """

    def __init__(
        self,
        folder: str,
        declarations: Mapping[Signature, Sequence[tuple[Term, ...]]],
        inputs: Mapping[Input, Sequence[Cell]],
        statements: Sequence[Atom],
        headed: Mapping[Atom, Sequence[str]],
        cuts: Mapping[str, Sequence[int]],
        body: Callable[[], Body],
    ) -> None:
        """Take what the grounder gives.

        Args:
            folder: where the knowledge base stands.
            declarations: what its rules say of everybody.
            inputs: the open inputs.
            statements: everything it can say of a patient.
            headed: the boxes above the rules that give each of its atoms.
            cuts: the thresholds of every numeric fact.
            body: the rules; asked for once, when they are needed.
        """
        self.headed = headed
        self._folder = folder
        self.declarations = declarations
        self.inputs = inputs
        self.statements = tuple(statements)
        self.vocabulary = Vocabulary.declared(self.declared)
        self.legend = Legend(self.declared, headed)
        self.cells = {name: Cells.of(fact, cuts.get(name, ())) for name, fact in self.vocabulary.facts.items()}
        self._body = body

    @property
    def folder(self) -> Path:
        """Where the knowledge base stands."""
        from pathlib import Path  # here, for an answer needs it not

        return Path(self._folder)

    @cached_property
    def body(self) -> Body:
        """The rules, as written and ground."""
        return self._body()

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules that depend on a patient or a reading, as written."""
        return self.body.rules

    @property
    def ground_rules(self) -> Mapping[int, Sequence[GroundRule]]:
        """The ground rules, by the number of the atom that they give."""
        return self.body.ground_rules

    @property
    def names(self) -> Mapping[int, Atom]:
        """Every atom that some ground rule gives, as a term, by its number."""
        return self.body.names

    def declared(self, name: str, arity: int) -> Sequence[tuple[Term, ...]]:
        """What the knowledge base declares by a predicate: the arguments of every such fact, in order."""
        return self.declarations.get((name, arity), ())

    def atoms(self, name: str, arity: int) -> Iterator[tuple[Atom, int]]:
        """Every atom of a predicate that some rule gives to some patient, with its number."""
        return ((atom, number) for number, atom in self.names.items() if atom[0] == name and len(atom) == arity + 1)

    def position(self, statement: Atom) -> tuple[int, int]:
        """Where a statement stands in the order of the page and of the rules."""
        return self.positions.get(statement, (len(self.positions), 0))

    @cached_property
    def positions(self) -> Mapping[Atom, tuple[int, int]]:
        """The place of every statement: of the first box it rests on, and its own among all."""
        boxes = {box: index for index, box in enumerate(self.legend.boxes)}
        positions = {}
        for index, statement in enumerate(self.statements):
            cited = self.legend.cited(statement)
            positions[statement] = (boxes[cited[0]] if cited else len(boxes), index)
        return positions

    def key(self, fact: str, value: Value) -> Cell:
        """What stands for a value in the rules: its cell, the name of a choice, `yes` or `no`."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value if isinstance(value, str) else self.cells[fact].locate(value)

    @cached_property
    def literals_of(self) -> Mapping[Atom, int]:
        """Every atom that some ground rule gives, with its number."""
        return {atom: number for number, atom in self.names.items()}

    @cached_property
    def certain(self) -> frozenset[Atom]:
        """The statements that hold for everybody, as facts of the knowledge base."""
        return frozenset(atom for atom in self.statements if atom not in self.literals_of)

    @cached_property
    def components(self) -> Sequence[tuple[int, ...]]:
        """The atoms that rules give, each after those on which it depends; those in a circle, together."""
        return tuple(components(self.ground_rules))

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """The place of every atom among the `components`."""
        return {atom: rank for rank, circle in enumerate(self.components) for atom in circle}

    @cached_property
    def heads(self) -> Mapping[int, Sequence[int]]:
        """For every rule, by its index in `rules`, the atoms that it gives."""
        heads: dict[int, dict[int, None]] = {}
        for head, rules in self.ground_rules.items():
            for rule in rules:
                heads.setdefault(rule.rule, {})[head] = None
        return {rule: tuple(numbers) for rule, numbers in heads.items()}

    @cached_property
    def dependents(self) -> Mapping[int, AbstractSet[int]]:
        """For every atom, those that some rule gives by it or by its absence."""
        dependents: dict[int, set[int]] = {}
        for head, rules in self.ground_rules.items():
            for rule in rules:
                for literal in rule.body:
                    dependents.setdefault(abs(literal), set()).add(head)
        return dependents

    @cached_property
    def circles(self) -> Mapping[int, tuple[int, ...]]:
        """The atoms that depend on themselves, each with those it is in a circle with."""
        return {
            atom: circle
            for circle in self.components
            for atom in circle
            if len(circle) > 1 or any(atom in map(abs, rule.body) for rule in self.ground_rules.get(atom, ()))
        }

    @cached_property
    def conclusions(self) -> Mapping[int, Sequence[Atom]]:
        """For every rule, by its index in `rules`, what it can give."""
        return {rule: tuple(self.names[head] for head in heads) for rule, heads in self.heads.items()}
