"""The syntax of rules: what clingo's trees and texts say of predicates, comparisons and inputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from clingo import Number, SymbolType, ast
from clingo.ast import AST, ASTType

from ..errors import Flaw
from .rules import INPUTS, Comparison, Rule, Signature, variables_of

__all__ = ["doubled", "is_atom", "read_inputs", "signatures"]

_INPUT: Final = re.compile(r"(?:patient|reading)\((_*[a-z]\w*),(.*)\)")
_WHOLE: Final = re.compile(r"-?\d+")
_CONSTANT: Final = re.compile(r"-?\d+|_*[a-z]\w*")
_OPERATOR: Final = re.compile(r" (?:<=|>=|!=|<|>|=) ")
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_ATOM: Final = re.compile(r"_*[a-z]\w*")
_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_VARIABLE: Final = re.compile(r"(?<![\w'])(?:_*[A-Z][\w']*|_)(?![\w'])")


def read_inputs(rule: Rule) -> Iterator[Flaw]:
    """Note what a rule asks of the patient and of the readings."""
    if "_" in rule.variables:
        yield rule.flaw("an anonymous variable leaves an explanation without a name; name the variable")
    for literal in rule.body:
        for signature in literal.signatures:
            if signature not in INPUTS:
                continue
            if literal.text.startswith("not ") or len(literal.signatures) > 1:
                yield rule.flaw(
                    f"{signature[0]} is asked under `not` or by a pool; ask for each value by a plain literal"
                )
                continue
            asked = _INPUT.fullmatch(literal.text)
            if asked is None:
                yield rule.flaw(f"{literal.text} names no one fact; write one rule for each")
                continue
            name, value = asked.groups()
            constant = value if _CONSTANT.fullmatch(value) else None
            if constant is None and not _VARIABLE.fullmatch(value):
                yield rule.flaw(f"{literal.text} asks for no plain value; write one rule for each")
            elif signature[0] == "reading":
                rule.readings.append((name, constant))
            elif constant is None and (numbers := _compared(rule, value)):
                rule.comparisons.append(Comparison(name, value, numbers))
            else:
                rule.uses.append((name, constant))


def _compared(rule: Rule, variable: str) -> tuple[int, ...]:
    """The numbers with which a rule compares a variable; none where it does anything else with it."""
    numbers: list[int] = []
    bound = 0
    for literal in rule.body:
        if variable not in variables_of(literal.text):
            continue
        if literal.signatures:
            bound += 1
            continue
        constants = [term for term in _OPERATOR.split(literal.text) if term != variable]
        if not all(_WHOLE.fullmatch(constant) for constant in constants):
            return ()
        numbers += map(int, constants)
    return tuple(numbers) if bound == 1 and variable not in variables_of(str(rule.node.head)) else ()


def doubled(rule: Rule, facts: Iterable[str]) -> AST:
    """The rule with the numbers doubled with which it compares these facts, as `Cells` numbers them."""
    tree: AST = rule.node
    variables = {comparison.variable for comparison in rule.comparisons if comparison.fact in facts}
    if not variables:
        return tree
    body = []
    for literal in rule.body:
        node = literal.node
        if not literal.signatures and not variables.isdisjoint(variables_of(literal.text)):
            guards = [guard.update(term=_doubled(guard.term)) for guard in node.atom.guards]
            node = node.update(atom=node.atom.update(term=_doubled(node.atom.term), guards=guards))
        body.append(node)
    return tree.update(body=body)


def _doubled(term: AST) -> AST:
    number = _number(term)
    return term if number is None else ast.SymbolicTerm(term.location, Number(2 * number))


def _number(term: AST) -> int | None:
    if term.ast_type == ASTType.UnaryOperation and term.operator_type == ast.UnaryOperator.Minus:
        value = _number(term.argument)
        return None if value is None else -value
    if term.ast_type == ASTType.SymbolicTerm and term.symbol.type == SymbolType.Number:
        return int(term.symbol.number)
    return None


def is_atom(written: str) -> bool:
    """Whether a text is one plain atom: a name, and perhaps one pair of parentheses."""
    return _ATOM.fullmatch(_bare(written)) is not None


def _bare(written: str) -> str:
    """The text without its strings and without what stands in parentheses."""
    bare = _STRING.sub("", written)
    while (folded := _PARENTHESES.sub("", bare)) != bare:
        bare = folded
    return bare


def signatures(literal: AST, written: str) -> Iterator[Signature]:
    """The predicates of a literal: none of a comparison, several of a pool."""
    atom = written.removeprefix("not ")
    name, _, rest = atom.partition("(")
    arguments = _bare(rest[:-1])
    if is_atom(atom) and ";" not in arguments:  # the text is at hand, and walking a tree is slow
        yield name, arguments.count(",") + 1 if rest else 0
    elif literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.SymbolicAtom:
        symbol = literal.atom.symbol
        for function in symbol.arguments if symbol.ast_type == ASTType.Pool else [symbol]:
            if function.ast_type == ASTType.Function:
                yield function.name, len(function.arguments)
            else:
                yield str(function), 0
