"""Pages as text and as Markdown."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import TESTS
from osteo_asp import Guideline
from osteo_asp.render.advice import advice_page
from osteo_asp.render.knowledge import facts_page, readings_page
from osteo_asp.render.markdown import to_markdown
from osteo_asp.render.page import Item, Page, Section, Table
from osteo_asp.render.text import to_text
from osteo_asp.reply import Reply

PAGE = Page(
    "A title",
    ["Who it is about."],
    [
        Section(
            "First", [Item("it holds", "yes", ["a note that is long enough to be broken over lines"], strong=True)]
        ),
        Section("Second", ["a paragraph", Table(["name", "words"], [["a_b", "some | words"], ["c", "d"]])]),
    ],
    "The end.",
)


def test_text():
    assert to_text(PAGE, width=40).splitlines() == [
        "A title",
        "Who it is about.",
        "",
        "First",
        "  ✓ it holds",
        "      a note that is long enough to be",
        "        broken over lines",
        "",
        "Second",
        "  a paragraph",
        "  name  words",
        "  a_b   some | words",
        "  c     d",
        "",
        "The end.",
    ]


def test_colour_adds_nothing_but_colour():
    import re

    coloured = to_text(PAGE, width=40, colour=True)
    assert "\x1b[1mA title\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == to_text(PAGE, width=40)


def test_markdown():
    assert to_markdown(PAGE).splitlines() == [
        "# A title",
        "",
        "Who it is about.",
        "",
        "## First",
        "",
        "- ✓ **it holds**",
        "  - a note that is long enough to be broken over lines",
        "",
        "## Second",
        "",
        "a paragraph",
        "",
        "| name | words |",
        "| --- | --- |",
        r"| a\_b | some \| words |",
        "| c | d |",
        "",
        "*The end.*",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_screen(guideline: Guideline, width: int):
    for language in ("en", "nb"):
        pages = [
            advice_page(guideline.advise({"t_score": -2.6, "current_drug": "denosumab"}, lang=language)),
            readings_page(guideline.vocabulary, guideline.legend, language),
        ]
        for page in pages:
            for line in to_text(page, width=width).splitlines():
                assert len(line) <= width or " " not in line.strip()


def test_an_empty_patient_has_a_page(guideline: Guideline):
    text = to_text(advice_page(guideline.advise({})))
    assert "nothing recorded" in text
    assert "Whether drug treatment is indicated depends on facts that are not recorded" in text


def test_silence_and_conflict_are_shown(guideline: Guideline):
    review = {"current_drug": "alendronate", "treatment_months": 60, "t_score": -2.5, "risk_factors": 2}
    assert "Where the page is silent" in to_text(advice_page(guideline.advise(review)))
    stop = {"current_drug": "denosumab", "stop_planned": True, "egfr": 20}
    text = to_text(advice_page(guideline.advise(stop)))
    assert "Where the page contradicts itself" in text
    assert "Possible, whatever is not recorded\n  Nothing." in text


def test_a_reading_that_was_chosen_is_shown(guideline: Guideline):
    text = to_text(advice_page(guideline.advise({}, readings={"severe_renal_failure": "15"})))
    assert "What is severe renal failure? eGFR < 15 (severe_renal_failure=15)" in text


def test_the_facts_have_a_page(guideline: Guideline):
    page = to_markdown(facts_page(guideline.vocabulary, guideline.legend, "en"))
    assert "- egfr: eGFR\n  - a number from 0 to 250 ml/min/1.73 m²\n  - not recorded means: unknown\n" in page
    assert "- reflux: reflux\n  - true or false\n  - not recorded means: unknown; with --assume-absent: no\n" in page
    assert "  - not recorded means: no\n  - only beside current\\_drug\n" in page


def test_every_answer_shows_itself_in_a_notebook(toy: Guideline):
    patient = {"fever": 39}
    explanation = toy.why(patient, "penicillin")
    answers = [
        toy.advise(patient),
        explanation,
        toy.missing(patient),
        toy.what_if(patient, {"allergy": True}),
        toy.check(),
        toy.compare_readings(),
        toy.diff(toy),
    ]
    shown = [answer._repr_html_() for answer in answers]
    assert all(one is not None and one.startswith("<div") for one in shown)
    assert len(set(shown)) == len(shown)
    assert explanation.graph().startswith("<svg")


def test_nothing_that_shows_an_answer_is_loaded_before_one_is_shown():
    """In a process of its own, for others of these tests load it."""
    asked = (
        "import sys, osteo_asp; advice = osteo_asp.load().advise({'t_score': -2.7}); "
        "assert not [name for name in sys.modules if name.startswith('osteo_asp.render')]; "
        "assert advice._repr_html_()"
    )
    subprocess.run([sys.executable, "-c", asked], check=True, cwd=TESTS.parent)


def test_an_answer_loads_no_more_than_it_needs():
    """What costs most at a cold start, and what other questions take."""
    asked = (
        "import sys; from osteo_asp.cli import main; main(['advise', sys.argv[1], '--format', sys.argv[2]]); "
        "heavy = ('dataclasses', 'inspect', 'osteo_asp.explanation', 'osteo_asp.audit', 'osteo_asp.kernel'); "
        "loaded = [name for name in heavy if name in sys.modules]; assert not loaded, loaded"
    )
    for form in ("text", "json", "markdown", "html"):
        command = [sys.executable, "-c", asked, str(TESTS / "patients" / "ingrid.json"), form]
        done = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), form


def test_an_answer_that_nobody_shows_is_shown_as_any_object():
    class Silent(Reply):
        schema = "silent/1"

        words: str

    assert Silent("hush")._repr_html_() is None
    assert repr(Silent("hush")).endswith("Silent silent/1>")
