"""Answers: plain frozen objects, worded in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from ..messages import Language
from ..reply import Reply, json_value
from ..structure import Struct
from ..vocabulary.phrasing import Wording

Status: TypeAlias = Literal["yes", "no", "unknown"]
"""`yes` in every completion of the unrecorded facts, `no` in none, else `unknown`."""

JsonScalar: TypeAlias = bool | str | int | float
"""A recorded value as JSON knows it."""

OptionStatus: TypeAlias = Literal["admissible", "conditional", "excluded"]
"""`admissible` is possible in every completion of the unrecorded facts, `excluded` in none, else `conditional`."""


class Named(Struct):
    """Something with a name at the border and words for people."""

    id: str
    text: str


class Verification(Struct):
    """That clingo has derived the same statuses anew.

    Attributes:
        seconds: in what time.
        statements: of how many statements.
    """

    seconds: float
    statements: int

    def __add__(self, other: Verification) -> Verification:
        return Verification(round(self.seconds + other.seconds, 3), self.statements + other.statements)


class Recorded(Struct):
    """A fact of the patient, in words.

    Attributes:
        value: the value as JSON knows it; None where it is not known.
        words: the value with its unit.
        assumed: nobody recorded it; it was taken as absent on request.
    """

    id: str
    text: str
    value: JsonScalar | None
    words: str
    assumed: bool

    @classmethod
    def of(cls, wording: Wording, name: str) -> Recorded:
        """A fact of the patient of whom words are made."""
        value = wording.patient.value(wording.vocabulary, name)
        assumed = name in wording.patient.assumed
        return cls(name, wording.fact(name), json_value(value), wording.value(name, value), assumed)


def chosen_readings(wording: Wording, readings: Mapping[str, str]) -> tuple[Named, ...]:
    """The readings that are not the default, in words."""
    legend, language = wording.legend, wording.language
    return tuple(
        Named(
            name,
            f"{legend.words(('question', name), language)} {legend.meaning(name, option, language)} ({name}={option})",
        )
        for name, option in readings.items()
        if option != wording.vocabulary.questions[name].default
    )


class Reference(Struct):
    """Which document an answer is drawn from, and how it was read.

    Attributes:
        id, edition: what the knowledge base says of itself, where it does.
        readings: how each question of reading was answered.
    """

    id: str | None
    edition: str | None
    title: str
    readings: Mapping[str, str]


class Answer(Reply):
    """An answer about one patient.

    Attributes:
        language: the language of every text in it.
        guideline: `id`, `edition` and `title` of the document.
        readings: how each question of reading was answered.
        patient: the recorded and the assumed facts.
    """

    json_names: ClassVar[Mapping[str, str | None]] = {
        "guideline": "reference",
        "readings": None,
        "patient": "recorded",
        "assumed": "assumed",
    }

    language: Language
    guideline: Mapping[str, str]
    readings: Mapping[str, str]
    patient: tuple[Recorded, ...]

    @property
    def reference(self) -> Reference:
        """Which document, and how it was read."""
        return Reference(
            self.guideline.get("id"), self.guideline.get("edition"), self.guideline["title"], self.readings
        )

    @property
    def recorded(self) -> Mapping[str, JsonScalar | None]:
        """The recorded facts: name and value."""
        return {fact.id: fact.value for fact in self.patient if not fact.assumed}

    @property
    def assumed(self) -> Mapping[str, JsonScalar | None]:
        """The facts that were taken as absent: name and value."""
        return {fact.id: fact.value for fact in self.patient if fact.assumed}


class Statement(Struct):
    """One thing that the page says of the patient.

    Attributes:
        status: in how many completions of the unrecorded facts it holds.
        boxes: the boxes of the page that it rests on.
        strength: how strongly the page says it: `must` (skal), `choice` (valg), `consider` (vurderes), or `stated`.
    """

    json_names: ClassVar = {"box": "box"}

    id: str
    status: Status
    boxes: tuple[str, ...]
    text: str
    strength: str

    @property
    def box(self) -> str | None:
        """The first of its boxes."""
        return next(iter(self.boxes), None)


class Option(Struct):
    """One thing that can be done: an action with a drug.

    Attributes:
        action: what is done.
        drug: with which drug; for a pause, the drug that is paused.
        line: the drug's place in the order of choice; several where it differs between completions; none where the page
            gives the drug none.
        first_choice: in every completion this start is possible, and none of a lower line.
        reasons: what speaks for it (`for` in JSON), certain or possible.
        against: every contraindication and matter of scope that certainly stands against it.
        closed: every other certain reason why the page leaves no room for it.
        unless: the smallest set of unrecorded facts whose values, whatever they are, settle it.
        dose: how the drug is given, in the words of the page.
    """

    json_names: ClassVar = {
        "action": "action.id",
        "drug": "drug.id",
        "line": "line",
        "lines": None,
        "for": "reasons",
        "unless": "unless.id",
        "text": "text",
        "boxes": "boxes",
    }

    action: Named
    drug: Named
    lines: tuple[int, ...]
    status: OptionStatus
    first_choice: bool
    reasons: tuple[Statement, ...]
    against: tuple[Statement, ...]
    closed: tuple[Statement, ...]
    unless: tuple[Named, ...]
    dose: str | None

    @property
    def line(self) -> int | list[int] | None:
        """The drug's line: one, several possible ones, or none."""
        return list(self.lines) if len(self.lines) > 1 else next(iter(self.lines), None)

    @property
    def text(self) -> str:
        """The option in words."""
        return f"{self.action.text} {self.drug.text}"

    @property
    def boxes(self) -> tuple[str, ...]:
        """The boxes on which its reasons rest."""
        statements = (*self.reasons, *self.against, *self.closed)
        return tuple(dict.fromkeys(box for statement in statements for box in statement.boxes))


class StatusChange(Struct):
    """A statement whose status is another one after something has changed.

    Attributes:
        id: the statement as the rules write it.
    """

    id: str
    text: str
    before: Status
    after: Status


class Alternative(Struct):
    """Another option of a question of reading, and what it would give beside the chosen readings."""

    id: str
    text: str
    changes: tuple[StatusChange, ...]


class ReadingDependence(Struct):
    """A question of reading on which an answer hangs.

    Attributes:
        chosen: the option by which the answer was made.
        meaning: that option in words.
        alternatives: the other options; one without changes matters only together with another question.
    """

    id: str
    text: str
    boxes: tuple[str, ...]
    chosen: str
    meaning: str
    alternatives: tuple[Alternative, ...]


class Combination(Struct):
    """The status of a statement under one combination of the readings on which it hangs."""

    readings: Mapping[str, str]
    status: Status


class Advice(Answer):
    """What the page says of one patient.

    Attributes:
        chosen: the readings that are not the default, in words.
        indicated: whether drug treatment is indicated.
        indications: all the page's indications, each with its status.
        options: what can be done, and what cannot.
        duties, switch_reasons, silent, conflicts: what the page demands, the reasons to change therapy, where it is
            silent, and where it demands what it forbids; those that hold or may hold.
        warnings: what a reader should know of this answer.
        reading_dependence: the questions of reading on which something in this answer hangs; none where it is the same
            under all.
        verification: that clingo has derived the same, where it was asked to.
    """

    schema: ClassVar = "osteo-asp/advice/1"
    chosen: tuple[Named, ...]
    indicated: Status
    indications: tuple[Statement, ...]
    options: tuple[Option, ...]
    duties: tuple[Statement, ...]
    switch_reasons: tuple[Statement, ...]
    silent: tuple[Statement, ...]
    conflicts: tuple[Statement, ...]
    warnings: tuple[Named, ...]
    reading_dependence: tuple[ReadingDependence, ...]
    verification: Verification | None = None

    @property
    def decisions(self) -> tuple[tuple[str, str], ...]:
        """The decisions over all answer sets, (action, drug): the options that are not excluded."""
        return tuple((option.action.id, option.drug.id) for option in self.options if option.status != "excluded")
