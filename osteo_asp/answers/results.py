"""Answers: plain frozen objects, worded in one language, with the names of the contract as their dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from ..messages import Language
from ..structure import Struct
from ..vocabulary.patient import plain
from ..vocabulary.phrasing import Wording

__all__ = [
    "Advice",
    "Alternative",
    "Combination",
    "Named",
    "Option",
    "OptionStatus",
    "ReadingDependence",
    "Recorded",
    "Statement",
    "Status",
    "StatusChange",
]

Status: TypeAlias = Literal["yes", "no", "unknown"]
"""`yes` in every completion of the unrecorded facts, `no` in none, else `unknown`."""

OptionStatus: TypeAlias = Literal["admissible", "conditional", "excluded"]
"""`admissible` is possible in every completion of the unrecorded facts, `excluded` in none, else `conditional`."""


class Named(Struct):
    """Something with a name at the border and words for people."""

    id: str
    text: str


class Recorded(Struct):
    """A fact of the patient, in words.

    Attributes:
        value: the value as JSON knows it.
        words: the value with its unit.
        assumed: nobody recorded it; it was taken as absent on request.
    """

    id: str
    text: str
    value: bool | str | int | float
    words: str
    assumed: bool

    @classmethod
    def of(cls, wording: Wording, name: str) -> Recorded:
        """A fact of the patient of whom words are made; without a value where it is not known."""
        value = wording.patient.value(wording.vocabulary, name)
        written = "" if value is None else plain(value)
        assumed = name in wording.patient.assumed
        return cls(name, wording.fact(name), written, wording.value(name, value), assumed)


class Statement(Struct):
    """One thing that the page says of the patient.

    Attributes:
        status: in how many completions of the unrecorded facts it holds.
        boxes: the boxes of the page that it rests on.
        strength: how strongly the page says it: `must` (skal), `choice` (valg), `consider` (vurderes), or `stated`.
    """

    id: str
    status: Status
    boxes: tuple[str, ...]
    text: str
    strength: str

    def to_dict(self) -> dict[str, Any]:
        """The statement by the names of the contract."""
        return {
            "id": self.id,
            "status": self.status,
            "box": self.boxes[0] if self.boxes else None,
            "boxes": list(self.boxes),
            "text": self.text,
            "strength": self.strength,
        }


class Option(Struct):
    """One thing that can be done: an action with a drug.

    Attributes:
        action: what is done.
        drug: with which drug; for a pause, the drug that is paused.
        line: the drug's place in the order of choice; several where it differs between completions; none where the page
            gives the drug none.
        first_choice: in every completion this start is possible, and none of a lower line.
        reasons: what speaks for it (`for` in the dictionary), certain or possible.
        against: every contraindication and matter of scope that certainly stands against it.
        closed: every other certain reason why the page leaves no room for it.
        unless: the smallest set of unrecorded facts whose values, whatever they are, settle it.
        dose: how the drug is given, in the words of the page.
    """

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

    def to_dict(self) -> dict[str, Any]:
        """The option by the names of the contract."""
        return {
            "action": self.action.id,
            "drug": self.drug.id,
            "text": self.text,
            "line": self.line,
            "status": self.status,
            "first_choice": self.first_choice,
            "for": [statement.to_dict() for statement in self.reasons],
            "against": [statement.to_dict() for statement in self.against],
            "closed": [statement.to_dict() for statement in self.closed],
            "unless": [fact.id for fact in self.unless],
            "dose": self.dose,
            "boxes": list(self.boxes),
        }


class StatusChange(Struct):
    """A statement whose status is another one after something has changed.

    Attributes:
        id: the statement as the rules write it.
    """

    id: str
    text: str
    before: Status
    after: Status

    def to_dict(self) -> dict[str, Any]:
        """The turn, ready for JSON."""
        return {"id": self.id, "text": self.text, "before": self.before, "after": self.after}


class Alternative(Struct):
    """Another option of a question of reading, and what it would give beside the chosen readings."""

    id: str
    text: str
    turns: tuple[StatusChange, ...]


class ReadingDependence(Struct):
    """A question of reading on which an answer hangs.

    Attributes:
        chosen: the option by which the answer was made.
        meaning: that option in words.
        alternatives: the other options; one without turns matters only together with another question.
    """

    id: str
    text: str
    boxes: tuple[str, ...]
    chosen: str
    meaning: str
    alternatives: tuple[Alternative, ...]

    def to_dict(self) -> dict[str, Any]:
        """The hinge, ready for JSON."""
        return {
            "id": self.id,
            "text": self.text,
            "boxes": list(self.boxes),
            "chosen": self.chosen,
            "alternatives": [
                {"id": one.id, "text": one.text, "turns": [turn.to_dict() for turn in one.turns]}
                for one in self.alternatives
            ],
        }


class Combination(Struct):
    """The status of a statement under one combination of the readings on which it hangs."""

    readings: Mapping[str, str]
    status: Status

    def to_dict(self) -> dict[str, Any]:
        """The combination, ready for JSON."""
        return {"readings": dict(self.readings), "status": self.status}


class Advice(Struct):
    """What the page says of one patient.

    Attributes:
        language: the language of every text in it.
        guideline: `id`, `edition` and title of the document.
        readings: how each question of reading was answered.
        chosen: the readings that are not the default, in words.
        patient: the recorded and the assumed facts.
        indicated: whether drug treatment is indicated.
        indications: all the page's indications, each with its status.
        options: what can be done, and what cannot.
        duties, switch_reasons, silent, conflicts: what the page demands, the reasons to change therapy, where it is
            silent, and where it demands what it forbids; those that hold or may hold.
        warnings: what a reader should know of this answer.
        hinges: the questions of reading on which something in this answer hangs; none where it is the same under all.
    """

    language: Language
    guideline: Mapping[str, str]
    readings: Mapping[str, str]
    chosen: tuple[Named, ...]
    patient: tuple[Recorded, ...]
    indicated: Status
    indications: tuple[Statement, ...]
    options: tuple[Option, ...]
    duties: tuple[Statement, ...]
    switch_reasons: tuple[Statement, ...]
    silent: tuple[Statement, ...]
    conflicts: tuple[Statement, ...]
    warnings: tuple[Named, ...]
    hinges: tuple[ReadingDependence, ...]

    @property
    def decisions(self) -> tuple[tuple[str, str], ...]:
        """The decisions over all answer sets, (action, drug): the options that are not excluded."""
        return tuple((option.action.id, option.drug.id) for option in self.options if option.status != "excluded")

    def _repr_html_(self) -> str:
        """The advice as a notebook shows it."""
        from ..render import advice_page, to_html  # here, for rendering knows the answers, not they it

        return to_html(advice_page(self))

    def to_dict(self) -> dict[str, Any]:
        """The advice by the names of the contract, ready for JSON."""
        statements = {
            name: [statement.to_dict() for statement in getattr(self, name)]
            for name in ("duties", "switch_reasons", "silent", "conflicts")
        }
        return {
            "guideline": {**self.guideline, "readings": dict(self.readings)},
            "language": self.language,
            "patient": {fact.id: fact.value for fact in self.patient if not fact.assumed},
            "assumed": {fact.id: fact.value for fact in self.patient if fact.assumed},
            "indicated": self.indicated,
            "indications": [statement.to_dict() for statement in self.indications],
            "options": [option.to_dict() for option in self.options],
            **statements,
            "warnings": [{"id": warning.id, "text": warning.text} for warning in self.warnings],
            "hinges": [hinge.to_dict() for hinge in self.hinges],
        }
