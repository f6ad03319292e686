"""Rows that cannot be used, values on a threshold, and every kind of frame and of column."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa

from osteo_asp import Guideline, InputError

from .patients import frame, places

BAD: list[dict[str, Any]] = [
    {"age": 17},
    {"age": 120.5},
    {"age": math.nan},
    {"age": math.inf},
    {"age": -math.inf},
    {"hip_fractures": 1.5},
    {"hip_fractures": -1},
    {"sex": "woman"},
    {"current_drug": "aspirin"},
    {"breast_cancer": True, "cancer": False},
    {"breast_cancer": True, "cancer": False, "age": 300},
    {"treatment_months": 12},
    {"treatment_months": 12, "current_drug": "none"},
    {"stop_planned": True},
]
GOOD: list[dict[str, Any]] = [
    {},
    {"stop_planned": False},
    {"treatment_months": 12, "current_drug": "denosumab"},
    {"breast_cancer": True},
    {"hip_fractures": 2.0, "age": 18, "egfr": 250},
    {"sex": "male", "t_score": -0.0},
]


def error_of(guideline: Guideline, record: dict[str, Any], **options: Any) -> str | None:
    try:
        guideline.patient({name: value for name, value in record.items() if value is not None}, **options)
    except InputError as error:
        return str(error)
    return None


def table_of(guideline: Guideline, records: list[dict[str, Any]]) -> pa.Table:
    names = dict.fromkeys(name for record in records for name in record)
    columns = {}
    for name in names:
        values = [record.get(name) for record in records]
        numeric = guideline.vocabulary.facts[name].numeric
        columns[name] = pa.array(
            [None if v is None else float(v) for v in values] if numeric else values, from_pandas=False
        )
    return pa.table(columns)


@pytest.mark.parametrize("assume_absent", [False, True])
def test_a_bad_row_has_the_error_of_the_single_patient(guideline: Guideline, assume_absent: bool) -> None:
    table = table_of(guideline, [*BAD, *GOOD])
    answers = guideline.cohort(table, assume_absent=assume_absent).frame.to_pylist()
    for number, (record, row) in enumerate(zip(table.to_pylist(), answers, strict=True)):
        assert row["error"] == error_of(guideline, record, assume_absent=assume_absent)
        assert (row["error"] is not None) == (number < len(BAD))
        assert (row["indicated"] is None) == (row["error"] is not None)


def test_errors_are_in_the_language_that_is_asked_for(guideline: Guideline) -> None:
    (row,) = guideline.cohort(pa.table({"age": [7]}), lang="nb").frame.to_pylist()
    assert row["error"] == "age: 7 er utenfor området; oppgi et tall fra 18 til 120 år"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"agee": [70]}, "'agee' is not a fact of this guideline; did you mean 'age'?"),
        ({"age": [70], "name": ["x"]}, "'name' is not a fact"),
    ],
)
def test_a_column_that_is_no_fact_is_refused(guideline: Guideline, table: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match="is not a fact") as refused:
        guideline.cohort(pa.table(table))
    assert words in str(refused.value)


def test_what_is_no_frame_is_refused(guideline: Guideline) -> None:
    with pytest.raises(InputError, match="a cohort is a data frame"):
        guideline.cohort([{"age": 70}])
    with pytest.raises(InputError, match="given twice"):
        guideline.cohort(pa.table([pa.array([1]), pa.array([2])], names=["age", "age"]))
    with pytest.raises(InputError, match="no column of the cohort"):
        guideline.cohort(pa.table({"age": [70]}), keep=["id"])
    with pytest.raises(InputError, match="given twice"):
        guideline.cohort(pa.table({"age": [70], "error": ["x"]}), keep=["error"])


def test_columns_are_kept(guideline: Guideline) -> None:
    answers = guideline.cohort(pa.table({"id": [7, 8], "age": [70, 5]}), keep=["id", "age"]).frame
    assert answers.column_names[:3] == ["id", "age", "indicated"]
    assert answers.column("id").to_pylist() == [7, 8]
    assert answers.column("age").to_pylist() == [70, 5]


def test_an_empty_cohort_is_answered(guideline: Guideline) -> None:
    cohort = guideline.cohort(pa.table({"age": pa.array([], pa.float64())}))
    assert len(cohort.frame) == 0
    assert "indicated" in cohort.frame.column_names
    assert cohort.summary().patients == 0


def near(cut: Decimal) -> list[float]:
    """The floats around the one nearest to a threshold, and decimals close to it."""
    middle = float(cut)
    return [
        middle,
        math.nextafter(middle, -math.inf),
        math.nextafter(middle, math.inf),
        *(float(cut + step * Decimal(1).scaleb(-digits)) for digits in (1, 3, 9, 13, 14) for step in (-1, 1)),
    ]


@pytest.mark.parametrize("kind", ["float", "decimal", "text"])
def test_no_value_is_rounded_across_a_threshold(guideline: Guideline, kind: str) -> None:
    for name, fact in guideline.vocabulary.facts.items():
        if not fact.numeric or fact.requires:
            continue
        cells = guideline.program.cells[name]
        cuts = [fact.low, fact.high, *(Decimal(cut) / fact.scale for cut in cells.cuts)]
        numbers = [one for cut in cuts for one in near(cut)]
        numbers += [-2.5, 20.000000000000004, 64.99999999999999, 0.1 + 0.2]
        if kind == "decimal":
            numbers = [one for one in numbers if Decimal(repr(one)).as_tuple().exponent >= -40]  # type: ignore[operator]
        exact = [Decimal(repr(one)) for one in numbers]
        values: dict[str, Any] = {
            "float": pa.array(numbers, pa.float64()),
            "decimal": pa.array(exact, pa.decimal256(60, 40)) if kind == "decimal" else None,
            "text": pa.array([f" {one} " for one in exact]),
        }
        answers = guideline.cohort(pa.table({name: values[kind]}), every_statement=True).frame.to_pylist()
        seen: dict[int, Any] = {}
        for value, row in zip(exact, answers, strict=True):
            wanted = error_of(guideline, {name: value})
            assert (row["error"] is None) == (wanted is None), (name, value, row["error"])
            if wanted is None:
                assert seen.setdefault(cells.locate(value), row) == row, (name, value)


def test_a_threshold_that_no_float_is_equal_to_stays_exact() -> None:
    from osteo_asp.kernel.columns import Boundary, FactEncoding, column
    from osteo_asp.vocabulary.facts import Fact

    fact = Fact("x", "measurement", Decimal(0), Decimal(10))
    for cut in (Decimal("0.1"), Decimal("0.1000000000000000055511151231257827"), Decimal("0.09999999999999999999")):
        for included in (False, True):
            encoding = FactEncoding(fact, (), (Boundary(cut, included),), None)
            numbers = [0.1, math.nextafter(0.1, 0), math.nextafter(0.1, 1), 0.3]
            below = column(pa.array(numbers), encoding, {}).below(1)
            exact = [Decimal(repr(one)) for one in numbers]
            wanted = [one <= cut if included else one < cut for one in exact]
            assert np.unpackbits(below, count=4, bitorder="little").astype(bool).tolist() == wanted


@pytest.mark.parametrize(
    "type_",
    [pa.int8(), pa.uint8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.decimal128(9, 3), pa.string()],
)
def test_every_type_of_number_is_read(guideline: Guideline, type_: pa.DataType) -> None:
    numbers = [65, 75, 18, 120, None, 64, 66]
    given = [None if one is None else str(one) if type_ == pa.string() else one for one in numbers]
    plain = guideline.cohort(pa.table({"age": pa.array(numbers, pa.float64())})).frame.to_pylist()
    assert guideline.cohort(pa.table({"age": pa.array(given, type_)})).frame.to_pylist() == plain
    coded = pa.array(given, type_).dictionary_encode()
    assert guideline.cohort(pa.table({"age": coded})).frame.to_pylist() == plain


def test_text_is_read_as_on_a_command_line(guideline: Guideline) -> None:
    words = ["yes", "ja", " True ", "1", "no", "NEI", "false", "0", "", "  ", None, "maybe"]
    rows = guideline.cohort(pa.table({"reflux": words})).frame.to_pylist()
    told = [row["against_alendronate"] for row in rows]
    assert told == ["reflux"] * 4 + [""] * 7 + [None]
    assert [row["option_start_alendronate"] for row in rows] == ["excluded"] * 4 + ["conditional"] * 7 + [None]
    assert rows[-1]["error"].startswith("reflux: 'maybe' is not allowed; give yes or no (also ja/nei")


@pytest.mark.parametrize(
    "array",
    [
        pa.array([1, 0]),
        pa.array([[True], [False]]),
        pa.array([b"yes", b"\xff"], pa.binary()),
        pa.array([1.0, 0.0]),
    ],
)
def test_values_of_another_type_are_refused_row_by_row(guideline: Guideline, array: pa.Array) -> None:
    rows = guideline.cohort(pa.table({"reflux": array, "age": [70, 71]})).frame.to_pylist()
    assert "reflux" in rows[1]["error"]


def test_nothing_recorded_may_be_a_column_of_nulls(guideline: Guideline) -> None:
    every = {name: pa.nulls(2) for name in guideline.vocabulary.facts}
    none = guideline.cohort(pa.table({"age": pa.nulls(2, pa.float64())})).frame
    assert guideline.cohort(pa.table(every)).frame.equals(none)


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "duckdb", "batch"])
def test_the_answer_is_a_frame_of_the_same_kind(guideline: Guideline, kind: str) -> None:
    table = frame(guideline, places(guideline, 300, np.random.default_rng(7), 0.3))
    table = table.append_column("id", pa.array(range(300)))
    wanted = guideline.cohort(table, keep=["id"]).frame.to_pylist()
    if kind in ("polars", "lazy"):
        polars = pytest.importorskip("polars")
        given = polars.from_arrow(table)
        answers = guideline.cohort(given if kind == "polars" else given.lazy(), keep=["id"]).frame
        assert isinstance(answers, polars.DataFrame if kind == "polars" else polars.LazyFrame)
        assert answers.lazy().collect().to_dicts() == wanted
    elif kind == "pandas":
        pandas = pytest.importorskip("pandas")
        given = table.to_pandas()
        given.index = range(1000, 1300)
        answers = guideline.cohort(given, keep=["id"]).frame
        assert isinstance(answers, pandas.DataFrame)
        assert answers.index.tolist() == given.index.tolist()
        assert answers.astype(object).where(answers.notna(), None).to_dict("records") == wanted
    elif kind == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        answers = guideline.cohort(duckdb.from_arrow(table), keep=["id"]).frame
        assert isinstance(answers, duckdb.DuckDBPyRelation)
        assert [dict(zip(answers.columns, row, strict=True)) for row in answers.fetchall()] == wanted
    else:
        answers = guideline.cohort(table.combine_chunks().to_batches()[0], keep=["id"]).frame
        assert isinstance(answers, pa.RecordBatch)
        assert answers.to_pylist() == wanted


def test_pandas_columns_of_mixed_values_are_read_row_by_row(guideline: Guideline) -> None:
    pandas = pytest.importorskip("pandas")
    given = pandas.DataFrame({"age": pandas.Series([70, "old", None, Decimal("71.5")], dtype=object)})
    errors = guideline.cohort(given).frame["error"].tolist()
    assert [isinstance(one, str) for one in errors] == [False, True, False, False]


def test_what_is_missing_is_said_in_one_sentence(guideline: Guideline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteo_asp.cohort.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'osteo-asp\[cohort\]'"):
        guideline.cohort(pa.table({"age": [70]}))
