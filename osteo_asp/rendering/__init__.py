"""Rendering: answers as pages for people, as text or as Markdown."""

from .markdown import to_markdown
from .pages import advice_page, boxes_page, facts_page, readings_page
from .text import to_text

__all__ = ["advice_page", "boxes_page", "facts_page", "readings_page", "to_markdown", "to_text"]
