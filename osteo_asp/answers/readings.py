"""On which questions of reading does one statement about a patient depend, and what would each other option give?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from ..diagrams.mdd import NEVER, Diagram
from ..model import Model
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .results import Alternative, Combination, ReadingDependence, Status, StatusChange
from .visible import worded


class Dependence:
    """How the status of one statement about a patient depends on the readings."""

    def __init__(self, model: Model, wording: Wording, readings: Mapping[str, str], statement: Atom) -> None:
        """Look at a statement under all readings; `readings` are the chosen ones, `wording` is of the patient."""
        self._model, self._wording, self._readings, self._statement = model, wording, readings, statement
        known = model.about(wording.patient, {})
        diagrams, where = known.space.diagrams, known.where(statement)
        self._diagrams = diagrams
        self._always = diagrams.forall(diagrams.disj(where, diagrams.neg(known.possible)), known.unknown)
        self._sometimes = diagrams.exist(diagrams.conj(where, known.possible), known.unknown)
        numbers = sorted(diagrams.support(self._always) | diagrams.support(self._sometimes))
        self._names = [model.variables.inputs[number][1] for number in numbers]

    def questions(self) -> tuple[ReadingDependence, ...]:
        """The questions that change the status, with what their other options would give beside the chosen readings."""
        wording, found = self._wording, []
        for name in self._names:
            question, chosen = ("question", name), self._readings[name]
            alternatives = tuple(
                Alternative(option, wording.meaning(name, option), self._change({**self._readings, name: option}))
                for option in self._model.vocabulary.questions[name].options
                if option != chosen and self._change({**self._readings, name: option})
            )
            if alternatives:
                found.append(
                    ReadingDependence(
                        name,
                        wording.statement(question),
                        wording.legend.cited(question),
                        chosen,
                        wording.meaning(name, chosen),
                        alternatives,
                    )
                )
        return tuple(found)

    def combinations(self) -> tuple[Combination, ...]:
        """The status under every combination of the readings on which it depends, if it does."""
        options = (self._model.vocabulary.questions[name].options for name in self._names)
        choices = [dict(zip(self._names, choice, strict=True)) for choice in product(*options)] if self._names else []
        return tuple(Combination(choice, self._status({**self._readings, **choice})) for choice in choices)

    def _change(self, readings: Mapping[str, str]) -> tuple[StatusChange, ...]:
        before, after = self._status(self._readings), self._status(readings)
        if before == after:
            return ()
        return (StatusChange(show(self._statement), worded(self._statement, self._wording), before, after),)

    def _status(self, readings: Mapping[str, str]) -> Status:
        values = self._model.variables.chosen(readings)

        def restricted(bound: Diagram) -> Diagram:
            return self._diagrams.restrict(bound, values)

        return (
            "no" if restricted(self._sometimes) == NEVER else "unknown" if restricted(self._always) == NEVER else "yes"
        )
