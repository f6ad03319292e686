"""The page of a summary, for people."""

from __future__ import annotations

from ..cohort.summary import Summary
from ..kernel.output import SEPARATOR
from ..messages import Language, say
from .page import Block, Item, Page, Section, Table

_MOST = 12
"""How many rows of the longer tables are shown; all of them stand in the JSON."""


def summary_page(summary: Summary, language: Language) -> Page:
    """The summary of a cohort as a page; drugs, reasons and facts by their names at the border."""

    def words(*keys: str) -> list[str]:
        return [say(language, key) for key in keys]

    def section(title: str, *blocks: Block) -> Section:
        return Section(say(language, title), blocks)

    head = [f"{say(language, f'indicated_{status}')}: {number}" for status, number in summary.indicated.items()]
    head.append(say(language, "cohort_without", number=summary.without))
    if summary.refused:
        head.append(say(language, "cohort_refused", number=summary.refused))
    indications = [
        (one.id, SEPARATOR.join(one.boxes), str(one.yes), str(one.unknown), str(one.alone))
        for one in summary.indications
    ]
    together = [(" + ".join(ids) or "–", str(number)) for ids, number in summary.together.items()]
    drugs = [(one.id, str(one.open), str(one.unsettled), str(one.excluded)) for one in summary.drugs]
    reasons = [
        (drug.id, one.id, SEPARATOR.join(one.boxes), str(one.patients), str(one.only))
        for drug in summary.drugs
        for one in drug.reasons
    ]
    facts = [(one.id, str(one.settles), str(one.may_settle)) for one in summary.facts]
    readings = [(f"{one.question}={one.option}", str(one.patients)) for one in summary.readings]
    return Page(
        title=say(language, "cohort", patients=summary.patients),
        lead=[],
        sections=[
            Section("", [Item(line) for line in head]),
            section(
                "cohort_indications",
                Table(["", say(language, "boxes"), *words("yes", "unknown", "col_alone")], indications),
            ),
            section("cohort_together", Table(["", *words("col_patients")], together[:_MOST])),
            section("cohort_drugs", Table(["", *words("col_open", "col_unsettled", "col_excluded")], drugs)),
            section("cohort_reasons", Table(["", *words("col_reason", "boxes", "col_patients", "col_only")], reasons)),
            section("cohort_facts", Table(["", *words("col_settles", "col_may_settle")], facts[:_MOST])),
            section("cohort_readings", Table(words("col_reading", "col_patients"), readings)),
        ],
        footer=say(language, "disclaimer"),
    )
