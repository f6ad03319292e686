"""The builder: puts a guideline under chosen readings into the compiled form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..errors import check_language
from ..messages import LANGUAGES, Language
from ..vocabulary.facts import Value
from ..vocabulary.terms import Atom
from .circuit import CircuitBuilder, Gate, reached
from .columns import Boundary, FactEncoding
from .compiled import Compiled
from .complete import Complete
from .layout import Wire, lay_out
from .plan import Plan
from .refusal import Checker, copied

__all__ = ["Builder", "Guide", "compiled"]


class Guide(Protocol):
    """A guideline, as far as it is needed here."""

    @property
    def space(self) -> Space:
        """Every patient and every reading, with the diagrams of the statements."""
        ...

    @property
    def readings(self) -> Mapping[str, str]:
        """How each question is answered where a question to the guideline does not say otherwise."""
        ...


def compiled(
    guideline: Guide,
    readings: Mapping[str, object] | None = None,
    *,
    assume_absent: bool = False,
    every_statement: bool = False,
    keep: Iterable[str] = (),
    lang: Language = "en",
    as_strings: bool = False,
) -> Compiled:
    """Compile a guideline.

    Args:
        guideline: the guideline.
        readings: questions to be answered otherwise than the guideline does.
        assume_absent: take unrecorded facts as absent where the vocabulary allows it.
        every_statement: answer every single statement of the rules, each in a column of its own.
        keep: columns that are handed through, facts or not.
        lang: the language of the errors.
        as_strings: give plain strings instead of dictionaries.

    Raises:
        InputError: a reading or the language cannot be used.
    """
    check_language(lang)
    chosen = guideline.space.program.vocabulary.readings(readings, guideline.readings)
    plan = Builder(guideline.space, chosen).plan(assume_absent=assume_absent, every_statement=every_statement)
    return Compiled(replace(plan, keep=tuple(dict.fromkeys(keep)), language=lang, as_strings=as_strings))


class Builder:
    """Puts statements, under some readings, into a circuit.

    Attributes:
        space: every patient and every reading.
        circuit: the circuit that is being built.
        possible: the patients that can be.
    """

    def __init__(self, space: Space, readings: Mapping[str, str], circuit: CircuitBuilder | None = None) -> None:
        self.space = space
        self.circuit = circuit or CircuitBuilder(space.diagrams)
        self._readings = space.variables.chosen(readings)
        self._restrictions: dict[Diagram, Diagram] = {}
        self.possible = self._restricted(space.possible)
        self._where: dict[Atom, tuple[Diagram, Diagram]] = {}

    def read_as(self, readings: Mapping[str, str]) -> Builder:
        """Puts the same statements under other readings into the same circuit."""
        return Builder(self.space, readings, self.circuit)

    def wires(self, statement: Atom) -> tuple[Wire, Wire]:
        """Of whom a statement is possible, and of whom it is certain."""
        possible, certain = self.gates(statement)
        complete = self._complete.statement(statement)
        return Wire(possible, complete), Wire(certain, complete)

    def some(self, terms: Iterable[Iterable[Wire]]) -> Wire:
        """Of whom all wires of some term are true."""
        every = [tuple(term) for term in terms]
        return Wire(
            self.circuit.some([one.open for one in term] for term in every),
            self._complete.some([one.complete for one in term] for term in every),
        )

    def gates(self, statement: Atom) -> tuple[Gate, Gate]:
        """The same as gates, over all completions of what is not recorded."""
        return self._gates(*self._diagrams(statement))

    def by_value(self, statement: Atom, variable: int) -> tuple[tuple[Gate, Gate], ...]:
        """The same when a fact has each of its values."""
        diagrams, (holds, fails) = self.space.diagrams, self._diagrams(statement)
        return tuple(
            self._gates(diagrams.restrict(holds, {variable: place}), diagrams.restrict(fails, {variable: place}))
            for place in range(diagrams.sizes[variable])
        )

    def asks(self, statement: Atom, variable: int) -> bool:
        """Whether a statement bears on a fact."""
        return any(variable in self.space.diagrams.support(one) for one in self._diagrams(statement))

    def plan(self, *, assume_absent: bool = False, every_statement: bool = False) -> Plan:
        """The guideline, with all that is in the circuit by now."""
        space = self.space
        layout = lay_out(space.program, self, every=every_statement)
        variables = enumerate(space.variables.inputs)
        encodings = {number: _encoding(space, number) for number, name in variables if name[0] == "patient"}
        barred = [atom for atom, _ in space.program.atoms("impossible", 1)]
        diagrams, roots = copied(space.diagrams, [space.holds(atom) for atom in barred])
        words = [{one: space.program.legend.words(atom, one) for one in LANGUAGES} for atom in barred]
        possible = self.circuit.diagram(self.possible)
        settling = self._settling(encodings) if assume_absent else {}
        return Plan(
            circuit=self.circuit.circuit(),
            layout=layout,
            encodings=encodings,
            assumed={
                number: one.place(one.fact.assumed)
                for number, one in encodings.items()
                if one.fact.assumed is not None and one.absent is None
            },
            matters=self._matters(encodings),
            settling=settling,
            possible=possible,
            checker=Checker(space.program.vocabulary, encodings, diagrams, tuple(zip(words, roots, strict=True))),
            assume_absent=assume_absent,
        )

    @cached_property
    def _complete(self) -> Complete:
        return Complete(self.space, self._restricted, self.circuit)

    def _diagrams(self, statement: Atom) -> tuple[Diagram, Diagram]:
        """Where a statement holds, and where it does not, among the patients that can be."""
        found = self._where.get(statement)
        if found is None:
            diagrams = self.space.diagrams
            where = self._restricted(self.space.holds(statement))
            found = diagrams.conj(where, self.possible), diagrams.conj(diagrams.neg(where), self.possible)
            self._where[statement] = found
        return found

    def _restricted(self, diagram: Diagram) -> Diagram:
        """What is left of a diagram under the readings."""
        if not self._readings:
            return diagram
        found = self._restrictions.get(diagram)
        if found is None:
            found = self._restrictions[diagram] = self.space.diagrams.restrict(diagram, self._readings)
        return found

    def _gates(self, holds: Diagram, fails: Diagram) -> tuple[Gate, Gate]:
        return self.circuit.diagram(holds), -self.circuit.diagram(fails)

    def _matters(self, encodings: Mapping[int, FactEncoding]) -> dict[int, tuple[int, ...]]:
        """The facts that are asked for at all, each with the required facts whose absence makes it idle."""
        diagrams = self.space.diagrams
        holding = {holds for holds, _ in self._where.values()}
        support = set(map(diagrams.variable, reached(holding, diagrams.children, (NEVER, ALWAYS))))
        found = {}
        for number in sorted(support & encodings.keys()):
            idle = []
            for name in encodings[number].fact.requires:
                other = self.space.variables.index["patient", name]
                absent = encodings[other].absent
                if absent is not None and not any(
                    number in diagrams.support(diagrams.restrict(one, {other: absent})) for one in holding
                ):
                    idle.append(other)
            found[number] = tuple(idle)
        return found

    def _settling(self, encodings: Mapping[int, FactEncoding]) -> dict[int, tuple[int, ...]]:
        """For every fact that is no number: the gates of the patients that can be with each of its values."""
        diagrams = self.space.diagrams
        if self.possible == ALWAYS:
            return {}
        return {
            number: tuple(
                self.circuit.diagram(diagrams.restrict(self.possible, {number: place}))
                for place in range(len(one.names))
            )
            for number, one in encodings.items()
            if one.names and number in diagrams.support(self.possible)
        }


def _encoding(space: Space, number: int) -> FactEncoding:
    fact = space.program.vocabulary.facts[space.variables.inputs[number][1]]
    values = space.variables.values[number]
    names: tuple[Value, ...] = ()
    boundaries: list[Boundary] = []
    if fact.type == "yes_no":
        names = tuple(value == "yes" for value in values)
    elif fact.type == "choice":
        names = tuple(str(value) for value in values)
    else:
        assert list(values) == sorted(values), "the cells of a number ascend"
        cuts = space.program.cells[fact.name].cuts
        for cell in (int(value) for value in values[:-1]):
            # A threshold itself is an even cell, and an interval the odd one; see `cells`.
            if cell % 2 == 0 and cuts:
                boundaries.append(Boundary(_unscaled(fact.scale, cell // 2), True))
            else:
                boundaries.append(Boundary(_unscaled(fact.scale, min(cut for cut in cuts if 2 * cut > cell)), False))
    encoding = FactEncoding(fact, names, tuple(boundaries), None)
    absent = None if fact.absent is None else encoding.place(fact.absent)
    return FactEncoding(fact, names, tuple(boundaries), absent)


def _unscaled(scale: int, cut: int) -> Decimal:
    return Decimal(cut) / scale
