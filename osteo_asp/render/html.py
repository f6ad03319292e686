"""A page as HTML, for notebooks: one self-contained piece, without scripts; what lies deep is folded."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from .page import Block, Item, Page, Table

_SIGNS: Final = {"yes": "✓", "unknown": "?", "no": "✗", "": "•"}
_COLOURS: Final = {"yes": "#1a7f37", "unknown": "#9a6700", "no": "#cf222e", "": "inherit"}
_OPEN_LEVELS: Final = 2


def to_html(page: Page) -> str:
    """Write a page as one `<div>`."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield '<div style="max-width: 60em; line-height: 1.4">'
    yield f'<p style="font-size: 1.2em"><b>{escape(page.title)}</b></p>'
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in page.lead)
    for section in page.sections:
        yield f'<p style="margin: 0.8em 0 0.2em"><b>{escape(section.title)}</b></p>'
        for block in section.blocks:
            yield from _block(block)
    if page.footer:
        yield f"<p><i>{escape(page.footer)}</i></p>"
    yield "</div>"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield "<table><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in block.headings) + "</tr>"
        for row in block.rows:
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        yield "</table>"
    elif isinstance(block, Item):
        yield from _item(block, 0)
    else:
        yield f"<p>{escape(block)}</p>"


def _item(item: Item, level: int) -> Iterator[str]:
    sign = f'<span style="color: {_COLOURS[item.mark]}">{_SIGNS[item.mark]}</span>'
    text = f"<b>{escape(item.text)}</b>" if item.strong else escape(item.text)
    notes = "".join(f'<br/><small style="margin-left: 1.2em">{escape(note)}</small>' for note in item.notes)
    yield f'<div style="margin-left: {1.2 if level else 0.6}em">'
    if item.below:
        folded = "" if level >= _OPEN_LEVELS else ' open="open"'
        yield f"<details{folded}><summary>{sign} {text}{notes}</summary>"
        for one in item.below:
            yield from _item(one, level + 1)
        yield "</details>"
    else:
        yield f"{sign} {text}{notes}"
    yield "</div>"
