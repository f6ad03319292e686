"""The audit: is the guideline sound, what do its readings change, what does an edit change, are its tests any good?"""

from .checks import CHECKS, check
from .editions import EditionChange, EditionReport, SayingChange, compare_editions
from .mutation import MutationReport, run_mutants
from .reading_comparison import ReadingReport, compare_readings
from .report import Finding, Report, Result
from .witness import Witness

__all__ = [
    "CHECKS",
    "EditionChange",
    "EditionReport",
    "Finding",
    "MutationReport",
    "ReadingReport",
    "Report",
    "Result",
    "SayingChange",
    "Witness",
    "check",
    "compare_editions",
    "compare_readings",
    "run_mutants",
]
