from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import osteo_asp
from osteo_asp.audit.cases import Case, read_cases

TESTS = Path(__file__).parent
KB = TESTS.parent / "kb"
CASES = read_cases(TESTS / "cases")


def instance(guideline: osteo_asp.Guideline, record: Mapping[str, object], **how: Any) -> str:
    """A patient as facts for plain clingo; `how` as for `about`."""
    return guideline.about(record, **how).instance()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--patients",
        type=int,
        default=80,
        help="how many patients of each kind are asked of advise, too, beside the cohort (12500: 100 000 in all)",
    )


@pytest.fixture(scope="session")
def guideline() -> osteo_asp.Guideline:
    return osteo_asp.load(KB)


@pytest.fixture(scope="session")
def toy() -> osteo_asp.Guideline:
    return osteo_asp.load(TESTS / "toy")


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    return tuple(CASES)
