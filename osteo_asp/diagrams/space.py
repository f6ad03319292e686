"""The space of all patients and all readings: where in it each statement holds, as a decision diagram.

The inputs of the ground program are the variables. What is known of a patient fixes some of them; what is left of a
diagram then says how the statement depends on the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from .mdd import ALWAYS, MDD, NEVER, Diagram

if TYPE_CHECKING:
    from ..grounding import GroundProgram
    from ..grounding.ground_rules import Cell, GroundRule, Input

__all__ = ["PartialPatient", "Space", "Variables"]


_AS_IT_IS: Mapping[int, Diagram] = {}


class Variables:
    """The variables of a space: the inputs of one ground program, or of several with the same cells.

    Attributes:
        variables: the inputs, in the order in which the diagrams ask them.
        index: the number of each input.
        values: the values of each input, in order.
        readings: the numbers of the inputs that are questions of reading.
        diagrams: the diagrams over them.
    """

    def __init__(self, *programs: GroundProgram) -> None:
        facts = {fact.name: fact for program in programs for fact in program.vocabulary.facts.values()}
        asked = dict.fromkeys(name for program in programs for rule in program.rules for name in rule.facts)
        places = {name: place for place, name in enumerate(asked)}
        ordered = sorted(facts.values(), key=lambda fact: (fact.type != "choice", places.get(fact.name, len(places))))
        # A choice says in which state the patient is, and most rules ask it; asked first, it keeps the diagrams small.
        # So do neighbours that the same rules ask.
        questions = dict.fromkeys(name for program in programs for name in program.vocabulary.questions)
        self.inputs: tuple[Input, ...] = (
            *(("patient", fact.name) for fact in ordered),
            *(("reading", question) for question in questions),
        )
        self.index: Mapping[Input, int] = {name: number for number, name in enumerate(self.inputs)}
        self.values: tuple[tuple[Cell, ...], ...] = tuple(
            _ordered(value for program in programs for value in program.inputs.get(name, ())) for name in self.inputs
        )
        self.readings = frozenset(number for name, number in self.index.items() if name[0] == "reading")
        self.diagrams = MDD([len(values) for values in self.values])
        self._places = [{value: place for place, value in enumerate(values)} for values in self.values]
        self._literals: dict[tuple[Input, frozenset[Cell]], Diagram] = {}

    def value_index(self, name: Input, value: Cell) -> int:
        """The number of a value of an input."""
        return self._places[self.index[name]][value]

    def literal(self, name: Input, values: frozenset[Cell]) -> Diagram:
        """Where an input has one of these values."""
        found = self._literals.get((name, values))
        if found is None:
            number = self.index[name]
            places = [self._places[number][value] for value in values]
            found = self._literals[name, values] = self.diagrams.literal(number, places)
        return found

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


class Space:
    """Every combination of facts and readings, and where in it each statement of a ground program holds.

    Attributes:
        program: the ground program.
        variables: the variables and their diagrams.
    """

    def __init__(self, program: GroundProgram, variables: Variables | None = None) -> None:
        """Take the diagrams of a variables that knows the program's inputs; else of a variables of its own."""
        self.program = program
        self.variables = variables or Variables(program)
        self._where: dict[int, Diagram] = {}
        self._circles = program.circles

    @property
    def diagrams(self) -> MDD:
        """The algebra of the diagrams."""
        return self.variables.diagrams

    def holds(self, statement: Atom) -> Diagram:
        """Where a statement holds; `NEVER` for one that no rule gives."""
        if statement in self.program.certain:
            return ALWAYS
        return self.atom(self.program.literals_of.get(statement, 0))

    def body(self, rule: GroundRule, otherwise: Mapping[int, Diagram] = _AS_IT_IS) -> Diagram:
        """Where all that a ground rule asks for holds; or would, if some atoms held otherwise than they do."""
        diagrams, found = self.diagrams, ALWAYS
        for name, values in rule.inputs:
            found = diagrams.conj(found, self.variables.literal(name, values))
        for literal in rule.body:
            if found == NEVER:
                break
            atom = abs(literal)
            where = otherwise[atom] if atom in otherwise else self.atom(atom)
            found = diagrams.conj(found, where if literal > 0 else diagrams.neg(where))
        return found

    @cached_property
    def possible(self) -> Diagram:
        """The patients that can be: those of whom nothing impossible is derived."""
        barred = (atom for literal, atom in self.program.names.items() if atom[0] == "impossible")
        known = (
            self.variables.literal(name, frozenset(values))  # another program of the variables may know more values
            for name, values in self.program.inputs.items()
        )
        return self.diagrams.all_of((*known, *(self.diagrams.neg(self.holds(atom)) for atom in barred)))

    def beside(self, program: GroundProgram) -> Space:
        """The space of a variant of the program, with the diagrams of what is the same in both."""
        before, after = self.program.ground_rules, program.ground_rules
        heads = [head for head in {*before, *after} if before.get(head) != after.get(head)]
        touched = set(heads)
        while heads:
            fresh = program.dependents.get(heads.pop(), frozenset()) - touched
            touched |= fresh
            heads += fresh
        space = Space(program, self.variables)
        space._where = {atom: where for atom, where in self._where.items() if atom not in touched}
        return space

    def atom(self, atom: int) -> Diagram:
        """Where an atom of the ground program holds."""
        found = self._where.get(atom)
        if found is None:
            if atom in self._circles:
                return self._circle(self._circles[atom])[atom]
            found = self._where[atom] = self._derived(atom)
        return found

    def _circle(self, circle: tuple[int, ...]) -> Mapping[int, Diagram]:
        """Of those that depend on each other: the least that the rules allow."""
        before: Mapping[int, Diagram] = {}
        found = dict.fromkeys(circle, NEVER)
        while found != before:
            self._where.update(found)
            before, found = found, {member: self._derived(member) for member in circle}
        return found

    def _derived(self, atom: int) -> Diagram:
        found = NEVER
        for rule in self.program.ground_rules.get(atom, ()):
            found = self.diagrams.disj(found, self.body(rule))
        return found


class PartialPatient:
    """What is known of one patient, in the space: what the patient has and how the page is read are fixed.

    Attributes:
        patient, readings: of whom, and under which readings; no readings leave them open.
        values: the fixed variables with the number of their value.
        unknown: the variables of the facts of which nothing is known.
    """

    def __init__(self, space: Space, patient: Patient, readings: Mapping[str, str] | None) -> None:
        self.space = space
        self.patient = patient
        self.readings = readings or {}
        program, variables = space.program, space.variables
        self.values: dict[int, int] = {}
        for name in program.vocabulary.facts:
            value = patient.value(program.vocabulary, name)
            if value is not None:
                fact = ("patient", name)
                self.values[variables.index[fact]] = variables.value_index(fact, program.key(name, value))
        self.values |= variables.chosen(self.readings)
        self.unknown = frozenset(range(len(variables.inputs))) - self.values.keys() - variables.readings
        self.possible = self.left(space.possible)
        self._left: dict[Atom, Diagram] = {}

    def beside(self, space: Space) -> PartialPatient:
        """The same patient in the space of another program of the same variables."""
        known = copy(self)
        known.space, known._left = space, {}
        known.possible = known.left(space.possible)
        return known

    def left(self, diagram: Diagram) -> Diagram:
        """What is left of a diagram."""
        return self.space.diagrams.restrict(diagram, self.values)

    def where(self, statement: Atom) -> Diagram:
        """What is left to decide whether a statement holds."""
        found = self._left.get(statement)
        if found is None:
            found = self._left[statement] = self.left(self.space.holds(statement))
        return found

    def status(self, where: Diagram) -> Literal["yes", "no", "unknown"]:
        """Whether what is left holds for every possible completion, for none, or for some."""
        if where == NEVER or self.space.diagrams.conj(where, self.possible) == NEVER:
            return "no"
        negated = self.space.diagrams.neg(where)
        if negated == NEVER or self.space.diagrams.conj(negated, self.possible) == NEVER:
            return "yes"
        return "unknown"

    def settling(self, where: Diagram) -> frozenset[str]:
        """The smallest set of unknown facts whose values, whatever they are, settle what is left.

        A fact is in the set where two possible completions that differ in it alone differ in what is left. Where every
        combination of the unknown facts is possible no other set is smaller. Where some are not, the set is checked
        and, if need be, completed.
        """
        if self.status(where) != "unknown":
            return frozenset()
        diagrams = self.space.diagrams
        candidates = sorted((diagrams.support(where) | diagrams.support(self.possible)) & self.unknown)
        if self.possible == ALWAYS:
            needed = set(candidates)
        else:
            needed = {number for number in candidates if self._matters(number, where)}
            needed |= self._completion(where, needed, [number for number in candidates if number not in needed])
        return frozenset(self.space.variables.inputs[number][1] for number in needed)

    def domains(self, narrowed: Mapping[Input, frozenset[Cell]] | None = None) -> dict[Input, frozenset[Cell]]:
        """The values that each input can still have, alone, where some unknown ones are narrowed to these values."""
        domains: dict[Input, frozenset[Cell]] = {}
        narrowed = narrowed or {}
        diagrams = self.space.diagrams
        possible = diagrams.all_of((self.possible, *(self.space.variables.literal(*one) for one in narrowed.items())))
        bound = diagrams.support(possible)
        for number, name in enumerate(self.space.variables.inputs):
            values = self.space.variables.values[number]
            if possible == NEVER:
                domains[name] = frozenset()
            elif number in self.values:
                domains[name] = frozenset((values[self.values[number]],))
            elif number in bound:
                left = (diagrams.restrict(possible, {number: place}) for place in range(len(values)))
                domains[name] = frozenset(value for value, one in zip(values, left, strict=True) if one != NEVER)
            else:
                domains[name] = frozenset(values)
        return domains

    def _matters(self, number: int, where: Diagram) -> bool:
        """Whether two possible completions that differ in this fact alone differ in what is left."""
        diagrams = self.space.diagrams
        sides = {
            (diagrams.restrict(where, {number: place}), diagrams.restrict(self.possible, {number: place}))
            for place in range(len(self.space.variables.values[number]))
        }
        return any(
            diagrams.all_of((diagrams.xor(one, other), possible, possible_too)) != NEVER
            for (one, possible), (other, possible_too) in combinations(sides, 2)
        )

    def _completion(self, where: Diagram, settling: Collection[int], others: Iterable[int]) -> set[int]:
        """The fewest facts that must join the settling ones before nothing else matters."""
        diagrams, others = self.space.diagrams, list(others)
        holds = diagrams.conj(where, self.possible)
        fails = diagrams.conj(diagrams.neg(where), self.possible)
        for size in range(len(others) + 1):
            for joined in combinations(others, size):
                rest = self.unknown.difference(settling, joined)
                if diagrams.conj(diagrams.exist(holds, rest), diagrams.exist(fails, rest)) == NEVER:
                    return set(joined)
        raise AssertionError("facts that are all known settle everything")
