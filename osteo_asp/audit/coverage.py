"""Boxes: which rules encode each box of the page, and which cases test them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ..guideline import Guideline
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.labels import Box
from .cases import Case, check_case


class RuleRow(Struct):
    """One rule: where it stands, what it says, the boxes its conclusions cite, and the cases in which it fires."""

    place: str
    text: str
    boxes: tuple[str, ...]
    cases: tuple[str, ...]


class CaseRow(Struct):
    """One case that was run: where its answers are not the expected ones."""

    name: str
    failures: tuple[str, ...]


class BoxRow(Struct):
    """One box: the rules that cite it, and the cases about it."""

    json_names: ClassVar = {
        "id": "box.id",
        "encoded": "box.encoded",
        "box": None,
        "rules": "rules.place",
        "cases": "cases.name",
    }

    box: Box
    rules: tuple[RuleRow, ...]
    cases: tuple[CaseRow, ...]


class BoxTable(Reply):
    """The page against the rules and the cases, both ways."""

    schema: ClassVar = "osteo-asp/boxes/1"

    boxes: tuple[BoxRow, ...]
    rules: tuple[RuleRow, ...]
    cases: tuple[CaseRow, ...]


def box_table(guideline: Guideline, cases: Sequence[Case]) -> BoxTable:
    """Set the boxes, the rules and the cases against each other.

    A case tests a rule where it is about one of the rule's boxes and the rule fires for its patient, whatever the
    unrecorded facts are. Every case is run.

    Raises:
        InputError: a case names what the knowledge base does not know, or its patient or readings cannot be used.
    """
    program, legend = guideline.program, guideline.legend
    cited = []
    for index in range(len(program.rules)):
        boxes = {box for statement in program.conclusions.get(index, ()) for box in legend.cited(statement)}
        cited.append(tuple(box for box in legend.boxes if box in boxes))
    tested: dict[int, list[str]] = {}
    ran = []
    for case in cases:
        check_case(case, program)
        patient = guideline.about(case.patient, assume_absent=case.assume_absent, readings=case.readings)
        ran.append(CaseRow(case.name, tuple(case.failures(patient.advise()))))
        about = [index for index, boxes in enumerate(cited) if not set(boxes).isdisjoint(case.boxes)]
        for index in patient.firing(about):
            tested.setdefault(index, []).append(case.name)
    rules = tuple(
        RuleRow(rule.place, rule.text, cited[index], tuple(tested.get(index, ())))
        for index, rule in enumerate(program.rules)
    )
    rows = tuple(
        BoxRow(
            box,
            tuple(rule for rule in rules if box.id in rule.boxes),
            tuple(row for row, case in zip(ran, cases, strict=True) if box.id in case.boxes),
        )
        for box in legend.boxes.values()
    )
    return BoxTable(rows, rules, tuple(ran))
