"""A page: what is shown to a person, before it is known how. Titles, items with notes and items below them, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from ..structure import Struct

Mark: TypeAlias = Literal["yes", "unknown", "no", ""]


class Item(Struct):
    """One line, whether it holds, what is noted under it, and the items that it rests on."""

    text: str
    mark: Mark = ""
    notes: Sequence[str] = ()
    strong: bool = False
    below: Sequence[Item] = ()


class Table(Struct):
    """Rows of cells under headings. The last column takes the room that is left."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block: TypeAlias = str | Item | Table


class Section(Struct):
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block] = ()


class Page(Struct):
    """A titled page of sections, with a last line."""

    title: str
    lead: Sequence[str]
    sections: Sequence[Section]
    footer: str = ""
