"""The instance: one patient as the facts of a plain clingo program, to be run beside the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..grounding.program import GroundProgram
from ..vocabulary.patient import Patient


def instance(program: GroundProgram, patient: Patient, readings: Mapping[str, str]) -> str:
    """Write a patient and the readings that are not the default as `recorded(…)` and `chosen(…)` facts.

    A measurement that is no whole number at the scale of the rules becomes a whole number on the same side of every
    threshold, so that nothing is rounded across one.

    Args:
        program: the ground program.
        patient: the patient, checked against the vocabulary.
        readings: how every question of reading is answered.

    Raises:
        InputError: the scale of a fact is too coarse for that.
    """
    lines = []
    for name, value in {**patient.recorded, **patient.assumed}.items():
        term: object = value
        if isinstance(value, Decimal):
            term = program.cells[name].whole(value)
        elif isinstance(value, bool):
            term = "yes" if value else "no"
        lines.append(f"recorded({name}, {term}).")
    for name, option in readings.items():
        if option != program.vocabulary.questions[name].default:
            lines.append(f"chosen({name}, {option}).")
    return "".join(f"{line}\n" for line in lines)
