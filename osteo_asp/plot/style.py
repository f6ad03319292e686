"""Style: colours that the colour-blind tell apart, words that fit, numbers as a language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final

from matplotlib.colors import to_rgb

from ..errors import check_language
from ..guideline import Guideline
from ..messages import Language
from ..vocabulary.phrasing import Wording

INK: Final = "#222222"
FAINT: Final = "#8a8a8a"
EDGE: Final = "#ffffff"
EMPTY: Final = "#ececec"
HATCH: Final = "////"

_COLOURS: Final = (
    "#56B4E9",
    "#0072B2",
    "#F0E442",
    "#CC79A7",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#882255",
    "#999933",
    "#44AA99",
)
"""After Okabe and Ito, and Tol."""

_LIGHTER: Final = (0.0, 0.45, 0.7, 0.25, 0.58)


class Palette:
    """A colour for every set of drugs: that of its first drug, lighter where another set has it already.

    Args:
        drugs: all drugs, in the order of the knowledge base.
    """

    def __init__(self, drugs: Sequence[str]) -> None:
        self._drugs = list(drugs)
        self._given: dict[tuple[str, ...], tuple[float, float, float]] = {}
        self._times: dict[str, int] = {}

    def colour(self, drugs: Iterable[str]) -> tuple[float, float, float]:
        """The colour of a set of drugs; the same whenever it is asked for."""
        key = tuple(drugs)
        if key not in self._given:
            first = key[0]
            place = self._drugs.index(first) if first in self._drugs else len(self._drugs)
            times = self._times[first] = self._times.get(first, -1) + 1
            lighter = _LIGHTER[times % len(_LIGHTER)]
            red, green, blue = to_rgb(_COLOURS[place % len(_COLOURS)])
            self._given[key] = (
                red + (1 - red) * lighter,
                green + (1 - green) * lighter,
                blue + (1 - blue) * lighter,
            )
        return self._given[key]


def wording(guideline: Guideline, lang: Language) -> Wording:
    """The words of a guideline where no single patient is spoken of.

    Raises:
        InputError: the language cannot be used.
    """
    check_language(lang)
    return Wording.of(guideline.program, lang)


def axis_name(words: Wording, name: str) -> str:
    """What an axis is called: the short name of the fact, and its unit where the name does not say it."""
    unit, short = words.vocabulary.facts[name].units.get(words.language), words.short(name)
    return f"{short} ({unit})" if unit and unit not in short.split() else short


def folded(text: str, width: int, most: int = 4) -> str:
    """A text on at most so many lines."""
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return "\n".join(lines)


def counted(number: int, language: Language) -> str:
    """A whole number with its thousands set apart, as the language does."""
    return f"{number:,}".replace(",", " " if language == "nb" else ",")
