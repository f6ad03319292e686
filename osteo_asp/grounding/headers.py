"""Headers: the page's own words above the rules that encode them, and the boxes in which the page says them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from ..structure import Struct

__all__ = ["Header", "boxes_above", "read_headers"]

_HEADER: Final = re.compile(r"^(?:%%%(?P<boxes>(?: +[A-Z][A-Z0-9_]*)*) *«|(?P<divider>% ----))", re.MULTILINE)
_BLOCK: Final = re.compile(r"%\*(?:(?!%\*|\*%).)*\*%", re.DOTALL)


class Header(Struct):
    """A line `%%% F12 F13 «…»`: the rules below it rest on these boxes, up to the next header.

    Attributes:
        file, line: where it stands.
        boxes: the boxes it names, and those that the headers right above it name.
        divider: whether it is a line `% ----` instead, below which rules rest on no box.
    """

    file: str
    line: int
    boxes: tuple[str, ...]
    divider: bool = False


def read_headers(file: str, content: str) -> Sequence[Header]:
    """Read the headers of a file, in its order."""
    return tuple(_headers(file, _without_blocks(content))) if "%%%" in content else ()


def _headers(file: str, content: str) -> Iterator[Header]:
    above = Header(file, 0, ())
    for found in _HEADER.finditer(content):
        line = content.count("\n", 0, found.start()) + 1
        boxes = tuple((found["boxes"] or "").split())
        joined = above.boxes if boxes and above.line == line - 1 else ()
        above = Header(file, line, (*joined, *boxes), divider=bool(found["divider"]))
        yield above


def boxes_above(headers: Sequence[Header], line: int) -> tuple[str, ...]:
    """The boxes under which a line of a file stands."""
    number = bisect_right(headers, line, key=lambda header: header.line)
    return headers[number - 1].boxes if number else ()


def _without_blocks(content: str) -> str:
    """The text with every block comment blanked, line for line; they may be nested."""
    while (bare := _BLOCK.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), content)) != content:
        content = bare
    return content
