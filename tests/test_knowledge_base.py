"""The knowledge base itself: labels in both languages, headers, and the contract's names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import KB
from osteo_asp import Guideline, KnowledgeBaseError, load
from osteo_asp.messages import LANGUAGES
from osteo_asp.vocabulary.terms import show

FILES = sorted(KB.glob("*.lp"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_says_what_it_holds(file: Path):
    head = file.read_text().split("\n\n")[0]
    for word in ("Purpose", "Boxes", "Needs", "Gives"):
        assert f"%%% {word}" in head


def test_the_words_of_every_box_stand_above_its_rules(guideline: Guideline):
    text = "\n".join(file.read_text() for file in FILES)
    blocks = {box.upper() for box in re.findall(r"^%%% +([IMFS]\d+) ", text, re.MULTILINE)}
    assert blocks == {box.id for box in guideline.legend.boxes.values() if box.encoded}
    for box, quoted in re.findall(r"^%%% +([IMFS]\d+) +«(.*)»", text, re.MULTILINE):
        assert quoted in guideline.legend.words(("box", box.lower()), "nb").replace("  ", " ") or box in ("F8", "F9"), (
            box
        )


def test_the_two_languages_differ(guideline: Guideline):
    """A label copied from the other language is a label missing."""
    labels = {(show(term), language): text for term, language, text in guideline.program.declared("label", 3)}
    same = {text for (term, language), text in labels.items() if language == "en" and labels[term, "nb"] == text}
    assert same == {"eGFR", "denosumab", "romosozumab", "SERM", "start", "eGFR < 30", "eGFR < 15"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_that_is_missing_is_refused(tmp_path: Path, language: str):
    for file in FILES:
        text = file.read_text()
        lines = [line for line in text.splitlines() if f"label(indication(frax), {language}" not in line]
        (tmp_path / file.name).write_text("\n".join(lines))
    with pytest.raises(
        KnowledgeBaseError, match=rf"indications\.lp:\d+: indication\(frax\) has no words in {language}"
    ):
        load(tmp_path)


def test_a_header_that_is_missing_is_refused(tmp_path: Path):
    for file in FILES:
        text = re.sub(r"^%%% I5 .*$", "% ---- a risk", file.read_text(), flags=re.MULTILINE)
        (tmp_path / file.name).write_text(text)
    with pytest.raises(KnowledgeBaseError, match=r"indications.lp:\d+: indication\(frax\) rests on no box"):
        load(tmp_path)


def test_no_citation_repeats_its_header(guideline: Guideline, tmp_path: Path):
    """A citation is the exception; where the header says the same, it is one to forget when the rule moves."""
    text = "\n".join(file.read_text() for file in FILES)
    citations = re.findall(r"^cite\(.*?\)\.$", text, re.MULTILINE | re.DOTALL)
    for citation in citations:
        for file in FILES:
            (tmp_path / file.name).write_text(file.read_text().replace(citation, ""))
        without = load(tmp_path).legend
        assert any(without.cited(atom) != guideline.legend.cited(atom) for atom in guideline.program.names.values()), (
            citation
        )


def test_the_contract(guideline: Guideline):
    assert list(guideline.readings) == [
        "gc_bracket", "risk_boundary", "risk_comma", "several_risk_factors", "severe_osteoporosis",
        "severe_renal_failure", "severe_first", "denosumab_scope", "alternatives", "estrogen_age",
        "estrogen_review", "follow_on", "supplements",
    ]  # fmt: skip
    assert {name: fact.absent for name, fact in guideline.vocabulary.facts.items() if fact.absent is not None} == {
        "severe_osteoporosis": False,
        "poor_adherence": False,
        "current_drug": "none",
        "stop_planned": False,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_an_answer_is_in_its_language(guideline: Guideline, language):
    patient = {"current_drug": "estrogen", "treatment_months": 60, "t_score": -2.5, "age": 60}
    texts = {
        name: {statement["id"]: statement["text"] for statement in guideline.advise(patient, lang=language).to_dict()[name]}
        for name in ("indications", "duties", "switch_reasons", "silent")
    }  # fmt: skip
    other = {
        name: {statement["id"]: statement["text"] for statement in guideline.advise(patient, lang="nb" if language == "en" else "en").to_dict()[name]}
        for name in ("indications", "duties", "switch_reasons", "silent")
    }  # fmt: skip
    for name, statements in texts.items():
        for id_, text in statements.items():
            assert text != other[name][id_], id_
