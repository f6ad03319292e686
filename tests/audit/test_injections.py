"""Defects put into a copy of the knowledge base: each is found, and nothing else new but what follows from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import osteo_asp
from conftest import KB
from osteo_asp.audit import CHECKS, Report


@dataclass(frozen=True)
class Injection:
    """A defect to put in.

    Attributes:
        check: the check that is to find it.
        found: the findings of that check that are new.
        follows: the new findings of other checks, which are its logical consequence.
        edits: in which file what is replaced by what; what replaces nothing is put at the end.
    """

    check: str
    found: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]
    follows: tuple[str, ...] = ()


def added(*lines: str, file: str = "checks.lp") -> tuple[tuple[str, str, str], ...]:
    """Lines put at the end of a file, under no header."""
    return ((file, "", "\n".join(("", "% ---- injected", *lines, ""))),)


def worded(statement: str, box: str | None = None) -> str:
    """Words in both languages for a statement, and a box for it."""
    words = f'label({statement}, (en; nb), "injected").'
    return words if box is None else f"{words} cite({statement}, {box})."


def reason(
    rule: str, box: str, *, head: str | None = None, file: str = "checks.lp"
) -> tuple[tuple[str, str, str], ...]:
    """A rule with words and a box for its head."""
    return added(rule, worded(head or rule.split(" :- ")[0], box), file=file)


def another_drug(drug: str, fact: str, value: str) -> tuple[tuple[str, str, str], ...]:
    """A drug that may be started where a fact has a value, and is neither changed to nor given after another."""
    return added(
        f"drug({drug}).",
        worded(f"drug({drug})"),
        f"proposed(start, {drug}, {drug}) :- untreated, patient({fact}, {value}).",
        f"closed((switch; follow_with), {drug}, never) :- other({drug}).",
        worded(f"(proposed({drug}); closed(never))", "m5"),
    )


def never_but_started(drug: str) -> tuple[str, ...]:
    """What follows from a drug that may only be started: on it, a risk that hangs on a reading strands the patient."""
    others = ("switch,{0},no_switch_reason", "switch,{0},stop_planned", "switch,{0},course_completed", "follow_with,{0},not_bisphosphonate")  # fmt: skip
    shadows = (f"shadowed_reason:closed({one}) closed({one.rpartition(',')[0]},never)" for one in others)
    return (*(shadow.format(drug) for shadow in shadows), "stranded_patient:several_risk_factors=3")


def named(guideline: osteo_asp.Guideline, report: Report) -> dict[str, str]:
    """The findings by their ids, with the text of the rule for its line; each with its severity."""
    rules = {rule.place: rule.text for rule in guideline.program.rules}
    return {
        f"{finding.check}:{rules[place]}" if (place := finding.id.partition(":")[2]) in rules else finding.id: (
            finding.severity
        )
        for finding in report.findings
    }


def new(injections: Iterable[Injection], known: Mapping[str, str]) -> dict[str, str]:
    """What is found in a copy of the knowledge base with some defects put in, and not in the knowledge base itself."""
    with TemporaryDirectory() as folder:
        kb = Path(folder) / "kb"
        shutil.copytree(KB, kb)
        for injection in injections:
            for file, old, text in injection.edits:
                path = kb / file
                before = path.read_text(encoding="utf-8")
                assert not old or before.count(old) == 1, (file, old)
                path.write_text(before.replace(old, text) if old else before + text, encoding="utf-8")
        guideline = osteo_asp.load(kb)
        found = named(guideline, guideline.check())
    return {name: severity for name, severity in found.items() if name not in known}


@pytest.fixture(scope="module")
def known(guideline: osteo_asp.Guideline) -> Mapping[str, str]:
    """What is found in the knowledge base as it is."""
    return named(guideline, guideline.check())


INJECTIONS = {
    # ---- alternatives with a hole
    "nobody without a drug is about to end one": Injection(
        "gap", ("gap:stop:1", "gap:stop:2", "gap:stop:3"),
        added("alternative(stop, (untreated; ending)).", 'label(alternatives(stop), (en; nb), "injected").'),
    ),
    "minus two point five in neither half of the risk": Injection(
        "gap", ("gap:bone:1",),
        added("alternative(bone, (t_score_high_risk; t_score_low_risk)).", 'label(alternatives(bone), (en; nb), "injected").'),
    ),
    "sixty-five is neither young nor old": Injection(
        "gap", ("gap:age:1",),
        added(
            "alternative(age, (young; old)).", 'label(alternatives(age), (en; nb), "injected").',
            "young :- patient(age, Y), Y < 63.", "old :- patient(age, Y), Y > 70.", worded("(young; old)", "m5"),
        ),
        ("redundant_rule:old :- patient(age,Y); Y > 70.", "redundant_rule:young :- patient(age,Y); Y < 63."),
    ),
    # ---- alternatives that overlap
    "who is too old for oestrogen is on it": Injection(
        "overlap", ("overlap:state:treated too_old_for_hormone:1",),
        added("alternative(state, (untreated; treated; too_old_for_hormone)).", 'label(alternatives(state), (en; nb), "injected").'),
    ),
    "who stops denosumab is on a drug": Injection(
        "overlap", ("overlap:phase:treated rebound:1",),
        added("alternative(phase, (untreated; treated; rebound)).", 'label(alternatives(phase), (en; nb), "injected").'),
    ),
    "sixty is both young and old": Injection(
        "overlap", ("overlap:years:under_68 over_57:1",),
        added(
            "alternative(years, (under_68; over_57)).", 'label(alternatives(years), (en; nb), "injected").',
            "under_68 :- patient(age, Y), Y < 68.", "over_57 :- patient(age, Y), Y > 57.", worded("(under_68; over_57)", "m5"),
        ),
        ("redundant_rule:over_57 :- patient(age,Y); Y > 57.", "redundant_rule:under_68 :- patient(age,Y); Y < 68."),
    ),
    # ---- duties that cannot be done
    "the review demands a pause": Injection(
        "demand_without_means", ("demand_without_means:review_fracture_risk",),
        added("means(review_fracture_risk, pause)."),
    ),
    "the marker demands that the drug goes on": Injection(
        "demand_without_means", ("demand_without_means:p1np_6_12_months",),
        added("means(p1np_6_12_months, continue)."),
    ),
    "a new duty with no action": Injection(
        "demand_without_means", ("demand_without_means:second_drug",),
        added("duty(second_drug, severe) :- on(D), anabolic(D), severe_osteoporosis.", "means(second_drug, add).",
              worded("duty(second_drug, severe)", "m4"), worded("duty(second_drug)")),
    ),
    # ---- duties of a stop that an exchange goes past
    "stopping zoledronate demands a SERM": Injection(
        "bypassed_duty", ("bypassed_duty:serm_after switch S1",),
        added("duty(serm_after, stop) :- on(zoledronate), stop_planned.", "means(serm_after, follow_with).",
              "proposed(follow_with, serm, after_zoledronate) :- on(zoledronate), stop_planned.",
              worded("duty(serm_after, stop)", "f10"), worded("duty(serm_after)"), worded("proposed(after_zoledronate)", "f10")),
        ("demand_without_means:serm_after",),
    ),
    "stopping oestrogen demands what nothing does": Injection(
        "bypassed_duty", ("bypassed_duty:taper switch S1", "bypassed_duty:taper switch F12"),
        added("duty(taper, stop) :- on(D), hormonal(D), stop_planned.", "means(taper, continue).",
              worded("duty(taper, stop)", "f13"), worded("duty(taper)")),
        ("demand_without_means:taper",),
    ),
    "stopping a tablet demands its pause": Injection(
        "bypassed_duty", ("bypassed_duty:check_bone switch S1",),
        added("duty(check_bone, stop) :- on(D), oral_bisphosphonate(D), stop_planned.", "means(check_bone, pause).",
              worded("duty(check_bone, stop)", "f4"), worded("duty(check_bone)")),
    ),
    # ---- drugs that nothing forbids
    "a drug that is only ever started, after a stroke": Injection(
        "unforbidden_drug", ("unforbidden_drug:calcitonin",), another_drug("calcitonin", "stroke", "yes"),
        (*never_but_started("calcitonin"), "not_monotone:stroke option(start,calcitonin)"),
    ),
    "a drug that is only ever started, in men": Injection(
        "unforbidden_drug", ("unforbidden_drug:strontium",), another_drug("strontium", "sex", "male"),
        never_but_started("strontium"),
    ),
    "a drug that is only ever started, in swallowing difficulty": Injection(
        "unforbidden_drug", ("unforbidden_drug:fluoride",), another_drug("fluoride", "dysphagia", "yes"),
        (*never_but_started("fluoride"), "not_monotone:dysphagia option(start,fluoride)"),
    ),
    # ---- patients with an indication to whom nothing is possible
    "renal failure read as below 15 closes denosumab": Injection(
        "stranded_patient", ("stranded_patient:severe_renal_failure=15",),
        reason("closed(start, denosumab, renal) :- patient(egfr, E), E < 15, reading(severe_renal_failure, 15).", "m3"),
    ),
    "the outer bracket closes denosumab after two hip fractures": Injection(
        "stranded_patient", ("stranded_patient:gc_bracket=outer",),
        reason("closed(start, denosumab, hip) :- fractures_at_least(hip, 2), reading(gc_bracket, outer).", "m3"),
    ),
    "supplements for everyone close denosumab where calcium is low": Injection(
        "stranded_patient", ("stranded_patient:supplements=everyone",),
        reason("closed(start, denosumab, calcium) :- patient(hypocalcaemia, yes), reading(supplements, everyone).", "m3"),
    ),
    # ---- chains without an end
    "denosumab follows alendronate": Injection(
        "endless_chain", ("endless_chain:alendronate denosumab",),
        reason("proposed(follow_with, denosumab, chain_a) :- on(alendronate), stop_planned.", "f10"),
    ),
    "teriparatide follows oestrogen": Injection(
        "endless_chain", ("endless_chain:teriparatide estrogen",),
        reason("proposed(follow_with, teriparatide, chain_b) :- on(estrogen), stop_planned.", "f10"),
    ),
    "SERM, risedronate and ibandronate follow each other": Injection(
        "endless_chain", ("endless_chain:risedronate ibandronate serm",),
        added(
            "proposed(follow_with, serm, chain_c) :- on(ibandronate), stop_planned.",
            "proposed(follow_with, ibandronate, chain_c) :- on(risedronate), stop_planned.",
            "proposed(follow_with, risedronate, chain_c) :- on(serm), stop_planned.",
            worded("proposed(chain_c)", "f10"),
        ),
    ),
    # ---- contradictions
    "denosumab is stopped at high risk": Injection(
        "contradiction", ("contradiction:stopped_at_high_risk",),
        reason("conflict(stopped_at_high_risk) :- rebound, high_risk.", "f6"),
    ),
    "zoledronate is favoured where swallowing is difficult": Injection(
        "contradiction",
        tuple(
            f"recommended_and_forbidden:dysphagia against(start,zoledronate,contraindicated(zoledronate,{one}))"
            for one in ("low_egfr", "poorly_controlled_heart_failure", "poorly_controlled_atrial_fibrillation")
        ),
        reason("favoured(zoledronate, dysphagia) :- patient(dysphagia, yes).", "m2"),
    ),
    "oestrogen is favoured in men": Injection(
        "contradiction",
        tuple(
            f"recommended_and_forbidden:man against(start,estrogen,{one})"
            for one in ("out_of_scope(estrogen,not_female)", "out_of_scope(estrogen,age_65_or_over)",
                        "contraindicated(estrogen,breast_cancer)", "contraindicated(estrogen,thrombosis_risk)")
        ),
        reason("favoured(estrogen, man) :- patient(sex, male).", "m5"),
    ),
    # ---- thresholds that drift
    "zoledronate is forbidden at 35 too": Injection(
        "boundary_drift", ("boundary_drift:egfr 35",),
        (("contraindications.lp", "contraindicated(zoledronate, low_egfr) :- patient(egfr, E), E < 35.",
          "contraindicated(zoledronate, low_egfr) :- patient(egfr, E), E <= 35."),),
        ("not_monotone:egfr option(switch,alendronate)",),  # which zoledronate at exactly 35 makes the plainest
    ),
    "oestrogen ends only above 65": Injection(
        "boundary_drift", ("boundary_drift:age 65",),
        (("follow_up_hormonal.lp", "patient(age, Y), Y >= 65, reading(estrogen_age", "patient(age, Y), Y > 65, reading(estrogen_age"),),
    ),
    "oestrogen is reviewed only after 60 months": Injection(
        "boundary_drift", ("boundary_drift:treatment_months 60",),
        (("follow_up_hormonal.lp", "M >= 60, not stop_planned.", "M > 60, not stop_planned."),),
        # as before, where the review is at any time; only the text is another
        ("redundant_rule:review :- on(D); hormonal(D); patient(treatment_months,M); M > 60; not stop_planned.",),
    ),
    # ---- worse, and less treated
    "a very low T-score is no indication": Injection(
        "not_monotone", ("not_monotone:t_score indicated", "not_monotone:t_score indication(t_score)"),
        (("indications.lp", "patient(t_score, T), T <= -250.", "patient(t_score, T), T <= -250, T > -700."),),
    ),
    "a very high FRAX is no indication": Injection(
        "not_monotone", ("not_monotone:frax_major indicated", "not_monotone:frax_major indication(frax)"),
        (("indications.lp", "patient(frax_major, X), X > 20.", "patient(frax_major, X), X > 20, X < 80."),),
    ),
    "reflux opens the start of SERM": Injection(
        "not_monotone", ("not_monotone:reflux option(start,serm)",),
        reason("closed(start, serm, no_reflux) :- patient(reflux, no).", "m5"),
    ),
    "a rising T-score is an indication": Injection(
        "not_monotone", ("not_monotone:t_score_change indicated", "not_monotone:t_score_change indication(rise)"),
        reason("indication(rise) :- patient(t_score_change, V), V > 5.", "i1"),
    ),
    # ---- rules that never fire
    "a woman who is a man": Injection(
        "dead_rule", ("dead_rule:favoured(denosumab,woman_over_75) :- patient(sex,female); patient(sex,male).",),
        added("favoured(denosumab, woman_over_75) :- patient(sex, female), patient(sex, male)."),
    ),
    "breast cancer that is no cancer": Injection(
        "dead_rule", ("dead_rule:has_cancer :- patient(breast_cancer,yes); patient(cancer,no).",),
        added("has_cancer :- patient(breast_cancer, yes), patient(cancer, no)."),
    ),
    "on a drug and on none": Injection(
        "dead_rule", ("dead_rule:switch_reason(contraindicated) :- on(C); contraindicated(C,R); untreated.",),
        added("switch_reason(contraindicated) :- on(C), contraindicated(C, R), untreated."),
    ),
    # ---- rules that change nothing
    "a higher FRAX again": Injection(
        "redundant_rule", ("redundant_rule:indication(frax) :- patient(frax_major,X); X > 30.",),
        added("indication(frax) :- patient(frax_major, X), X > 30."),
    ),
    "a lower eGFR again": Injection(
        "redundant_rule", ("redundant_rule:contraindicated(zoledronate,low_egfr) :- patient(egfr,E); E < 20.",),
        added("contraindicated(zoledronate, low_egfr) :- patient(egfr, E), E < 20."),
    ),
    "a later review again": Injection(
        "redundant_rule", ("redundant_rule:review :- on(zoledronate); patient(treatment_months,M); M >= 84; not stop_planned.",),
        added("review :- on(zoledronate), patient(treatment_months, M), M >= 84, not stop_planned."),
    ),
    # ---- reasons that hold only beside another one
    "a very high FRAX": Injection(
        "shadowed_reason", ("shadowed_reason:indication(very_high_frax) indication(frax)",),
        reason("indication(very_high_frax) :- patient(frax_major, X), X > 40.", "i5"),
        ("redundant_rule:indication(very_high_frax) :- patient(frax_major,X); X > 40.",),
    ),
    "a woman over 85": Injection(
        "shadowed_reason", ("shadowed_reason:favoured(denosumab,woman_over_85) favoured(denosumab,woman_over_75)",),
        reason("favoured(denosumab, woman_over_85) :- patient(sex, female), patient(age, Y), Y > 85.", "m3"),
    ),
    "a stroke on romosozumab": Injection(
        "shadowed_reason", ("shadowed_reason:switch_reason(stroke) switch_reason(contraindicated)",),
        reason("switch_reason(stroke) :- on(romosozumab), patient(stroke, yes).", "s1"),
        ("shadowed_reason:proposed(switch,fluoride,switch_reason(stroke)) proposed(switch,fluoride,switch_reason(contraindicated))",),
    ),
    # ---- silences
    "silent of the very young": Injection(
        "silent_state", ("silent_state:very_young",),
        reason("silent(very_young) :- patient(age, Y), Y < 25.", "m5"),
    ),
    "silent of many risk factors where the comma is an or": Injection(
        "silent_state", ("silent_state:many_risk_factors",),
        reason("silent(many_risk_factors) :- patient(risk_factors, N), N > 7, reading(risk_comma, or).", "f3"),
    ),
    "silent of fractures on the drug that is to be stopped": Injection(
        "silent_state", ("silent_state:fracture_and_stop",),
        reason("silent(fracture_and_stop) :- stop_planned, patient(fracture_on_treatment, yes).", "s1"),
    ),
    # ---- left out, and taken to be absent
    "no reflux where nobody records it": Injection(
        "unsafe_under_unknowns", ("unsafe_under_unknowns:reflux",), added("absent(reflux, no).", file="vocabulary.lp"),
    ),
    "no stroke where nobody records it": Injection(
        "unsafe_under_unknowns", ("unsafe_under_unknowns:stroke",), added("absent(stroke, no).", file="vocabulary.lp"),
    ),
    "poor adherence closes alendronate": Injection(
        "unsafe_under_unknowns", ("unsafe_under_unknowns:poor_adherence",),
        reason("closed(start, alendronate, adherence) :- patient(poor_adherence, yes).", "m1"),
    ),
    # ---- terms and boxes
    **{
        f"{term} is not defined": Injection(
            "undefined_term", (f"undefined_term:{term}",), added(f"undefined_term({term}).", worded(f"undefined_term({term})", box))
        )
        for term, box in (("low_energy_fracture", "i2"), ("poor_adherence", "m3"), ("earlier_fracture", "i4"))
    },
    **{
        f"box {box} is not encoded": Injection(
            "unencoded_box", (f"unencoded_box:{box.upper()}",),
            added(f"box({box}).", worded(f"box({box})"), f"not_encoded({box}).", worded(f"not_encoded({box})"), file="boxes.lp"),
        )
        for box in ("n2", "f14", "m6")
    },
    # ---- what the knowledge base calls a defect
    "denosumab for the young": Injection(
        "defect", ("defect:young_on_denosumab",),
        added("defect(young_on_denosumab) :- on(denosumab), patient(age, Y), Y < 30.", worded("defect(young_on_denosumab)", "f5"),
              "severity(defect(young_on_denosumab), error)."),
    ),
    "an anabolic without severe osteoporosis": Injection(
        "defect", ("defect:anabolic_not_severe",),
        added("defect(anabolic_not_severe) :- first_choice(D), anabolic(D), not severe_osteoporosis.",
              worded("defect(anabolic_not_severe)", "m4"), "severity(defect(anabolic_not_severe), note)."),
    ),
    "two drugs of the first choice": Injection(
        "defect", ("defect:two_first_choices",),
        reason("defect(two_first_choices) :- first_choice(D), first_choice(E), D < E.", "m1"),
    ),
}  # fmt: skip


def batch(number: int) -> list[str]:
    """A third of the injections, some of every check, so that few copies are enough."""
    by_check = [[name for name, one in INJECTIONS.items() if one.check == check] for check in CHECKS]
    return [name for names in by_check for place, name in enumerate(names) if min(place, 2) == number]


def test_every_check_has_three_injections() -> None:
    for check in CHECKS:
        assert sum(injection.check == check for injection in INJECTIONS.values()) >= 3, check


@pytest.mark.parametrize("number", range(3))
def test_what_is_put_in_is_found_and_nothing_else(number: int, known: Mapping[str, str]) -> None:
    names = batch(number)
    found = new([INJECTIONS[name] for name in names], known)
    for name in names:
        assert found.keys() >= set(INJECTIONS[name].found), name
    assert found.keys() == {one for name in names for one in (*INJECTIONS[name].found, *INJECTIONS[name].follows)}
