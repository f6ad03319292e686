"""What the explanations say of patients that a clinician can picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest

from osteo_asp import Guideline, InputError
from osteo_asp.explanation import Change, Node
from osteo_asp.explanation.results import Shortcut
from osteo_asp.render.explanations import comparison_page, difference_page, explanation_page, missing_page
from osteo_asp.render.html import to_html
from osteo_asp.render.markdown import to_markdown
from osteo_asp.render.schema import reply_schema
from osteo_asp.render.text import to_text

WOMAN = {"sex": "female", "age": 71, "t_score": -2.7, "egfr": 64, "dysphagia": False, "reflux": True}
ON_ALENDRONATE = {"current_drug": "alendronate", "treatment_months": 70, "t_score": -2.7, "risk_factors": 1}


def conditions(change: Change | Shortcut) -> list[tuple[str, str]]:
    return [(one.text, one.kind) for one in change.conditions]


def texts(nodes: tuple[Node, ...]) -> list[str | None]:
    return [node.text for node in nodes]


def test_why_gives_the_fewest_facts_as_wide_as_they_may_be(guideline: Guideline):
    explanation = guideline.why(WOMAN, "denosumab")
    assert [one.text for one in explanation.sufficient] == ["current drug: none", "T-score −2.7 ≤ −2.5"]


def test_why_not_gives_every_block_and_every_smallest_change(guideline: Guideline):
    record = WOMAN | {"egfr": 31, "ulcer": False}
    explanation = guideline.why_not(record, "alendronate")
    assert set(texts(explanation.blocks)) == {"reflux", "eGFR below 35 (eGFR 31 ml/min/1.73 m²)"}
    assert [conditions(change) for change in explanation.changes] == [
        [("eGFR ≥ 35", "change"), ("no reflux", "change")]
    ]


def test_what_cannot_change_is_named(guideline: Guideline):
    explanation = guideline.why_not(WOMAN | {"sex": "male", "thrombosis_risk": False}, "estrogen")
    assert explanation.changes == ()
    assert [one.text for one in explanation.fixed] == ["sex: woman", "age < 65"]


def test_a_plan_can_be_reconsidered(guideline: Guideline):
    explanation = guideline.why_not({"current_drug": "denosumab", "stop_planned": True}, "continue denosumab")
    assert [conditions(change) for change in explanation.changes] == [
        [("no planned stop of the current drug", "reconsider")]
    ]


def test_what_no_patient_has_is_said_so(guideline: Guideline):
    explanation = guideline.why_not(WOMAN, "conflict(no_admissible_start)")
    assert (explanation.changes, explanation.fixed) == ((), ())
    assert "as the page is read here, it holds for no patient" in to_text(explanation_page(explanation))


def test_the_reasons_that_are_not_there_come_nearest_first(guideline: Guideline):
    record = {"t_score": -2, "frax_major": 10, "hip_fractures": 0, "vertebral_fractures": 0, "other_fractures": 0,
              "prednisolone_mg_per_day": 0, "prednisolone_months": 0}  # fmt: skip
    explanation = guideline.why_not(record, "indicated")
    assert len(explanation.reasons) == 5
    assert [node.id for node in explanation.reasons][-1] == "indication(glucocorticoid)"


def test_instead_of_tells_the_difference_alone(guideline: Guideline):
    comparison = guideline.instead_of(WOMAN | {"ulcer": False}, "denosumab", "alendronate")
    assert comparison.verdict == "before"
    assert texts(comparison.against_second) == ["reflux"]
    assert comparison.against_first == ()
    assert [conditions(change) for change in comparison.changes] == [[("no reflux", "change")]]


def test_options_of_the_same_line_are_tied(guideline: Guideline):
    record = WOMAN | {"reflux": False, "ulcer": False}
    assert guideline.instead_of(record, "alendronate", "risedronate").verdict == "tied"


def test_what_if_gives_the_rule_that_did_it(guideline: Guideline):
    record = WOMAN | {"reflux": False, "ulcer": False}
    difference = guideline.what_if(record, {"egfr": 31})
    lost = {one.id: one for one in difference.consequences}["option(start,alendronate)"]
    assert (lost.before, lost.after, texts(lost.because)) == (
        "yes", "no", ["eGFR below 35 (eGFR 31 ml/min/1.73 m²)"],
    )  # fmt: skip


def test_missing_gives_what_settles_it_and_what_to_ask_first(guideline: Guideline):
    missing = guideline.missing(WOMAN | {"reflux": False}, "alendronate")
    assert [fact.id for fact in missing.needed] == ["ulcer"]
    assert [(conditions(one), one.status) for one in missing.shortcuts] == [
        ([("no peptic ulcer", "record")], "yes"),
        ([("peptic ulcer", "record")], "no"),
    ]
    assert missing.first is not None
    assert missing.first.fact.id == "ulcer"


def test_where_only_cases_decide_the_tree_has_them(toy: Guideline, tmp_path):
    (tmp_path / "kb.lp").write_text(
        (toy.program.folder / "throat.lp").read_text()
        + """
        mild :- patient(fever, F), F <= 385. grave :- patient(fever, F), F > 385.
        some :- mild. some :- grave.
    """
    )
    import osteo_asp

    tree = osteo_asp.load(tmp_path).why({}, "some").tree
    assert tree.status == "yes"
    assert sorted(step.case or "" for step in tree.steps) == ["fever > 38.5", "fever ≤ 38.5"]
    assert all(child.status == "yes" for step in tree.steps for child in step.because)


def test_what_depends_on_itself_is_justified_from_outside(toy: Guideline, tmp_path):
    (tmp_path / "kb.lp").write_text(
        (toy.program.folder / "throat.lp").read_text()
        + """
        a :- b. b :- a. b :- patient(allergy, yes).
    """
    )
    import osteo_asp

    circular = osteo_asp.load(tmp_path)
    assert circular.why({"allergy": True}, "a").status == "yes"
    assert circular.why({"allergy": False}, "a").status == "no"
    assert circular.why({}, "a").status == "unknown"
    for allergy in (True, False, None):
        explanation = circular.why({"allergy": allergy}, "a")
        assert to_text(explanation_page(explanation, full=True))
        assert all(node is not explanation.tree for step in explanation.tree.steps for node in step.because)


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("alendronate", "option(start,alendronate)"),
        ("switch denosumab", "option(switch,denosumab)"),
        ("option(start, alendronate)", "option(start,alendronate)"),
        ("t_score", "indication(t_score)"),
        ("contraindicated zoledronate low_egfr", "contraindicated(zoledronate,low_egfr)"),
        ("line zoledronate 2", "line(zoledronate,2)"),
        ("calcium_1000_mg", "duty(calcium_1000_mg)"),
        ("high_risk", "high_risk"),
        ("glucocorticoid", "indication(glucocorticoid)"),
        ("glucocorticoid()", "glucocorticoid"),
    ],
)
def test_targets(guideline: Guideline, target: str, named: str):
    assert guideline.why({}, target).target.id == named


def test_a_drug_is_the_option_that_its_patient_has(guideline: Guideline):
    explanation = guideline.why(ON_ALENDRONATE, "alendronate")
    assert {explanation.target.id, *(one.id for one in explanation.also)} == {
        "option(continue,alendronate)", "option(pause,alendronate)",
    }  # fmt: skip


@pytest.mark.parametrize(
    "target", ["alendronat", "", "start", "option(start", "f(", "start start", "ø", "_fired(1)", '"']
)
def test_a_target_that_is_none_is_one_sentence(guideline: Guideline, target: str):
    for language in ("en", "nb"):
        with pytest.raises(InputError) as raised:
            guideline.why({}, target)
        assert "\n" not in raised.value.message(language)


def asked(guideline: Guideline, language: str) -> dict[str, object]:
    on = {"lang": language}
    return {
        "why": guideline.why(WOMAN, "denosumab", **on),
        "why, by cases": guideline.why({"breast_cancer": True}, "teriparatide", **on),
        "why not": guideline.why_not(WOMAN, "serm", **on),
        "why not, many changes": guideline.why_not({"t_score": -2}, "alendronate", **on),
        "instead of": guideline.instead_of(WOMAN, "zoledronate", "denosumab", **on),
        "what if": guideline.what_if(WOMAN, {"egfr": 31}, **on),
        "missing": guideline.missing(WOMAN, **on),
        "missing for": guideline.missing({}, "indicated", **on),
    }


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_answer_is_as_its_schema_says_and_is_shown_in_every_form(guideline: Guideline, language: str):
    validator = jsonschema.Draft202012Validator(reply_schema("explanation"))
    pages = {
        "why": explanation_page,
        "instead_of": comparison_page,
        "what_if": difference_page,
        "missing": missing_page,
    }
    for name, answer in asked(guideline, language).items():
        document = answer.to_dict()
        validator.validate(document)
        page = pages[document["question"].removesuffix("_not")](answer)
        for written in (to_text(page), to_markdown(page), to_html(page), answer._repr_html_()):
            assert "{" not in written.replace('style="', ""), name
            assert "not_recorded" not in written
        ElementTree.fromstring(to_html(page))
        if document["question"] in ("why", "why_not"):
            ElementTree.fromstring(answer.graph())
            assert len(to_text(explanation_page(answer, full=True))) > 100


def test_every_line_of_a_tree_fits_the_width(guideline: Guideline):
    page = explanation_page(guideline.why({"t_score": -2}, "alendronate"), full=True)
    for width in (60, 100):
        assert max(map(len, to_text(page, width=width).splitlines())) <= width + 20  # a word that is longer stays whole


def test_the_graph_has_a_box_for_every_statement_with_words(guideline: Guideline):
    explanation = guideline.why(WOMAN, "denosumab")
    drawn = explanation.graph()
    assert drawn.count("<rect") > 5
    for text in ("start denosumab", "T-score −2.7 ≤ −2.5"):
        assert text in drawn
