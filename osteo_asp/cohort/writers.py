"""Writers: batches of answers into CSV, Parquet and NDJSON files, which are there whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from ..errors import InputError

Write: TypeAlias = Callable[[pa.RecordBatch], None]

_LINES: Final = 1 << 12
"""How many lines are put together at a time; a line has every name in it, and is long."""


@contextmanager
def written(path: Path, schema: pa.Schema) -> Iterator[Write]:
    """Write a file, by the ending of its name: beside it first, and in its place when all is there.

    Raises:
        InputError: the ending says nothing, or the file cannot be written.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError("cohort_format", path=str(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with writer(part, schema) as write:
            yield write
        part.replace(path)
    except OSError as error:
        raise InputError("unwritable", reason=f"{path}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Write]:
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        yield writer.write_batch


@contextmanager
def _csv(path: Path, schema: pa.Schema) -> Iterator[Write]:
    plain = pa.schema([pa.field(one.name, _plain(one.type)) for one in schema])
    with pyarrow.csv.CSVWriter(path, plain) as writer:
        yield lambda batch: writer.write_batch(batch.cast(plain))


def _plain(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_


@contextmanager
def _ndjson(path: Path, schema: pa.Schema) -> Iterator[Write]:
    with path.open("wb") as stream:

        def write(batch: pa.RecordBatch) -> None:
            for start in range(0, batch.num_rows, _LINES):
                part = batch.slice(start, _LINES)
                columns = [_told(name, one) for name, one in zip(part.schema.names, part.columns, strict=True)]
                lines = pyarrow.compute.binary_join_element_wise(*columns, ", ")
                stream.write("".join(f"{{{line}}}\n" for line in lines.to_pylist()).encode())

        yield write


def _told(name: str, column: pa.Array) -> pa.Array:
    """A column as the members of JSON objects; written once for each word of a dictionary."""
    key = json.dumps(name, ensure_ascii=False)

    def told(value: Any) -> str:
        return f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}"

    if not pa.types.is_dictionary(column.type):
        return pa.array([told(value) for value in column.to_pylist()], pa.string())
    words = [told(value) for value in column.dictionary.to_pylist()]
    codes = column.indices.cast(pa.int32()).fill_null(len(words))
    return pa.array([*words, told(None)], pa.string()).take(codes)


_WRITERS: Final[Mapping[str, Any]] = {".csv": _csv, ".parquet": _parquet, ".ndjson": _ndjson, ".jsonl": _ndjson}
