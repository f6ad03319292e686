"""What all pages say in the same way: marks, boxes, the patient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..answers.results import Recorded
from ..messages import Language, say
from .page import Mark

__all__ = ["MARKS", "boxes", "patient_line"]

MARKS: Final[dict[str, Mark]] = {
    "yes": "yes",
    "unknown": "unknown",
    "no": "no",
    "admissible": "yes",
    "conditional": "unknown",
    "excluded": "no",
}


def boxes(ids: Iterable[str]) -> str:
    """The boxes that something rests on, as they stand behind it: ` [I1 I2]`."""
    joined = " ".join(ids)
    return f" [{joined}]" if joined else ""


def patient_line(facts: Iterable[Recorded], language: Language) -> str:
    """The recorded facts as one sentence."""
    recorded = [f"{fact.text}: {fact.words}" for fact in facts if not fact.assumed]
    return say(language, "patient", facts="; ".join(recorded) or say(language, "nothing_recorded"))
