"""Frames: a cohort as a data frame of any kind that narwhals reads, answered with one of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from ..errors import InputError, one_line
from ..kernel.builder import Guide, compiled
from ..kernel.compiled import Compiled
from ..messages import Language
from .counts import Survey, Tally, survey
from .summary import Summary


@dataclass(frozen=True)
class Cohort:
    """The answers to a cohort.

    Attributes:
        frame: a row for every patient, in the order of the cohort, as the kind of frame that was given.
        compiled: what answered.
    """

    frame: Any
    compiled: Compiled
    _survey: Callable[[], Survey]
    _count: Callable[[Survey], Tally]

    def summary(self) -> Summary:
        """The cohort in counts that do not depend on the order of the rules. Every call counts anew."""
        survey = self._survey()
        return Summary.told(survey, self._count(survey))


def cohort(
    guideline: Guide,
    frame: Any,
    readings: Mapping[str, object] | None = None,
    *,
    assume_absent: bool = False,
    keep: Iterable[str] = (),
    every_statement: bool = False,
    lang: Language = "en",
) -> Cohort:
    """Answer a cohort; see `Guideline.cohort`.

    Raises:
        InputError: it is no data frame, or its columns are not those of the guideline.
    """
    keep = tuple(keep)
    plan = compiled(
        guideline, readings, assume_absent=assume_absent, every_statement=every_statement, keep=keep, lang=lang
    )
    chosen = guideline.space.program.vocabulary.readings(readings, guideline.readings)
    prepared = partial(survey, guideline, chosen, assume_absent=assume_absent, keep=keep, lang=lang)
    if type(frame).__module__.startswith("pyspark."):
        from .spark import answered, counted

        return Cohort(answered(plan, frame), plan, prepared, partial(counted, frame))
    patients = arrow(frame)
    plan.check(patients.schema)
    answers = pa.Table.from_batches(plan.stream(patients.to_batches()), plan.schema(patients.schema))
    made = _like(frame, answers.unify_dictionaries())
    return Cohort(made, plan, prepared, lambda survey_: survey_.counted(patients.to_batches()))


def arrow(frame: Any) -> pa.Table:
    """A data frame as an Arrow table.

    Raises:
        InputError: it is no data frame, or one that cannot be read.
    """
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if isinstance(frame, pa.Table):
        return frame
    try:
        known = nw.from_native(frame)
    except TypeError:
        raise InputError("not_a_frame", value=type(frame).__name__) from None
    try:
        if isinstance(known, nw.LazyFrame):
            return known.collect("pyarrow").to_native()
        if known.implementation.is_pandas_like():
            return _from_pandas(known)
        return known.to_arrow()
    except (pa.ArrowException, ValueError, OSError) as error:
        raise InputError("frame_unreadable", reason=one_line(error, 200)) from None


def _from_pandas(frame: nw.DataFrame[Any]) -> pa.Table:
    names = [str(name) for name in frame.columns]
    arrays = []
    for name in frame.columns:
        series = frame[name].to_native()
        try:
            arrays.append(pa.Array.from_pandas(series))
        except (pa.ArrowInvalid, pa.ArrowTypeError):  # values of several types: each is read as it is written
            arrays.append(pa.array([_text(value) for value in series], pa.string()))
    return pa.Table.from_arrays(arrays, names=names)


def _text(value: object) -> str | None:
    if value is None or value != value or type(value).__name__ == "NAType":  # NaN is not equal to itself
        return None
    return str(value)


def _like(frame: Any, table: pa.Table) -> Any:
    """A table as the kind of frame that another one is."""
    if isinstance(frame, pa.RecordBatch):
        return next(iter(table.combine_chunks().to_batches()), pa.RecordBatch.from_pylist([], table.schema))
    if isinstance(frame, pa.Table):
        return table
    known = nw.from_native(frame)
    if isinstance(known, nw.LazyFrame):
        if known.implementation.is_duckdb():
            return nw.from_native(table, eager_only=True).lazy("duckdb").to_native()
        return nw.from_arrow(table, backend="polars").lazy().to_native()
    made = nw.from_arrow(table, backend=known.implementation).to_native()
    if known.implementation.is_pandas_like():
        made.index = frame.index
    return made
