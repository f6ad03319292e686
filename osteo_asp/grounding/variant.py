"""Variants: a ground program with one rule written otherwise, without grounding all others again."""

from __future__ import annotations

from dataclasses import replace

from clingo import ast
from clingo.ast import AST

from ..errors import Flaw, KnowledgeBaseError
from ..vocabulary.terms import Term
from .ground_rules import GroundRule, merged
from .limits import BoundedControl
from .lint import check_inputs, raise_any
from .program import FIRED, GroundProgram, atom_of, witnessed
from .rules import Rule, doubled
from .source import Source, read_rule

__all__ = ["variant"]


def variant(program: GroundProgram, index: int, written: str) -> GroundProgram | None:
    """The program with one rule rewritten, or left out where nothing is written.

    Args:
        program: the program as it is.
        index: the rule, by its index in `program.rules`.
        written: the rule as it would be.

    Returns:
        The program; None where the rule gives something that the program never gave, for then other rules must be
        grounded anew. It has no solver of its own: its `control` is that of the program.

    Raises:
        KnowledgeBaseError: the rule breaks a rule of the house.
    """
    others = {head: [rule for rule in rules if rule.rule != index] for head, rules in program.ground_rules.items()}
    rules = list(program.rules)
    if written:
        rules[index] = rule = read_rule(written)
        check_inputs(Source(program.folder, (), (), (rule,), ()), program.vocabulary)
        made = _grounded(program, index, rule)
        if made is None:
            return None
        for ground_rule in made:
            others.setdefault(ground_rule.head, []).append(ground_rule)
    kept = {head: found for head, found in others.items() if found}
    changed = replace(program, rules=tuple(rules), ground_rules=kept)
    raise_any(
        Flaw(program.rules[index].file, program.rules[index].line, "this depends on its own absence, by `not`")
        for head, circle in changed.circles.items()
        if any(-atom in rule.body for rule in kept.get(head, ()) for atom in circle)
    )
    return changed


def _grounded(program: GroundProgram, index: int, rule: Rule) -> list[GroundRule] | None:
    """The ground rules of one rule, under names that no other variant has."""
    turn = next(program.turns)
    part, firing, given = (f"{name}{turn}" for name in ("variant", FIRED, "_given"))

    def wrapped(head: AST) -> AST:
        """The head as an argument, so that it adds nothing to what the program gives."""
        symbol = head.atom.symbol
        return head.update(atom=head.atom.update(symbol=ast.Function(symbol.location, given, [symbol], False)))

    numeric = program.vocabulary.numeric
    nodes = list(witnessed(index, rule, doubled(rule, numeric), firing, wrapped))
    _check_safe(nodes)
    recorder, control = program.recorder, program.control
    start = len(recorder.rules)
    with ast.ProgramBuilder(control) as builder:
        builder.add(ast.Program(nodes[0].location, part, []))
        for node in nodes:
            builder.add(node)
    control.ground([(part, [])])
    firings, heads_given = (
        {atom.literal: atom_of(atom.symbol) for atom in control.symbolic_atoms.by_signature(*signature)}
        for signature in ((firing, 2), (given, 1))
    )
    heads: dict[int, int] = {}
    for literal, (_, term) in heads_given.items():
        head: Term = term if isinstance(term, tuple) else (term,)
        known = program.literals_of.get(head)  # type: ignore[arg-type]
        if known is None:
            return None
        heads[literal] = known
    made = merged(recorder.rules[start:], firings, program.inputs, numeric)
    return [GroundRule(rule.rule, heads[rule.head], rule.inputs, rule.body) for rule in made]


def _check_safe(nodes: list[AST]) -> None:
    """Refuse what clingo cannot ground, before the program's own control hears of it."""
    messages: list[str] = []
    scratch = BoundedControl(["--warn=none"], lambda code, message: messages.append(message))
    try:
        with ast.ProgramBuilder(scratch) as builder:
            for node in nodes:
                builder.add(node)
        scratch.ground()
    except RuntimeError as error:
        raise KnowledgeBaseError([Flaw("rule", 0, messages[0] if messages else str(error))]) from None
