"""Verification: clingo derives the statuses of an answer anew, and an answer that it does not confirm is not given."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from ..diagrams.partial import PartialPatient
from ..errors import VerificationError
from ..grounding.patient_run import PatientRun
from ..grounding.program import GroundProgram
from ..messages import Language
from ..model import Model
from ..vocabulary.contract import STATEMENTS, predicate_of
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .advise import CHOSEN, status_at
from .results import Status, Verification
from .visible import worded


def verify(
    program: GroundProgram, patient: Patient, readings: Mapping[str, str], statuses: Mapping[Atom, Status]
) -> Verification:
    """Have clingo derive statuses anew, by brave and cautious consequences of the knowledge base's own files.

    Args:
        program: the ground program.
        patient: the patient.
        readings: how every question of reading is answered.
        statuses: of every statement that an answer may rest on; those that do not hold, too.

    Raises:
        VerificationError: clingo comes to another status of one; the first in the order of the page is named.
        KnowledgeBaseError: clingo cannot solve the files.
    """
    start = perf_counter()
    signatures = {(atom[0], len(atom) - 1) for atom in statuses}
    brave, cautious = PatientRun(program, patient, readings, signatures).consequences()
    untold = (atom for atom in brave if atom not in statuses and predicate_of(atom) in STATEMENTS)
    every = dict.fromkeys(sorted((*statuses, *untold), key=lambda atom: (program.position(atom), show(atom))))
    for atom in every:
        status, derived = statuses.get(atom, "no"), _status(atom, brave, cautious)
        if status != derived:

            def words(language: Language, atom: Atom = atom) -> str:
                return f"{worded(atom, Wording.of(program, language, patient))} ({show(atom)})"

            raise VerificationError(words, status, derived)
    return Verification(round(perf_counter() - start, 3), len(every))


def verify_answer(model: Model, patient: Patient, readings: Mapping[str, str]) -> Verification:
    """Verify the statuses of which advice is made. Errors are those of `verify`."""
    masks = model.statuses(patient, model.points(*readings.items()))
    statuses = {atom: status_at(masks.get(atom, (0, CHOSEN))) for atom in model.program.statements}
    return verify(model.program, patient, readings, statuses)


def verify_explanations(known: PartialPatient) -> Verification:
    """Verify the status of everything that an explanation of one patient may name. Errors are those of `verify`."""
    program = known.space.program
    atoms = (*program.statements, *(atom for atom in program.names.values() if predicate_of(atom) not in STATEMENTS))
    statuses: dict[Atom, Status] = {atom: known.status(known.where(atom)) for atom in atoms}
    return verify(program, known.patient, known.readings, statuses)


def _status(atom: Atom, brave: frozenset[Atom], cautious: frozenset[Atom]) -> Status:
    return "yes" if atom in cautious else "unknown" if atom in brave else "no"
