"""The pages of a knowledge base: its facts, its readings, its boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import PAGE_LANGUAGE, Language, say
from ..vocabulary.facts import Value, Vocabulary
from ..vocabulary.labels import Legend
from .common import boxes, verified
from .page import Item, Page, Section, Table

if TYPE_CHECKING:
    from ..audit.coverage import BoxTable


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
    if table.verification is not None:
        lead.append(verified(table.verification, language))
    return Page(legend.words("guideline", language), lead, [*by_box, back])
