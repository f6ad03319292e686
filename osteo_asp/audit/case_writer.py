"""Witnesses as test cases, in the TOML that `cases` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from typing import Any

from ..vocabulary.facts import Value, Vocabulary
from .mutation import Verdict
from .report import Finding
from .witness import Witness


def survivor_cases(verdicts: Iterable[Verdict], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """One case for every patient who tells surviving mutants from the guideline, with the guideline's answers.

    What is plain and would be assumed absent is left out of the record, and assumed.
    """
    cases: dict[str, dict[str, Any]] = {}
    for verdict in verdicts:
        witness = verdict.witness
        if witness is None or not verdict.asked:
            continue
        name = _name("", witness.abnormal, witness.patient, witness.readings)
        case = cases.setdefault(
            name,
            {
                "name": name,
                "boxes": [],
                "patient": _short(witness, vocabulary),
                "readings": witness.readings,
                "assume_absent": True,
                "expect": {},
            },
        )
        case["boxes"] = list(dict.fromkeys([*case["boxes"], *verdict.boxes]))
        case["expect"].update(verdict.asked)
    return list(cases.values())


def finding_cases(findings: Iterable[Finding], options: Mapping[int, Any]) -> list[dict[str, Any]]:
    """One case for every witness of every finding; `options` has the answers to expect, by the witness's `id()`."""
    cases = []
    for finding in findings:
        for number, witness in enumerate(finding.witnesses):
            suffix = f" ({number + 1})" if len(finding.witnesses) > 1 else ""
            cases.append(
                {
                    "name": f"{finding.id}{suffix}",
                    "boxes": list(finding.boxes),
                    "patient": witness.patient,
                    "readings": witness.readings,
                    "expect": options[id(witness)],
                }
            )
    return cases


def write_cases(path: Path, cases: Iterable[Mapping[str, Any]], taken: Iterable[str] = ()) -> None:
    """Add cases to a file. A name that is taken gets a number."""
    names = set(taken)
    written = []
    for case in cases:
        ways = chain([case["name"]], (f"{case['name']} ({number})" for number in count(2)))
        name = next(one for one in ways if one not in names)
        names.add(name)
        written.append(_written({**case, "name": name}))
    kept = path.read_text(encoding="utf-8").rstrip() + "\n\n" if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(kept + "\n".join(written), encoding="utf-8")


def _short(witness: Witness, vocabulary: Vocabulary) -> dict[str, Value]:
    kept = set(witness.abnormal)
    for name in witness.patient:
        fact = vocabulary.facts[name]
        if (fact.assumed is None and fact.absent is None) or not kept.isdisjoint(fact.unless_recorded):
            kept.add(name)
    return {name: value for name, value in witness.patient.items() if name in kept}


def _name(start: str, abnormal: Iterable[str], patient: Mapping[str, Value], readings: Mapping[str, str]) -> str:
    facts = ", ".join(f"{name} {_scalar(patient[name])}" for name in abnormal) or "nothing"
    read = "".join(f"; {name}={option}" for name, option in readings.items())
    return f"{start}plain but for {facts}{read}".replace('"', "")


def _written(case: Mapping[str, Any]) -> str:
    lines = [
        "[[case]]",
        f"name = {json.dumps(case['name'], ensure_ascii=False)}",
        f"boxes = {json.dumps(case['boxes'])}",
    ]
    lines.append(f"patient = {_table(case['patient'])}")
    if case["readings"]:
        lines.append(f"readings = {_table(case['readings'])}")
    if case.get("assume_absent"):
        lines.append("assume_absent = true")
    lines.append("[case.expect]")
    lines += [f"{_key(name)} = {_scalar(value)}" for name, value in case["expect"].items()]
    return "\n".join(lines) + "\n"


def _table(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_scalar(value)}" for name, value in values.items()) + " }"


def _key(name: str) -> str:
    return json.dumps(name) if " " in name else name


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
