"""The instance: one patient as the facts of a plain clingo program, to be run beside the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping

from ..grounding.program import GroundProgram
from ..grounding.record import record_atoms
from ..vocabulary.patient import Patient


def instance(program: GroundProgram, patient: Patient, readings: Mapping[str, str]) -> str:
    """Write a patient and the readings that are not the default as `recorded(…)` and `chosen(…)` facts.

    Arguments and errors are those of `record_atoms`.
    """
    atoms = record_atoms(program, patient, readings)
    return "".join(f"{name}({', '.join(map(str, arguments))}).\n" for name, *arguments in atoms)
