"""Boxes: which rules encode each box of the page, and which cases test them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .cases import Case
from .guideline import Guideline
from .legend import Box

__all__ = ["BoxRow", "BoxTable", "RuleRow", "box_table"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: where it stands, what it says, the boxes its conclusions cite, and the cases in which it fires."""

    place: str
    text: str
    boxes: tuple[str, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One box: the rules that cite it, and the cases about it."""

    box: Box
    rules: tuple[RuleRow, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoxTable:
    """The page against the rules and the cases, both ways."""

    boxes: tuple[BoxRow, ...]
    rules: tuple[RuleRow, ...]
    cases: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The table, ready for JSON."""
        return {
            "boxes": [
                {
                    "id": row.box.id,
                    "encoded": row.box.encoded,
                    "rules": [rule.place for rule in row.rules],
                    "cases": list(row.cases),
                }
                for row in self.boxes
            ],
            "rules": [
                {"place": rule.place, "text": rule.text, "boxes": list(rule.boxes), "cases": list(rule.cases)}
                for rule in self.rules
            ],
        }


def box_table(guideline: Guideline, cases: Sequence[Case]) -> BoxTable:
    """Set the boxes, the rules and the cases against each other.

    A case tests a rule where it is about one of the rule's boxes and the rule fires for its patient, whatever the
    unrecorded facts are.

    Raises:
        InputError: the patient or the readings of a case cannot be used.
    """
    program, legend = guideline.program, guideline.legend
    cited = []
    for index in range(len(program.rules)):
        boxes = {box for statement in program.conclusions.get(index, ()) for box in legend.cited(statement)}
        cited.append(tuple(box for box in legend.boxes if box in boxes))
    tested: dict[int, list[str]] = {}
    for case in cases:
        about = [index for index, boxes in enumerate(cited) if not set(boxes).isdisjoint(case.boxes)]
        for index in guideline.firing(case.patient, about, assume_absent=case.assume_absent, readings=case.readings):
            tested.setdefault(index, []).append(case.name)
    rules = tuple(
        RuleRow(f"{rule.file}:{rule.line}", rule.text, cited[index], tuple(tested.get(index, ())))
        for index, rule in enumerate(program.rules)
    )
    rows = tuple(
        BoxRow(
            box,
            tuple(rule for rule in rules if box.id in rule.boxes),
            tuple(case.name for case in cases if box.id in case.boxes),
        )
        for box in legend.boxes.values()
    )
    return BoxTable(rows, rules, tuple(case.name for case in cases))
