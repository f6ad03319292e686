"""Reasons that stand together: an UpSet picture (Lex and others 2014) of why a drug is excluded in a cohort."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..guideline import Guideline
from ..messages import Language
from ..vocabulary.labels import PLACEHOLDER, identity
from ..vocabulary.phrasing import Wording
from .counts import reasons_together
from .style import EMPTY, FAINT, INK, counted, folded, wording

if TYPE_CHECKING:
    from ..cohort.frames import Cohort


_BAR: Final = "#0072B2"
_ASIDE: Final = re.compile(r"\s*\([^()]*\{\w+\}[^()]*\)")
"""What a label says of one patient's value, in brackets: a cohort has no single value."""


def reason_sets(guideline: Guideline, cohort: Cohort, drug: str, *, most: int = 12, lang: Language = "en") -> Figure:
    """Draw which reasons stand together against a drug, and for how many patients.

    A column is a set of reasons that certainly stand, and no others do; its bar is the number of its patients. The bars
    on the left are the patients of each reason, alone or not. Patients against whose drug nothing stands are not drawn.

    Args:
        guideline: the guideline that answered the cohort; it has the words.
        cohort: the cohort, as `Guideline.cohort` gives it.
        drug: the id of the drug.
        most: how many columns are drawn, the most frequent first; what is left out is said.
        lang: the language of every text.

    Raises:
        InputError: there is no such drug, or no such language.
    """
    words = wording(guideline, lang)
    counts = reasons_together(cohort, drug)
    patients = counts.total()
    sets = sorted(((ids, number) for ids, number in counts.items() if ids), key=lambda one: (-one[1], one[0]))
    each: Counter[str] = Counter()
    for ids, number in sets:
        each.update(dict.fromkeys(ids, number))
    left_out, sets = sets[most:], sets[:most]
    reasons = [one for one, _ in sorted(each.items(), key=lambda one: (one[1], one[0]))]  # the most frequent on top
    height = 2.6 + 0.42 * max(len(reasons), 1)
    figure = plt.figure(figsize=(max(8.0, 5.4 + 0.42 * len(sets)), height), layout="constrained")
    # Proportions are those of rows and columns, so that a picture of few reasons does not look empty.
    grid = figure.add_gridspec(2, 2, width_ratios=(1, 2.4), height_ratios=(2.2, 0.42 * max(len(reasons), 1)))
    title = words.say(
        "sets_title",
        drug=words.drug(drug),
        number=counted(patients - counts[()], lang),
        patients=counted(patients, lang),
    )
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    bars = figure.add_subplot(grid[0, 1])
    matrix = figure.add_subplot(grid[1, 1], sharex=bars)
    sizes = figure.add_subplot(grid[1, 0], sharey=matrix)
    if not sets:
        bars.text(0.5, 0.5, words.say("sets_none"), ha="center", va="center", transform=bars.transAxes)
    _bars(bars, [number for _, number in sets], words)
    _matrix(matrix, [ids for ids, _ in sets], reasons)
    matrix.set_yticks(range(len(reasons)), [_reason(guideline, one, drug, words) for one in reasons], fontsize=9)
    _sizes(sizes, [each[one] for one in reasons], words)
    if left_out:
        note = words.say(
            "sets_more",
            number=counted(len(left_out), lang),
            patients=counted(sum(number for _, number in left_out), lang),
        )
        matrix.set_xlabel(note, fontsize=8, color=FAINT, loc="right")
    return figure


def _bars(axes: Axes, numbers: list[int], words: Wording) -> None:
    drawn = axes.bar(range(len(numbers)), numbers, color=INK, width=0.6)
    axes.bar_label(drawn, [counted(one, words.language) for one in numbers], fontsize=8, padding=2)
    axes.set_ylabel(folded(words.say("sets_together"), 22), fontsize=9)
    axes.margins(y=0.14)
    _bare(axes, "top", "right")
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    _whole(axes, "y", words.language)


def _matrix(axes: Axes, sets: list[tuple[str, ...]], reasons: list[str]) -> None:
    for row in range(0, len(reasons), 2):
        axes.axhspan(row - 0.5, row + 0.5, color="#f5f5f5", linewidth=0, zorder=0)
    for column, ids in enumerate(sets):
        rows = [reasons.index(one) for one in ids]
        others = [row for row in range(len(reasons)) if row not in rows]
        axes.plot([column] * len(others), others, "o", color="#d9d9d9", markersize=8, zorder=1)
        axes.plot([column] * 2, [min(rows), max(rows)], color=INK, linewidth=2, zorder=2)
        axes.plot([column] * len(rows), rows, "o", color=INK, markersize=8, zorder=3)
    axes.set_xlim(-0.6, max(len(sets), 1) - 0.4)
    axes.set_ylim(-0.5, max(len(reasons), 1) - 0.5)
    _bare(axes, "top", "right", "bottom", "left")
    axes.tick_params(bottom=False, labelbottom=False, left=False)


def _sizes(axes: Axes, numbers: list[int], words: Wording) -> None:
    axes.invert_xaxis()
    drawn = axes.barh(range(len(numbers)), numbers, color=_BAR, height=0.6)
    axes.bar_label(drawn, [counted(one, words.language) for one in numbers], fontsize=8, padding=3)
    axes.set_xlabel(words.say("sets_each"), fontsize=9)
    axes.margins(x=0.3)
    _bare(axes, "top", "left", "right")
    axes.tick_params(axis="y", left=False, labelleft=False)
    _whole(axes, "x", words.language)


def _whole(axes: Axes, which: str, language: Language) -> None:
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(4 if which == "y" else 3, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: counted(round(value), language)))
    axes.tick_params(axis="y" if which == "y" else "x", labelsize=8)
    axes.set_facecolor("none")
    axes.grid(axis="y" if which == "y" else "x", color=EMPTY, linewidth=0.8)
    axes.set_axisbelow(True)


def _bare(axes: Axes, *sides: str) -> None:
    for side in sides:
        axes.spines[side].set_visible(False)


def _reason(guideline: Guideline, reason: str, drug: str, words: Wording) -> str:
    """A reason against a drug in words that speak of no single patient."""
    for atom in sorted(guideline.program.statements, key=guideline.program.position):
        if atom[0] in ("against", "closed") and str(atom[2]) == drug and identity(atom) == reason:
            label = guideline.legend.label(atom, words.language)
            if label is not None:
                told = PLACEHOLDER.sub("…", _ASIDE.sub("", label))
                boxes = ", ".join(guideline.legend.cited(atom))
                return folded(f"{told} [{boxes}]" if boxes else told, 42, 3)
    return reason
