"""Cases: patients with the answers expected of them, in TOML files that a clinician can read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from .answers import Advice, Option
from .errors import InputError

__all__ = ["Case", "read_cases"]

_STATEMENTS: Final = ("indication", "duty", "switch_reason", "silent", "conflict")
_OPTION_LISTS: Final = ("for", "against", "closed", "unless")


@dataclass(frozen=True, slots=True)
class Case:
    """One patient and what the page must say of it.

    Attributes:
        name: what the case shows, in words; unique.
        file: the file it stands in.
        boxes: the boxes it is about.
        patient: the record.
        readings: the readings that are not the default.
        assume_absent: whether unrecorded facts are taken as absent.
        expected: from what is asked ("indication t_score", "start alendronate") to the answer.
    """

    name: str
    file: str
    boxes: tuple[str, ...]
    patient: Mapping[str, object]
    readings: Mapping[str, object]
    assume_absent: bool
    expected: Mapping[str, Any]

    def failures(self, advice: Advice) -> Iterator[str]:
        """Say where an answer is not the expected one."""
        for asked, expected in self.expected.items():
            answer = _answer(advice, asked.split())
            if isinstance(expected, list) and isinstance(answer, list):
                expected, answer = sorted(expected), sorted(answer)
            if answer != expected:
                yield f"{asked}: expected {expected}, the answer is {answer}"


def read_cases(folder: Path) -> Sequence[Case]:
    """Read every case in the TOML files of a folder.

    Raises:
        InputError: a file cannot be read as cases, or a name is used twice.
    """
    cases: dict[str, Case] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        except (OSError, ValueError) as error:
            raise InputError("not_format", path=file, format="TOML", reason=error) from None
        for entry in content.get("case", ()):
            case = Case(
                name=entry["name"],
                file=file.name,
                boxes=tuple(entry["boxes"]),
                patient=entry.get("patient", {}),
                readings=entry.get("readings", {}),
                assume_absent=entry.get("assume_absent", False),
                expected=entry["expect"],
            )
            if case.name in cases:
                raise InputError("repeated_name", field=case.name)
            cases[case.name] = case
    return tuple(cases.values())


def _answer(advice: Advice, asked: Sequence[str]) -> Any:
    match asked:
        case ["indicated"]:
            return advice.indicated
        case ["first_choice"]:
            return [option.drug.id for option in advice.options if option.first_choice]
        case ["options"]:
            return [f"{action} {drug}" for action, drug in advice.decisions]
        case ["assumed"]:
            return [fact.id for fact in advice.patient if fact.assumed]
        case [kind, name] if kind in _STATEMENTS:
            statements = getattr(advice, {"duty": "duties", "silent": "silent"}.get(kind, f"{kind}s"))
            return next((statement.status for statement in statements if statement.id == name), "no")
        case ["box", kind, name]:
            statements = getattr(advice, {"duty": "duties", "silent": "silent"}.get(kind, f"{kind}s"))
            return next((list(statement.boxes) for statement in statements if statement.id == name), [])
        case ["line", drug]:
            return next((option.line for option in advice.options if option.drug.id == drug), None) or "none"
        case [kind, action, drug] if kind in _OPTION_LISTS:
            option = _option(advice, action, drug)
            named = getattr(option, "reasons" if kind == "for" else kind) if option else ()
            return [one.id for one in named]
        case [action, drug]:
            option = _option(advice, action, drug)
            return option.status if option else "excluded"
    raise InputError("not_a_question", value=" ".join(asked))


def _option(advice: Advice, action: str, drug: str) -> Option | None:
    return next((one for one in advice.options if (one.action.id, one.drug.id) == (action, drug)), None)
