"""A page as text for a terminal, with colour where it is wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from .page import Item, Page, Table

_SIGNS: Final = {"yes": "✓ ", "unknown": "? ", "no": "✗ ", "": "• "}
_COLOURS: Final = {"yes": "32", "unknown": "33", "no": "31", "": "0", "strong": "1", "faint": "2"}


def to_text(page: Page, *, width: int = 100, colour: bool = False) -> str:
    """Set a page as lines no wider than `width` columns, as far as its words allow."""
    return "\n".join(_Setter(max(width, 40), colour).page(page)) + "\n"


class _Setter:
    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def page(self, page: Page) -> Iterator[str]:
        yield from (self.paint(line, "strong") for line in self.wrap(page.title))
        for paragraph in page.lead:
            yield from self.wrap(paragraph)
        for section in page.sections:
            yield ""
            yield from (self.paint(line, "strong") for line in self.wrap(section.title))
            for block in section.blocks:
                if isinstance(block, Table):
                    yield from self.table(block)
                elif isinstance(block, Item):
                    yield from self.item(block)
                else:
                    yield from self.wrap(block, "  ")
        if page.footer:
            yield ""
            yield from (self.paint(line, "faint") for line in self.wrap(page.footer))

    def item(self, item: Item) -> Iterator[str]:
        sign = self.paint(_SIGNS[item.mark], item.mark)
        first, *rest = self.wrap(item.text, "    ")
        yield f"  {sign}{self.paint(first[4:], 'strong') if item.strong else first[4:]}"
        yield from (self.paint(line, "strong") if item.strong else line for line in rest)
        for note in item.notes:
            yield from self.wrap(note, "      ", hanging="  ")
        yield from self.branches(item.below, "    ")

    def branches(self, items: Sequence[Item], indent: str) -> Iterator[str]:
        """Items below another one, as the branches of a tree."""
        for item in items:
            last = item is items[-1]
            stem = indent + ("   " if last else "│  ")
            first, *rest = self.wrap(item.text, " " * len(f"{stem}  "))
            start = f"{indent}{'└─' if last else '├─'} {self.paint(_SIGNS[item.mark], item.mark)}"
            yield f"{start}{first.lstrip()}"
            under = f"{stem}{'│ ' if item.below else '  '}"
            yield from (f"{under}{line.lstrip()}" for line in rest)
            for note in item.notes:
                yield from (self.paint(line, "faint") for line in self.wrap(note, under, hanging="  "))
            yield from self.branches(item.below, stem)

    def table(self, table: Table) -> Iterator[str]:
        widths = [max(map(len, column)) for column in zip(table.headings, *table.rows, strict=True)]
        room = max(self.width - 2 - sum(width + 2 for width in widths[:-1]), 24)
        for index, row in enumerate((table.headings, *table.rows)):
            start = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=False))
            lines = textwrap.wrap(row[-1], room, break_on_hyphens=False) or [""]
            for number, line in enumerate(lines):
                text = (start if not number else " " * len(start)) + line
                yield self.paint(text.rstrip(), "strong") if not index else text.rstrip()

    def wrap(self, text: str, indent: str = "", *, hanging: str = "") -> list[str]:
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [indent]

    def paint(self, text: str, colour: str) -> str:
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.colour and colour in _COLOURS else text
