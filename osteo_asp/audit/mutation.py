"""Mutation testing: which mutants change what anybody is told, and which of those do the test cases notice?"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from ..answers.advise import Advisor
from ..answers.results import Advice
from ..answers.visible import told_in
from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.partial import PartialPatient
from ..diagrams.space import Space
from ..errors import InputError, KnowledgeBaseError, shown
from ..grounding.declarations import Declarations
from ..grounding.grounder import Grounder
from ..grounding.headers import Header
from ..grounding.lint import DECLARATIONS
from ..grounding.program import GroundProgram
from ..grounding.refining import refined
from ..grounding.source import read_rule
from ..grounding.variants import Variant, Variants
from ..model import Model
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.contract import predicate_of
from ..vocabulary.labels import Legend
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from .cases import Case, answer_to, check_case
from .differences import Differences, differences
from .mutants import Mutant, mutants
from .revisions import Revisions
from .sayings import TABLE, Sayings, Table, as_table, sayings, table_differences
from .trials import Trial, statements_by_key
from .witness import Witness, Witnesses

Fate: TypeAlias = Literal["killed", "equivalent", "survived", "refused"]


class Verdict(Struct):
    """What became of a mutant.

    Attributes:
        fate: `killed` by a case, or by the table of sayings; `equivalent`: nobody is told anything else, which is
            proved; `survived`: somebody is, and no case notices; `refused`: the mutated knowledge base breaks a rule of
            the house.
        case: the name of the case that kills it.
        witness: the plainest patient who notices.
        asked: what differs for that patient, in the words of a case, with the answer of the guideline as it is.
        boxes: the boxes of the rule.
    """

    json_names: ClassVar = {
        "part": "mutant.part",
        "place": "mutant.place",
        "kind": "mutant.kind",
        "rule": "mutant.rule",
        "mutated": "mutant.mutated",
        "mutant": None,
        "asked": None,
        "boxes": None,
    }

    mutant: Mutant
    fate: Fate
    case: str | None = None
    witness: Witness | None = None
    asked: tuple[tuple[str, Any], ...] = ()
    boxes: tuple[str, ...] = ()


class MutationReport(Reply):
    """The fate of every mutant."""

    schema: ClassVar = "osteo-asp/mutation/2"
    json_names: ClassVar = {"counts": "counts", "mutants": "verdicts"}

    verdicts: tuple[Verdict, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many mutants had each fate."""
        return {fate: self.count(fate) for fate in get_args(Fate)}

    def count(self, fate: Fate) -> int:
        """How many mutants had this fate."""
        return sum(verdict.fate == fate for verdict in self.verdicts)

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """The mutants that somebody notices and no case does."""
        return tuple(verdict for verdict in self.verdicts if verdict.fate == "survived")


def run_mutants(
    model: Model,
    cases: Sequence[Case],
    table: Table | None = None,
    *,
    workers: int = 2,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> MutationReport:
    """Try every mutant of a knowledge base.

    Args:
        model: the knowledge base.
        cases: its test cases.
        table: its sayings as they are kept beside the cases; None where they are not.
        workers: how many processes share the work, where the system can fork; else one.
        progress: told how many mutants are done, of how many.

    Raises:
        InputError: the patient of a case cannot be used, a case fails on the knowledge base as it is, or the table is
            not what it says.
    """
    for case in cases:
        check_case(case, model.program)
        for failure in case.failures(model):
            raise InputError("case_fails", field=case.name, reason=failure)
    for other in () if table is None else table_differences(table, as_table(sayings(model.program))):
        raise InputError("sayings_differ", path=TABLE, field=other.subject, part=other.part, value=shown(other.after))
    grounder = Grounder(model.program.folder)
    every = list(mutants(grounder.program, grounder.source))
    runner = MutantRunner(grounder, grounder.program, cases, kept=table is not None)
    finer = MutantRunner(grounder, refined(grounder.program, _cuts(grounder, every)), cases, kept=table is not None)
    verdicts = []
    with worker_pool(runner, finer, workers) as tried:
        for verdict in tried(every):
            verdicts.append(verdict)
            progress(len(verdicts), len(every))
    return MutationReport(tuple(verdicts))


_RUNNERS: dict[str, MutantRunner] = {}
"""Those that the processes of a pool inherit."""


@contextmanager
def worker_pool(
    runner: MutantRunner, finer: MutantRunner, workers: int
) -> Iterator[Callable[[Sequence[Mutant]], Iterator[Verdict]]]:
    """Processes that inherit the runners as they are; nothing is grounded again in them.

    Args:
        runner: the knowledge base as it is.
        finer: the same, with the cells of every mutant that moves a threshold.
        workers: how many processes.
    """
    _RUNNERS.update(runner=runner, finer=finer)
    try:
        if workers > 1 and "fork" in multiprocessing.get_all_start_methods():
            with multiprocessing.get_context("fork").Pool(workers) as pool:
                yield lambda every: pool.imap(_verdict, every, chunksize=16)
        else:
            yield lambda every: map(_verdict, every)
    finally:
        _RUNNERS.clear()


def _verdict(mutant: Mutant) -> Verdict:
    return _RUNNERS["finer" if _moves(_RUNNERS["runner"].grounder, mutant) else "runner"].verdict(mutant)


def _moves(grounder: Grounder, mutant: Mutant) -> bool:
    """Whether a mutant compares a fact with a number with which its rule does not compare it."""
    return any(
        not set(numbers).issubset(grounder.program.cells[name].cuts)
        for name, numbers in _compared(mutant).items()
        if name in grounder.program.cells
    )


def _compared(mutant: Mutant) -> Mapping[str, Sequence[int]]:
    if (
        mutant.part != "rule"
        or mutant.kind not in ("threshold", "digits", "exchanged")
        or "patient(" not in mutant.mutated
    ):
        return {}
    try:
        comparisons = read_rule(mutant.mutated).comparisons
    except KnowledgeBaseError:
        return {}
    return {one.fact: one.numbers for one in comparisons}


def _cuts(grounder: Grounder, every: Sequence[Mutant]) -> dict[str, set[int]]:
    """The numbers with which mutants compare facts."""
    cuts: dict[str, set[int]] = {}
    for mutant in every:
        for name, numbers in _compared(mutant).items():
            if name in grounder.program.cells:
                cuts.setdefault(name, set()).update(numbers)
    return cuts


class MutantRunner:
    """A knowledge base as it is, with its cases, on which mutants are tried.

    Attributes:
        grounder: the knowledge base in clingo's hands.
        program: its ground program, on request with more cells.
        space: every patient and every reading.
        cases, trials: its cases, and what is left of the space for the patient of each.
    """

    def __init__(self, grounder: Grounder, program: GroundProgram, cases: Sequence[Case], *, kept: bool) -> None:
        """Take a knowledge base, its cases, and whether its sayings are kept beside them."""
        self.grounder = grounder
        self.program = program
        self.cases = cases
        self.space = Space(program)
        self._kept = kept
        self._variants = Variants(grounder, program)
        self._revisions = Revisions(self.space)
        self._killers: dict[tuple[str, int], int] = {}
        by_key = statements_by_key((*program.statements, *program.names.values()))
        self.trials = [Trial(case, self._known(case), by_key) for case in cases]

    def _known(self, case: Case) -> PartialPatient:
        vocabulary = self.program.vocabulary
        patient = Patient.of(vocabulary, case.patient)
        readings = vocabulary.readings(case.readings)
        if case.assume_absent:
            cells = PartialPatient(self.space, patient, readings).cells()
            unknown = [name for name in patient.unknown(vocabulary) if not vocabulary.facts[name].numeric]
            settled = [name for name in unknown if len(cells["patient", name]) == 1]
            patient = patient.assume_absent(vocabulary, settled)
        return PartialPatient(self.space, patient, readings)

    @cached_property
    def _told(self) -> Mapping[Atom, Diagram]:
        return told_in(self.space)

    @cached_property
    def _declarations(self) -> Declarations:
        return Declarations(self.grounder)

    @cached_property
    def _sayings(self) -> Sayings:
        return sayings(self.program)

    def verdict(self, mutant: Mutant) -> Verdict:
        """What becomes of a mutant."""
        try:
            if mutant.part == "rule":
                return self._revised(mutant, self._variants.of_rule(mutant.index, mutant.mutated))
            if mutant.part == "declaration":
                return self._declared(mutant)
        except KnowledgeBaseError:
            return Verdict(mutant, "refused")
        return self._headed(mutant)

    # ---- what is said

    def _declared(self, mutant: Mutant) -> Verdict:
        gained, lost = self._declarations.revised(mutant.index, mutant.mutated, DECLARATIONS)
        said = {atom for atom in (*gained, *lost) if (atom[0], len(atom) - 1) in DECLARATIONS}
        if said and (any(atom[0] != "cite" for atom in said) or self._cites(gained, lost)):
            return self._said(mutant)
        rest = [[atom for atom in atoms if atom not in said] for atoms in (gained, lost)]
        if not any(rest):
            return Verdict(mutant, "equivalent")
        return self._revised(mutant, self._variants.of_facts(*rest))

    def _cites(self, gained: frozenset[Atom], lost: frozenset[Atom]) -> bool:
        """Whether anything rests on other boxes by what is cited."""
        cites = [one for one in self.program.declared("cite", 2) if ("cite", *one) not in lost]
        cites += [atom[1:] for atom in gained if atom[0] == "cite"]
        other = copy(self.program)
        other.declarations = {**self.program.declarations, ("cite", 2): cites}
        other.legend = Legend(other.declared, self.program.headed)
        return sayings(other) != self._sayings

    def _headed(self, mutant: Mutant) -> Verdict:
        header = self.grounder.source.headers[mutant.index]
        boxes = tuple(mutant.mutated.removeprefix("%%% ").split())
        other = copy(self.program)
        headed = dict(self.program.headed)
        for atom, rests in self._under(header, boxes).items():
            headed[atom] = rests
        other.legend = Legend(other.declared, headed)
        if not {box.id for box in other.legend.boxes.values() if box.encoded} <= set(other.legend.used):
            return Verdict(mutant, "refused")
        return self._said(mutant) if sayings(other) != self._sayings else Verdict(mutant, "equivalent")

    def _under(self, header: Header, boxes: tuple[str, ...]) -> Mapping[Atom, tuple[str, ...]]:
        """What is given under a header, with all boxes on which it rests if the header names others."""
        program, source = self.program, self.grounder.source
        later = [one.line for one in source.headers if one.file == header.file and one.line > header.line]
        end = min(later, default=None)

        def under(file: str, line: int) -> bool:
            return file == header.file and header.line <= line and (end is None or line < end)

        rests: dict[Atom, dict[str, None]] = {}
        touched: set[Atom] = set()
        for index, rule in enumerate(source.dynamic):
            here = under(rule.file, rule.line)
            for atom in program.conclusions.get(index, ()):
                rests.setdefault(atom, {}).update(dict.fromkeys(boxes if here else rule.boxes))
                if here:
                    touched.add(atom)
        for index, rule in enumerate(source.static):
            here = under(rule.file, rule.line) and bool(rule.boxes)
            for atom in self._declarations.given(index) if rule.boxes else ():
                rests.setdefault(atom, {}).update(dict.fromkeys(boxes if here else rule.boxes))
                if here:
                    touched.add(atom)
        return {atom: tuple(rests[atom]) for atom in touched}

    def _said(self, mutant: Mutant) -> Verdict:
        return Verdict(mutant, "killed", case=TABLE) if self._kept else Verdict(mutant, "survived")

    # ---- what follows

    def _revised(self, mutant: Mutant, variant: Variant) -> Verdict:
        concerned = self._revisions.concerned(variant.rules)
        if concerned == NEVER:
            return self._idle(mutant, variant)
        for number in self._order(mutant):
            trial = self.trials[number]
            if (concerned is None or trial.known.left(concerned) != NEVER) and trial.fails(variant):
                self._killers[mutant.part, mutant.index] = number
                return Verdict(mutant, "killed", case=trial.case.name)
        changed = {atom: after for atom, _, after in self._revisions.changes(variant.rules)}
        names = {**self.program.names, **variant.names}
        if all(predicate_of(names[number]) is None for number in changed):
            return self._idle(mutant, variant)
        program = self._variants.program_of(variant)
        known = {atom: self.space.atom(atom) for atom in self.program.names} | dict.fromkeys(variant.names, NEVER)
        other = Space(program, self.space.variables, {**known, **changed})
        found = differences(self.space, other, lambda space: self._told if space is self.space else told_in(space))
        region = self.space.diagrams.any_of(one for both in found.values() for one in both)
        region = self.space.diagrams.disj(region, self.space.diagrams.xor(self.space.possible, other.possible))
        if region == NEVER:
            return self._idle(mutant, variant)
        return self._survivor(mutant, other, found, region)

    def _idle(self, mutant: Mutant, variant: Variant) -> Verdict:
        """A mutant by which nobody is told another conclusion: at most, that one rests on other boxes."""
        headed = self._variants.headed(variant)
        legend = Legend(
            self.program.declared,
            {atom: boxes for atom, boxes in {**self.program.headed, **headed}.items() if boxes},
        )
        moved = [atom for atom in headed if legend.cited(atom) != self.program.legend.cited(atom)]
        held = (self.space.diagrams.conj(self.space.holds(atom), self.space.possible) for atom in moved)
        return self._said(mutant) if any(where != NEVER for where in held) else Verdict(mutant, "equivalent")

    def _order(self, mutant: Mutant) -> Iterator[int]:
        """The cases: first what killed a mutant of the same rule, then those about its boxes."""
        last = self._killers.get((mutant.part, mutant.index))
        if last is not None:
            yield last
        boxes = set(self._boxes(mutant))
        about = [number for number, case in enumerate(self.cases) if not boxes.isdisjoint(case.boxes)]
        yield from about
        yield from (number for number in range(len(self.cases)) if number not in set(about))

    def _boxes(self, mutant: Mutant) -> tuple[str, ...]:
        if mutant.part != "rule":
            return self.grounder.source.static[mutant.index].boxes if mutant.part == "declaration" else ()
        conclusions = self.program.conclusions.get(mutant.index, ())
        return tuple(dict.fromkeys(box for atom in conclusions for box in self.program.legend.cited(atom)))

    def _survivor(self, mutant: Mutant, other: Space, found: Differences, region: Diagram) -> Verdict:
        """What would kill a mutant: the plainest patient who notices, and what to ask."""
        witnesses = [Witnesses(space) for space in (self.space, other)]
        witness = witnesses[0].plainest(region)
        if witness is None:  # whom only the mutant thinks possible
            witness = witnesses[1].plainest(region)
            return Verdict(mutant, "survived", None, witness, (), self._boxes(mutant))
        readings = self.program.vocabulary.readings(witness.readings)
        known = PartialPatient(self.space, Patient(witness.patient), readings)
        answers = [_advice(one) for one in (known, known.beside(other))]
        questions = dict.fromkeys(question for atom in found for question in _questions(atom, answers[0]))
        asked = {}
        for question in questions:
            before, after = (answer_to(answer, question.split()) for answer in answers)
            if before != after:
                asked[question] = before
        return Verdict(mutant, "survived", None, witness, tuple(asked.items()), self._boxes(mutant))


def _advice(known: PartialPatient) -> Advice:
    program = known.space.program
    order = sorted(program.statements, key=program.position)
    statuses = {atom: known.status(known.where(atom)) for atom in order}
    masks = {atom: (1, int(status == "unknown")) for atom, status in statuses.items() if status != "no"}
    return Advisor(
        program, masks, 1, lambda atom: known.settling(known.where(atom)), known.patient, known.readings, "en"
    ).advice()


def _questions(atom: Atom, advice: Advice) -> Iterator[str]:
    """How a case asks for a statement."""
    match atom:
        case ("indicated",):
            yield "indicated"
        case ("option", action, drug):
            yield f"{action} {drug}"
        case ("first_choice", _):
            yield "first_choice"
        case ("line", drug, _):
            yield f"line {drug}"
        case ("indication" | "switch_reason" | "silent" | "conflict" as kind, reason):
            yield f"{kind} {reason}"
        case ("duty", reason, *occasion):
            yield f"box duty {reason}" if occasion else f"duty {reason}"
        case ("proposed", action, drug, _):
            yield f"for {action} {drug}"
        case ("against" | "closed" as kind, action, drug, _):
            yield f"{kind} {action} {drug}"
        case ("favoured", drug, _):
            yield from (f"for {one.action.id} {drug}" for one in advice.options if one.drug.id == drug)
