"""What the audit finds in the knowledge base, and that plain clingo shows every finding of its witness."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import clingo
import clingo.ast
import pytest

import osteo_asp
from conftest import KB, instance
from osteo_asp.audit import CHECKS, Finding, Report, Witness
from osteo_asp.audit.witness import Witnesses
from referee import control
from strategies import values

DOCS = KB.parent / "docs"
UNSHOWN = {("patient", 2), ("label", 3), ("cite", 2)}


@pytest.fixture(scope="module")
def report(guideline: osteo_asp.Guideline) -> Report:
    return guideline.check()


@pytest.fixture(scope="module")
def found(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for finding in report.findings}


# ---- plain clingo


@cache
def shown() -> str:
    """What there is to say of a patient, for clingo to show; the values of what is not recorded are too many."""
    made = control(KB, "")
    signatures = {(name, arity) for name, arity, _ in made.symbolic_atoms.signatures}
    return (
        "".join(f"#show {name}/{arity}." for name, arity in sorted(signatures - UNSHOWN))
        + "#defined fires_here/0. #show fires_here/0."
    )


def consequences(facts: str, mode: str, *rules: str) -> set[str]:
    """What holds in all answer sets (cautious), or in some (brave)."""
    return solved(control(KB, "\n".join((facts, shown(), *rules)), "0", f"--enum-mode={mode}"))


def solved(made: clingo.Control) -> set[str]:
    atoms: list[str] = []
    assert made.solve(
        on_model=lambda model: atoms.__setitem__(slice(None), map(str, model.symbols(shown=True)))
    ).satisfiable
    return set(atoms)


class Shown:
    """A witness in plain clingo: what holds of it in all answer sets, and what in some."""

    def __init__(self, guideline: osteo_asp.Guideline, witness: Witness) -> None:
        self.witness = witness
        self.facts = instance(guideline, witness.patient, readings=witness.readings)
        self.holds = consequences(self.facts, "cautious")
        self.may_hold = consequences(self.facts, "brave")

    def arguments(self, predicate: str) -> Iterator[list[str]]:
        """The arguments of what is declared by this predicate."""
        for atom in self.holds:
            symbol = clingo.parse_term(atom)
            if symbol.name == predicate:
                yield [str(argument) for argument in symbol.arguments]

    def possible(self, action: str = "") -> set[str]:
        return {atom for atom in self.may_hold if atom.startswith(f"option({action}")}


def shows_gap(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    group = finding.id.split(":")[1]
    members = [member for one, member in shown.arguments("alternative") if one == group]
    return bool(members) and not shown.may_hold.intersection(members)


def shows_overlap(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    _, group, pair, _ = finding.id.split(":")
    members = [member for one, member in shown.arguments("alternative") if one == group]
    return len(pair.split()) == 2 and set(pair.split()) <= shown.holds.intersection(members)


def shows_demand(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    duty = finding.id.split(":")[1]
    actions = [action for one, action in shown.arguments("means") if one == duty]
    return bool(actions) and f"duty({duty})" in shown.holds and not any(shown.possible(action) for action in actions)


def shows_stranded(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    return "indicated" in shown.holds and not shown.possible()


def shows_chain(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    path = finding.id.split(":")[1].split()
    steps = list(zip(path, [*path[1:], path[0]], strict=True))
    if shown.witness.patient["current_drug"] != path[0] or f"option(follow_with,{steps[0][1]})" not in shown.holds:
        return False
    treatment = {name for name, fact in guideline.vocabulary.facts.items() if "current_drug" in fact.requires}
    for drug, following in steps[1:]:  # all else is the same; what is known of the new treatment is open
        patient = {name: value for name, value in shown.witness.patient.items() if name not in treatment}
        for stop in (False, True):
            facts = instance(
                guideline, {**patient, "current_drug": drug, "stop_planned": stop}, readings=shown.witness.readings
            )
            if f"option(follow_with,{following})" in consequences(facts, "brave"):
                break
        else:
            return False
    return True


def shows_contradiction(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    name = finding.id.partition(":")[2]
    if finding.check == "contradiction":
        return f"conflict({name})" in shown.holds
    favoured, block = name.split(maxsplit=1)
    action, drug, _ = (str(argument) for argument in clingo.parse_term(block).arguments)
    return {f"favoured({drug},{favoured})", block, f"considered({action},{drug})"} <= shown.holds


def shows_drift(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    fact, number = finding.id.split(":")[1].split()
    exactly = f"recorded({fact}, {number})."
    assert exactly in shown.facts
    less, more = (
        consequences(shown.facts.replace(exactly, f"recorded({fact}, {int(number) + step})."), "cautious")
        for step in (-1, 1)
    )
    own = {atom for one in (less, shown.holds, more) for atom in one if not atom.startswith("recorded")}
    with_less = {atom for atom in own if (atom in less) == (atom in shown.holds) != (atom in more)}
    with_more = {atom for atom in own if (atom in less) != (atom in shown.holds) == (atom in more)}
    return bool(with_less and with_more)


def shows_not_monotone(guideline: osteo_asp.Guideline, finding: Finding, sick: Shown) -> bool:
    fact, atom = finding.id.split(":")[1].split()
    well = Shown(guideline, finding.witnesses[0])
    one, other = (shown.witness.patient for shown in (well, sick))
    directions = {(name, to) for predicate in ("more_need", "more_harm") for name, to in sick.arguments(predicate)}
    to = next(to for name, to in directions if name == fact)
    worse = other[fact] < one[fact] if to == "lower" else other[fact] > one[fact]  # type: ignore[operator]
    same = {name: value for name, value in one.items() if name != fact} == {
        name: value for name, value in other.items() if name != fact
    }
    if atom.startswith("option"):
        return worse and same and atom not in well.may_hold and atom in sick.holds
    return worse and same and atom in well.holds and atom not in sick.may_hold


def shows_redundant(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    text = next(rule.text for rule in guideline.program.rules if rule.place == finding.rules[0])
    _, _, body = text.partition(" :- ")
    fires = "fires_here" in consequences(shown.facts, "cautious", f"fires_here :- {body}")
    return fires and unchanged(guideline, finding, shown.facts)


@cache
def source() -> list[tuple[tuple[str, int], str]]:
    """The statements of the knowledge base, each with its file and line."""
    found: list[tuple[tuple[str, int], str]] = []

    def note(node: clingo.ast.AST) -> None:
        if node.ast_type is not clingo.ast.ASTType.Program:
            found.append(((Path(node.location.begin.filename).name, node.location.begin.line), str(node)))

    clingo.ast.parse_files([str(path) for path in sorted(KB.glob("*.lp"))], note)
    return found


def unchanged(guideline: osteo_asp.Guideline, finding: Finding, facts: str) -> bool:
    """Whether nothing that follows changes when the rule is taken out of its file."""
    file, line = finding.rules[0].split(":")
    place = (file, int(line))
    statements = [text for where, text in source() if where != place or " :- " not in text]
    assert len(statements) == len(source()) - 1
    for mode in ("cautious", "brave"):
        without = clingo.Control(["--warn=none", "0", f"--enum-mode={mode}"])
        without.add("\n".join(statements))
        without.add(facts + shown())
        without.ground()
        if followed(solved(without)) != followed(consequences(facts, mode)):
            return False
    return True


def followed(atoms: set[str]) -> set[str]:
    """What follows: neither a reason, nor on the way to one."""
    names = {"indicated", "option", "first_choice", "line", "considered", "favoured", "duty", "switch_reason", "silent", "conflict"}  # fmt: skip
    symbols = [clingo.parse_term(atom) for atom in atoms]
    return {str(one) for one in symbols if one.name in names and (one.name, len(one.arguments)) != ("duty", 2)}


def shows_shadowed(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    return set(finding.id.partition(":")[2].split()) <= shown.holds


def shows_bypassed(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    duty, action, *_ = finding.id.partition(":")[2].split()
    (fact,) = [fact for one, fact in shown.arguments("ends") if one == action]
    means = [one for name, one in shown.arguments("means") if name == duty]
    stopped = instance(guideline, {**shown.witness.patient, fact: True}, readings=shown.witness.readings)
    demanded, possible = (consequences(stopped, mode) for mode in ("cautious", "brave"))
    drugs = [drug for one, drug in shown.arguments("option") if one == action]
    past = [drug for drug in drugs if not any(f"option({one},{drug})" in possible for one in means)]
    return bool(past) and f"duty({duty})" not in shown.may_hold and f"duty({duty})" in demanded


def shows_silence(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    return f"silent({finding.id.partition(':')[2]})" in shown.holds


def shows_unsafe(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    name = finding.id.partition(":")[2]
    assert name not in shown.witness.patient
    for value in values(guideline, guideline.vocabulary.facts[name]):
        facts = instance(guideline, {**shown.witness.patient, name: value}, readings=shown.witness.readings)
        if {atom for atom in shown.holds if atom.startswith("option(")} - consequences(facts, "cautious"):
            return True
    return False


def shows_defect(guideline: osteo_asp.Guideline, finding: Finding, shown: Shown) -> bool:
    return f"defect({finding.id.partition(':')[2]})" in shown.holds


SHOWS: Mapping[str, Callable[[osteo_asp.Guideline, Finding, Shown], bool]] = {
    "gap": shows_gap,
    "overlap": shows_overlap,
    "demand_without_means": shows_demand,
    "bypassed_duty": shows_bypassed,
    "stranded_patient": shows_stranded,
    "endless_chain": shows_chain,
    "contradiction": shows_contradiction,
    "recommended_and_forbidden": shows_contradiction,
    "boundary_drift": shows_drift,
    "not_monotone": shows_not_monotone,
    "redundant_rule": shows_redundant,
    "shadowed_reason": shows_shadowed,
    "silent_state": shows_silence,
    "unsafe_under_unknowns": shows_unsafe,
    "defect": shows_defect,
}
"""What it means, check by check, that a witness shows a finding, in atoms of plain clingo's answer sets."""

WITHOUT_WITNESS = ("dead_rule", "unforbidden_drug", "undefined_term", "unencoded_box")


@pytest.mark.parametrize("check", SHOWS)
def test_every_witness_shows_its_defect_in_plain_clingo(
    guideline: osteo_asp.Guideline, report: Report, check: str
) -> None:
    for finding in report.findings:
        if finding.check == check:
            assert finding.witnesses, finding.id
            assert SHOWS[check](guideline, finding, Shown(guideline, finding.witnesses[-1])), finding.id


def test_every_finding_has_a_witness_but_those_of_no_patient(report: Report) -> None:
    for finding in report.findings:
        expected = 0 if finding.check in WITHOUT_WITNESS else 2 if finding.check == "not_monotone" else 1
        assert len(finding.witnesses) == expected, finding.id


def test_every_witness_is_accepted(guideline: osteo_asp.Guideline, report: Report) -> None:
    witnesses = {
        str(sorted((*witness.patient.items(), *witness.readings.items()), key=str)): witness
        for finding in report.findings
        for witness in finding.witnesses
    }
    for witness in witnesses.values():
        advice = guideline.advise(witness.patient, readings=witness.readings)
        assert advice.indicated in ("yes", "no", "unknown")


def test_a_reason_in_the_shade_never_stands_alone(guideline: osteo_asp.Guideline, report: Report) -> None:
    for finding, facts in sampled(guideline, report, "shadowed_reason", 5):
        one, other = finding.id.partition(":")[2].split()
        assert one not in consequences(facts, "brave") or other in consequences(facts, "cautious"), finding.id


def test_without_a_redundant_rule_nothing_changes(guideline: osteo_asp.Guideline, report: Report) -> None:
    for finding, facts in sampled(guideline, report, "redundant_rule", 1):
        assert unchanged(guideline, finding, facts), finding.id


def sampled(guideline: osteo_asp.Guideline, report: Report, check: str, number: int) -> Iterator[tuple[Finding, str]]:
    """Random patients under the readings of each witness."""
    randomly = random.Random(7)
    facts = guideline.vocabulary.facts
    for finding in report.findings:
        for _ in range(number if finding.check == check else 0):
            patient = {name: randomly.choice(values(guideline, fact)) for name, fact in facts.items()}
            patient["cancer"] = patient["cancer"] or patient["breast_cancer"]
            if patient["current_drug"] == "none":
                patient = {name: value for name, value in patient.items() if "current_drug" not in facts[name].requires}
            yield finding, instance(guideline, patient, readings=finding.witnesses[0].readings)


# ---- what the audit must find by itself


def test_minus_two_point_five_is_in_neither_risk_class(found: dict[str, Finding]) -> None:
    (witness,) = found["gap:fracture_risk:1"].witnesses
    assert (witness.abnormal, float(witness.patient["t_score"]), witness.readings) == (("t_score",), -2.5, {})


def test_both_mixed_classes_are_in_neither_risk_class(found: dict[str, Finding]) -> None:
    mixed = [found[f"gap:fracture_risk:{number}"].witnesses[0].patient for number in (2, 3)]
    assert [(one["t_score"] > -2.5, one["risk_factors"] >= 2) for one in mixed] == [(True, True), (False, False)]
    assert [one["t_score"] < -2.5 for one in mixed] == [False, True]
    assert "gap:fracture_risk:4" not in found


def test_the_threshold_drifts_between_indication_and_risk(found: dict[str, Finding]) -> None:
    drift = found["boundary_drift:t_score -250"]
    assert {"I1", "F3"} <= set(drift.boxes)
    assert drift.readings == ("risk_boundary",)
    assert float(drift.witnesses[0].patient["t_score"]) == -2.5


def test_the_denosumab_stop_demands_a_forbidden_bisphosphonate(found: dict[str, Finding]) -> None:
    demand = found["demand_without_means:bisphosphonate_1_2_years"]
    (witness,) = demand.witnesses
    assert (demand.severity, demand.boxes, witness.readings) == ("error", ("F7",), {})
    assert (witness.patient["current_drug"], witness.patient["stop_planned"]) == ("denosumab", True)
    assert witness.patient["egfr"] < 35


def test_always_followed_with_everything_forbidden(found: dict[str, Finding]) -> None:
    demand = found["demand_without_means:follow_on_treatment"]
    assert (demand.boxes, demand.readings) == (("F10",), ("denosumab_scope",))
    assert demand.witnesses[0].patient["current_drug"] in ("teriparatide", "romosozumab")


def test_a_man_is_stranded_where_denosumab_is_for_women_over_75(found: dict[str, Finding]) -> None:
    stranded = found["stranded_patient:denosumab_scope=restriction"]
    (witness,) = stranded.witnesses
    assert stranded.readings == ("denosumab_scope",)
    assert (witness.patient["sex"], witness.readings) == ("male", {"denosumab_scope": "restriction"})
    assert witness.patient["current_drug"] == "none"


def test_a_change_from_denosumab_goes_past_the_cover_that_its_stop_demands(found: dict[str, Finding]) -> None:
    for box, boxes in (("F6", ("F6", "F7")), ("S1", ("F7", "S1"))):
        finding = found[f"bypassed_duty:bisphosphonate_1_2_years switch {box}"]
        (witness,) = finding.witnesses
        assert (finding.boxes, witness.readings) == (boxes, {})
        assert (witness.patient["current_drug"], witness.patient["stop_planned"]) == ("denosumab", False)


def test_the_page_names_nothing_that_forbids_denosumab(found: dict[str, Finding]) -> None:
    assert [one.id for one in found.values() if one.check == "unforbidden_drug"] == ["unforbidden_drug:denosumab"]
    finding = found["unforbidden_drug:denosumab"]
    assert (finding.boxes, finding.readings) == (("M3",), ("denosumab_scope",))


def test_the_outer_bracket_makes_other_indications_redundant(guideline: osteo_asp.Guideline, report: Report) -> None:
    rules = {rule.place: rule.text for rule in guideline.program.rules}
    redundant = {
        rules[finding.rules[0]].partition(" :- ")[0::2]: finding
        for finding in report.findings
        if finding.check == "redundant_rule"
    }
    for head, body in (("indication(fracture_and_t_score)", "fracture; patient(t_score,T); T < -150."),
                       ("indication(major_fracture)", "two_fractures.")):  # fmt: skip
        finding = redundant[head, body]
        assert finding.readings == ("gc_bracket",)
        assert finding.witnesses[0].readings == {"gc_bracket": "outer"}


def test_what_is_without_an_order(found: dict[str, Finding]) -> None:
    start = found["defect:hormonal_without_order"].witnesses[0].patient
    assert (start["sex"], start["age"] < 65) == ("female", True)
    forbidden = found["defect:hormonal_forbidden_without_order"]
    assert forbidden.boxes == ("M5", "S1")
    assert forbidden.witnesses[0].abnormal == ("age", "thrombosis_risk", "current_drug")
    assert forbidden.witnesses[0].patient["age"] < 65
    assert forbidden.witnesses[0].patient["current_drug"] == "estrogen"
    assert found["defect:switch_names_no_target"].boxes == ("S1",)


def test_being_worse_costs_no_indication_and_opens_only_a_change(report: Report) -> None:
    found = [one.id.split()[1] for one in report.findings if one.check == "not_monotone"]
    assert found
    assert all(atom.startswith("option(switch,") for atom in found)


def test_an_error_needs_no_other_reading(report: Report) -> None:
    for finding in report.findings:
        if finding.severity == "error":
            assert all(not witness.readings for witness in finding.witnesses), finding.id


def test_both_languages_find_the_same(guideline: osteo_asp.Guideline, report: Report) -> None:
    norwegian = guideline.check(lang="nb")
    assert [one.id for one in norwegian.findings] == [one.id for one in report.findings]
    assert all(one.text != other.text for one, other in zip(norwegian.findings, report.findings, strict=True))
    assert [result.check for result in report.results] == list(CHECKS)


# ---- plainest


TOY = """
fact(bone, measurement). range(bone, 0, 10). plain(bone, 9). more_need(bone, lower). unit(bone, en, "").
fact(falls, count). range(falls, 0, 4). plain(falls, 0). more_need(falls, higher).
fact(kidney, yes_no). plain(kidney, no). more_harm(kidney, yes).
fact(allergy, yes_no). plain(allergy, no). more_harm(allergy, yes).
fact(now, choice). value(now, (none; pill; drip)). plain(now, none).
label(fact((bone; falls; kidney; allergy; now)), (en; nb), "a fact"). label(value(now, (none; pill; drip)), (en; nb), "a value").
label(guideline, (en; nb), "Toy"). box(t1). label(box(t1), (en; nb), "a box").
question(scope). default(scope, narrow). meaning(scope, (narrow; wide)). cite(question(scope), t1). label(question(scope), (en; nb), "Wide?").
label(meaning(scope, (narrow; wide)), (en; nb), "so").
drug((pill; drip)). label(drug((pill; drip)), (en; nb), "a drug"). action((start; follow)). label(action((start; follow)), (en; nb), "do").
label((S; duty(calm)), (en; nb), "words") :- worded(S). cite(S, t1) :- worded(S).
worded((indication(low); indication(middle); indicated; proposed(r); against(r); conflict(none_left); silent(quiet); duty(calm, r))).
worded((high; low; defect(odd))).
indication(low) :- patient(bone, B), B <= 3.
indication(middle) :- patient(bone, B), B < 7, patient(falls, N), N >= 2, N < 4.
indicated :- indication(R).
on(D) :- patient(now, D), drug(D).
proposed(start, D, r) :- indicated, drug(D), patient(now, none).
proposed(follow, drip, r) :- on(pill), patient(bone, B), B < 7.
proposed(follow, pill, r) :- on(drip), patient(allergy, yes).
against(A, pill, r) :- act(A), patient(kidney, yes).
against(A, drip, r) :- act(A), patient(allergy, yes), reading(scope, narrow).
against(start, drip, r) :- patient(falls, N), N >= 1, reading(scope, wide).
act((start; follow)).
option(A, D) :- proposed(A, D, R), not blocked(A, D).
blocked(A, D) :- against(A, D, R).
possible :- option(A, D).
conflict(none_left) :- indicated, patient(now, none), not possible.
duty(calm, r) :- on(D), patient(falls, N), N >= 1.
duty(calm) :- duty(calm, Why).
means(calm, follow). succession(follow, now).
high :- patient(bone, B), B < 3.
low :- patient(bone, B), B > 3, patient(falls, N), N < 3.
low :- patient(kidney, yes), reading(scope, wide).
alternative(risk, (high; low)). label(alternatives(risk), (en; nb), "risk").
silent(quiet) :- indicated, on(drip), patient(falls, N), N >= 3.
defect(odd) :- patient(kidney, yes), patient(allergy, yes), high, reading(scope, wide).
defect(odd) :- patient(kidney, yes), patient(allergy, yes), patient(falls, N), N >= 2, option(start, drip).
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> osteo_asp.Guideline:
    kb = tmp_path_factory.mktemp("small")
    (kb / "small.lp").write_text(TOY, encoding="utf-8")
    (kb / "patient.lp").write_text((KB / "patient.lp").read_text(encoding="utf-8"), encoding="utf-8")
    return osteo_asp.load(kb)


PLAIN: Mapping[str, object] = {"bone": 9, "falls": 0, "kidney": "no", "allergy": "no", "now": "none"}
Everybody = Mapping[tuple[str, tuple[object, ...]], frozenset[str]]


@pytest.fixture(scope="module")
def everybody(small: osteo_asp.Guideline, tmp_path_factory: pytest.TempPathFactory) -> Everybody:
    """Every patient of the small guideline under every reading, with all that plain clingo says of it."""
    kb = tmp_path_factory.mktemp("plain")
    (kb / "small.lp").write_text(TOY + (KB / "patient.lp").read_text(encoding="utf-8"), encoding="utf-8")
    found: dict[tuple[str, tuple[object, ...]], frozenset[str]] = {}
    for scope in ("narrow", "wide"):

        def note(model: clingo.Model, scope: str = scope) -> None:
            atoms = model.symbols(atoms=True)
            patient = {str(one.arguments[0]): one.arguments[1] for one in atoms if one.name == "patient"}
            record = tuple(
                value.number if (value := patient[name]).type is clingo.SymbolType.Number else str(value)
                for name in PLAIN
            )
            found[scope, record] = frozenset(map(str, atoms))

        control(kb, f"chosen(scope, {scope}).", "0").solve(on_model=note)
    assert len(found) == 2 * 11 * 5 * 2 * 2 * 3
    return found


def possible(atoms: frozenset[str]) -> bool:
    return any(atom.startswith("option(") for atom in atoms)


def moved(record: tuple[object, ...], name: str, value: object) -> tuple[object, ...]:
    return tuple(value if one == name else old for one, old in zip(PLAIN, record, strict=True))


def fewest(everybody: Everybody, shows: Callable[[str, tuple[object, ...], frozenset[str]], bool]) -> tuple[int, int]:
    """The fewest other readings, then the fewest facts that are not plain, of all who show something."""
    return min(
        (int(scope != "narrow"), sum(value != PLAIN[name] for name, value in zip(PLAIN, record, strict=True)))
        for (scope, record), atoms in everybody.items()
        if shows(scope, record, atoms)
    )


def loses(
    everybody: Everybody, atom: str, fact: str, step: int
) -> Callable[[str, tuple[object, ...], frozenset[str]], bool]:
    """Whether a patient a step milder has what this one has not."""
    place = list(PLAIN).index(fact)

    def shows(scope: str, record: tuple[object, ...], atoms: frozenset[str]) -> bool:
        milder = everybody.get((scope, moved(record, fact, record[place] - step)), frozenset())  # type: ignore[operator]
        return atom in milder and atom not in atoms

    return shows


def test_witnesses_are_plainest(small: osteo_asp.Guideline, everybody: Everybody) -> None:
    found = small.check().findings

    def cost(*names: str) -> tuple[int, int]:
        witnesses = [one.witnesses[-1] for one in found if one.id.startswith(names)]
        return min((len(witness.readings), len(witness.abnormal)) for witness in witnesses)

    def has(*names: str) -> Callable[[str, tuple[object, ...], frozenset[str]], bool]:
        return lambda scope, record, atoms: atoms.issuperset(names)

    def stranded(scope: str, record: tuple[object, ...], atoms: frozenset[str]) -> bool:
        return "indicated" in atoms and not possible(atoms)

    def gained(scope: str, record: tuple[object, ...], atoms: frozenset[str]) -> bool:
        return record[3] == "yes" and any(
            atom.startswith("option(follow") and atom not in everybody[scope, moved(record, "allergy", "no")]
            for atom in atoms
        )

    def chain(scope: str, record: tuple[object, ...], atoms: frozenset[str]) -> bool:
        after = everybody[scope, moved(record, "now", "drip")]
        return record[-1] == "pill" and "option(follow,drip)" in atoms and "option(follow,pill)" in after

    def drift(scope: str, record: tuple[object, ...], atoms: frozenset[str]) -> bool:
        return record[0] == 3

    assert cost("gap:risk") == fewest(everybody, lambda scope, record, atoms: atoms.isdisjoint({"high", "low"}))
    assert cost("overlap:risk") == fewest(everybody, has("high", "low"))
    assert cost("demand_without_means:calm") == fewest(
        everybody,
        lambda scope, record, atoms: (
            "duty(calm)" in atoms and not any(one.startswith("option(follow") for one in atoms)
        ),
    )
    assert [cost(one.id) for one in found if one.id == "stranded_patient"] == [fewest(everybody, stranded)]
    assert cost("stranded_patient:scope=wide") == fewest(
        everybody,
        lambda scope, record, atoms: (
            scope == "wide" and stranded(scope, record, atoms) and possible(everybody["narrow", record])
        ),
    )
    assert cost("endless_chain:pill drip") == fewest(everybody, chain)
    assert cost("contradiction:none_left") == fewest(everybody, has("conflict(none_left)"))
    assert cost("silent_state:quiet") == fewest(everybody, has("silent(quiet)"))
    assert cost("defect:odd") == fewest(everybody, has("defect(odd)"))
    assert cost("boundary_drift:bone 3") == fewest(everybody, drift)
    assert cost("not_monotone:falls indication(middle)") == fewest(
        everybody, loses(everybody, "indication(middle)", "falls", 1)
    )
    assert cost("not_monotone:falls indicated") == fewest(everybody, loses(everybody, "indicated", "falls", 1))
    assert cost("not_monotone:allergy option(follow") == fewest(everybody, gained)
    assert not any(one.id.startswith("not_monotone:bone") for one in found)


# ---- who can have come to be so

ORIGINS = """
fact(sex, choice). value(sex, (female; male)). fact(age, measurement). range(age, 0, 90). plain(age, 70).
fact(ill, yes_no). plain(ill, no). more_harm(ill, yes). fact(stays, yes_no). plain(stays, no).
fact(now, choice). value(now, (none; pill; drip; tea)). plain(now, none). absent(now, none).
fact(months, measurement). range(months, 0, 90). plain(months, 6). requires(months, now). begun_by(now, (start; change)).
label((fact((sex; age; ill; stays; now; months)); value(sex, (female; male)); value(now, (none; pill; drip; tea))), (en; nb), "a").
label((drug((pill; drip; tea)); action((start; change; keep)); guideline; box(t1); indicated; proposed(r); silent(on)), (en; nb), "a").
box(t1). drug((pill; drip; tea)). action((start; change; keep)). cite((indicated; proposed(r); silent(on)), t1).
indicated :- patient(age, A), A > 5.
proposed(start, pill, r) :- patient(now, none), patient(age, A), A < 65, patient(ill, no), patient(stays, no).
proposed(change, drip, r) :- patient(now, pill), patient(sex, female).
proposed(keep, tea, r) :- patient(now, tea).
option(A, D) :- proposed(A, D, R).
silent(on) :- patient(now, D), drug(D).
"""


def test_whoever_takes_a_drug_could_once_begin_it(tmp_path: Path) -> None:
    (tmp_path / "kb.lp").write_text(ORIGINS, encoding="utf-8")
    guideline = osteo_asp.load(tmp_path)
    witnesses = Witnesses(guideline.space)

    def can_be(now: str, **others: object) -> bool:
        return witnesses.plainest(region(now, **others)) is not None and bool(
            guideline.space.diagrams.conj(region(now, **others), witnesses.arising)
        )

    def region(now: str, **others: object) -> int:
        values = witnesses.values(Witness({"now": now, **others}, {}, ()))  # type: ignore[dict-item]
        return guideline.space.diagrams.all_of(
            guideline.space.diagrams.literal(number, [value]) for number, value in values.items()
        )

    young, old = Decimal(60), Decimal(70)
    assert can_be("none", age=old, sex="male", stays=True)
    assert can_be("pill", age=young)
    assert can_be("pill", age=young, ill=True)  # who has fallen ill since
    assert not can_be("pill", age=old)
    assert not can_be("pill", age=young, stays=True)
    assert can_be("drip", age=old, sex="female")  # from a pill, of which it is not asked again
    assert not can_be("drip", age=young, sex="male")
    assert not can_be("tea", age=young)  # which nothing begins
    pill = guideline.space.variables.literal(("patient", "now"), frozenset(("pill",)))
    assert witnesses.plainest(pill).abnormal == ("age", "now")  # type: ignore[union-attr]
    tea = guideline.space.variables.literal(("patient", "now"), frozenset(("tea",)))
    assert witnesses.plainest(tea).abnormal == ("now",)  # type: ignore[union-attr]


def test_whoever_is_on_a_drug_of_a_finding_could_once_begin_it(guideline: osteo_asp.Guideline, report: Report) -> None:
    witnesses = Witnesses(guideline.space)
    for finding in report.findings:
        for witness in finding.witnesses[-1:]:
            if witness.patient.get("current_drug", "none") != "none":
                before = guideline.space.diagrams.restrict(witnesses.arising, witnesses.values(witness))
                assert before, finding.id


# ---- the page in the docs


@pytest.mark.parametrize("page", ["findings.md", "funn.md"])
def test_every_finding_is_told_to_the_authors(guideline: osteo_asp.Guideline, report: Report, page: str) -> None:
    rules = {rule.place: rule.text.partition(" :- ")[0] for rule in guideline.program.rules}
    ids = set()
    for finding in report.findings:
        name = finding.id.partition(":")[2]
        ids.add(f"{finding.check}:{rules[name]}" if name in rules else finding.id)  # a line moves, its head does not
    text = (DOCS / page).read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if line.startswith("<br><sub>")]
    names = [name for line in told for name in re.findall(r"`([^`]+)`", line)]
    assert sorted(names) == sorted(ids)
    proved = {result.check for result in report.results if not result.findings}
    assert set(re.findall(r"^- `(\w+)`", text, re.MULTILINE)) == proved
