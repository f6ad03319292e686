"""The package's own sentences in the two languages; what a guideline says is in its knowledge base."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["LANGUAGES", "PAGE_LANGUAGE", "Language", "number", "say"]

Language: TypeAlias = Literal["en", "nb"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

PAGE_LANGUAGE: Final[Language] = "nb"
"""The language in which the boxes are quoted; in the other they have a gloss."""

_MODULES: Final = ["cohorts", "audit", "solving", "explanations", "refusals", "pages"]
"""The modules of sentences that have not been needed yet; the last is needed first."""

_WORDS: Final[dict[str, tuple[str, str]]] = {}


def say(language: Language, key: str, /, **values: object) -> str:
    """Fill in one of the package's sentences.

    Raises:
        KeyError: there is no such sentence, or a value is missing.
    """
    while key not in _WORDS and _MODULES:
        _WORDS.update(import_module(f"{__name__}.{_MODULES[-1]}").WORDS)
        _MODULES.pop()
    return _WORDS[key][LANGUAGES.index(language)].format(**values)


def number(value: Decimal, language: Language) -> str:
    """Write a number as that language does, `−2.5` or `−2,5`: all its digits, but for `1.0`, which is `1`."""
    if value == value.to_integral_value() and value.adjusted() < 15:
        value = value.to_integral_value()
    written = f"{value:f}" if value.adjusted() > -15 else str(value)
    written = written.replace("-", "−")
    return written.replace(".", ",") if language == "nb" else written
