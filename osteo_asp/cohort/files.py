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
    parts = read(source, compiled.plan)
    part = next(parts, None)
    schema = pa.schema([]) if part is None else part.batch.schema
    compiled.check(schema)
    with written(target, compiled.schema(schema)) as write:
        while part is not None:
            answers = compiled(part.batch, part.unread)
            write(answers)
            errors = answers.column(ERROR)
            if errors.null_count < len(errors):
                for row, error in enumerate(errors.to_pylist(), start=done.rows + 1):
                    if error is not None:
                        refused(row, error)
                done.refused += len(errors) - errors.null_count
            if survey is not None and done.tally is not None:
                done.tally += survey(part.batch, part.unread)
            done.rows += part.batch.num_rows
            progress(part.share, done.rows)
            part = next(parts, None)
    return done
