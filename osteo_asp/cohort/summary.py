"""The summary: a cohort in counts, none of which depends on the order of the rules or of the patients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import pyarrow as pa

from ..reply import Reply
from ..structure import Struct
from .counts import Survey, Tally


class IndicationCount(Struct):
    """Of how many patients an indication holds, and of how many it alone.

    Attributes:
        yes, unknown, no: by status.
        alone: of how many it certainly holds, and no other certainly does.
    """

    id: str
    boxes: tuple[str, ...]
    yes: int
    unknown: int
    no: int
    alone: int


class ReasonCount(Struct):
    """Of how many patients a reason stands against a drug that is excluded, and of how many it is the only one."""

    id: str
    boxes: tuple[str, ...]
    patients: int
    only: int


class IndicationsCount(Struct):
    """Of how many patients exactly these indications certainly hold."""

    indications: tuple[str, ...]
    patients: int


class DrugCount(Struct):
    """What becomes of a drug.

    Attributes:
        open: of how many patients some action with it is possible, whatever is not recorded.
        unsettled: of how many some action may be, and none certainly is.
        excluded: of how many none can be.
        reasons: why, the most frequent first. A patient may have several, or none where the page does not raise the
            drug.
    """

    id: str
    open: int
    unsettled: int
    excluded: int
    reasons: tuple[ReasonCount, ...]


class FactCount(Struct):
    """What an unrecorded fact would settle.

    Attributes:
        settles: how many open answers (whether treatment is indicated, and options; patient by patient) it would settle
            alone, whatever it is.
        may_settle: how many it would settle alone if it had some possible value.
    """

    id: str
    settles: int
    may_settle: int


class ReadingCount(Struct):
    """Of how many patients the answer is another under another reading, and of how many each statement in it."""

    question: str
    option: str
    patients: int
    statements: dict[str, int]


class Summary(Reply):
    """A cohort in counts.

    Attributes:
        patients: how many patients could be used; every other count is of them.
        refused: how many rows could not.
        indicated: of how many treatment is indicated, by status.
        indications: by which indications.
        together: which indications certainly hold together, and of how many exactly these.
        drugs: what becomes of each drug.
        without: of how many treatment is certainly indicated, and nothing at all is possible.
        facts: which unrecorded facts would settle most, those first.
        readings: how many answers change under each other reading.
    """

    schema: ClassVar = "osteo-asp/summary/1"
    json_names: ClassVar = {"together": "combinations"}

    patients: int
    refused: int
    indicated: dict[str, int]
    indications: tuple[IndicationCount, ...]
    together: dict[tuple[str, ...], int]
    drugs: tuple[DrugCount, ...]
    without: int
    facts: tuple[FactCount, ...]
    readings: tuple[ReadingCount, ...]

    @classmethod
    def of(cls, survey: Survey, batches: Iterable[pa.RecordBatch]) -> Summary:
        """Sum a cohort up."""
        return cls.told(survey, survey.counted(batches))

    @classmethod
    def told(cls, survey: Survey, tally: Tally) -> Summary:
        """Put counts into words."""
        layout = survey.compiled.plan.layout
        drugs = []
        for drug in layout.drugs:
            reasons = [
                ReasonCount(name, survey.boxes.get((drug.id, name), ()), number, tally.only[drug.id, name])
                for (of, name), number in tally.reasons.items()
                if of == drug.id and number
            ]
            reasons.sort(key=lambda one: (-one.patients, one.id))
            open_, unsettled, excluded = (tally.drugs[drug.id, one] for one in ("open", "unsettled", "excluded"))
            drugs.append(DrugCount(drug.id, open_, unsettled, excluded, tuple(reasons)))
        facts = [FactCount(name, tally.settles[name], number) for name, number in tally.may_settle.items() if number]
        return cls(
            patients=tally.patients,
            refused=tally.refused,
            indicated={status: tally.indicated[status] for status in ("yes", "unknown", "no")},
            indications=tuple(
                IndicationCount(
                    one.id,
                    one.boxes,
                    tally.indications[one.id, "yes"],
                    tally.indications[one.id, "unknown"],
                    tally.indications[one.id, "no"],
                    tally.together[(one.id,)],
                )
                for one in layout.indications
            ),
            together=dict(sorted(((ids, n) for ids, n in tally.together.items() if n), key=lambda one: (-one[1], one))),
            drugs=tuple(drugs),
            without=tally.without,
            facts=tuple(sorted(facts, key=lambda one: (-one.settles, -one.may_settle, one.id))),
            readings=tuple(
                ReadingCount(
                    question,
                    option,
                    tally.readings[question, option],
                    {name: n for name, *_ in statements if (n := tally.turned[question, option, name])},
                )
                for question, option, statements in survey.readings
            ),
        )

    @property
    def combinations(self) -> tuple[IndicationsCount, ...]:
        """Which indications certainly hold together, as records."""
        return tuple(IndicationsCount(*one) for one in self.together.items())
