"""The text of a rule file before clingo reads it: what clingo would take for something else, or not survive."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from ..errors import Flaw

DEEPEST: Final = 200
"""How deep terms may be nested, and how many signs of arithmetic one statement may have. clingo goes down into them by
recursion, and some ten thousand levels end the process."""

_MOST: Final = 20
"""How many flaws of one file are told."""

_TOKEN: Final = re.compile(
    r"""
      "(?:\\.|[^"\\\n])*"                       # a string
    | (?P<block>%\*)                            # a comment that may hold others
    | %[^\n]*                                   # the rest of a line
    | \#include\s*"(?P<file>[^"\n]*)" | (?P<include>\#include)
    | (?P<decimal>[0-9](?<!\w.)[0-9]*\.[0-9]+)
    | (?P<long>[0-9](?<!\w.)[0-9]{9,})
    | (?P<foreign>[^\t\n\r\x20-\x7e]+)
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | \.\. | (?P<end>\.)
    | (?P<sign>[-+*/\\^?&~|])
    """,
    re.VERBOSE,
)
_NEAR: Final = 500
"""How many letters on either side of a number may say of what it is."""

_MARK: Final = re.compile(r"%\*|\*%")
_BEFORE: Final = re.compile(r"([A-Z]\w*)\s*(?:<=|>=|!=|<|>|=)\s*-?\s*$")
_AFTER: Final = re.compile(r"\s*(?:<=|>=|!=|<|>|=)\s*([A-Z]\w*)")
_SCALE: Final = re.compile(r"\bscale\(\s*(\w+)\s*,\s*(\d+)\s*\)")

_WRITTEN_SO: Final = {
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "*",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "…": "..",
    "←": ":-",
    "\xa0": "a plain space",
    "\u2009": "a plain space",
    "\u202f": "a plain space",
    "\u200b": "nothing",
    "\ufeff": "nothing: the file is saved with a byte-order mark, save it without",
    "æ": "ae",
    "ø": "oe",
    "å": "aa",
    "Æ": "Ae",
    "Ø": "Oe",
    "Å": "Aa",
}
"""What an author may have meant, as clingo takes it."""


def text_flaws(
    file: str, text: str, files: Collection[str] = (), scales: Mapping[str, int] | None = None
) -> list[Flaw]:
    """What must be refused before clingo reads a text.

    Files from elsewhere, numbers that clingo would wrap or cut in two, letters that it does not know, terms that would
    end the process.

    Args:
        file: the name of the file.
        text: what stands in it.
        files: the names of the files that may be included.
        scales: the scale of every fact for which the knowledge base declares one.
    """
    return list(islice(_flaws(file, text, files, scales or {}), _MOST))


def scales_of(text: str) -> dict[str, int]:
    """The scales that a text declares, by fact."""
    return {name: int(scale) for name, scale in _SCALE.findall(text)}


def _flaws(file: str, text: str, files: Collection[str], scales: Mapping[str, int]) -> Iterator[Flaw]:
    start = depth = deepest = signs = 0

    def at(place: int) -> int:
        return text.count("\n", 0, place) + 1

    for token in _tokens(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
        elif kind == "sign":
            signs += 1
        elif kind == "end":
            if max(deepest, signs) > DEEPEST:
                yield Flaw(file, at(token.start()), "nested too deeply; write plain terms")
            start, depth, deepest, signs = token.end(), 0, 0, 0
        elif kind == "long":
            yield Flaw(file, at(token.start()), f"{token[0]} is too large for clingo; use a coarser scale")
        elif kind == "include" or (kind == "file" and token["file"] not in files):
            yield Flaw(file, at(token.start()), _include_flaw(token["file"]))
        elif kind == "decimal":
            yield Flaw(file, at(token.start()), _decimal_flaw(text, start, token, scales))
        elif kind == "foreign":
            yield Flaw(file, at(token.start()), _foreign_flaw(token[0]))
    if max(deepest, signs) > DEEPEST:
        yield Flaw(file, at(len(text)), "nested too deeply; write plain terms")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens that matter, outside comments; what stands in a string is part of its token."""
    place = 0
    while place < len(text):
        for token in _TOKEN.finditer(text, place):
            if token.lastgroup == "block":
                place = _end_of_comment(text, token.end())
                break
            if token.lastgroup is not None:
                yield token
        else:
            return


def _end_of_comment(text: str, place: int) -> int:
    depth = 1
    for mark in _MARK.finditer(text, place):
        depth += 1 if mark[0] == "%*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _include_flaw(name: str | None) -> str:
    if name and "/" not in name and "\\" not in name:
        return f"#include of {name!r}, which is no .lp file of the folder; remove it"
    return "#include of a file outside the folder is not allowed; move it into the folder"


def _decimal_flaw(text: str, start: int, token: re.Match[str], scales: Mapping[str, int]) -> str:
    """What to write for a number with decimals, where the fact that is compared with it can be seen."""
    before = text[max(start, token.start() - _NEAR) : token.start()]
    after = text[token.end() : token.end() + _NEAR]
    sign = "-" if before.rstrip().endswith("-") else ""
    whole, _, decimals = token[0].partition(".")
    compared = _BEFORE.search(before) or _AFTER.match(after)
    fact = compared and re.search(rf"\bpatient\(\s*(\w+)\s*,\s*{compared[1]}\s*\)", before + after)
    name = fact[1] if fact else "FACT"
    scale = scales.get(name, 1)
    needed = max(scale, 10 ** len(decimals))
    number = int(whole + decimals) * needed // 10 ** len(decimals)
    told = f"{sign}{token[0]} is no whole number, and rules know no other"
    if needed == scale:
        return f"{told}; scale({name}, {scale}) is declared, so write {sign}{number}"
    others = f", and every other number of {name} by that scale too" if name in scales else ""
    return f"{told}; declare scale({name}, {needed}) and write {sign}{number}{others}"


def _foreign_flaw(written: str) -> str:
    letter = written[0]
    name = f"U+{ord(letter):04X}" if not letter.isprintable() or letter.isspace() else letter
    told = f"{name} stands outside quotes, where clingo reads plain ASCII only"
    return f"{told}; write {_WRITTEN_SO[letter]}" if letter in _WRITTEN_SO else f"{told}; write plain letters"
