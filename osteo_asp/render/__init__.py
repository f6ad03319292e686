"""Rendering: answers as pages for people, as text, Markdown or HTML, and justifications as graphs."""

from .audits import check_page, edition_page, mutation_page, reading_page
from .explanations import comparison_page, difference_page, explanation_page, missing_page
from .html import to_html
from .markdown import to_markdown
from .pages import advice_page, boxes_page, facts_page, readings_page
from .svg import to_svg
from .text import to_text

__all__ = [
    "advice_page",
    "boxes_page",
    "check_page",
    "comparison_page",
    "difference_page",
    "edition_page",
    "explanation_page",
    "facts_page",
    "missing_page",
    "mutation_page",
    "reading_page",
    "readings_page",
    "to_html",
    "to_markdown",
    "to_svg",
    "to_text",
]
