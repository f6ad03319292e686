"""Random cohorts with values on and beside every threshold; and the ground program itself, evaluated rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from osteo_asp import Guideline
from osteo_asp.answers.results import Advice
from osteo_asp.vocabulary.facts import Fact
from osteo_asp.vocabulary.terms import show

Places = dict[str, NDArray[np.int64]]
"""For every fact and patient the number of its value in the ground program; -1 where it is unknown."""


def value(guideline: Guideline, fact: Fact, place: int, side: int = 0) -> Any:
    """A value of a place; of an interval, close to its lower or its upper end."""
    cell = list(guideline.program.inputs["patient", fact.name])[place]
    if fact.type == "yes_no":
        return cell == "yes"
    if fact.type == "choice":
        return str(cell)
    cells = guideline.program.cells[fact.name]
    step = Decimal(1) if fact.type == "count" else Decimal("0.0001")
    ends = [fact.low, fact.high, *(Decimal(cut) / fact.scale for cut in cells.cuts)]
    near = sorted({end + by for end in ends for by in (-step, 0, step)})
    inside = [one for one in near if fact.low <= one <= fact.high and cells.locate(one) == cell]
    return inside[side % len(inside)]


def places(guideline: Guideline, number: int, random: np.random.Generator, missing: float = 0.0) -> Places:
    """Valid random patients; each fact is unknown with this probability."""
    facts = guideline.vocabulary.facts
    drawn: Places = {}
    for name, fact in facts.items():
        values = list(guideline.program.inputs["patient", name])
        drawn[name] = random.integers(0, len(values), number)
        if fact.type == "yes_no":  # mostly no, or little would be possible
            drawn[name] = np.where(random.random(number) < 0.2, values.index("yes"), values.index("no"))
        if fact.absent is not None and fact.type == "choice":
            absent = values.index(str(fact.absent))
            drawn[name] = np.where(random.random(number) < 0.4, absent, drawn[name])
        drawn[name] = np.where(random.random(number) < missing, -1, drawn[name])
    return valid(guideline, drawn)


def valid(guideline: Guideline, drawn: Places) -> Places:
    """The patients, without what must not be recorded."""
    facts = guideline.vocabulary.facts
    for name, fact in facts.items():
        default = _default(guideline, fact)
        if default is not None:
            drawn[name] = np.where(drawn[name] < 0, default, drawn[name])
    for name, fact in facts.items():
        for other in fact.requires:
            default = _default(guideline, fact)
            lonely = drawn[other] == _default(guideline, facts[other])
            drawn[name] = np.where(lonely, -1 if default is None else default, drawn[name])
    return drawn


def frame(guideline: Guideline, drawn: Places, *, floats: bool = True) -> pa.Table:
    """The patients as a table; what is there by default is not recorded."""
    columns = {}
    for name, fact in guideline.vocabulary.facts.items():
        number = len(guideline.program.inputs["patient", name])
        default = _default(guideline, fact)
        written = [value(guideline, fact, place, side) for side in (0, -1) for place in range(number)]
        if fact.numeric and floats:
            written = [float(one) for one in written]
        missing = (drawn[name] < 0) | (drawn[name] == default)
        side = np.arange(len(missing)) % 2 * number
        columns[name] = pa.array(written).take(pa.array(np.maximum(drawn[name], 0) + side, mask=missing))
    return pa.table(columns)


def records(table: pa.Table) -> list[dict[str, Any]]:
    return [{name: one for name, one in row.items() if one is not None} for row in table.to_pylist()]


def derived(guideline: Guideline, drawn: Places, readings: Mapping[str, str]) -> dict[str, NDArray[np.bool_]]:
    """What the ground rules give for complete patients: each rule once, in order; nothing of the cohort is used."""
    program = guideline.program
    assert all(len(circle) == 1 for circle in program.components)
    length = len(next(iter(drawn.values())))
    truth: dict[int, NDArray[np.bool_]] = {}
    asked: dict[object, NDArray[np.bool_]] = {}
    for (atom,) in program.components:
        holds = np.zeros(length, bool)
        for rule in program.ground_rules.get(atom, ()):
            body = np.ones(length, bool)
            for name, cells in rule.inputs:
                if (name, cells) not in asked:
                    values = list(program.inputs[name])
                    if name[0] == "reading":
                        asked[name, cells] = np.full(length, readings[name[1]] in cells)
                    else:
                        asked[name, cells] = np.isin(drawn[name[1]], [values.index(cell) for cell in cells])
                body &= asked[name, cells]
            for literal in rule.body:
                body &= truth[literal] if literal > 0 else ~truth[-literal]
            holds |= body
        truth[atom] = holds
    return {show(program.names[atom]): holds for atom, holds in truth.items() if atom in program.names}


def completed(guideline: Guideline, drawn: Places, most: int) -> tuple[Places, NDArray[np.int64]]:
    """Every completion of every patient of whom few facts are unknown, and whose completion each is."""
    names = list(drawn)
    sizes = [len(guideline.program.inputs["patient", name]) for name in names]
    matrix = np.stack([drawn[name] for name in names], axis=1)
    owners = np.arange(len(matrix))
    assert (matrix < 0).sum(axis=1).max() <= most
    for number, size in enumerate(sizes):
        unknown = matrix[:, number] < 0
        filled = np.repeat(matrix[unknown], size, axis=0)
        filled[:, number] = np.tile(np.arange(size), unknown.sum())
        owners = np.concatenate([owners[~unknown], np.repeat(owners[unknown], size)])
        matrix = np.concatenate([matrix[~unknown], filled])
    return {name: matrix[:, number] for number, name in enumerate(names)}, owners


def expected(guideline: Guideline, advice: Advice) -> dict[str, Any]:
    """The row that an advice amounts to; statements of which it says nothing do not hold."""
    shown = {(one.action.id, one.drug.id): one for one in advice.options}
    row: dict[str, Any] = {"indicated": advice.indicated, "error": None}
    told = {
        "indication": advice.indications,
        "duty": advice.duties,
        "switch_reason": advice.switch_reasons,
        "silent": advice.silent,
        "conflict": advice.conflicts,
    }
    for predicate, statements in told.items():
        row |= {f"{predicate}_{one.id}": one.status for one in statements}
    drugs = [drug for (drug,) in guideline.program.declared("drug", 1)]
    first = [one.drug.id for one in advice.options if one.first_choice]
    row["first_choice"] = ";".join(sorted(first, key=drugs.index))
    for drug in drugs:
        of_drug = [one for (_, other), one in shown.items() if other == drug]
        row[f"against_{drug}"] = ";".join(dict.fromkeys(r.id for one in of_drug for r in one.against))
        row[f"closed_{drug}"] = ";".join(dict.fromkeys(r.id for one in of_drug for r in one.closed))
    for action, drug in (atom[1:] for atom in guideline.program.statements if atom[0] == "option"):
        row[f"option_{action}_{drug}"] = shown[action, drug].status if (action, drug) in shown else "excluded"
    return row


def agrees(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Where a row is not the one that is wanted."""
    return {
        name: (one, wanted.get(name, "no"))
        for name, one in row.items()
        if "(" not in name and one != wanted.get(name, "no")
    }


def _default(guideline: Guideline, fact: Fact) -> int | None:
    if fact.absent is None:
        return None
    return list(guideline.program.inputs["patient", fact.name]).index(guideline.program.key(fact.name, fact.absent))
