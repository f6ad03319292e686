"""Counts of a cohort for the pictures: reasons that stand together, and flows from indication to first choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..cohort import require
from ..errors import InputError, as_name

if TYPE_CHECKING:
    import pyarrow as pa

    from ..cohort.frames import Cohort


Start: TypeAlias = tuple[str, ...] | Literal["no", "unknown"]
"""The ids of the indications that certainly hold; where none does, whether treatment is indicated."""

End: TypeAlias = tuple[str, ...] | Literal["possible", "unsettled", "nothing"]
"""The ids of the drugs that certainly are the first choice; where none is, what is possible at all."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How many patients have these indications and this first choice."""

    start: Start
    end: End
    patients: int


def reasons_together(cohort: Cohort, drug: str) -> Counter[tuple[str, ...]]:
    """Of how many patients exactly these reasons certainly stand against a drug, by the ids of the reasons.

    Contraindications, matters of scope and every other reason for which the page leaves no room count alike. Patients
    against whose drug nothing stands are under the empty tuple; rows that could not be used are not counted.

    Raises:
        InputError: there is no such drug.
    """
    known = {one.id: one for one in cohort.compiled.plan.layout.drugs}
    if drug not in known:
        raise InputError("unknown_drug", near=known, value=as_name(drug), values=", ".join(known))
    table = _table(cohort, [f"against_{drug}", f"closed_{drug}"])
    order = list(dict.fromkeys(name for name, _ in (*known[drug].against.members, *known[drug].closed.members)))
    counts: Counter[tuple[str, ...]] = Counter()
    for against, closed, number in _grouped(table):
        there = {*_ids(against), *_ids(closed)}
        counts[tuple(one for one in order if one in there)] += number
    return counts


def flows(cohort: Cohort) -> list[Flow]:
    """How many patients go from which indications to which first choice, the most first.

    Every usable patient is counted once, under everything that is certain; what hangs on unrecorded facts is not.
    """
    layout = cohort.compiled.plan.layout
    indications = [one.column for one in layout.indications]
    options = [one.column for one in layout.options]
    import pyarrow as pa
    import pyarrow.compute as pc

    table = _table(cohort, ["indicated", "first_choice", *indications, *options])

    def some(status: str) -> pa.ChunkedArray:
        found = [pc.equal(table[name], status) for name in options]
        return reduce(pc.or_, found) if found else pa.chunked_array([pa.array([False] * table.num_rows)])

    grouped = table.select(["indicated", "first_choice", *indications])
    grouped = grouped.append_column("admissible", some("admissible")).append_column("conditional", some("conditional"))
    counts: Counter[tuple[Start, End]] = Counter()
    for indicated, first, *statuses, admissible, conditional, number in _grouped(grouped):
        start: Start = tuple(
            one.id for one, status in zip(layout.indications, statuses, strict=True) if status == "yes"
        )
        if not start:
            start = "no" if indicated == "no" else "unknown" if indicated == "unknown" else ()
        end: End = _ids(first)
        if not end:
            end = "possible" if admissible else "unsettled" if conditional else "nothing"
        counts[start, end] += number
    return [Flow(*ends, number) for ends, number in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))]


def _table(cohort: Cohort, columns: list[str]) -> pa.Table:
    """Some columns of the usable rows, as plain strings."""
    require()
    import pyarrow as pa
    import pyarrow.compute as pc

    from ..cohort.frames import arrow
    from ..kernel.output import ERROR

    table = arrow(cohort.frame)
    usable = table.filter(pc.is_null(table[ERROR])).select(columns)
    return pa.table({name: usable[name].cast(pa.string()) for name in columns})


def _grouped(table: pa.Table) -> list[tuple[Any, ...]]:
    """Every distinct row, with how often it is there as its last value."""
    found = table.group_by(table.column_names).aggregate([([], "count_all")])
    names = [*table.column_names, "count_all"]
    return list(zip(*(found[name].to_pylist() for name in names), strict=True))


def _ids(written: object) -> tuple[str, ...]:
    from ..kernel.output import SEPARATOR

    return tuple(str(written).split(SEPARATOR)) if written else ()
