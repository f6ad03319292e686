"""Checks of the rules themselves: dead, redundant, shadowed, drifting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from typing import Final

from ..diagrams.mdd import NEVER, Diagram
from ..grounding.rules import Rule
from ..structure import Struct
from ..vocabulary.terms import Atom, show
from .auditor import Auditor
from .regions import conditions, primes, where_readings, where_readings_differ
from .report import Finding
from .revisions import Revisions

__all__ = ["dead", "drifting", "redundant", "shadowed"]

_REASONS: Final = ("indication", "proposed", "against", "closed")
"""Statements that give reasons. A rule that changes these alone changes nothing of what follows."""

_UNUSED: Final = ("defect", "impossible")
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NEGATED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def dead(auditor: Auditor) -> Iterator[Finding | None]:
    """Rules that fire for no patient, under any reading."""
    for index, rule in enumerate(auditor.program.rules):
        heads = auditor.program.conclusions.get(index, ())
        if not _fires(auditor, index) and not any(head[0] == "impossible" for head in heads):
            yield auditor.finding(
                "dead_rule", rule.place, "warning", NEVER, rules=[rule.place], boxes=_boxes(auditor, index),
                witnesses=(), rule=rule.text,
            )  # fmt: skip


def redundant(auditor: Auditor) -> Iterator[Finding | None]:
    """Rules without which nothing that follows changes, for any patient; always, or under some readings."""
    diagrams, space, program = auditor.diagrams, auditor.space, auditor.program
    followed = {
        program.literals_of[atom]
        for atom in program.statements
        if atom in program.literals_of and atom[0] not in _REASONS and (atom[0], len(atom)) != ("duty", 3)
    }
    revisions = Revisions(space)
    for index, rule in enumerate(program.rules):
        if all(head[0] in _UNUSED for head in program.conclusions.get(index, ())):
            continue
        idle = NEVER
        for body in auditor.bodies[index]:
            idle = diagrams.disj(idle, where_readings(space, body, diagrams.neg(idle)))
        if idle == NEVER:
            continue
        for atom, before, after in revisions.changes({index: ()}):
            if atom in followed:
                idle = diagrams.conj(idle, diagrams.neg(where_readings_differ(space, before, after, idle)))
                if idle == NEVER:
                    break
        if idle != NEVER:
            yield auditor.finding(
                "redundant_rule",
                rule.place,
                "note",
                diagrams.conj(auditor.fires(index), idle),
                rules=[rule.place],
                boxes=_boxes(auditor, index),
                rule=rule.text,
                when=_when(auditor, idle),
            )


def shadowed(auditor: Auditor) -> Iterator[Finding | None]:
    """Reasons that never hold without another one for the same; always, or under some readings."""
    diagrams, space = auditor.diagrams, auditor.space
    groups: dict[tuple[object, ...], list[Atom]] = {}
    for atom in auditor.program.statements:
        if atom[0] in (*_REASONS, "switch_reason", "favoured") and len(atom) > 1:
            groups.setdefault(atom[:-1], []).append(atom)
    seen = set()
    for atoms in groups.values():
        for one, other in permutations(atoms, 2):
            pair = (one[0], show(one[-1]).split("(")[-1], show(other[-1]).split("(")[-1])
            alone = diagrams.conj(space.holds(one), diagrams.neg(space.holds(other)))
            held = where_readings(space, space.holds(one))
            idle = diagrams.conj(held, diagrams.neg(where_readings(space, alone)))
            if idle != NEVER and pair not in seen:
                seen.add(pair)
                yield auditor.finding(
                    "shadowed_reason",
                    f"{show(one)} {show(other)}",
                    "note",
                    diagrams.conj(space.holds(one), idle),
                    rules=auditor.places(one, other),
                    boxes=auditor.boxes(one, other),
                    one=one,
                    other=other,
                    when=_when(auditor, idle),
                )


def drifting(auditor: Auditor) -> Iterator[Finding | None]:
    """A fact compared with one number so that the number itself is on one side here, and on the other there.

    Shown by one patient with exactly that number, for whom a little more would change what one rule gives, and a little
    less what another one gives; where there is no such patient, by one whom either would change, by the same readings.
    """
    diagrams, variables, vocabulary = auditor.diagrams, auditor.space.variables, auditor.program.vocabulary
    sides: dict[tuple[str, int], dict[bool, dict[int, Diagram]]] = {}
    for index, rule in enumerate(auditor.program.rules):
        for split in _splits(rule):
            turning = _turning(auditor, index, split)
            if turning != NEVER:
                sides.setdefault((split.fact, split.number), {}).setdefault(split.with_lower, {})[index] = turning
    for (fact, number), by_side in sides.items():
        if len(by_side) < 2:
            continue
        turned = [diagrams.any_of(found.values()) for found in by_side.values()]
        region = diagrams.all_of(turned)
        if auditor.plainest(region) is None:
            together = diagrams.all_of(where_readings(auditor.space, one) for one in turned)
            region = diagrams.conj(diagrams.any_of(turned), together)
        indices = [index for found in by_side.values() for index in found]
        value = Decimal(number) / vocabulary.facts[fact].scale
        yield auditor.finding(
            "boundary_drift",
            f"{fact} {number}",
            "warning",
            diagrams.conj(region, variables.literal(("patient", fact), frozenset((2 * number,)))),
            rules=[auditor.program.rules[index].place for index in indices],
            boxes=[box for index in indices for box in _boxes(auditor, index)],
            fact=auditor.wording.short(fact),
            value=auditor.wording.value(fact, value),
        )


def _turning(auditor: Auditor, index: int, split: _Split) -> Diagram:
    """For whom, with exactly the number of a comparison, the cell on its other side would turn what the rule gives."""
    diagrams, variables = auditor.diagrams, auditor.space.variables
    name = ("patient", split.fact)
    cells = variables.values[variables.index[name]]
    if 2 * split.number not in cells:
        return NEVER
    place = variables.value_index(name, 2 * split.number)
    beside = place + (1 if split.with_lower else -1)
    if not 0 <= beside < len(cells):
        return NEVER

    def turned(where: Diagram) -> Diagram:
        return diagrams.xor(*(diagrams.restrict(where, {variables.index[name]: one}) for one in (place, beside)))

    heads = diagrams.any_of(turned(auditor.space.holds(head)) for head in auditor.program.conclusions.get(index, ()))
    return diagrams.conj(turned(auditor.fires(index)), heads)


class _Split(Struct):
    """A comparison with a number: whether the number itself goes with those below it."""

    fact: str
    number: int
    with_lower: bool


def _splits(rule: Rule) -> Iterator[_Split]:
    facts = {comparison.variable: comparison.fact for comparison in rule.comparisons}
    for literal in rule.body:
        if literal.signatures:
            continue
        terms = re.split(r" (<=|>=|!=|<|>|=) ", literal.text.removeprefix("not "))
        for left, operator, right in zip(terms[::2], terms[1::2], terms[2::2], strict=False):
            if right in facts:
                left, operator, right = right, _FLIPPED[operator], left
            if left in facts and re.fullmatch(r"-?\d+", right):
                operator = _NEGATED[operator] if literal.text.startswith("not ") else operator
                if operator not in ("=", "!="):
                    yield _Split(facts[left], int(right), operator in ("<=", ">"))


def _fires(auditor: Auditor, index: int) -> bool:
    """Whether a rule fires for some patient, under some reading."""
    return any(auditor.diagrams.conj(body, auditor.space.possible) != NEVER for body in auditor.bodies[index])


def _boxes(auditor: Auditor, index: int) -> list[str]:
    return auditor.boxes(*auditor.program.conclusions.get(index, ()))


def _when(auditor: Auditor, readings: Diagram) -> str:
    """Under which readings, in words; nothing where under all."""
    ways = [conditions(auditor.space, auditor.wording, box) for box in primes(auditor.diagrams, readings)]
    return "" if ways == [""] else auditor.wording.say("under_readings", readings=auditor.wording.say("or").join(ways))
