"""The model: a compiled guideline, from which every question about a patient is answered. Plain data.

Grounding gives the rules for every possible patient and every reading; the diagrams say where each atom holds. Nothing
of a patient is kept here once the patient is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Final, TypeAlias

from .diagrams.forest import Domains, Forest, Mask, Points, Sweep
from .diagrams.mdd import NEVER, Diagram, TooLargeError
from .diagrams.partial import PartialPatient, value_indices
from .diagrams.space import ForestSpace, Space
from .diagrams.variables import Variables
from .errors import KnowledgeBaseError
from .grounding.program import GroundProgram
from .vocabulary.contract import IMPOSSIBLE
from .vocabulary.facts import Vocabulary
from .vocabulary.labels import Legend
from .vocabulary.patient import Patient, contradiction
from .vocabulary.terms import Atom, show

__all__ = ["Model", "alternatives", "compiled"]

Roots: TypeAlias = tuple[Diagram, Diagram]
"""Of a statement, in the forest: the possible patients of whom it holds, and those of whom it does not."""

_NO_READING: Final = Points([{}])
"""The one point at which what hangs on no reading is looked at."""


class Model:
    """A compiled guideline.

    Attributes:
        program: the ground program.
        vocabulary: the facts that a patient can bring, and the questions of reading.
        legend: the words, citations and boxes.
        variables: the inputs, in the order in which the diagrams ask them.
        forest: the diagrams.
        possible: the patients that can be.
        statements: where each statement holds, and where it does not.
    """

    def __init__(
        self,
        program: GroundProgram,
        variables: Variables,
        forest: Forest,
        roots: Callable[[], Mapping[int, Diagram]],
        possible: Diagram,
        statements: Mapping[Atom, Roots],
    ) -> None:
        self.program = program
        self.vocabulary: Vocabulary = program.vocabulary
        self.legend: Legend = program.legend
        self.variables = variables
        self.forest = forest
        self._roots = roots
        self.possible = possible
        self.statements = statements
        self.points = lru_cache(maxsize=8)(self._points)
        self.live = lru_cache(maxsize=64)(self._live)

    @cached_property
    def roots(self) -> Mapping[int, Diagram]:
        """By the number of every atom, where it holds."""
        return self._roots()

    @cached_property
    def space(self) -> Space:
        """Every patient and every reading, to be calculated with: for the audit, the cohort and the pictures."""
        diagrams = self.forest.whole()
        variables = self.variables.fresh()
        vars(variables)["diagrams"] = diagrams
        return Space(self.program, variables, self.roots)

    def about(self, patient: Patient, readings: Mapping[str, str]) -> PartialPatient:
        """One patient, with diagrams of the patient's own."""
        space = ForestSpace(
            self.program, self.variables, self.forest, self.roots, self.possible, self.variables.chosen(readings)
        )
        return PartialPatient(space, patient, readings)

    def patient(self, facts: Mapping[str, object] | Patient, *, assume_absent: bool = False) -> Patient:
        """Check a record of facts; on request, take what is unrecorded as absent.

        Raises:
            InputError: the record cannot be used; the message names the field, the value and what is allowed.
        """
        patient = Patient.of(self.vocabulary, facts.recorded if isinstance(facts, Patient) else facts)
        self._check(patient)
        if assume_absent:
            patient = patient.assume_absent(self.vocabulary, self.settled(patient))
            self._check(patient)
        elif isinstance(facts, Patient):
            patient = Patient(patient.recorded, facts.assumed)
        return patient

    def settled(self, patient: Patient) -> Collection[str]:
        """The unrecorded yes/no facts and choices that what is recorded already settles."""
        domains = self.domains(patient, {})
        names = []
        for number in self._bound:
            name = self.variables.inputs[number][1]
            if domains[number] is None and not self.vocabulary.facts[name].numeric:
                places = range(len(self.variables.values[number]))
                if sum(self._can_be({number: place}, domains) for place in places) == 1:
                    names.append(name)
        return names

    def domains(self, patient: Patient, readings: Mapping[int, int]) -> list[int | Sequence[int] | None]:
        """What is known of each variable."""
        domains: list[int | Sequence[int] | None] = [None] * len(self.variables.inputs)
        for values in (value_indices(self.program, self.variables, patient), readings):
            for number, value in values.items():
                domains[number] = value
        return domains

    def _points(self, *readings: tuple[str, str]) -> Points:
        """A choice of readings, and each that answers one question otherwise, in the order of the questions."""
        chosen = self.variables.chosen(dict(readings))
        choices = [chosen]
        for name, option in alternatives(self.vocabulary, dict(readings)):
            number = self.variables.index["reading", name]
            choices.append({**chosen, number: self.variables.value_index(("reading", name), option)})
        return Points(choices)

    def statuses(self, patient: Patient, points: Points) -> dict[Atom, tuple[Mask, Mask]]:
        """What may hold of a patient: each statement with the points at which it can hold, and at which it can fail.

        The statements are in the order of the page.
        """
        domains = self.domains(patient, {})
        state = domains[0] if domains else None
        reaches = Sweep(self.forest, domains, points).reaches
        masks = {}
        sides: dict[Diagram, Mask] = {}
        for atom, holds, fails in self.live(state if isinstance(state, int) else None):
            can_hold = sides.get(holds)
            if can_hold is None:
                can_hold = sides[holds] = reaches(holds)
            if can_hold:
                can_fail = sides.get(fails)
                if can_fail is None:
                    can_fail = sides[fails] = reaches(fails)
                masks[atom] = can_hold, can_fail
        return masks

    def _live(self, place: int | None) -> Sequence[tuple[Atom, Diagram, Diagram]]:
        """The statements that can hold where the variable that is asked first has some value, in the page's order."""
        live = []
        variable, children = self.forest.variable, self.forest.children
        for atom in sorted(self.statements, key=self.program.position):
            holds, fails = (
                children(root)[place] if place is not None and variable(root) == 0 else root
                for root in self.statements[atom]
            )
            if holds != NEVER:
                live.append((atom, holds, fails))
        return live

    @cached_property
    def _bound(self) -> tuple[int, ...]:
        """The variables of facts that cannot have every value beside every other."""
        bound: set[int] = set()
        waiting = [self.possible]
        while waiting:
            node = waiting.pop()
            children = self.forest.children(node)
            if children:
                bound.add(self.forest.variable(node))
                waiting += children
        return tuple(sorted(bound))

    def _can_be(self, values: Mapping[int, int], domains: Domains) -> bool:
        """Whether some completion of what is known is possible where some variables have these values, too."""
        held = [values.get(number, known) for number, known in enumerate(domains)]
        return bool(Sweep(self.forest, held, _NO_READING).reaches(self.possible))

    def _check(self, patient: Patient) -> None:
        """Check that some completion of the unknown facts is possible.

        Raises:
            InputError: none is; the message names the facts that exclude each other, and why.
        """
        if not self._bound or self._can_be({}, self.domains(patient, {})):
            return
        space = self.about(patient, self.vocabulary.readings()).space
        values = value_indices(self.program, self.variables, patient)
        diagrams, index = space.diagrams, self.variables.index
        atoms = [atom for atom, _ in self.program.atoms(*IMPOSSIBLE.signature)]

        def possible(facts: Iterable[str], barred: Iterable[Atom]) -> bool:
            numbers = (index["patient", name] for name in facts)
            held = {number: values[number] for number in numbers}
            allowed = diagrams.all_of(diagrams.restrict(diagrams.neg(space.holds(atom)), held) for atom in barred)
            return allowed != NEVER

        refusal = contradiction(
            self.vocabulary, patient, {atom: partial(self.legend.words, atom) for atom in atoms}, possible
        )
        assert refusal is not None, "nobody can be so"
        raise refusal


def alternatives(vocabulary: Vocabulary, readings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every option that is not chosen, with its question."""
    return [
        (name, option)
        for name, question in vocabulary.questions.items()
        for option in question.options
        if option != readings[name]
    ]


def compiled(program: GroundProgram) -> Model:
    """Compile a ground program.

    Raises:
        KnowledgeBaseError: a statement needs more nodes than the budget allows.
    """
    space = Space(program)
    diagrams = space.diagrams
    where: dict[int, Diagram] = {}
    for literal, atom in program.names.items():
        try:
            where[literal] = space.holds(atom)
        except TooLargeError:
            rule = program.rules[program.ground_rules[literal][0].rule]
            message = (
                f"{show(atom)} hangs on so much at once that its diagrams take more than {diagrams.budget} nodes; "
                "name a part of its conditions by a rule of its own, or ask for fewer facts together"
            )
            raise KnowledgeBaseError([rule.flaw(message)]) from None
    possible = space.possible
    statements = {}
    for atom in program.statements:
        holds = space.holds(atom)
        statements[atom] = diagrams.conj(holds, possible), diagrams.conj(diagrams.neg(holds), possible)
    every = [*where.values(), possible, *(root for roots in statements.values() for root in roots)]
    forest, number = Forest.of(diagrams, every)
    roots = {atom: number[root] for atom, root in where.items()}
    return Model(
        program,
        space.variables,
        forest,
        lambda: roots,
        number[possible],
        {atom: (number[holds], number[fails]) for atom, (holds, fails) in statements.items()},
    )
