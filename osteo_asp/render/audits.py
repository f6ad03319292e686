"""The pages of the audit: the checks, the readings and the editions compared, the mutants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import Language, say
from ..vocabulary.facts import Value
from .common import boxes
from .page import Block, Item, Mark, Page, Section

if TYPE_CHECKING:
    from ..audit import EditionChange, EditionReport, MutationReport, ReadingReport, Report, SayingChange, Witness
    from ..audit.sayings import SayingsReport


_FEW = 6
_SEVERITY: dict[str, Mark] = {"error": "no", "warning": "unknown", "note": ""}


def check_page(report: Report) -> Page:
    """The findings, the gravest first, each with its rules and its plainest patient; then what was proved."""
    language = report.language
    sections: list[Section] = []
    for severity in ("error", "warning", "note"):
        items = []
        for finding in report.findings:
            if finding.severity == severity:
                notes = [" ".join(finding.rules[:_FEW]) + (" …" if len(finding.rules) > _FEW else "")]
                notes += [_witness(witness, language) for witness in finding.witnesses]
                if finding.readings:
                    notes.append(say(language, "hangs_on", questions=", ".join(finding.readings)))
                items.append(
                    Item(f"{finding.text}{boxes(finding.boxes)}", _SEVERITY[severity], [note for note in notes if note])
                )
        if items:
            sections.append(Section(say(language, f"severity_{severity}", number=len(items)), items))
    proved = [Item(result.text, "yes") for result in report.results if not result.findings]
    if proved:
        sections.append(Section(say(language, "proved"), proved))
    return Page(say(language, "audit", title=report.guideline["title"]), [], sections, say(language, "disclaimer"))


def reading_page(report: ReadingReport) -> Page:
    """For each question: whom every pair of options tells apart, and in what."""
    language = report.language
    sections = []
    for question in report.questions:
        blocks: list[Block] = [f"{question.text}{boxes(question.boxes)}"]
        if not question.matters:
            blocks.append(say(language, "matters_never"))
        for pair in question.pairs:
            if pair.witness is None:
                blocks.append(Item(say(language, "same_pair", first=pair.first, second=pair.second), "yes"))
                continue
            changes = [
                f"{change.text}: {say(language, change.before)} → {say(language, change.after)}"
                for change in pair.changes
            ]
            more = [f"… +{len(changes) - _FEW}"] if len(changes) > _FEW else []
            notes = [_witness(pair.witness, language), *changes[:_FEW], *more]
            blocks.append(Item(f"{pair.first} | {pair.second}", "unknown", notes))
        if question.matters:
            blocks.append(say(language, "depend_on_it", number=len(question.statements)))
        sections.append(Section(question.id, blocks))
    same = "; ".join(statement.text for statement in report.same)
    sections.append(Section(say(language, "same_everywhere", number=len(report.same)), [Item(same, "yes")]))
    return Page(report.guideline["title"], [], sections, say(language, "disclaimer"))


def edition_page(report: EditionReport) -> Page:
    """What anybody is told otherwise by the newer edition, each with the plainest record; then what is the same."""
    language = report.language
    lead = []
    for key, names in (("only_old", report.only_old), ("only_new", report.only_new)):
        if names:
            lead.append(say(language, key, names=", ".join(names)))
    if report.same:
        lead.append(say(language, "nobody_affected"))
    sections: list[Section] = []
    for direction in ("gained", "lost"):
        items = [
            _change(change, language)
            for change in report.changes
            if change.occasion == "told" and change.direction == direction
        ]
        sections.append(Section(say(language, f"edition_{direction}"), items))
    for occasion in ("by_default", "unrecorded", "underlying", "defect"):
        items = [_change(change, language) for change in report.changes if change.occasion == occasion]
        sections.append(Section(say(language, f"edition_{occasion}"), items))
    records = [
        Item(
            say(language, f"record_{one.direction}", reason=one.reason.text),
            "no" if one.direction == "refused" else "yes",
            [_witness(one.witness, language)],
        )
        for one in report.records
    ]
    sections.append(Section(say(language, "edition_records"), records))
    for aspect in dict.fromkeys(one.aspect for one in report.sayings):
        said = [one for one in report.sayings if one.aspect == aspect]
        sections.append(Section(say(language, f"aspect_{aspect}"), [_saying(one, language) for one in said]))
    rules = [
        Item(
            say(language, f"rule_{one.edition}", place=one.place, rule=one.text),
            "",
            [] if one.witness is None else [_witness(one.witness, language)],
        )
        for one in report.rules
    ]
    sections.append(Section(say(language, "edition_rules"), rules))
    same = [Item(say(language, f"compared_{one.id}"), "yes") for one in report.compared if one.same]
    sections.append(Section(say(language, "edition_same"), same))
    shown = [section for section in sections if section.blocks]
    return Page(say(language, "editions"), lead, shown, say(language, "disclaimer"))


def _change(change: EditionChange, language: Language) -> Item:
    texts = [statement.text for statement in change.statements]
    more = f"; … +{len(texts) - _FEW}" if len(texts) > _FEW else ""
    notes = [_witness(change.witness, language)]
    if change.unrecorded:
        notes.append(say(language, "left_out", names=", ".join(change.unrecorded)))
    notes.append(" ".join(change.rules))
    mark: Mark = "yes" if change.direction == "gained" else "no"
    return Item("; ".join(texts[:_FEW]) + more, mark, [note for note in notes if note])


def _saying(change: SayingChange, language: Language) -> Item:
    notes = [] if change.witness is None else [_witness(change.witness, language)]
    return Item(_otherwise(change.subject, change.part, change.before, change.after, language), "", notes)


def _otherwise(subject: str, part: str, before: str | None, after: str | None, language: Language) -> str:
    said = (say(language, "unsaid") if one is None else one for one in (before, after))
    return f"{subject}, {part}: {' → '.join(said)}"


def sayings_page(report: SayingsReport, language: Language) -> Page:
    """What is said otherwise than it is kept."""
    items = [
        Item(_otherwise(one.subject, one.part, one.before, one.after, language), "unknown")
        for one in report.differences
    ]
    key = "sayings_otherwise" if items else "sayings_as_kept" if report.kept else "sayings_not_kept"
    lead = [] if items else [say(language, key, path=report.path)]
    sections = [Section(say(language, key, path=report.path), items)] if items else []
    return Page(say(language, "sayings"), lead, sections)


def mutation_page(report: MutationReport, language: Language) -> Page:
    """How many mutants were killed, proved equivalent, refused; those that survived, each with who would kill it."""
    items = []
    for verdict in report.survivors:
        notes = [verdict.mutant.rule]
        if verdict.witness is not None:
            notes.append(_witness(verdict.witness, language))
        notes += [f"{asked}: {answer}" for asked, answer in verdict.asked[:_FEW]]
        items.append(Item(verdict.mutant.id, "no", notes))
    sections = [Section(say(language, "survivors"), items)] if items else []
    lead = [say(language, "mutants", number=len(report.verdicts), **report.counts)]
    return Page(say(language, "mutation"), lead, sections)


def _witness(witness: Witness, language: Language) -> str:
    facts = "; ".join(f"{name}={_value(witness.patient[name])}" for name in witness.abnormal)
    read = "; ".join(f"{name}={option}" for name, option in witness.readings.items())
    text = say(language, "witness", facts=facts or say(language, "nothing_recorded"))
    return text + (say(language, "under_readings", readings=read) if read else "")


def _value(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
