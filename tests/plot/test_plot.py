"""The pictures: what is counted and coloured, against asking patient by patient; and that they can be drawn."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

pytest.importorskip("matplotlib")

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

import osteo_asp
from conftest import TESTS
from osteo_asp import Guideline, InputError, plot
from osteo_asp.answers.results import Advice
from osteo_asp.plot.decisions import DecisionMap, Outcome, decisions

INGRID = json.loads((TESTS / "patients" / "ingrid.json").read_text(encoding="utf-8"))
NRF = {"severe_osteoporosis": "nrf2025"}
ASKED = [
    (INGRID, "t_score", "egfr", {}, False),
    ({**INGRID, "reflux": False}, "t_score", "egfr", NRF, True),
    ({"sex": "female", "t_score": -2, "frax_major": 5}, "age", "vertebral_fractures", {}, True),
    ({"sex": "female", "age": 60, "current_drug": "denosumab"}, "treatment_months", "t_score_change", {}, True),
    (
        {"sex": "male", "age": 60, "t_score": -1.2},
        "prednisolone_mg_per_day",
        "frax_major",
        {"gc_bracket": "outer"},
        True,
    ),
]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def value(found: DecisionMap, axis: str, chance: random.Random) -> Decimal:
    """A value of one axis: half of the time exactly on a threshold."""
    cells = getattr(found, axis)
    fact = cells.fact
    cuts = [one for one in (Decimal(cut) / fact.scale for cut in cells.cuts) if fact.low <= one <= fact.high]
    if cuts and chance.random() < 0.5:
        return chance.choice(cuts)
    low, high = (max(fact.low, min(cuts) - 3), min(fact.high, max(cuts) + 3)) if cuts else (fact.low, fact.high)
    if fact.type == "count":
        return Decimal(chance.randint(int(low), int(high)))
    return Decimal(chance.randint(int(low * 1000), int(high * 1000))) / 1000


def agrees(outcome: Outcome, advice: Advice) -> bool:
    options = {(one.action.id, one.drug.id): one for one in advice.options if one.status != "excluded"}
    first = {key for key, one in options.items() if one.first_choice}
    if outcome.first:
        shown = {*outcome.certain, *outcome.unsettled}
        return first == set(outcome.certain) and shown <= options.keys()
    certain = {key for key, one in options.items() if one.status == "admissible"}
    same = certain == set(outcome.certain) and options.keys() - certain == set(outcome.unsettled)
    nothing = None if options else advice.indicated
    return not first and same and outcome.indicated == nothing


@pytest.mark.parametrize(("record", "x", "y", "readings", "assume"), ASKED)
def test_every_point_of_a_map_is_what_the_advice_says(
    guideline: Guideline, record: dict[str, object], x: str, y: str, readings: dict[str, str], assume: bool
):
    found = decisions(guideline, record, x, y, readings=readings, assume_absent=assume)
    chance = random.Random(f"{x} {y}")
    for _ in range(25):
        asked = {**record, x: value(found, "x", chance), y: value(found, "y", chance)}
        outcome = found.at(asked[x], asked[y])
        if outcome is None:
            with pytest.raises(InputError):
                guideline.advise(asked, readings=readings, assume_absent=assume)
        else:
            assert agrees(outcome, guideline.advise(asked, readings=readings, assume_absent=assume)), asked


def test_a_map_is_coloured_as_its_cells_are(guideline: Guideline):
    record, x, y, readings, assume = ASKED[1]
    found = decisions(guideline, record, x, y, readings=readings, assume_absent=assume)
    axes = plot.decision_map(guideline, record, x, y, readings=readings, assume_absent=assume)
    cells = [one for one in axes.patches if one.get_fill()]
    assert len(cells) == len(found.outcomes) == len(found.x.numbers()) * len(found.y.numbers())
    colours: dict[Outcome, set[object]] = {}
    for patch, outcome in zip(cells, found.outcomes.values(), strict=True):
        colours.setdefault(outcome, set()).add(patch.get_facecolor())
    assert all(len(one) == 1 for one in colours.values())
    assert len({next(iter(one)) for one in colours.values()}) == len(colours) > 3
    hatched = [one for one in axes.patches if one.get_hatch()]
    assert len(hatched) == sum(not one.settled for one in found.outcomes.values()) > 0


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize(("record", "x", "y", "readings", "assume"), ASKED)
def test_a_map_names_its_axes_with_their_units(
    guideline: Guideline, record: dict[str, object], x: str, y: str, readings: dict[str, str], assume: bool, lang: str
):
    axes = plot.decision_map(guideline, record, x, y, readings=readings, assume_absent=assume, lang=lang)
    axes.figure.canvas.draw()
    for name, label in ((x, axes.get_xlabel()), (y, axes.get_ylabel())):
        assert guideline.vocabulary.facts[name].units.get(lang, "") in label
        assert len(label) > 3
    assert axes.get_legend().get_texts()


def test_a_map_of_another_guideline(toy: Guideline):
    with pytest.raises(InputError, match="two different measurements"):
        plot.decision_map(toy, {}, "fever", "fever")


def test_bad_questions_are_refused(guideline: Guideline):
    for x, y, part in (("t_score", "sex", "two different"), ("t_score", "t_skore", "not a fact")):
        with pytest.raises(InputError, match=part):
            plot.decision_map(guideline, INGRID, x, y)
    with pytest.raises(InputError, match="recorded without current_drug"):
        plot.decision_map(guideline, INGRID, "t_score", "treatment_months")
    with pytest.raises(InputError, match="not a language"):
        plot.decision_map(guideline, INGRID, "t_score", "egfr", lang="de")
    with pytest.raises(AttributeError):
        plot.no_such_picture  # noqa: B018


def test_without_matplotlib_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plot, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"osteo-asp\[plot\]"):
        plot.reason_sets  # noqa: B018


@pytest.fixture(scope="module")
def cohort(guideline: Guideline) -> osteo_asp.cohort.frames.Cohort:
    pytest.importorskip("narwhals")
    pa = pytest.importorskip("pyarrow")
    from osteo_asp.cohort.synth import batches

    return guideline.cohort(pa.Table.from_batches(batches(guideline, 1500, 4)))


def test_reasons_are_counted_as_row_by_row(guideline: Guideline, cohort: osteo_asp.cohort.frames.Cohort):
    from osteo_asp.plot.counts import reasons_together

    summary = {one.id: one for one in cohort.summary().drugs}
    for drug in ("alendronate", "zoledronate", "romosozumab", "serm"):
        counts = reasons_together(cohort, drug)
        told = Counter[frozenset[str]]()
        for row in cohort.frame.to_pylist():
            told[frozenset(f"{row[f'against_{drug}']};{row[f'closed_{drug}']}".split(";")) - {""}] += 1
        assert {frozenset(ids): number for ids, number in counts.items()} == told
        each = Counter({one: sum(n for ids, n in counts.items() if one in ids) for ids in counts for one in ids})
        assert each == {one.id: one.patients for one in summary[drug].reasons}
        bars = plot.reason_sets(guideline, cohort, drug, most=5).axes[0].patches
        assert [one.get_height() for one in bars] == sorted((n for ids, n in told.items() if ids), reverse=True)[:5]
    with pytest.raises(InputError, match="did you mean 'alendronate'"):
        reasons_together(cohort, "alendronat")


def test_flows_are_counted_as_row_by_row(cohort: osteo_asp.cohort.frames.Cohort):
    from osteo_asp.plot.counts import flows

    summary = cohort.summary()
    told = Counter[tuple[object, object]]()
    for row in cohort.frame.to_pylist():
        start: object = tuple(one.id for one in summary.indications if row[f"indication_{one.id}"] == "yes")
        options = {one for name, one in row.items() if name.startswith("option_")}
        end: object = tuple(row["first_choice"].split(";")) if row["first_choice"] else "nothing"
        if not row["first_choice"] and len(options) > 1:
            end = "possible" if "admissible" in options else "unsettled"
        told[start or row["indicated"], end] += 1
    assert {(one.start, one.end): one.patients for one in flows(cohort)} == told
    assert told.total() == summary.patients


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_pictures_of_a_cohort_are_drawn_with_their_units(
    guideline: Guideline, cohort: osteo_asp.cohort.frames.Cohort, lang: str
):
    patients = {"en": "patients", "nb": "pasienter"}[lang]
    for drug in ("alendronate", "denosumab", "romosozumab"):
        figure = plot.reason_sets(guideline, cohort, drug, lang=lang)
        figure.canvas.draw()
        bars, _, sizes = figure.axes
        assert patients in bars.get_ylabel().replace("\n", " ")
        assert patients in sizes.get_xlabel()
    axes = plot.flow(guideline, cohort, lang=lang)
    axes.figure.canvas.draw()
    assert all(patients in label.get_text() for label in axes.get_xticklabels())
    empty = guideline.cohort(cohort_of(guideline, 0))
    plot.flow(guideline, empty, lang=lang).figure.canvas.draw()
    plot.reason_sets(guideline, empty, "alendronate", lang=lang).canvas.draw()


def cohort_of(guideline: Guideline, number: int) -> object:
    import pyarrow as pa

    from osteo_asp.cohort.synth import batches

    return pa.Table.from_batches(batches(guideline, 10, 4)).slice(0, number)
