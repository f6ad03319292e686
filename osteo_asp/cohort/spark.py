"""Spark: the same compiled function over a cohort that lies on many machines."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from ..cohort import require
from ..kernel.compiled import Compiled
from ..kernel.output import ERROR, columns
from .counts import Survey, Tally


def answered(compiled: Compiled, frame: Any) -> Any:
    """Answer a cohort, a Spark data frame; the answer is one, too, and nothing is computed before it is asked for.

    Spark keeps no order of rows; `keep` hands through the column that says who is who.

    Raises:
        InputError: the extra `spark` is missing, or a column is no fact of the guideline.
    """
    require("spark")
    from pyspark.sql.types import StringType, StructField, StructType

    compiled.check(pa.schema([(name, pa.null()) for name in frame.columns]))
    kept = [frame.schema[name] for name in compiled.plan.keep]
    told = [StructField(name, StringType()) for name in (*(name for name, _ in columns(compiled.plan.layout)), ERROR)]
    return frame.mapInArrow(Compiled(replace(compiled.plan, as_strings=True)).stream, StructType([*kept, *told]))


def counted(frame: Any, survey: Survey) -> Tally:
    """Count a cohort: every part of it where it lies, and the counts here."""
    rows = frame.mapInArrow(partial(_counted, survey), "tally binary").collect()
    return sum((pickle.loads(row.tally) for row in rows), start=Tally())


def _counted(survey: Survey, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield pa.RecordBatch.from_pydict({"tally": pa.array([pickle.dumps(survey.counted(batches))], pa.binary())})
