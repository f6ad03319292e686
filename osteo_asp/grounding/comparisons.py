"""Comparisons of names: clingo orders them by their letters, which no author means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ..errors import Flaw
from ..vocabulary.facts import Fact, Vocabulary
from .rules import Rule

_ASKED: Final = re.compile(r"patient\((\w+),(_*[A-Z][\w']*)\)")
_OPERATOR: Final = re.compile(r" (<=|>=|!=|<|>|=) ")
_NAME: Final = re.compile(r'_*[a-z]\w*|"(?:\\.|[^"\\])*"')
_ORDER: Final = ("<", "<=", ">", ">=")


def comparison_flaws(rule: Rule, vocabulary: Vocabulary) -> Iterator[Flaw]:
    """Names that a rule puts in an order, `R >= medium`, and names that a fact never has, `R != mediun`."""
    facts = {
        found[2]: vocabulary.facts[found[1]]
        for literal in rule.body
        if (found := _ASKED.fullmatch(literal.text)) and found[1] in vocabulary.facts
    }
    for literal in rule.body:
        if literal.signatures:
            continue
        first, *rest = _OPERATOR.split(literal.text.removeprefix("not "))
        for (left, _), (right, operator) in pairwise([(first, ""), *zip(rest[1::2], rest[::2], strict=True)]):
            written = f"{left} {operator} {right}"
            for side, other in ((left, right), (right, left)):
                fact = facts.get(side)
                named = fact is not None and not fact.numeric and not other.lstrip("-").isdecimal()
                if operator in _ORDER and (named or _NAME.fullmatch(side)):
                    yield rule.flaw(
                        f"{written} compares names by their letters; ask for each value by a rule of its own, or give "
                        "the names numbers, rank(…, 1), and compare those"
                    )
                    break
                if fact is not None and named and _NAME.fullmatch(other) and other not in _values(fact):
                    yield rule.flaw(
                        f"{written}: {fact.name} is never {other}; compare it with one of {', '.join(_values(fact))}"
                    )


def _values(fact: Fact) -> tuple[str, ...]:
    return fact.choices or ("yes", "no")
