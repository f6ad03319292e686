"""Readings compared: every witness tells the two apart, and what is the same under all is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from conftest import KB
from osteo_asp import Guideline, load
from osteo_asp.cli import main
from osteo_asp.render.audits import reading_page
from osteo_asp.render.text import to_text
from osteo_asp.vocabulary.terms import show
from strategies import readings, records, statuses

GUIDELINE = load(KB)
REPORT = GUIDELINE.compare_readings()


@pytest.mark.parametrize("question", [one.id for one in REPORT.questions])
def test_the_witness_tells_two_options_apart(question: str):
    report = next(one for one in REPORT.questions if one.id == question)
    assert report.matters
    for pair in report.pairs:
        assert pair.witness is not None
        assert pair.changes
        told = []
        for option in (pair.first, pair.second):
            chosen = GUIDELINE.vocabulary.readings({**pair.witness.readings, question: option})
            held = statuses(GUIDELINE, pair.witness.patient, chosen)
            told.append({show(atom): held.get(atom, "no") for atom in GUIDELINE.program.statements})
        for change in pair.changes:
            assert (told[0][change.id], told[1][change.id]) == (change.before, change.after)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(GUIDELINE), readings(GUIDELINE), readings(GUIDELINE))
def test_what_is_the_same_under_all_readings_is(record, one, other):
    found = [statuses(GUIDELINE, record, chosen) for chosen in (one, other)]
    same = {statement.id for statement in REPORT.same}
    for atom in GUIDELINE.program.statements:
        if show(atom) in same:
            assert found[0].get(atom) == found[1].get(atom)


def test_a_question_that_never_matters_is_said_so(toy: Guideline, tmp_path):
    written = (toy.program.folder / "throat.lp").read_text()
    (tmp_path / "kb.lp").write_text(
        written
        + """
        question(idle). default(idle, a). meaning(idle, (a; b)). cite(question(idle), t1).
        label(question(idle), (en; nb), "Idle?"). label(meaning(idle, (a; b)), (en; nb), "so").
    """
    )
    report = load(tmp_path).compare_readings()
    idle = next(one for one in report.questions if one.id == "idle")
    assert not idle.matters
    assert [pair.witness for pair in idle.pairs] == [None]
    assert "never matters" in to_text(reading_page(report))


def test_the_command(capsys):
    assert main(["readings", "--compare", "--lang", "nb"]) == 0
    assert "den enkleste pasienten" in capsys.readouterr().out
    assert main(["readings", "--compare", "--format", "json"]) == 0
    assert '"matters": true' in capsys.readouterr().out
