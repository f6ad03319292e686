"""The summary against counting patient by patient."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa

from osteo_asp import Guideline
from osteo_asp.cohort.counts import survey
from osteo_asp.diagrams.partial import PartialPatient
from osteo_asp.kernel import evaluation
from osteo_asp.render.cohort import summary_page
from osteo_asp.render.text import to_text
from osteo_asp.vocabulary.patient import Patient

from .patients import frame, places, records, value


@pytest.fixture(scope="module")
def table(guideline: Guideline) -> pa.Table:
    return frame(guideline, places(guideline, 400, np.random.default_rng(9), 0.25))


def test_it_counts_what_the_rows_say(guideline: Guideline, table: pa.Table) -> None:
    cohort = guideline.cohort(table)
    every = cohort.frame.to_pylist()
    rows = [row for row in every if row["error"] is None]
    summary = cohort.summary()
    assert (summary.patients, summary.refused) == (len(rows), len(every) - len(rows))
    assert summary.refused > 0
    assert summary.indicated == {one: sum(r["indicated"] == one for r in rows) for one in ("yes", "unknown", "no")}
    together = Counter(
        tuple(one.id for one in summary.indications if row[f"indication_{one.id}"] == "yes") for row in rows
    )
    assert summary.together == together
    for one in summary.indications:
        told = Counter(row[f"indication_{one.id}"] for row in rows)
        assert (one.yes, one.unknown, one.no, one.alone) == (
            told["yes"],
            told["unknown"],
            told["no"],
            together[one.id,],
        )
        assert one.boxes == guideline.legend.cited(("indication", one.id))
    without = 0
    for row in rows:
        options = {one for name, one in row.items() if name.startswith("option_")}
        without += row["indicated"] == "yes" and options == {"excluded"}
    assert summary.without == without
    for drug in summary.drugs:
        told, reasons, only = Counter[str](), Counter[str](), Counter[str]()
        for row in rows:
            options = {one for name, one in row.items() if name.startswith("option_") and name.endswith(f"_{drug.id}")}
            status = "open" if "admissible" in options else "unsettled" if "conditional" in options else "excluded"
            told[status] += 1
            if status == "excluded":
                against = [*row[f"against_{drug.id}"].split(";"), *row[f"closed_{drug.id}"].split(";")]
                standing = {one for one in against if one}
                reasons.update(standing)
                only.update(standing if len(standing) == 1 else ())
        assert (drug.open, drug.unsettled, drug.excluded) == (told["open"], told["unsettled"], told["excluded"])
        assert {one.id: one.patients for one in drug.reasons} == reasons
        assert {one.id: one.only for one in drug.reasons if one.only} == only


def test_it_counts_what_a_fact_would_settle(guideline: Guideline, table: pa.Table) -> None:
    part = table.slice(0, 60)
    summary = guideline.cohort(part).summary()
    options = [("indicated",), *(atom for atom in guideline.program.statements if atom[0] == "option")]
    settles, may_settle = Counter[str](), Counter[str]()
    for record in records(part):
        try:
            patient = guideline.patient(record)
        except ValueError:
            continue
        known = PartialPatient(guideline.space, patient, guideline.readings)
        open_ = [atom for atom in options if known.status(known.where(atom)) == "unknown"]
        for name in patient.unknown(guideline.vocabulary):
            fact = guideline.vocabulary.facts[name]
            number = len(guideline.program.inputs["patient", name])
            outcomes = []
            for place in range(number):
                one = Patient({**record, name: value(guideline, fact, place)})
                after = PartialPatient(guideline.space, one, guideline.readings)
                if after.possible:
                    outcomes.append({atom: after.status(after.where(atom)) != "unknown" for atom in open_})
            settles[name] += sum(all(one[atom] for one in outcomes) for atom in open_)
            may_settle[name] += sum(any(one[atom] for one in outcomes) for atom in open_)
    assert {one.id: one.settles for one in summary.facts if one.settles} == {n: c for n, c in settles.items() if c}
    assert {one.id: one.may_settle for one in summary.facts} == {n: c for n, c in may_settle.items() if c}
    assert sum(settles.values()) > 0
    assert [one.settles for one in summary.facts] == sorted((one.settles for one in summary.facts), reverse=True)


def test_it_counts_what_changes_under_each_reading(guideline: Guideline, table: pa.Table) -> None:
    summary = guideline.cohort(table).summary()
    names = [name for name in guideline.cohort(table).frame.column_names if name.split("_")[0] not in _SETS]
    whole = guideline.cohort(table, every_statement=True).frame
    names += [name for name in whole.column_names if name.startswith("first_choice(")]
    before = whole.select(names).to_pylist()
    told = {(one.question, one.option): one.patients for one in summary.readings}
    questions = guideline.vocabulary.questions
    assert set(told) == {(name, option) for name, one in questions.items() for option in one.options[1:]}
    for (question, option), number in told.items():
        other = guideline.cohort(table, readings={question: option}, every_statement=True).frame
        after = other.select(names).to_pylist()
        assert number == sum(one != other for one, other in zip(before, after, strict=True)), question
    assert any(told.values())


_SETS = ("first", "against", "closed", "error")


def test_counts_add_up_whatever_the_batches(
    guideline: Guideline, table: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = survey(guideline)
    (batch,) = table.combine_chunks().to_batches()
    whole = count(batch)
    assert count(batch.slice(200)) + count(batch.slice(0, 200)) == whole
    monkeypatch.setattr(evaluation, "CHUNK", 64)
    assert count(batch) == whole


def test_it_is_a_page_in_both_languages(guideline: Guideline, table: pa.Table) -> None:
    summary = guideline.cohort(table).summary()
    assert summary.to_dict()["patients"] == summary.patients
    assert "only reason" in to_text(summary_page(summary, "en"))
    assert "eneste grunn" in to_text(summary_page(summary, "nb"))
