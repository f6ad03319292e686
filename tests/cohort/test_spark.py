"""The same function under Apache Spark, in a real local session."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")
pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java", allow_module_level=True)

import numpy as np
import pyarrow as pa

from osteo_asp import Guideline, InputError

from .patients import frame, places

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # the workers need what this Python has
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_it_is_what_it_is_here(guideline: Guideline, spark: Any) -> None:
    table = frame(guideline, places(guideline, 5000, np.random.default_rng(10), 0.2))
    table = table.append_column("id", pa.array(range(5000)))
    here = guideline.cohort(table, keep=["id"])
    there = guideline.cohort(spark.createDataFrame(table), keep=["id"])
    assert type(there.frame).__module__.startswith("pyspark.")
    rows = there.frame.toArrow().sort_by("id")
    assert rows.to_pylist() == here.frame.to_pylist()
    assert rows.column("error").null_count < 5000
    assert there.summary() == here.summary()


def test_a_column_that_is_no_fact_is_refused_before_anything_runs(guideline: Guideline, spark: Any) -> None:
    with pytest.raises(InputError, match="'agee' is not a fact"):
        guideline.cohort(spark.createDataFrame([(70,)], ["agee"]))
