"""Flows: from the indications of a cohort to the first choice, as bands as wide as there are patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ..guideline import Guideline
from ..messages import Language, number
from ..vocabulary.phrasing import Wording
from .counts import Flow, flows
from .style import EMPTY, INK, Palette, counted, folded, wording

if TYPE_CHECKING:
    from ..cohort.frames import Cohort


Key: TypeAlias = tuple[str, ...] | str
"""What a bar stands for: a set of ids, or one of the names in `_WORDS`."""

_BAR: Final = 0.035
_GAP: Final = 0.012
_LINE: Final = 0.026
"""The height of one line of text, as a part of the picture."""
_GREY: Final = {"possible": "#b8b8b8", "unsettled": "#d5d5d5", "nothing": "#4d4d4d", "rest": "#999999"}
_WORDS: Final = {
    "no": "flow_none",
    "unknown": "flow_open",
    "others": "flow_others",
    "possible": "flow_possible",
    "unsettled": "flow_unsettled",
    "nothing": "flow_nothing",
    "rest": "flow_rest",
}


def flow(
    guideline: Guideline,
    cohort: Cohort,
    *,
    least: float = 0.01,
    lang: Language = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw how the patients of a cohort go from their indications to their first choice.

    Every usable patient is in one band: on the left stand all indications that certainly hold together, on the right
    the drugs that certainly are the first choice; where there are none, what is known instead.

    Args:
        guideline: the guideline that answered the cohort; it has the words.
        cohort: the cohort, as `Guideline.cohort` gives it.
        least: what part of the patients stands for itself; combinations that are rarer stand together.
        lang: the language of every text.
        ax: where to draw; else on a figure of its own.

    Raises:
        InputError: there is no such language.
    """
    words = wording(guideline, lang)
    found = flows(cohort)
    patients = sum(one.patients for one in found)
    bands = _gathered(found, least * patients)
    if ax is None:
        _, ax = plt.subplots(figsize=(11, 6.2), layout="constrained")
    palette = Palette([str(drug) for (drug,) in guideline.program.declared("drug", 1)])
    ids = [one.id for one in cohort.compiled.plan.layout.indications]
    left = sorted({start for start, _ in bands}, key=lambda one: _place(one, ids))
    right = sorted(
        {end for _, end in bands}, key=lambda one: _place(one, [one.id for one in cohort.compiled.plan.layout.drugs])
    )
    colours = {end: palette.colour(end) if isinstance(end, tuple) else to_rgb(_GREY[end]) for end in right}
    counts: tuple[Counter[Key], Counter[Key]] = Counter(), Counter()
    for (start, end), size in bands.items():
        counts[0][start] += size
        counts[1][end] += size
    starts = _Stack.of(counts[0], {one: _start(one, ids, guideline, words) for one in left}, lang)
    ends = _Stack.of(counts[1], {one: _end(one, words) for one in right}, lang)
    scale = min(starts.widest(), ends.widest())
    starts.place(scale)
    ends.place(scale)
    used: Counter[tuple[str, Key]] = Counter()
    for start in left:
        for end in right:
            size = bands.get((start, end), 0)
            if size:
                one = starts.tops[start] - used["left", start] * scale
                other = ends.tops[end] - used["right", end] * scale
                ax.add_patch(_band(one, other, size * scale, colours[end]))
                used["left", start] += size
                used["right", end] += size
    for place, side, shades in ((0.0, starts, None), (1.0 - _BAR, ends, colours)):
        for key, top in side.tops.items():
            height = side.numbers[key] * scale
            colour = INK if shades is None else shades[key]
            ax.add_patch(Rectangle((place, top - height), _BAR, height, facecolor=colour, linewidth=0))
    for side, place, align in ((starts, -0.02, "right"), (ends, 1.02, "left")):
        for key, text in side.texts.items():
            middle = side.tops[key] - side.numbers[key] * scale / 2
            ax.text(place, middle, text, ha=align, va="center", fontsize=8.5, linespacing=1.1)
    ax.set_xlim(-0.62, 1.6)
    ax.set_ylim(-0.03, 1.03)
    ax.set_xticks([_BAR / 2, 1 - _BAR / 2], [words.say("flow_indication"), words.say("flow_choice")], fontsize=10)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(words.say("flow_title", patients=counted(patients, lang)), loc="left", fontsize=11)
    return ax


@dataclass
class _Stack:
    """The bars of one side, from the top, each with room for its text."""

    numbers: Mapping[Key, int]
    texts: Mapping[Key, str]
    tops: dict[Key, float]

    @classmethod
    def of(cls, numbers: Mapping[Key, int], texts: Mapping[Key, str], language: Language) -> _Stack:
        """Make the bars, with their numbers under what they are called."""
        patients = max(sum(numbers.values()), 1)
        written = {}
        for key, text in texts.items():
            share = number(Decimal(f"{100 * numbers[key] / patients:.1f}"), language)
            written[key] = f"{text}\n{counted(numbers[key], language)} ({share} %)"
        return cls(numbers, written, {})

    def widest(self) -> float:
        """How high a patient can be at most, so that everything has its room."""
        low, high = 0.0, 1 / max(sum(self.numbers.values()), 1)
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if self._height(middle) <= 1 else (low, middle)
        return low

    def place(self, scale: float) -> None:
        """Place the bars, with what room is left between them."""
        gap = max(1 - self._height(scale), 0.0) / max(len(self.texts) - 1, 1)
        above = 1.0
        for key in self.texts:
            room = self._room(key, scale)
            self.tops[key] = above - (room - self.numbers[key] * scale) / 2
            above -= room + gap

    def _height(self, scale: float) -> float:
        return sum(self._room(key, scale) for key in self.texts)

    def _room(self, key: Key, scale: float) -> float:
        return max(self.numbers[key] * scale + _GAP, _LINE * (self.texts[key].count("\n") + 1.5))


def _gathered(found: Sequence[Flow], least: float) -> dict[tuple[Key, Key], int]:
    """The flows, with the rare ends put together."""
    starts: Counter[Key] = Counter()
    ends: Counter[Key] = Counter()
    for one in found:
        starts[one.start] += one.patients
        ends[one.end] += one.patients
    bands: Counter[tuple[Key, Key]] = Counter()
    for one in found:
        rare_start = isinstance(one.start, tuple) and starts[one.start] < least
        rare_end = isinstance(one.end, tuple) and ends[one.end] < least
        bands["others" if rare_start else one.start, "rest" if rare_end else one.end] += one.patients
    return dict(bands)


def _place(key: Key, order: Sequence[str]) -> tuple[object, ...]:
    """Sets by their size and the order of the page; what is no set comes last."""
    if isinstance(key, tuple):
        return 0, min((order.index(one) for one in key), default=len(order)), len(key), key
    return 1, list(_WORDS).index(key), 0, ()


def _band(left: float, right: float, size: float, colour: tuple[float, float, float]) -> PathPatch:
    start, end, middle = _BAR, 1 - _BAR, 0.5
    curve = [
        (Path.MOVETO, (start, left)),
        (Path.CURVE4, (middle, left)),
        (Path.CURVE4, (middle, right)),
        (Path.CURVE4, (end, right)),
        (Path.LINETO, (end, right - size)),
        (Path.CURVE4, (middle, right - size)),
        (Path.CURVE4, (middle, left - size)),
        (Path.CURVE4, (start, left - size)),
        (Path.CLOSEPOLY, (start, left)),
    ]
    path = Path([point for _, point in curve], [code for code, _ in curve])
    return PathPatch(path, facecolor=colour, alpha=0.62, edgecolor=EMPTY, linewidth=0.4)


def _start(key: Key, ids: Sequence[str], guideline: Guideline, words: Wording) -> str:
    if not isinstance(key, tuple):
        return words.say(_WORDS[key])
    if not key:
        return words.say("indicated_yes")
    boxes = {one: ", ".join(guideline.legend.cited(("indication", one))) or one for one in ids}
    if len(key) > 1:
        return " + ".join(boxes[one] for one in key)
    return folded(f"{words.statement(('indication', key[0]))} [{boxes[key[0]]}]", 40, 3)


def _end(key: Key, words: Wording) -> str:
    if not isinstance(key, tuple):
        return folded(words.say(_WORDS[key]), 40, 2)
    return folded(" · ".join(words.drug(drug) for drug in key), 40, 4)
