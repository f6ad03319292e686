"""Boxes: which rules encode each box of the page, and which cases test them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from ..answers.results import Verification
from ..diagrams.mdd import ALWAYS, Diagram
from ..model import Model
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.labels import Box
from ..vocabulary.patient import Patient
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
    verification: Verification | None = None


def box_table(model: Model, cases: Sequence[Case], *, verify: bool = False) -> BoxTable:
    """Set the boxes, the rules and the cases against each other.

    A case tests a rule where it is about one of the rule's boxes and the rule fires for its patient, whatever the
    unrecorded facts are. Every case is run.

    Args:
        model: the compiled guideline.
        cases: the cases.
        verify: have clingo derive the answer to every case anew.

    Raises:
        InputError: a case names what the knowledge base does not know, or its patient or readings cannot be used.
        VerificationError: clingo does not confirm an answer.
    """
    program, legend = model.program, model.legend
    cited = []
    for index in range(len(program.rules)):
        boxes = {box for statement in program.conclusions.get(index, ()) for box in legend.cited(statement)}
        cited.append(tuple(box for box in legend.boxes if box in boxes))
    tested: dict[int, list[str]] = {}
    ran = []
    for case in cases:
        check_case(case, program)
        ran.append(CaseRow(case.name, tuple(case.failures(model))))
        about = {index for index, boxes in enumerate(cited) if not set(boxes).isdisjoint(case.boxes)}
        for index in _firing(model, case, about):
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
    return BoxTable(rows, rules, tuple(ran), _verified(model, cases) if verify else None)


def _verified(model: Model, cases: Sequence[Case]) -> Verification:
    """That clingo confirms the answers to all cases; a record that is refused has none."""
    from ..answers.verification import verify_answer  # here, for it takes clingo

    patients = (
        (model.patient(case.patient, assume_absent=case.assume_absent), model.vocabulary.readings(case.readings))
        for case in cases
        if not case.refused
    )
    return sum((verify_answer(model, *one) for one in patients), start=Verification(0.0, 0))


def _firing(model: Model, case: Case, rules: Collection[int]) -> Iterator[int]:
    """Which of some rules fire for the patient of a case, whatever is unrecorded."""
    readings = model.vocabulary.readings(case.readings)
    if case.refused:
        patient = Patient.of(model.vocabulary, case.patient)
    else:
        patient = model.patient(case.patient, assume_absent=case.assume_absent)
    known = model.about(patient, readings)
    bodies: dict[int, list[Diagram]] = {}
    for ground_rules in model.program.ground_rules.values():
        for rule in ground_rules:
            if rule.rule in rules:
                bodies.setdefault(rule.rule, []).append(known.space.body(rule))
    for index, where in bodies.items():
        left = known.left(known.space.diagrams.any_of(where))
        if left == ALWAYS if case.refused else known.status(left) == "yes":
            yield index
