"""Readings compared: whether each question ever matters, for whom, and to which conclusions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import ClassVar

from ..answers.results import Named, StatusChange
from ..answers.visible import compared
from ..diagrams.mdd import ALWAYS, NEVER
from ..diagrams.space import Space
from ..messages import Language
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import show
from .witness import Witness, Witnesses


class PairOfReadings(Struct):
    """Two options of a question, the plainest patient on whom they differ, and in what.

    Attributes:
        witness: None where no patient tells them apart.
        changes: the statements that differ for that patient; `before` by the first option, `after` by the second.
    """

    json_names: ClassVar = {"options": "options", "first": None, "second": None}

    first: str
    second: str
    witness: Witness | None
    changes: tuple[StatusChange, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """The two options."""
        return self.first, self.second


class QuestionReport(Struct):
    """One question of reading.

    Attributes:
        pairs: every pair of its options.
        statements: the conclusions that depend on it for some patient, under some answers to the other questions.
    """

    json_names: ClassVar = {"matters": "matters", "statements": "statements.id"}

    id: str
    text: str
    boxes: tuple[str, ...]
    pairs: tuple[PairOfReadings, ...]
    statements: tuple[Named, ...]

    @property
    def matters(self) -> bool:
        """Whether any conclusion about any patient depends on it."""
        return bool(self.statements)


class ReadingReport(Reply):
    """All questions of reading.

    Attributes:
        questions: each question.
        same: the conclusions that are the same under every combination of readings, for every patient; proved.
    """

    schema: ClassVar = "osteo-asp/readings/2"
    json_names: ClassVar = {"same": "same.id"}

    language: Language
    guideline: Mapping[str, str]
    questions: tuple[QuestionReport, ...]
    same: tuple[Named, ...]


def compare_readings(space: Space, readings: Mapping[str, str], language: Language) -> ReadingReport:
    """Compare the options of every question, two by two, with the other questions answered as chosen.

    Where two options differ for nobody by the chosen readings, a patient is looked for under any others.
    """
    program, diagrams, variables = space.program, space.diagrams, space.variables
    wording = Wording.of(program, language)
    witnesses = Witnesses(space)
    where = {
        atom: diagrams.conj(space.holds(atom), space.possible)
        for atom in sorted(program.statements, key=program.position)
        if compared(atom)
    }
    questions = []
    for question in program.vocabulary.questions.values():
        number = variables.index["reading", question.name]
        others = {name: option for name, option in readings.items() if name != question.name}
        pairs = []
        for first, second in combinations(question.options, 2):
            sides = {
                atom: tuple(
                    diagrams.restrict(one, {number: variables.value_index(("reading", question.name), option)})
                    for option in (first, second)
                )
                for atom, one in where.items()
            }
            region = diagrams.any_of(diagrams.xor(*side) for side in sides.values())
            witness = witnesses.plainest(region, others) or witnesses.plainest(region)
            changes = []
            if witness is not None:
                known = witnesses.values(witness)
                for atom, side in sides.items():
                    before, after = (diagrams.restrict(one, known) == ALWAYS for one in side)
                    if before != after:
                        words = wording.statement(atom)
                        changes.append(
                            StatusChange(show(atom), words, *("yes" if one else "no" for one in (before, after)))
                        )
            pairs.append(PairOfReadings(first, second, witness, tuple(changes)))
        name = ("question", question.name)
        questions.append(
            QuestionReport(
                question.name,
                wording.statement(name),
                program.legend.cited(name),
                tuple(pairs),
                tuple(
                    Named(show(atom), wording.statement(atom))
                    for atom, one in where.items()
                    if number in diagrams.support(one)
                ),
            )
        )
    same = tuple(
        Named(show(atom), wording.statement(atom))
        for atom, one in where.items()
        if one != NEVER and diagrams.support(one).isdisjoint(variables.readings)
    )
    return ReadingReport(language, program.legend.document(language), tuple(questions), same)
