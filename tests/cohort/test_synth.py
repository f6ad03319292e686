"""Made-up cohorts: the plausible ones can all be used, and the covering ones cover."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa

import osteo_asp
from conftest import KB
from osteo_asp import Guideline, InputError
from osteo_asp.cohort.synth import batches, write
from osteo_asp.cohort.synth.covering import targets
from osteo_asp.vocabulary.terms import show

from .patients import records


def test_plausible_patients_can_all_be_used(guideline: Guideline) -> None:
    table = pa.Table.from_batches(batches(guideline, 3000, seed=1))
    cohort = guideline.cohort(table)
    assert cohort.frame.column("error").null_count == 3000
    assert cohort.frame.num_rows == 3000
    assert all(cohort.summary().indicated.values())
    assert table.equals(pa.Table.from_batches(batches(guideline, 3000, seed=1)))
    assert not table.equals(pa.Table.from_batches(batches(guideline, 3000, seed=2)))


def test_a_guideline_that_says_nothing_of_it_has_any_values(toy: Guideline) -> None:
    (batch,) = batches(toy, 200)
    assert toy.cohort(batch).frame.column("error").null_count == 200


def test_covering_patients_cover(guideline: Guideline) -> None:
    (batch,) = batches(guideline, 300, seed=3, kind="covering")
    rows = guideline.cohort(batch, every_statement=True).frame.to_pylist()
    assert all(row["error"] is None for row in rows)
    wanted = set(targets(guideline))
    assert len(wanted) > 1000
    statements = guideline.program.statements
    for record, row in zip(records(pa.Table.from_batches([batch])), rows, strict=True):
        patient = guideline.patient(record)
        for name in guideline.vocabulary.facts:
            value = patient.value(guideline.vocabulary, name)
            if value is not None:
                places = list(guideline.program.inputs["patient", name])
                wanted.discard(("value", (name, places.index(guideline.program.key(name, value)))))
        wanted -= {(row[show(atom)], atom) for atom in statements}
        wanted -= {one for one in wanted if one[0] == "pair" and all(row[show(atom)] == "yes" for atom in one[1])}
    assert not wanted


def test_what_is_to_be_covered_is_what_there_can_be(toy: Guideline) -> None:
    every = targets(toy)
    fever = [what for kind, what in every if kind == "value" and what[0] == "fever"]
    assert len(fever) == 3  # below, on and above the threshold
    assert {kind for kind, what in every if what == ("indication", "fever")} == {"yes", "no", "unknown"}


def test_too_few_cannot_cover(guideline: Guideline, toy: Guideline) -> None:
    with pytest.raises(InputError, match="3 patients do not cover the guideline"):
        list(batches(guideline, 3, kind="covering"))
    (batch,) = batches(toy, 20, kind="covering")
    assert batch.num_rows == 20


@pytest.mark.parametrize(
    "content",
    [
        "[fever]\nmean = 38\n",
        "[fever]\nmode = 38\n",
        "fever = 38\n",
        "[fever]\nmissing = 'often'\n",
        "[cough]\nmissing = 0.1\n",
        "[allergy]\nshare = { perhaps = 1 }\n",
        "[fever",
    ],
)
def test_what_is_not_understood_of_the_plausible_is_one_sentence(tmp_path: Path, content: str) -> None:
    shutil.copytree(Path(__file__).parents[1] / "toy", tmp_path / "kb")
    (tmp_path / "kb" / "plausible.toml").write_text(content)
    with pytest.raises(InputError):
        next(batches(osteo_asp.load(tmp_path / "kb"), 5))


@pytest.mark.parametrize("name", ["c.csv", "c.parquet", "c.ndjson"])
def test_it_is_written(guideline: Guideline, tmp_path: Path, name: str) -> None:
    write(guideline, 20, 1, "plausible", tmp_path / name)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (KB / "plausible.toml").is_file()
