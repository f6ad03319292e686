"""Made-up cohorts: plausible ones, of any size; and covering ones, in which everything the rules can say is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pyarrow as pa

from ...kernel.builder import Guide
from ..writers import written
from .covering import covering
from .plausible import plausible

__all__ = ["batches", "covering", "plausible", "write"]


def batches(
    guideline: Guide, number: int, seed: int = 0, kind: Literal["plausible", "covering"] = "plausible"
) -> Iterator[pa.RecordBatch]:
    """A made-up cohort; the same arguments give the same one.

    Raises:
        InputError: so few patients cannot cover the guideline, or what the knowledge base calls plausible is not
            understood.
    """
    return (plausible if kind == "plausible" else covering)(guideline, number, seed)


def write(guideline: Guide, number: int, seed: int, kind: Literal["plausible", "covering"], target: Path) -> None:
    """Write a made-up cohort to a file, of the kind that the ending of its name says.

    Raises:
        InputError: as for `batches`, or the file cannot be written.
    """
    made = batches(guideline, number, seed, kind)
    first = next(made)
    with written(target, first.schema) as put:
        put(first)
        for batch in made:
            put(batch)
