"""What explanations say, and do not say, in words: of random patients, under random readings, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import osteo_asp
from conftest import KB
from osteo_asp import Guideline
from osteo_asp.explanation import Node
from osteo_asp.explanation.tree import without_implied
from osteo_asp.messages import LANGUAGES, say
from osteo_asp.render.advice import advice_page
from osteo_asp.render.explanations import comparison_page, difference_page, explanation_page, missing_page
from osteo_asp.render.html import to_html
from osteo_asp.render.markdown import to_markdown
from osteo_asp.render.page import Item, Page
from osteo_asp.render.text import to_text
from osteo_asp.vocabulary.phrasing import Wording
from osteo_asp.vocabulary.terms import show
from strategies import readings, records, values

GUIDELINE = osteo_asp.load(KB)
WORDING = Wording.of(GUIDELINE.program, "en")
DRUGS = [drug for (drug,) in GUIDELINE.program.declared("drug", 1)]
STATEMENTS = sorted(show(atom) for atom in GUIDELINE.program.statements if WORDING.label(atom))

MANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

WOMAN = {"sex": "female", "age": 71, "t_score": -2.7, "egfr": 64, "dysphagia": False, "reflux": True}

RAW = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|\b[a-z_]+\([a-z0-9_, ()]+\)")
"""A name of the rules, or a term."""

PLACE = re.compile(r"\b\w+\.lp:\d+")


def lines(page: Page) -> Iterator[Item]:
    """Every item of a page, however deep; but of the questions of reading, which are told with the names to type."""

    def under(item: Item) -> Iterator[Item]:
        yield item
        for one in item.below:
            yield from under(one)

    told_by_name = {say(language, key) for language in LANGUAGES for key in ("reading_dependence", "combinations")}
    for section in page.sections:
        for block in section.blocks:
            if section.title not in told_by_name and isinstance(block, Item):
                yield from under(block)


def texts(page: Page) -> list[str]:
    return [page.title, *page.lead, *(text for item in lines(page) for text in (item.text, *item.notes))]


def pages(record: dict[str, Any], chosen: dict[str, str], language: Any, data: st.DataObject) -> Iterator[Page]:
    """An answer to every question."""
    patient = GUIDELINE.about(record, readings=chosen, lang=language)
    drug, other = data.draw(st.permutations(DRUGS))[:2]
    for target in (drug, data.draw(st.sampled_from(STATEMENTS))):
        yield explanation_page(patient.why(target))
        yield explanation_page(patient.why_not(target))
    yield comparison_page(patient.instead_of(drug, other))
    yield missing_page(patient.missing())
    name = data.draw(st.sampled_from([name for name, fact in GUIDELINE.vocabulary.facts.items() if free(name, record)]))
    value = data.draw(st.sampled_from(values(GUIDELINE, GUIDELINE.vocabulary.facts[name])))
    yield difference_page(patient.what_if({name: value}))


def free(name: str, record: dict[str, Any]) -> bool:
    """Whether a fact may be recorded otherwise, whatever else is."""
    fact = GUIDELINE.vocabulary.facts[name]
    required = any(name in other.requires and other.name in record for other in GUIDELINE.vocabulary.facts.values())
    return not fact.requires and not required and name not in ("cancer", "breast_cancer")


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(STATEMENTS), st.sampled_from(LANGUAGES))
def test_box_and_rule_of_the_very_statement_are_named_in_every_form(record, chosen, target, language):
    atom = next(atom for atom in GUIDELINE.program.statements if show(atom) == target)
    cited = GUIDELINE.legend.cited(atom)
    concluded = {
        GUIDELINE.program.rules[rule.rule].place
        for rule in GUIDELINE.program.ground_rules.get(GUIDELINE.program.literals_of.get(atom, 0), ())
    }
    for question in ("why", "why_not"):
        explanation = getattr(GUIDELINE, question)(record, target, readings=chosen, lang=language)
        assert set(explanation.rules) <= concluded
        assert bool(explanation.rules) == bool(concluded)
        assert not cited or explanation.boxes == cited
        page = explanation_page(explanation)
        for written in (to_text(page, width=1000), to_markdown(page).replace("\\", ""), to_html(page)):
            assert all(name in written for name in (*explanation.rules, *explanation.boxes))


@MANY
@given(records(GUIDELINE), readings(GUIDELINE))
def test_an_id_of_the_advice_is_what_it_names(record, chosen):
    patient = GUIDELINE.about(record, readings=chosen)
    advice = patient.advise()
    lists = {
        "indication": advice.indications,
        "duty": advice.duties,
        "switch_reason": advice.switch_reasons,
        "silent": advice.silent,
        "conflict": advice.conflicts,
    }
    for predicate, statements in lists.items():
        for one in statements:
            explanation = patient.why(one.id)
            named = {explanation.target.id, *(other.id for other in explanation.also)}
            assert f"{predicate}({one.id})" in named
            if not explanation.also:
                assert (explanation.status, explanation.target.text) == (one.status, one.text)
    for option in advice.options[:3]:
        for reason in (*option.reasons, *option.against, *option.closed):
            explanation = patient.why(reason.id)
            assert any(one.text.endswith(reason.text) for one in (explanation.target, *explanation.also))


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(STATEMENTS))
def test_grounds_come_from_the_readings_chosen(record, chosen, target):
    explanation = GUIDELINE.why(record, target, readings=chosen)
    for node in explanation.tree.walk():
        for step in node.steps:
            asked = re.findall(r"reading\((\w+),(\w+)\)", step.rule or "")
            if any(chosen[question] != option for question, option in asked):
                assert {child.kind for child in step.children} == {"reading"}
        if node.status == "no" and not node.elsewhere:
            assert not [one for one in node.grounds() if one.kind == "reading" and one.status == "no"]


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(LANGUAGES), st.data())
def test_no_name_of_the_rules_is_shown(record, chosen, language, data):
    for page in pages(record, chosen, language, data):
        for text in texts(page):
            assert not RAW.search(PLACE.sub("", text)), text


@SOME
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(LANGUAGES), st.data())
def test_nothing_is_denied_twice_and_nothing_is_told_twice(record, chosen, language, data):
    denial = say(language, "not_so", words="")
    for page in pages(record, chosen, language, data):
        assert not [item.text for item in lines(page) if item.mark == "no" and item.text.startswith(denial)]
        for section in page.sections:
            told = [(block.text, block.below) for block in section.blocks if isinstance(block, Item)]
            assert len(told) == len(set(map(str, told)))


@MANY
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(LANGUAGES))
def test_every_excluded_option_has_a_reason(record, chosen, language):
    patient = GUIDELINE.about(record, readings=chosen, lang=language)
    for option in patient.advise().options:
        if option.status == "excluded":
            explanation = patient.why_not(f"{option.action.id} {option.drug.id}")
            assert [node.text for node in (*explanation.blocks, *explanation.reasons) if node.text]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no rule of the page gives this, for any patient; with this drug the page has only: start denosumab"),
        ("nb", "ingen regel i flytskjemaet gir dette, for noen pasient; med dette medikamentet har det bare: start"),
    ],
)
def test_what_no_rule_gives_has_that_as_its_reason(guideline: Guideline, language: Any, words: str):
    explanation = guideline.why_not({"current_drug": "denosumab"}, "pause denosumab", lang=language)
    assert explanation.status == "no"
    assert words in to_text(explanation_page(explanation), width=1000)


def test_what_only_another_reading_gives_says_which(guideline: Guideline):
    explanation = guideline.why_not(WOMAN, "conflict(no_admissible_start)")
    (reason,) = explanation.reasons
    assert reason.text.endswith(
        "for some it would, read so: Is “considered in women > 75 years” a hint or a limit for denosumab? "
        "a limit: begun only in women > 75 years"
    )


@pytest.mark.parametrize(
    ("reading", "thresholds"),
    [("clinician", []), ("nrf2025", ["T-score −2.7 > −3.5"]), ("helfo2021", ["T-score −2.7 ≥ −4"])],
)
def test_only_the_reading_chosen_gives_thresholds(guideline: Guideline, reading: str, thresholds: list[str]):
    chosen = {"severe_osteoporosis": reading}
    explanation = guideline.why(WOMAN | {"vertebral_fractures": 0}, "severe_osteoporosis()", readings=chosen)
    assert [node.text for node in explanation.tree.grounds() if "T-score" in (node.text or "")] == thresholds


def test_findings_that_another_implies_are_left_out():
    def finding(text: str, *cells: int) -> Node:
        return Node(text, "fact", "yes", text, finding=("t_score", frozenset(cells)))

    above, far_above, low = finding("T > −4", 3, 4, 5), finding("T > −3.5", 4, 5), finding("T ≤ −1", 1, 2, 3, 4)
    other = Node("age > 60", "fact", "yes", "age > 60", finding=("age", frozenset((4,))))
    assert without_implied([above, far_above, low, far_above, other]) == (far_above, low, other)


def test_what_another_change_implies_is_not_told_beside_it(guideline: Guideline):
    difference = guideline.what_if(WOMAN, {"egfr": 31})
    assert {one.id for one in difference.consequences} >= {"option(start,zoledronate)", "first_choice(zoledronate)"}
    page = to_text(difference_page(difference), width=1000)
    assert "✗ start zoledronate [M2] (before: unknown)" in page
    assert "zoledronate is the first choice" not in page


def test_a_reason_is_told_with_its_drug(guideline: Guideline):
    target = "against(start,risedronate,contraindicated(risedronate,reflux))"
    explanation = guideline.why(WOMAN, target)
    (question,) = explanation.reading_dependence
    (change,) = question.alternatives[0].changes
    for text in (explanation.target.text, change.text, guideline.missing(WOMAN, target).target.text):
        assert text == "start risedronate (Optinate): reflux"


def test_a_reading_tells_no_change_that_another_implies(guideline: Guideline):
    advice = guideline.advise(WOMAN)
    changes = {
        change.id: change for one in advice.reading_dependence for other in one.alternatives for change in other.changes
    }
    assert changes["first_choice(risedronate)"].after == changes["option(start,risedronate)"].after == "yes"
    page = to_text(advice_page(advice, every_reading=True), width=2000)
    assert "risedronate (Optinate) is the first choice of what is possible: no → yes" in page
    assert "start risedronate (Optinate): no → yes" not in page
    assert "start denosumab: yes → no" in page
    assert "start denosumab: begun only over 75 years" not in page
    assert "reflux: yes → no" not in page


def test_what_is_gone_is_told_as_gone(guideline: Guideline):
    page = to_text(difference_page(guideline.what_if(WOMAN, {"reflux": False})), width=1000)
    assert "✗ no longer: reflux [M1]" in page
    assert "✓ reflux" not in page


def test_what_is_open_between_two_options_is_told_where_one_of_them_comes_first_in_any_case(guideline: Guideline):
    comparison = guideline.instead_of(WOMAN, "zoledronate", "denosumab")
    assert comparison.verdict == "unknown"
    assert {one.id for one in comparison.settling} == {
        "poorly_controlled_heart_failure", "poorly_controlled_atrial_fibrillation",
    }  # fmt: skip


SCORE = """
fact(age, count). range(age, 18, 120).
criterion({criteria}). fact(C, yes_no) :- criterion(C).
box(b1). label(box(b1), (en; nb), "the box"). drug(aspirin). action(start). considered(start, aspirin).
label((guideline; drug(aspirin); action(start); indicated; proposed(t); indication(many)), (en; nb), "words").
label(fact(C), (en; nb), "a criterion") :- criterion(C). label(fact(age), (en; nb), "age").
cite((indicated; proposed(t); indication(many)), b1).
proposed(start, aspirin, t) :- indicated. option(A, D) :- proposed(A, D, R).
certain :- indication(many). certain :- not indication(many).
indicated :- indication(R), patient(age, A), A >= 50. indicated :- not indication(many), patient(age, A), A >= 50.
"""


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    """A score of six criteria: certain from 50 years on, though only by cases."""
    criteria = [f"c{number}" for number in range(1, 7)]
    rules = [
        f"indication(many) :- patient({one}, yes), patient({other}, yes), patient({third}, yes)."
        for first, one in enumerate(criteria)
        for second, other in enumerate(criteria[first + 1 :], first + 1)
        for third in criteria[second + 1 :]
    ]
    folder: Path = tmp_path_factory.mktemp("score")
    text = SCORE.replace("{criteria}", "; ".join(criteria)) + "\n".join(rules) + "\n"
    (folder / "score.lp").write_text(text, encoding="utf-8")
    return osteo_asp.load(folder)


def test_where_cases_would_pass_a_screen_the_facts_that_are_enough_stand_for_them(score: Guideline):
    explanation = score.why({"age": 60}, "indicated")
    assert explanation.status == "yes"
    (step,) = explanation.tree.steps
    assert (step.place, step.rule, step.case) == (None, None, None)
    assert [node.text for node in step.because] == ["age 60 ≥ 50"]
    for full in (False, True):
        page = to_text(explanation_page(explanation, full=full))
        assert "too many cases to list" in page
        assert page.count("\n") < 20


def test_what_holds_in_every_case_says_so(score: Guideline):
    explanation = score.why({}, "certain()")
    assert explanation.status == "yes"
    assert explanation.tree.steps[0].because == ()
    assert "in every case" in to_text(explanation_page(explanation))


def test_a_few_cases_are_listed(score: Guideline):
    known = {"age": 60, "c1": True, "c2": False, "c3": False, "c4": False}
    explanation = score.why(known, "indicated")
    assert {step.case for step in explanation.tree.steps} == {"a criterion", "no a criterion"}
    assert "too many cases" not in to_text(explanation_page(explanation))


BARRED = """
fact((fever; cough; cold), yes_no). box(b1). label(box(b1), (en; nb), "the box"). drug(aspirin). action(start).
label((guideline; drug(aspirin); action(start); indicated; proposed(t)), (en; nb), "words"). considered(start, aspirin).
label(fact(fever), (en; nb), "fever"). label(fact(cough), (en; nb), "cough"). label(fact(cold), (en; nb), "cold").
cite((indicated; proposed(t)), b1). proposed(start, aspirin, t) :- indicated. option(A, D) :- proposed(A, D, R).
indicated :- patient(cough, yes).
impossible(matters) :- patient(fever, yes), patient(cough, no).
impossible(idle) :- patient(fever, yes), patient(cold, yes), patient(cough, no).
label(impossible(matters), (en; nb), "no fever without a cough"). label(impossible(idle), (en; nb), "idle").
"""


def test_what_follows_from_an_impossibility_names_only_those_that_matter(tmp_path: Path):
    (tmp_path / "barred.lp").write_text(BARRED, encoding="utf-8")
    explanation = osteo_asp.load(tmp_path).why({"fever": True}, "indicated")
    assert explanation.status == "yes"
    assert [node.text for node in explanation.tree.leaves()] == ["cough (not recorded; no fever without a cough)"]
