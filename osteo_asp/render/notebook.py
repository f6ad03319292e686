"""Notebooks: how every answer is shown there, its page and its graph. Importing this registers the views."""

from __future__ import annotations

from ..answers.results import Advice
from ..answers.solve import Solution
from ..audit import EditionReport, ReadingReport, Report
from ..explanation import Comparison, Difference, Explanation, Missing
from ..views import register
from .advice import advice_page
from .audits import check_page, edition_page, reading_page
from .explanations import comparison_page, difference_page, explanation_page, missing_page
from .html import to_html
from .solving import solution_page
from .svg import to_svg

register(Advice, "html", lambda answer: to_html(advice_page(answer)))
register(Explanation, "html", lambda answer: to_html(explanation_page(answer)) + to_svg(answer.tree))
register(Explanation, "svg", lambda answer: to_svg(answer.tree))
register(Comparison, "html", lambda answer: to_html(comparison_page(answer)))
register(Difference, "html", lambda answer: to_html(difference_page(answer)))
register(Solution, "html", lambda answer: to_html(solution_page(answer)))
register(Missing, "html", lambda answer: to_html(missing_page(answer)))
register(Report, "html", lambda report: to_html(check_page(report)))
register(ReadingReport, "html", lambda report: to_html(reading_page(report)))
register(EditionReport, "html", lambda report: to_html(edition_page(report)))
