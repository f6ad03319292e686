"""What a knowledge base says beside its rules: all of it, as a table that can be kept and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from osteo_asp import Guideline, InputError
from osteo_asp.audit.sayings import (
    TABLE,
    as_table,
    read_table,
    sayings,
    sayings_report,
    table_differences,
    write_table,
)


def test_a_table_that_is_kept_is_read_again(guideline: Guideline, tmp_path: Path) -> None:
    table = as_table(sayings(guideline.program))
    assert read_table(tmp_path) is None
    write_table(tmp_path, table)
    assert read_table(tmp_path) == table
    report = sayings_report(guideline.program, tmp_path)
    assert (report.kept, report.differences) == (True, ())


def test_the_table_says_what_a_person_would_look_for(guideline: Guideline) -> None:
    table = as_table(sayings(guideline.program))
    assert table["fact(egfr)"]["range"] == "0 250"
    assert table["fact(stop_planned)"]["absent"] == "no"
    assert table["dose(alendronate)"] == {"en": "70 mg a week, by mouth", "nb": "70 mg per uke, peroralt"}
    assert table["question(gc_bracket)"]["default"] == "inner"
    assert table["indication(t_score)"]["boxes"] == "I1"
    assert table["order(drugs)"]["order"].startswith("alendronate, ")
    assert "contraindicated(reflux)" in table


def test_what_differs_is_named(guideline: Guideline, tmp_path: Path) -> None:
    table = {subject: dict(parts) for subject, parts in as_table(sayings(guideline.program)).items()}
    del table["dose(alendronate)"]["nb"]
    table["dose(alendronate)"]["en"] = "700 mg"
    table["dose(water)"] = {"en": "much"}
    write_table(tmp_path, table)
    assert {
        (one.subject, one.part, one.before, one.after)
        for one in sayings_report(guideline.program, tmp_path).differences
    } == {
        ("dose(alendronate)", "en", "700 mg", "70 mg a week, by mouth"),
        ("dose(alendronate)", "nb", None, "70 mg per uke, peroralt"),
        ("dose(water)", "en", "much", None),
    }
    assert table_differences(table, table) == ()


@pytest.mark.parametrize("written", ["[[sayings]]\n", "sayings = 3\n", "[sayings]\na = 3\n", "[sayings\n"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / TABLE).write_text(written)
    with pytest.raises(InputError, match=TABLE):
        read_table(tmp_path)
