"""The pages: what each answer says to a person, in the language of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..answers.results import Advice, Option, Statement
from ..messages import PAGE_LANGUAGE, Language, say
from ..vocabulary.facts import Value, Vocabulary
from ..vocabulary.labels import Legend
from .common import MARKS, boxes, patient_line
from .explanations import reading_sections
from .page import Block, Item, Page, Section, Table

if TYPE_CHECKING:
    from ..audit.coverage import BoxTable

__all__ = ["advice_page", "boxes_page", "facts_page", "readings_page"]


def advice_page(advice: Advice, *, every_reading: bool = False) -> Page:
    """Who; indicated or not, and by which box; the options in order; what to check; duties; silences; conflicts.

    Args:
        advice: the answer.
        every_reading: say in full what every other reading of the page would change, and say so where none would.
    """
    language = advice.language
    assumed = [fact.text for fact in advice.patient if fact.assumed]
    lead = [patient_line(advice.patient, language)]
    if assumed:
        lead.append(say(language, "assumed_absent", facts="; ".join(assumed)))

    sections = [
        Section(say(language, f"indicated_{advice.indicated}"), [_item(one, language) for one in advice.indications])
    ]
    first = [option.drug.text for option in advice.options if option.first_choice]
    for status in ("admissible", "conditional", "excluded"):
        blocks: list[Block] = [_option(option, language) for option in advice.options if option.status == status]
        if status == "admissible" and first:
            blocks.insert(0, say(language, "first_choice", drugs="; ".join(first)))
        if blocks or status == "admissible":
            sections.append(Section(say(language, status), blocks or [say(language, "nothing")]))
    sections += _checks(advice)
    for name in ("duties", "switch_reasons", "silent", "conflicts"):
        statements: Sequence[Statement] = getattr(advice, name)
        if statements:
            sections.append(Section(say(language, name), [_item(one, language) for one in statements]))
    if advice.warnings:
        sections.append(Section(say(language, "warnings"), [Item(warning.text) for warning in advice.warnings]))
    if advice.chosen:
        sections.append(Section(say(language, "chosen_readings"), [Item(reading.text) for reading in advice.chosen]))
    sections += reading_sections(advice.reading_dependence, (), language, every_reading=every_reading)
    return Page(advice.guideline["title"], lead, sections, say(language, "disclaimer"))


def _item(statement: Statement, language: Language) -> Item:
    return Item(f"{statement.text}{boxes(statement.boxes)}{_strength(statement, language)}", MARKS[statement.status])


def _strength(statement: Statement, language: Language) -> str:
    return "" if statement.strength == "stated" else f" – {say(language, statement.strength)}"


def _option(option: Option, language: Language) -> Item:
    lines = "" if option.action.id in ("continue", "pause") else "/".join(map(str, option.lines))
    text = (f"{say(language, 'line', line=lines)}: " if lines else "") + option.text
    notes = [option.dose] if option.dose and option.status != "excluded" else []
    if option.status != "excluded":
        notes += [
            say(language, "for" if reason.status == "yes" else "perhaps_for", reason=_reason(reason, language))
            for reason in option.reasons
        ]
    notes += [
        say(language, "against", reason=_reason(reason, language)) for reason in (*option.against, *option.closed)
    ]
    if option.unless:
        notes.append(say(language, "unless", facts="; ".join(fact.text for fact in option.unless)))
    return Item(text, MARKS[option.status], notes, strong=option.status != "excluded")


def _reason(reason: Statement, language: Language) -> str:
    return f"{reason.text}{boxes(reason.boxes)}{_strength(reason, language)}"


def _checks(advice: Advice) -> list[Section]:
    """What must be checked first: every fact on which an option still depends, with the options."""
    waiting: dict[str, list[str]] = {}
    for option in advice.options:
        for fact in option.unless:
            waiting.setdefault(fact.text, []).append(option.drug.text)
    if not waiting:
        return []
    items = [Item(f"{fact}: {'; '.join(dict.fromkeys(drugs))}", "unknown") for fact, drugs in waiting.items()]
    return [Section(say(advice.language, "check_first"), items)]


def facts_page(vocabulary: Vocabulary, legend: Legend, language: Language) -> Page:
    """The vocabulary: every fact that a patient can bring, what is allowed, and what its absence means."""
    items = []
    for fact in vocabulary.facts.values():
        absent = say(language, "unknown") if fact.absent is None else _written(fact.absent, language)
        notes = [fact.allowed(language), say(language, "absent_means", value=absent)]
        if fact.assumed is not None and fact.absent is None:
            notes[1] += "; " + say(language, "assumed_on_request", value=_written(fact.assumed, language))
        if fact.requires:
            notes.append(say(language, "only_beside", facts=", ".join(fact.requires)))
        items.append(Item(f"{fact.name}: {legend.words(('fact', fact.name), language)}", notes=notes))
    return Page(legend.words("guideline", language), [], [Section(say(language, "facts"), items)])


def _written(value: Value, language: Language) -> str:
    return say(language, "yes" if value else "no") if isinstance(value, bool) else str(value)


def readings_page(vocabulary: Vocabulary, legend: Legend, language: Language) -> Page:
    """The readings: every place where the page can be read in more than one way."""
    sections = []
    for question in vocabulary.questions.values():
        cited = boxes(legend.cited(("question", question.name)))
        items = [
            Item(
                f"{option}: {legend.meaning(question.name, option, language)}"
                + (f" ({say(language, 'default')})" if option == question.default else "")
            )
            for option in question.options
        ]
        sections.append(
            Section(f"{question.name}{cited}  {legend.words(('question', question.name), language)}", items)
        )
    return Page(legend.words("guideline", language), [], sections)


def boxes_page(table: BoxTable, legend: Legend, language: Language) -> Page:
    """Box → rules → test cases, and back from every rule."""
    by_box: list[Section] = []
    for row in table.boxes:
        items = [Item(f"{rule.place}  {rule.text}") for rule in row.rules]
        items += [
            Item(say(language, "case", name=case.name), "no" if case.failures else "yes", case.failures)
            for case in row.cases
        ]
        if not row.box.encoded:
            reason = legend.words(("not_encoded", row.box.term), language)
            items.append(Item(say(language, "not_encoded", reason=reason)))
        page, gloss = (legend.words(("box", row.box.term), spoken) for spoken in (PAGE_LANGUAGE, language))
        by_box.append(Section(f"{row.box.id}  «{page}»" + (f"  {gloss}" if gloss != page else ""), items))
    headings = (say(language, "rule"), say(language, "boxes"), say(language, "cases"))
    rows = [(rule.place, " ".join(rule.boxes) or "–", "; ".join(rule.cases) or "–") for rule in table.rules]
    back = Section(say(language, "rules_to_boxes"), [Table(headings, rows)])
    lead = [say(language, "box_counts", boxes=len(table.boxes), rules=len(table.rules), cases=len(table.cases))]
    if not table.cases:
        lead.append(say(language, "no_cases"))
    return Page(legend.words("guideline", language), lead, [*by_box, back])
