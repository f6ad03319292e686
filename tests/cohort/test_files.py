"""Cohorts from file to file: every format, as a stream, whole or not at all."""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa
import pyarrow.parquet

from conftest import KB
from osteo_asp import Guideline, InputError
from osteo_asp.cli import cohorts
from osteo_asp.cli.options import Parser
from osteo_asp.cohort import readers
from osteo_asp.cohort.files import answer_file
from osteo_asp.kernel.builder import compiled

from .patients import frame, places


@pytest.fixture(scope="module")
def table(guideline: Guideline) -> pa.Table:
    made = frame(guideline, places(guideline, 700, np.random.default_rng(8), 0.2))
    return made.append_column("id", pa.array([f"p{number}" for number in range(700)]))


def put(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def taken(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(newline="") as stream:
            return list(csv.DictReader(stream))
    if path.suffix == ".parquet":
        return list(pyarrow.parquet.read_table(path).to_pylist())
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("source", ["in.csv", "in.parquet", "in.ndjson"])
@pytest.mark.parametrize("target", ["out.csv", "out.parquet", "out.jsonl"])
def test_every_format_gives_what_the_frame_gives(
    guideline: Guideline, table: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, target: str
) -> None:
    monkeypatch.setattr(readers, "BLOCK", 1 << 15)
    monkeypatch.setattr(readers, "ROWS", 100)
    monkeypatch.setattr(readers, "LINES", 100)
    wanted = guideline.cohort(table, keep=["id"]).frame.to_pylist()
    if target == "out.csv":
        wanted = [{name: one or "" for name, one in row.items()} for row in wanted]
    shares: list[float] = []
    done = answer_file(
        compiled(guideline, keep=["id"]),
        put(tmp_path / source, table.to_pylist()),
        tmp_path / target,
        progress=lambda share, rows: shares.append(share),
    )
    assert taken(tmp_path / target) == wanted
    assert (done.rows, done.refused) == (700, sum(bool(row["error"]) for row in wanted))
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert {one.name for one in tmp_path.iterdir()} == {source, target}


def test_rows_that_cannot_be_read_are_answered_in_their_place(
    guideline: Guideline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "BLOCK", 64)
    good, rows = "p,70,ja", []
    for number in range(60):
        rows.append({3: "too,few", 17: "a,b,c,d", 18: "x", 59: "last"}.get(number, good))
    (tmp_path / "in.csv").write_text("id,age,reflux\n" + "\n".join(rows) + "\n\n")
    told: list[int] = []
    done = answer_file(
        compiled(guideline, keep=["id"]),
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        refused=lambda row, error: told.append(row),
    )
    answers = taken(tmp_path / "out.csv")
    assert [number for number, row in enumerate(answers) if row["error"]] == [3, 17, 18, 59]
    assert told == [4, 18, 19, 60]
    assert (done.rows, done.refused) == (60, 4)
    assert answers[17]["error"] == "the row has 4 columns, and not 3: a,b,c,d"


def test_lines_that_are_no_record_are_answered_in_their_place(guideline: Guideline, tmp_path: Path) -> None:
    lines = [
        '{"age": 70.00000000000000000001, "sex": "male"}',
        '{"age": 70,',
        "[1]",
        '{"age": 70, "age": 71}',
        '{"reflux": "yes"}',
        '{"agee": 70}',
        '{"age": NaN}',
        '{"age": true}',
        '{"age": null}',
        '{"age": 121}',
    ]
    (tmp_path / "in.ndjson").write_text("\n".join(lines))
    answer_file(compiled(guideline), tmp_path / "in.ndjson", tmp_path / "out.ndjson")
    errors = [row["error"] for row in taken(tmp_path / "out.ndjson")]
    assert [one is None for one in errors] == [True, *[False] * 7, True, False]
    for number in (3, 4, 5, 7, 9):
        with pytest.raises(InputError) as refused:
            guideline.patient(json.loads(lines[number], object_pairs_hook=readers._once, parse_int=Decimal))
        assert errors[number] == str(refused.value)


def test_numbers_in_files_are_exact(guideline: Guideline, tmp_path: Path) -> None:
    numbers = ["-2.5", "-2.499999999999999999999999", "-2.50000000000000000000001", "-25e-1"]
    (tmp_path / "in.csv").write_text("t_score\n" + "\n".join(numbers))
    (tmp_path / "in.ndjson").write_text("\n".join(f'{{"t_score": {one}}}' for one in numbers))
    for name in ("in.csv", "in.ndjson"):
        answer_file(compiled(guideline), tmp_path / name, tmp_path / "out.ndjson")
        told = [row["indication_t_score"] for row in taken(tmp_path / "out.ndjson")]
        assert told == ["yes", "no", "yes", "yes"]


def test_a_table_with_semicolons_and_a_mark_at_its_start_is_read(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("\ufeffage;reflux\r\n70;ja\r\n".encode())
    done = answer_file(compiled(guideline), tmp_path / "in.csv", tmp_path / "out.csv")
    assert (done.rows, done.refused) == (1, 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("in.xlsx", b"", "must end in"),
        ("in.csv", b"", "cannot be read"),
        ("in.csv", b"agee\n70\n", "did you mean 'age'"),
        ("in.parquet", b"PAR?", "cannot be read"),
        ("missing.csv", None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_no_file(
    guideline: Guideline, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refused:
        answer_file(compiled(guideline), tmp_path / name, tmp_path / "out.csv")
    assert words in str(refused.value)
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(InputError):
        answer_file(compiled(guideline), tmp_path / "missing.csv", tmp_path / "no" / "out.csv")


@pytest.mark.parametrize("target", ["out.csv", "out.parquet", "out.ndjson"])
def test_interrupting_leaves_what_was_there(
    guideline: Guideline, table: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(readers, "ROWS", 100)
    put(tmp_path / "in.parquet", table.to_pylist())
    (tmp_path / target).write_text("before")

    def interrupt(share: float, rows: int) -> None:
        if rows >= 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_file(compiled(guideline, keep=["id"]), tmp_path / "in.parquet", tmp_path / target, progress=interrupt)
    assert (tmp_path / target).read_text() == "before"
    assert {one.name for one in tmp_path.iterdir()} == {"in.parquet", target}


def test_the_share_that_is_done_keeps_to_the_rows(
    guideline: Guideline, table: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "in.csv", table.to_pylist())
    size = (tmp_path / "in.csv").stat().st_size
    monkeypatch.setattr(readers, "BLOCK", size // 10)
    told: list[tuple[float, int]] = []
    plan = compiled(guideline, keep=["id"])
    answer_file(plan, tmp_path / "in.csv", tmp_path / "out.csv", progress=lambda *one: told.append(one))
    assert len(told) > 5
    assert told[-1] == (pytest.approx(1, abs=0.01), table.num_rows)
    assert all(share == pytest.approx(rows / table.num_rows, abs=0.05) for share, rows in told)


def test_being_ended_leaves_nothing_behind(guideline: Guideline, table: pa.Table, tmp_path: Path) -> None:
    big = pa.concat_tables([table] * 400)
    pyarrow.parquet.write_table(big, tmp_path / "in.parquet")
    command = [sys.executable, "-m", "osteo_asp", "cohort", "in.parquet", "out.ndjson", "--keep", "id"]
    with subprocess.Popen([*command, "--kb", str(KB)], cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(tmp_path.glob(".*")):
            time.sleep(0.01)
        process.terminate()
        assert process.wait() == 130
    assert [one.name for one in tmp_path.iterdir()] == ["in.parquet"]


def test_memory_does_not_grow_with_the_file(
    guideline: Guideline, table: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "ROWS", 700)
    plan, peaks = compiled(guideline, keep=["id"]), []
    for times in (2, 8):
        pyarrow.parquet.write_table(pa.concat_tables([table] * times), tmp_path / "in.parquet", row_group_size=700)
        before = pa.total_allocated_bytes()
        tracemalloc.start()
        answer_file(plan, tmp_path / "in.parquet", tmp_path / "out.parquet")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert pa.total_allocated_bytes() <= before + 1_000_000
    assert peaks[1] < 1.5 * peaks[0]


def run(*arguments: str) -> str:
    parser = Parser(prog="osteo-asp")
    commands = parser.add_subparsers(parser_class=Parser)
    cohorts.add_commands(commands)
    options: argparse.Namespace = parser.parse_args(arguments)
    return str(options.run(options))


def test_the_command_tells_what_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("age,reflux\n70,ja\n7,nei\n71,kanskje\n" + "3,nei\n" * 30)
    out = str(tmp_path / "out.parquet")
    assert run("cohort", str(tmp_path / "in.csv"), out, "--kb", str(KB)) == ""
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "row 2: age: 7 is out of range; give a number from 18 to 120 years"
    assert lines[1].startswith("row 3: reflux: 'kanskje' is not allowed")
    assert lines[-2:] == [
        "… and 12 more",
        "32 of 33 rows cannot be used; each has its error in the column error",
    ]
    told = run("cohort", str(tmp_path / "in.csv"), out, "--kb", str(KB), "--summary", "--lang", "nb")
    assert "Kohort med 1 pasienter" in told
    told = run("cohort", str(tmp_path / "in.csv"), out, "--kb", str(KB), "--summary", "--format", "json")
    assert json.loads(told)["refused"] == 32
