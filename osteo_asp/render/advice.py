"""The page of an advice, in the language of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from ..answers.results import Advice, Option, Statement
from ..messages import Language, say
from .common import MARKS, footer, patient_line, reading_sections, statement_line
from .page import Block, Item, Page, Section


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
    return Page(advice.guideline["title"], lead, sections, footer(advice.verification, language))


def _item(statement: Statement, language: Language) -> Item:
    return Item(statement_line(statement, language), MARKS[statement.status])


def _option(option: Option, language: Language) -> Item:
    lines = "/".join(map(str, option.lines))
    text = (f"{say(language, 'line', line=lines)}: " if lines else "") + option.text
    notes = [option.dose] if option.dose and option.status != "excluded" else []
    if option.status != "excluded":
        notes += [
            say(language, "for" if reason.status == "yes" else "perhaps_for", reason=statement_line(reason, language))
            for reason in option.reasons
        ]
    notes += [
        say(language, "against", reason=statement_line(reason, language))
        for reason in (*option.against, *option.closed)
    ]
    if option.unless:
        notes.append(say(language, "unless", facts="; ".join(fact.text for fact in option.unless)))
    return Item(text, MARKS[option.status], notes, strong=option.status != "excluded")


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
