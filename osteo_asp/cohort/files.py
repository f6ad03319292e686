"""Files: a cohort answered from file to file, as a stream, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ..kernel.compiled import Compiled
from ..kernel.output import ERROR
from .counts import Survey, Tally
from .readers import read
from .writers import written

__all__ = ["Answered", "answer_file"]


@dataclass(slots=True)
class Answered:
    """What became of a file.

    Attributes:
        rows: how many rows it has.
        refused: how many could not be used.
        tally: the cohort counted, where that was asked for.
    """

    rows: int = 0
    refused: int = 0
    tally: Tally | None = None


def answer_file(
    compiled: Compiled,
    source: Path,
    target: Path,
    *,
    survey: Survey | None = None,
    refused: Callable[[int, str], None] = lambda row, error: None,
    progress: Callable[[float, int], None] = lambda share, rows: None,
) -> Answered:
    """Answer every patient of a file.

    Args:
        compiled: the guideline.
        source: the file to read; its kind follows from the ending of its name.
        target: the file to write, likewise.
        survey: counts the cohort on the way.
        refused: told the number of every row that cannot be used, counted from 1, with its error.
        progress: told the share that is done, and the number of rows.

    Raises:
        InputError: a file cannot be read or written, or a column is no fact.
    """
    done = Answered(tally=None if survey is None else Tally())
    batches = read(source, compiled)
    batch, share = next(batches, (None, 1.0))
    first = pa.RecordBatch.from_pylist([], pa.schema([])) if batch is None else batch
    compiled.check(first.schema)
    with written(target, compiled.schema(first.schema)) as write:
        while batch is not None:
            answers = compiled(batch)
            write(answers)
            errors = answers.column(ERROR)
            if errors.null_count < len(errors):
                for row, error in enumerate(errors.to_pylist(), start=done.rows + 1):
                    if error is not None:
                        refused(row, error)
                done.refused += len(errors) - errors.null_count
            if survey is not None and done.tally is not None:
                done.tally += survey(batch)
            done.rows += batch.num_rows
            progress(share, done.rows)
            batch, share = next(batches, (None, 1.0))
    return done
