"""Random patients and readings, with values on and around every threshold, made from the vocabulary and the cells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from osteo_asp import Guideline
from osteo_asp.answers.advise import status_at
from osteo_asp.vocabulary.facts import Fact
from osteo_asp.vocabulary.patient import Patient
from osteo_asp.vocabulary.terms import Atom


def values(guideline: Guideline, fact: Fact) -> list[Any]:
    """One value of every kind that the rules can tell apart."""
    if fact.type == "yes_no":
        return [True, False]
    if fact.type == "choice":
        return list(fact.choices)
    cuts = guideline.program.cells[fact.name].cuts
    near = [0] if fact.type == "count" else [Decimal("-0.001"), 0, Decimal("0.001")]
    whole = {fact.low, fact.high, *(Decimal(cut) / fact.scale for cut in cuts)}
    if fact.type == "count":
        whole |= {cut + step for cut in whole for step in (-1, 1)}
    around = {value + step for value in whole for step in near}
    return sorted(value for value in around if fact.low <= value <= fact.high)


def records(guideline: Guideline, *, unknown: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Valid records: complete in what can matter, or with any facts missing."""

    @st.composite
    def record(draw: st.DrawFn) -> dict[str, Any]:
        drawn: dict[str, Any] = {}
        for name, fact in guideline.vocabulary.facts.items():
            if not (unknown and draw(st.booleans())):
                drawn[name] = draw(st.sampled_from(values(guideline, fact)))
        for name, fact in guideline.vocabulary.facts.items():
            for other in fact.requires:
                absent = guideline.vocabulary.facts[other].absent
                if drawn.get(other, absent) == absent:
                    drawn.pop(name, None)
        if drawn.get("breast_cancer") and "cancer" in drawn:
            drawn["cancer"] = True
        return drawn

    return record()


def readings(guideline: Guideline) -> st.SearchStrategy[dict[str, str]]:
    """Any answer to every question of reading."""
    return st.fixed_dictionaries(
        {name: st.sampled_from(question.options) for name, question in guideline.vocabulary.questions.items()}
    )


def complete(guideline: Guideline, record: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """One completion of a record that is possible."""
    patient = Patient.of(guideline.vocabulary, record)
    filled = dict(record)
    for name in patient.unknown(guideline.vocabulary):
        filled[name] = data.draw(st.sampled_from(values(guideline, guideline.vocabulary.facts[name])), label=name)
    if filled.get("breast_cancer") and not filled.get("cancer"):
        filled["breast_cancer" if "cancer" in record else "cancer"] = "cancer" not in record
    if record.get("breast_cancer"):
        filled["breast_cancer"] = filled["cancer"] = True
    return filled


def statuses(guideline: Guideline, record: dict[str, Any], chosen: dict[str, str]) -> dict[Atom, str]:
    """The status of every statement that may hold of a patient: yes or unknown."""
    model = guideline.model
    masks = model.statuses(guideline.patient(record), model.points(*chosen.items()))
    held = ((atom, status_at(sides)) for atom, sides in masks.items())
    return {atom: status for atom, status in held if status != "no"}
