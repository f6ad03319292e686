"""A page as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .page import Block, Item, Page, Table

__all__ = ["to_markdown"]

_SIGNS: Final = {"yes": "✓ ", "unknown": "? ", "no": "✗ ", "": ""}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|])")


def to_markdown(page: Page) -> str:
    """Write a page as Markdown: headings, lists, tables."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"# {_escape(page.title)}"
    yield ""
    for paragraph in page.lead:
        yield _escape(paragraph)
        yield ""
    for section in page.sections:
        yield f"## {_escape(section.title)}"
        yield ""
        for block in section.blocks:
            yield from _block(block)
        yield ""
    if page.footer:
        yield f"*{_escape(page.footer)}*"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield _row(block.headings)
        yield _row(["---"] * len(block.headings), escape=False)
        yield from (_row(row) for row in block.rows)
    elif isinstance(block, Item):
        text = f"**{_escape(block.text)}**" if block.strong else _escape(block.text)
        yield f"- {_SIGNS[block.mark]}{text}"
        yield from (f"  - {_escape(note)}" for note in block.notes)
    else:
        yield _escape(block)
        yield ""


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return "| " + " | ".join(_escape(cell) if escape else cell for cell in cells) + " |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
