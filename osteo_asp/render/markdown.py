"""A page as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .page import Block, Item, Page, Table

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
        yield from _item(block, "")
    else:
        yield _escape(block)
        yield ""


def _item(item: Item, indent: str) -> Iterator[str]:
    text = f"**{_escape(item.text)}**" if item.strong else _escape(item.text)
    yield f"{indent}- {_SIGNS[item.mark]}{text}"
    yield from (f"{indent}  - {_escape(note)}" for note in item.notes)
    for one in item.below:
        yield from _item(one, f"{indent}  ")


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return "| " + " | ".join(_escape(cell) if escape else cell for cell in cells) + " |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
