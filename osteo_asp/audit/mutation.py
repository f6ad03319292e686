"""Mutation testing of the rules: which mutants does some patient notice, and which of those do the cases notice?"""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, get_args

from ..answers.advise import advice_from, advise
from ..answers.results import Advice
from ..answers.visible import told_in
from ..diagrams.mdd import NEVER, Diagram
from ..diagrams.partial import PartialPatient
from ..diagrams.space import Space
from ..diagrams.variables import Variables
from ..errors import InputError, KnowledgeBaseError
from ..grounding.grounder import Grounder, ground
from ..grounding.program import GroundProgram
from ..grounding.refining import common_cells
from ..grounding.source import read_rule
from ..model import compiled
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from .cases import Case, answer_to, check_case
from .differences import differences
from .mutants import Mutant, mutants
from .witness import Witness, Witnesses

if TYPE_CHECKING:
    from ..guideline import Guideline


Fate = Literal["killed", "equivalent", "survived", "refused"]


class Verdict(Struct):
    """What became of a mutant.

    Attributes:
        fate: `killed` by a case; `equivalent`: no patient notices, which is proved; `survived`: a patient notices and
            no case does; `refused`: the mutated knowledge base breaks a rule of the house.
        case: the name of the case that kills it.
        witness: the plainest patient who notices.
        asked: what differs for that patient, in the words of a case, with the answer of the guideline as it is.
        boxes: the boxes of the rule.
    """

    json_names: ClassVar = {
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

    schema: ClassVar = "osteo-asp/mutation/1"
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
        """The mutants that some patient notices and no case does."""
        return tuple(verdict for verdict in self.verdicts if verdict.fate == "survived")


def survey(
    guideline: Guideline,
    cases: Sequence[Case],
    *,
    workers: int = 2,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> MutationReport:
    """Try every mutant of a knowledge base.

    Args:
        guideline: the knowledge base.
        cases: its test cases.
        workers: how many processes share the work, where the system can fork; else one.
        progress: told how many mutants are done, of how many.

    Raises:
        InputError: the patient of a case cannot be used, or a case fails on the knowledge base as it is.
    """
    grounder = Grounder(guideline.program.folder)
    every = list(mutants(grounder.program))
    moved = [mutant for mutant in every if mutant.kind == "threshold"]
    finer = Grounder(guideline.program.folder, _cuts(grounder.program, moved))
    nurseries = {False: _Nursery(grounder, cases), True: _Nursery(finer, cases)}
    verdicts = []
    with _crew(nurseries, workers) as tried:
        for verdict in tried(every):
            verdicts.append(verdict)
            progress(len(verdicts), len(every))
    return MutationReport(tuple(verdicts))


_Nurseries: TypeAlias = "dict[bool, _Nursery]"
_at_hand: _Nurseries = {}


@contextmanager
def _crew(nurseries: _Nurseries, workers: int) -> Iterator[Callable[[Sequence[Mutant]], Iterator[Verdict]]]:
    """Processes that inherit the nurseries as they are; nothing is grounded again in them."""
    _at_hand.update(nurseries)
    try:
        if workers > 1 and "fork" in multiprocessing.get_all_start_methods():
            with multiprocessing.get_context("fork").Pool(workers) as pool:
                yield lambda every: pool.imap(_verdict, every, chunksize=8)
        else:
            yield lambda every: map(_verdict, every)
    finally:
        _at_hand.clear()


def _verdict(mutant: Mutant) -> Verdict:
    return _at_hand[mutant.kind == "threshold"].verdict(mutant)


def _cuts(program: GroundProgram, moved: Sequence[Mutant]) -> dict[str, set[int]]:
    """The thresholds of some mutants."""
    cuts: dict[str, set[int]] = {}
    for mutant in moved:
        for comparison in (*program.rules[mutant.index].comparisons, *read_rule(mutant.mutated).comparisons):
            cuts.setdefault(comparison.fact, set()).update(comparison.numbers)
    return cuts


class _Nursery:
    """The knowledge base as it is, with its cases, beside which mutants are brought up."""

    def __init__(self, grounder: Grounder, cases: Sequence[Case]) -> None:
        self.grounder = grounder
        self.program = program = grounder.program
        model = compiled(program)
        self.space = model.space
        self.shown = told_in(self.space)
        self.cases = cases
        self.patients = [model.patient(case.patient, assume_absent=case.assume_absent) for case in cases]
        self.readings = [program.vocabulary.readings(case.readings) for case in cases]
        self.known = [
            PartialPatient(self.space, patient, readings)
            for patient, readings in zip(self.patients, self.readings, strict=True)
        ]
        for case, patient, readings in zip(cases, self.patients, self.readings, strict=True):
            check_case(case, program)
            failures = tuple(case.failures(advise(model, patient, readings, "en")))
            if failures:
                raise InputError("case_fails", field=case.name, reason=failures[0])

    def verdict(self, mutant: Mutant) -> Verdict:
        """What becomes of a mutant."""
        try:
            mutated = self.grounder.variant(mutant.index, mutant.mutated)
            if mutated is not None:
                space, other = self.space, self.space.beside(mutated)
            else:
                old, new = common_cells(self.program, _rewritten(self.program, mutant))
                space = Space(old, Variables.of(old, new))
                other = Space(new, space.variables)
        except KnowledgeBaseError:
            return Verdict(mutant, "refused")
        found = differences(space, other, self._shown)
        if not found:
            return Verdict(mutant, "equivalent")
        killer = next((case for case in self._noticing(space, other, found)), None)
        if killer is not None:
            return Verdict(mutant, "killed", case=killer.name)
        return self._survivor(mutant, space, other, found)

    def _shown(self, space: Space) -> Mapping[Atom, Diagram]:
        return self.shown if space is self.space else told_in(space)

    def _noticing(self, space: Space, other: Space, found: Mapping[Atom, tuple[Diagram, Diagram]]) -> Iterator[Case]:
        """The cases that fail on a mutant."""
        diagrams = space.diagrams
        region = diagrams.any_of(one for both in found.values() for one in both)
        for case, known in zip(self.cases, self.known, strict=True):
            here = known if space is self.space else PartialPatient(space, known.patient, known.readings)
            if here.left(region) != NEVER:
                turned = [atom for atom, both in found.items() if any(here.left(one) != NEVER for one in both)]
                if _asks(case, turned) and any(True for _ in case.failures(_advice(here.beside(other)))):
                    yield case

    def _survivor(
        self, mutant: Mutant, space: Space, other: Space, found: Mapping[Atom, tuple[Diagram, Diagram]]
    ) -> Verdict:
        """What would kill a mutant: the plainest patient who notices, and what to ask."""
        region = space.diagrams.any_of(one for both in found.values() for one in both)
        witness = Witnesses(space).plainest(region)
        if witness is None:
            raise AssertionError("a region with a possible patient has a plainest one")
        readings = space.program.vocabulary.readings(witness.readings)
        known = PartialPatient(space, Patient(witness.patient), readings)
        answers = [_advice(one) for one in (known, known.beside(other))]
        questions = dict.fromkeys(question for atom in found for question in _questions(atom, answers[0]))
        asked = {}
        for question in questions:
            before, after = (answer_to(answer, question.split()) for answer in answers)
            if before != after:
                asked[question] = before
        conclusions = space.program.conclusions.get(mutant.index, ())
        boxes = dict.fromkeys(box for atom in conclusions for box in space.program.legend.cited(atom))
        return Verdict(mutant, "survived", None, witness, tuple(asked.items()), tuple(boxes))


def _advice(known: PartialPatient) -> Advice:
    program = known.space.program
    order = sorted(program.statements, key=program.position)
    statuses = {atom: known.status(known.where(atom)) for atom in order}
    masks = {atom: (1, int(status == "unknown")) for atom, status in statuses.items() if status != "no"}
    return advice_from(
        program, masks, 1, lambda atom: known.settling(known.where(atom)), known.patient, known.readings, "en"
    )


def _asks(case: Case, atoms: Sequence[Atom]) -> bool:
    """Whether a case asks for anything on which one of these statements bears."""
    kinds = {atom[0] for atom in atoms}
    names = {str(part) for atom in atoms for part in atom[1:]}
    for asked in case.expected:
        words = asked.split()
        if asked in ("indicated", "options", "first_choice"):
            if {"indicated": "indicated", "options": "option", "first_choice": "first_choice"}[asked] in kinds:
                return True
        elif not names.isdisjoint(words):
            return True
    return False


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


def _rewritten(program: GroundProgram, mutant: Mutant) -> GroundProgram:
    """The knowledge base with the mutant written into its file, and grounded anew."""
    rule = program.rules[mutant.index]
    file, first, column, last, end = rule.span
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / program.folder.name
        folder.mkdir()
        for source in program.folder.glob("*.lp"):
            shutil.copyfile(source, folder / source.name)
        lines = (folder / file).read_bytes().splitlines(keepends=True)
        before, after = lines[first - 1][: column - 1], lines[last - 1][end - 1 :]
        lines[first - 1 : last] = [before + mutant.mutated.encode() + after]
        (folder / file).write_bytes(b"".join(lines))
        return ground(folder, {name: set(cells.cuts) for name, cells in program.cells.items()})
