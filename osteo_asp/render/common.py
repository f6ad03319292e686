"""What all pages say in the same way: marks, boxes, the patient, on which readings an answer hangs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from ..answers.results import Combination, ReadingDependence, Recorded, Statement, StatusChange, Verification
from ..messages import Language, number, say
from ..vocabulary.contract import AGAINST, CLOSED, FIRST_CHOICE, OPTION, PROPOSED, predicate_of
from ..vocabulary.terms import parse_atom
from .page import Item, Mark, Section, Table

_CHANGES = 2
"""How many statements that another reading would change are shown."""

MARKS: Final[dict[str, Mark]] = {
    "yes": "yes",
    "unknown": "unknown",
    "no": "no",
    "admissible": "yes",
    "conditional": "unknown",
    "excluded": "no",
}


def boxes(ids: Iterable[str]) -> str:
    """The boxes that something rests on, as they stand behind it: ` [I1 I2]`."""
    joined = " ".join(ids)
    return f" [{joined}]" if joined else ""


def patient_line(facts: Iterable[Recorded], language: Language) -> str:
    """The recorded facts as one sentence."""
    recorded = [f"{fact.text}: {fact.words}" for fact in facts if not fact.assumed]
    return say(language, "patient", facts="; ".join(recorded) or say(language, "nothing_recorded"))


def statement_line(statement: Statement, language: Language) -> str:
    """A statement with its boxes, and with how strongly the page says it."""
    strength = "" if statement.strength == "stated" else f" – {say(language, statement.strength)}"
    return f"{statement.text}{boxes(statement.boxes)}{strength}"


def footer(verification: Verification | None, language: Language) -> str:
    """The last line of an answer about a patient: whether clingo has confirmed it, and what it is not."""
    disclaimer = say(language, "disclaimer")
    if verification is None:
        return disclaimer
    return f"{verified(verification, language)} {disclaimer}"


def verified(verification: Verification, language: Language) -> str:
    """That clingo has confirmed an answer, and in what time."""
    seconds = number(Decimal(str(verification.seconds)), language)
    return say(language, "verified", statements=verification.statements, seconds=seconds)


def reading_sections(
    dependence: Sequence[ReadingDependence],
    combinations: Sequence[Combination],
    language: Language,
    *,
    every_reading: bool,
) -> list[Section]:
    """On which questions of reading an answer hangs, and what each option gives."""
    if not dependence:
        return [Section(say(language, "same_readings"), [])] if every_reading else []
    items = []
    for question in dependence:
        notes = []
        for one in question.alternatives:
            changes = [
                f"{change.text}: {say(language, change.before)} → {say(language, change.after)}"
                for change in _telling(one.changes)
            ]
            if len(changes) > _CHANGES and not every_reading:
                changes = [*changes[:_CHANGES], say(language, "reading_more", number=len(changes) - _CHANGES)]
            note = f"{one.id} ({one.text}): {'; '.join(changes)}"
            notes.append(note if changes else say(language, "reading_joint", option=one.id, meaning=one.text))
        text = say(
            language,
            "reading_question",
            question=question.id,
            text=question.text,
            boxes=boxes(question.boxes),
            meaning=question.meaning,
        )
        items.append(Item(text, "unknown", notes))
    sections = [Section(say(language, "reading_dependence"), items)]
    if every_reading and combinations:
        names = list(combinations[0].readings)
        rows = [[*one.readings.values(), say(language, one.status)] for one in combinations]
        table = Table([*names, say(language, "status")], rows)
        sections.append(Section(say(language, "combinations"), [table]))
    return sections


def _telling(changes: Sequence[StatusChange]) -> list[StatusChange]:
    """Changes without those that another one implies: a reason beside its option, an option beside the first choice."""
    after = {parse_atom(change.id): change.after for change in changes}

    def implied(change: StatusChange) -> bool:
        atom = parse_atom(change.id)
        predicate = predicate_of(atom)
        if predicate in (PROPOSED, AGAINST, CLOSED):
            return OPTION(predicate.get(atom, "action"), predicate.get(atom, "drug")) in after
        if predicate is FIRST_CHOICE:
            options = (one for one in after if OPTION.matches(one))
            drug = FIRST_CHOICE.get(atom, "drug")
            return any(OPTION.get(one, "drug") == drug and after[one] == "no" for one in options)
        return (
            predicate is OPTION and change.after == "yes" and after.get(FIRST_CHOICE(OPTION.get(atom, "drug"))) == "yes"
        )

    return [change for change in changes if not implied(change)]
