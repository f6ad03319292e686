"""Decision maps: the first choice in every cell of two measurements, drawn in their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Final

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ..guideline import Guideline
from ..messages import Language, number
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.thresholds import Cells
from .decisions import DecisionMap, Outcome, decisions
from .style import EDGE, EMPTY, FAINT, HATCH, INK, Palette, axis_name, folded, wording

_STRIP: Final = 0.012
"""Half the width of the strip of a threshold, as a part of the axis."""
_MARGIN: Final = 0.35
_CLEAR: Final = 0.1
"""How far beyond the thresholds and the patient the window reaches, as a part of what lies between the thresholds."""
_LEGEND_WIDTH: Final = 38
_MOST_DRUGS: Final = 6


def decision_map(
    guideline: Guideline,
    record: Mapping[str, object] | Patient,
    x: str,
    y: str,
    *,
    readings: Mapping[str, object] | None = None,
    assume_absent: bool = False,
    lang: Language = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw the first choice over two numbers of one patient, with everything else as it is recorded.

    Every cell of the rules is one rectangle, so that no region is approximated; a threshold is a strip of its own, in
    the colour of what holds exactly there. Where there is no first choice the possible options are told. What depends
    on facts that are not recorded is hatched, and where no patient can be nothing is drawn. The window has all
    thresholds and the patient's own values; beyond it nothing changes any more.

    Args:
        guideline: the guideline.
        record: the patient, as for `Guideline.advise`; a value of both numbers is marked.
        x: the fact on the horizontal axis, a measurement or a count, in the unit of the vocabulary.
        y: the one on the vertical axis.
        readings: as for `Guideline.advise`.
        assume_absent: as for `Guideline.advise`.
        lang: the language of every text.
        ax: where to draw; else on a figure of its own.

    Raises:
        InputError: the record, the readings, the facts or the language cannot be used.
    """
    words = wording(guideline, lang)
    found = decisions(guideline, record, x, y, readings=readings, assume_absent=assume_absent)
    if ax is None:
        _, ax = plt.subplots(figsize=(9.5, 5.2), layout="constrained")
    columns, rows = _Scale(found.x, found.patient[0]), _Scale(found.y, found.patient[1])
    drugs = [str(drug) for (drug,) in guideline.program.declared("drug", 1)]
    palette = Palette(drugs)
    colours = {one: _colour(one, palette) for one in _by_weight(found, drugs)}
    for (column, row), outcome in found.outcomes.items():
        (left, right), (bottom, top) = columns.edges[column], rows.edges[row]
        box = (left, bottom), right - left, top - bottom
        ax.add_patch(Rectangle(*box, facecolor=colours[outcome], edgecolor=EDGE, linewidth=0.4))
        if not outcome.settled:
            ax.add_patch(Rectangle(*box, fill=False, edgecolor=FAINT, linewidth=0, hatch=HATCH))
    ax.add_collection(LineCollection(_borders(found, columns, rows), colors=INK, linewidths=1.1, capstyle="projecting"))
    ax.set_xlim(columns.low, columns.high)
    ax.set_ylim(rows.low, rows.high)
    columns.ticks(ax.xaxis, lang)
    rows.ticks(ax.yaxis, lang)
    ax.set_xlabel(axis_name(words, x))
    ax.set_ylabel(axis_name(words, y))
    ax.set_title(words.say("map_title", x=words.short(x), y=words.short(y)), loc="left", fontsize=11)
    handles: list[Patch | Line2D] = [
        Patch(
            facecolor=colours[one],
            edgecolor=FAINT,
            linewidth=0.4,
            hatch=None if one.settled else HATCH,
            label=folded(_told(one, words), _LEGEND_WIDTH),
        )
        for one in colours
    ]
    own_x, own_y = found.patient
    if own_x is not None and own_y is not None:
        style = {"marker": "o", "markersize": 8, "markerfacecolor": EDGE, "markeredgecolor": INK, "linestyle": "none"}
        ax.plot([float(own_x)], [float(own_y)], zorder=5, **style)  # type: ignore[arg-type]
        handles.append(Line2D([], [], label=words.say("map_patient"), **style))  # type: ignore[arg-type]
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        frameon=False,
        fontsize=9,
        labelspacing=0.9,
        title=folded(words.say("map_note"), _LEGEND_WIDTH),
        title_fontsize=8,
        alignment="left",
    )
    return ax


class _Scale:
    """One axis: which part of it is shown, and from where to where each cell is drawn."""

    def __init__(self, cells: Cells, own: Decimal | None) -> None:
        self.cells = cells
        fact = cells.fact
        whole = fact.type == "count"
        low, high = float(fact.low), float(fact.high)
        self.cuts = [one for one in (cut / fact.scale for cut in cells.cuts) if low <= one <= high]
        if self.cuts:
            first, last = self.cuts[0], self.cuts[-1]
            span = last - first or max(abs(first) / 2, 1.0)
            margin = _MARGIN * span
            if whole:
                margin = max(margin, 2.0)
            window = [first - margin, last + margin]
            if own is not None:  # so that the mark stands clear of the variables
                window += [float(own) - _CLEAR * span, float(own) + _CLEAR * span]
            low, high = max(low, min(window)), min(high, max(window))
        if whole:
            low, high = float(ceil(low)), float(floor(high))
        gaps = [after - before for before, after in zip(self.cuts, self.cuts[1:], strict=False)]
        half = 0.5 if whole else min(_STRIP * (high - low), *(gap / 4 for gap in gaps), high - low)
        self.low = low - half if whole or low in self.cuts else low
        self.high = high + half if whole or high in self.cuts else high
        self.edges: dict[int, tuple[float, float]] = {}
        for cell in cells.numbers():
            (interval,) = cells.intervals([cell])
            if cell % 2 == 0 and self.cuts:
                point = cell / 2 / fact.scale
                self.edges[cell] = (point - half, point + half)
            else:
                self.edges[cell] = (
                    self.low if interval.low is None else float(interval.low) + half,
                    self.high if interval.high is None else float(interval.high) - half,
                )

    def ticks(self, axis: Axis, language: Language) -> None:
        """Name the thresholds, and between them, fainter, some other values."""
        near = 0.05 * (self.high - self.low)
        whole = self.cells.fact.type == "count"
        others = [
            float(one)
            for one in MaxNLocator(7, steps=[1, 2, 5, 10], integer=whole).tick_values(self.low, self.high)
            if self.low <= one <= self.high and all(abs(one - cut) > (0.1 if whole else near) for cut in self.cuts)
        ]
        axis.set_ticks(self.cuts, [_number(one, language) for one in self.cuts])
        axis.set_ticks(others, [_number(one, language) for one in others], minor=True)
        axis.set_tick_params(which="minor", labelcolor=FAINT, labelsize=8, color=FAINT)


def _number(value: float, language: Language) -> str:
    return number(Decimal(f"{value:.10g}"), language)


def _by_weight(found: DecisionMap, drugs: Sequence[str]) -> list[Outcome]:
    """Every outcome once: first choices before other options, these before nothing, and drugs in their order."""

    def weight(one: Outcome) -> tuple[object, ...]:
        first = [drugs.index(drug) for _, drug in one.certain or one.unsettled if drug in drugs]
        return not one.first, one.indicated is not None, bool(one.unsettled), first, one.indicated != "yes"

    return sorted(dict.fromkeys(found.outcomes.values()), key=weight)


def _colour(outcome: Outcome, palette: Palette) -> tuple[float, float, float] | str:
    drugs = [drug for _, drug in outcome.certain or outcome.unsettled]
    if not drugs:
        return "#4d4d4d" if outcome.indicated == "yes" else EMPTY
    if outcome.certain and not outcome.unsettled:
        return palette.colour(drugs)
    red, green, blue = palette.colour((*drugs, "?"))
    return ((1 + red) / 2, (1 + green) / 2, (1 + blue) / 2)


def _told(outcome: Outcome, words: Wording) -> str:
    if outcome.indicated is not None:
        key = {"yes": "map_nothing", "no": "indicated_no", "unknown": "map_indicated_unknown"}[outcome.indicated]
        return words.say(key)

    def named(options: tuple[tuple[str, str], ...]) -> str:
        if outcome.first:
            told = [words.drug(drug) for _, drug in options]
        else:
            told = [words.statement(("option", *option)) for option in options]
        more = len(told) - _MOST_DRUGS
        return " · ".join(told[:_MOST_DRUGS]) + (words.say("map_more", number=more) if more > 0 else "")

    parts = []
    if outcome.certain:
        parts.append(words.say("map_first" if outcome.first else "map_possible", options=named(outcome.certain)))
    if outcome.unsettled:
        key = "map_perhaps_first" if outcome.first else "map_perhaps"
        parts.append(words.say(key, options=named(outcome.unsettled)))
    return "; ".join(parts)


def _borders(found: DecisionMap, columns: _Scale, rows: _Scale) -> list[list[tuple[float, float]]]:
    """The lines between neighbouring cells in which different things are possible."""
    across, up = columns.cells.numbers(), rows.cells.numbers()
    lines = []
    for place, column in enumerate(across):
        for other, row in enumerate(up):
            here = found.outcomes.get((column, row))
            (left, right), (bottom, top) = columns.edges[column], rows.edges[row]
            if place + 1 < len(across) and found.outcomes.get((across[place + 1], row)) != here:
                lines.append([(right, bottom), (right, top)])
            if other + 1 < len(up) and found.outcomes.get((column, up[other + 1])) != here:
                lines.append([(left, top), (right, top)])
    return lines
