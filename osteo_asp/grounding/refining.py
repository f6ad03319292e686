"""Refining: a ground program with more cells, or on a finer scale, without grounding it again.

Two editions that compare a fact with different numbers, or write it on different scales, are compared on the cells of
both. A rule that holds in a cell holds in every part of it, so a ground program of more cells is the same one with
every set of cells taken apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from ..structure import replace
from ..vocabulary.terms import Term
from ..vocabulary.thresholds import Cells
from .ground_rules import Cell, GroundRule, Input
from .program import Body, GroundProgram
from .rules import Signature

__all__ = ["common_cells", "refined"]

_SCALED: Mapping[Signature, int] = {("range", 3): 2, ("absent", 2): 1, ("assumed", 2): 1, ("plain", 2): 1}
"""Declarations that write numbers of a fact on its scale: after the fact come so many of them."""


def common_cells(*programs: GroundProgram) -> tuple[GroundProgram, ...]:
    """The programs with the same scale and the same cells of every fact that several of them know as a number."""
    scales: dict[str, int] = {}
    for program in programs:
        for name, cells in program.cells.items():
            scales[name] = max(scales.get(name, 1), cells.fact.scale)
    cuts: dict[str, set[int]] = {}
    for program in programs:
        for name, cells in program.cells.items():
            factor = scales[name] // cells.fact.scale
            cuts.setdefault(name, set()).update(factor * cut for cut in cells.cuts)
    return tuple(refined(program, cuts, scales) for program in programs)


def refined(
    program: GroundProgram, cuts: Mapping[str, Collection[int]], scales: Mapping[str, int] | None = None
) -> GroundProgram:
    """The program with these thresholds beside its own.

    Args:
        program: the program.
        cuts: thresholds, by fact; on the scale that the fact shall have.
        scales: the scales that facts shall have, each a multiple of what it is; without one, it stays.
    """
    factors = {name: (scales or {}).get(name, one.fact.scale) // one.fact.scale for name, one in program.cells.items()}
    parts: dict[Input, Mapping[Cell, Sequence[Cell]]] = {}
    finer: dict[str, tuple[int, ...]] = {}
    for name, cells in program.cells.items():
        factor = factors[name]
        own = [factor * cut for cut in cells.cuts]
        finer[name] = every = tuple(sorted({*own, *cuts.get(name, ())}))
        if every != cells.cuts:
            fact = replace(cells.fact, scale=factor * cells.fact.scale)
            parts["patient", name] = _parts(cells, own, Cells.of(fact, every))
    if not parts:
        return program
    declarations = {
        signature: tuple(_scaled(one, factors, _SCALED.get(signature, 0)) for one in every)
        for signature, every in program.declarations.items()
    }
    if any(factor != 1 for factor in factors.values()):
        scaled = {name: (name, factors[name] * cells.fact.scale) for name, cells in program.cells.items()}
        declarations["scale", 2] = tuple(scaled.values())
    return GroundProgram(
        folder=str(program.folder),
        declarations=declarations,
        inputs={
            name: tuple(part for value in values for part in parts.get(name, {}).get(value, (value,)))
            for name, values in program.inputs.items()
        },
        statements=program.statements,
        headed=program.headed,
        cuts=finer,
        body=lambda: _refined_body(program.body, parts),
    )


def _parts(coarse: Cells, cuts: Sequence[int], fine: Cells) -> Mapping[Cell, Sequence[Cell]]:
    """The cells into which each cell falls; `cuts` are those of the coarse ones on the scale of the fine ones."""
    inside: dict[int, list[Cell]] = {}
    known = coarse.numbers()
    for cell in fine.numbers():
        index = bisect_left(cuts, cell, key=lambda cut: 2 * cut)
        if index < len(cuts) and 2 * cuts[index] == cell:
            whole = 2 * coarse.cuts[index]
        elif not cuts:
            whole = 0
        else:
            whole = 2 * coarse.cuts[index - 1] + 1 if index else 2 * coarse.cuts[0] - 1
        if whole in known:
            inside.setdefault(whole, []).append(cell)
    return inside  # type: ignore[return-value]


def _scaled(arguments: tuple[Term, ...], factors: Mapping[str, int], numbers: int) -> tuple[Term, ...]:
    factor = factors.get(str(arguments[0]), 1) if arguments else 1
    if factor == 1 or not numbers:
        return arguments
    first, *rest = arguments
    return (first, *(factor * one if isinstance(one, int) else one for one in rest))


def _refined_body(body: Body, parts: Mapping[Input, Mapping[Cell, Sequence[Cell]]]) -> Body:
    def refined_rule(rule: GroundRule) -> GroundRule:
        if not any(name in parts for name, _ in rule.inputs):
            return rule
        inputs = tuple(
            (name, frozenset(part for value in values for part in parts.get(name, {}).get(value, (value,))))
            for name, values in rule.inputs
        )
        return replace(rule, inputs=inputs)

    ground_rules = {head: [refined_rule(rule) for rule in rules] for head, rules in body.ground_rules.items()}
    return Body(body.rules, ground_rules, body.names)
