"""The instance: one patient as the facts of a plain clingo program, to be run beside the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..guideline import Guideline
from ..vocabulary.patient import Patient


def instance(
    guideline: Guideline,
    facts: Mapping[str, object] | Patient,
    *,
    assume_absent: bool = False,
    readings: Mapping[str, object] | None = None,
) -> str:
    """Write a patient and the readings that are not the default as `recorded(…)` and `chosen(…)` facts.

    Every value has been checked against the vocabulary. A measurement that is no whole number at the scale of the rules
    becomes a whole number on the same side of every threshold, so that nothing is rounded across one.

    Raises:
        InputError: the record cannot be used, or the scale of a fact is too coarse for that.
    """
    patient = guideline.patient(facts, assume_absent=assume_absent)
    lines = []
    for name, value in {**patient.recorded, **patient.assumed}.items():
        term: object = value
        if isinstance(value, Decimal):
            term = guideline.program.cells[name].whole(value)
        elif isinstance(value, bool):
            term = "yes" if value else "no"
        lines.append(f"recorded({name}, {term}).")
    for name, option in guideline.vocabulary.readings(readings, guideline.readings).items():
        if option != guideline.vocabulary.questions[name].default:
            lines.append(f"chosen({name}, {option}).")
    return "".join(f"{line}\n" for line in lines)
