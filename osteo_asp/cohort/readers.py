"""Readers: cohorts in CSV, Parquet and NDJSON files as a stream of Arrow batches.

A row that cannot even be read comes as a row of nulls, with its error; so no row is lost.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from ..errors import InputError, one_line, shown
from ..kernel.plan import Plan
from ..messages import say
from ..vocabulary.facts import Fact

BLOCK: Final = 1 << 24
"""How many bytes of a CSV file are read at a time."""

ROWS: Final = 1 << 17
"""How many rows of a Parquet file are read at a time."""

LINES: Final = 1 << 14
"""How many lines of an NDJSON file are read at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a file.

    Attributes:
        batch: the rows.
        share: the share of the file that has been read.
        unread: of every row that could not be read, why; None where all could.
    """

    batch: pa.RecordBatch
    share: float
    unread: pa.Array | None = None


def read(path: Path, plan: Plan) -> Iterator[Part]:
    """Read a cohort, by the ending of the name of its file.

    Raises:
        InputError: the file cannot be read, or is not what its name says.
    """
    reader = ENDINGS.get(path.suffix.lower())
    if reader is None:
        raise InputError("cohort_format", path=str(path))
    try:
        yield from reader(path, plan)
    except (OSError, pa.ArrowException, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or one_line(error, 200)
        raise InputError("unreadable", path=str(path), reason=reason) from None


def _csv(path: Path, plan: Plan) -> Iterator[Part]:
    with path.open("rb") as stream:
        header = stream.readline().decode("utf-8-sig")
    # A table that is written where the comma stands in numbers has semicolons between the columns.
    delimiter = ";" if ";" in header and "," not in header else ","
    names = next(csv.reader([header], delimiter=delimiter), [])
    if not names:
        raise InputError("unreadable", path=str(path), reason="no header")
    odd: list[tuple[int, str]] = []

    def note(row: Any) -> str:
        message = say(
            plan.language,
            "row_columns",
            number=row.actual_columns,
            expected=row.expected_columns,
            value=one_line(row.text, 60),
        )
        odd.append((row.number - 2, message))  # the header is row 1
        return "skip"

    size = max(path.stat().st_size, 1)
    with path.open("rb") as stream:
        batches = pyarrow.csv.open_csv(
            stream,
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={name: pa.binary() for name in names}, strings_can_be_null=False
            ),
        )
        row, done = 0, len(header)
        for batch in batches:
            done += _written(batch, 2 if header.endswith("\r\n") else 1)  # the reader itself is some blocks ahead
            batch, unread = _with_odd(batch, row, odd)
            row += batch.num_rows
            yield Part(_as_texts(batch, plan.keep), min(done / size, 1.0), unread)
        if odd:
            batch, unread = _with_odd(pa.RecordBatch.from_pylist([], batches.schema), row, odd, last=True)
            yield Part(_as_texts(batch, plan.keep), 1.0, unread)


def _written(batch: pa.RecordBatch, ending: int) -> int:
    """How many bytes a batch takes in a CSV file with line endings of so many, but for quotes."""
    values: int = sum(
        pyarrow.compute.sum(pyarrow.compute.binary_length(one), min_count=0).as_py() for one in batch.columns
    )
    return values + int(batch.num_rows * (batch.num_columns - 1 + ending))


def _with_odd(
    batch: pa.RecordBatch, start: int, odd: list[tuple[int, str]], *, last: bool = False
) -> tuple[pa.RecordBatch, pa.Array | None]:
    """A batch with the odd rows put where they stood, and why each is odd; those are taken off the list."""
    placed: list[tuple[int, str]] = []
    while odd and (last or odd[0][0] < start + batch.num_rows + len(placed)):
        placed.append(odd.pop(0))
    if not placed:
        return batch, None
    length = batch.num_rows + len(placed)
    missing = np.zeros(length, np.bool_)
    missing[[min(number - start, length - 1) for number, _ in placed]] = True
    rows = pa.array(np.cumsum(~missing) - 1, mask=missing)
    errors: list[str | None] = [None] * length
    for place, (_, error) in zip(np.flatnonzero(missing).tolist(), placed, strict=True):
        errors[place] = error
    return batch.take(rows), pa.array(errors, pa.string())


def _as_texts(batch: pa.RecordBatch, keep: Sequence[str]) -> pa.RecordBatch:
    """A batch in which the columns to keep are texts and not bytes."""
    for number, name in enumerate(batch.schema.names):
        if name in keep:
            column = batch.column(number)
            try:
                column = column.cast(pa.string())
            except pa.ArrowInvalid:  # bytes that are no UTF-8
                values = (one if one is None else one.decode("utf-8", "backslashreplace") for one in column.to_pylist())
                column = pa.array(values, pa.string())
            batch = batch.set_column(number, name, column)
    return batch


def _parquet(path: Path, plan: Plan) -> Iterator[Part]:
    with pyarrow.parquet.ParquetFile(path) as file:
        size, done = max(file.metadata.num_rows, 1), 0
        for batch in file.iter_batches(batch_size=ROWS):
            done += batch.num_rows
            yield Part(batch, done / size)


def _ndjson(path: Path, plan: Plan) -> Iterator[Part]:
    size, done = max(path.stat().st_size, 1), 0
    with path.open("rb") as stream:
        while lines := list(islice(stream, LINES)):
            done += sum(map(len, lines))
            rows = [_record(line, plan) for line in lines if line.strip()]
            if rows:
                yield _columns(rows, plan, done / size)


def _record(line: bytes, plan: Plan) -> tuple[Mapping[str, Any], str | None]:
    """One line as a record of which every value has the type of its fact; or its error, with what is kept."""
    language, vocabulary = plan.language, plan.vocabulary
    kept: dict[str, str | None] = {}
    try:
        record = json.loads(
            line, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal, object_pairs_hook=_once
        )
        if not isinstance(record, dict):
            raise InputError("not_a_record", value=shown(record))
        kept = {name: _text(record[name]) for name in plan.keep if name in record}
        facts = {name: value for name, value in record.items() if name not in kept or name in vocabulary.facts}
        if all(name in vocabulary.facts and _fits(vocabulary.facts[name], value) for name, value in facts.items()):
            return facts | kept, None
        error = plan.checker.refusal(facts, (), assume_absent=False)
        message = "" if error is None else error.message(language)
    except InputError as error:
        message = error.message(language)
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = say(language, "row_not_json", reason=one_line(error, 100))
    return kept, message


def _fits(fact: Fact, value: object) -> bool:
    if value is None:
        return True
    if fact.numeric:
        return isinstance(value, Decimal) and value.is_finite()
    return isinstance(value, bool) if fact.type == "yes_no" else value in fact.choices


def _columns(rows: Sequence[tuple[Mapping[str, Any], str | None]], plan: Plan, share: float) -> Part:
    """Records as columns. A number is a text, which is read exactly."""
    records = [record for record, _ in rows]
    columns: dict[str, pa.Array] = {}
    for name, fact in plan.vocabulary.facts.items():
        if name in plan.keep:
            continue
        values = [record.get(name) for record in records]
        if fact.type == "yes_no":
            columns[name] = pa.array(values, pa.bool_())
        else:
            columns[name] = pa.array([None if one is None else str(one) for one in values], pa.string())
    for name in plan.keep:
        columns[name] = pa.array([_text(record.get(name)) for record in records], pa.string())
    unread = pa.array([error for _, error in rows], pa.string())
    return Part(pa.RecordBatch.from_pydict(columns), share, unread if unread.null_count < len(unread) else None)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value) if isinstance(value, Decimal) else json.dumps(value, default=str, ensure_ascii=False)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        raise InputError("repeated_name", field=next(name for name in names if names.count(name) > 1))
    return record


ENDINGS: Final[Mapping[str, Callable[[Path, Plan], Iterator[Part]]]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".ndjson": _ndjson,
    ".jsonl": _ndjson,
}
"""The endings of the names of the files that can be read, with what reads them."""
