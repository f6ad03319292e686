"""The record: a patient and a choice of readings as the facts of a plain run of clingo."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom
from .program import GroundProgram


def record_atoms(program: GroundProgram, patient: Patient, readings: Mapping[str, str]) -> list[Atom]:
    """What is recorded of a patient, or assumed, and the readings that are not the default.

    A measurement that is no whole number at the scale of the rules becomes a whole number on the same side of every
    threshold, so that nothing is rounded across one.

    Args:
        program: the ground program.
        patient: the patient, checked against the vocabulary.
        readings: how every question of reading is answered.

    Raises:
        InputError: the scale of a fact is too coarse for that.
    """
    atoms: list[Atom] = []
    for name, value in {**patient.recorded, **patient.assumed}.items():
        term: str | int
        if isinstance(value, Decimal):
            term = program.cells[name].whole(value)
        else:
            term = value if isinstance(value, str) else "yes" if value else "no"
        atoms.append(("recorded", name, term))
    for name, option in readings.items():
        if option != program.vocabulary.questions[name].default:
            atoms.append(("chosen", name, option))
    return atoms
