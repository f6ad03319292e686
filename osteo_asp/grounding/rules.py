"""Rules as written: their literals, and what they ask of a patient and of the readings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from os.path import basename
from typing import Any, Final, TypeAlias

from ..errors import Flaw
from ..structure import Struct

__all__ = ["INPUTS", "Comparison", "Literal", "Rule", "Signature", "Span", "variables_of"]

Signature: TypeAlias = tuple[str, int]

Span: TypeAlias = tuple[str, int, int, int, int]
"""File, first line and column, last line and column."""

INPUTS: Final[tuple[Signature, ...]] = (("patient", 2), ("reading", 2))
"""The predicates that the engine leaves open: what holds of a patient, and how the page is read."""

_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_VARIABLE: Final = re.compile(r"(?<![\w'])(?:_*[A-Z][\w']*|_)(?![\w'])")


class Comparison(Struct):
    """A fact compared with numbers in a rule: `patient(egfr, E), E < 35`."""

    fact: str
    variable: str
    numbers: tuple[int, ...]


class Literal(Struct):
    """One literal of a body: its tree, its text, and its predicates (none of a comparison, several of a pool)."""

    node: Any
    text: str
    signatures: tuple[Signature, ...]


class Rule:
    """One rule or fact of the knowledge base, as it stands in its file.

    Attributes:
        text: the rule as clingo writes it.
        node: its syntax tree; None once it is ground.
        heads: the predicates (name, arity) of its head; several where the head is a pool. Not noted of a fact.
        body: its literals.
        comparisons: the facts that it compares with numbers.
        uses: facts whose value it uses in another way, `patient(current_drug, D)`, with the value where it is constant.
        readings: the questions it asks, with the option.
        boxes: the boxes of the header under which it stands.
    """

    __slots__ = ("_span", "body", "boxes", "comparisons", "heads", "node", "readings", "text", "uses")

    def __init__(
        self,
        text: str,
        node: Any,
        heads: tuple[Signature, ...] = (),
        body: tuple[Literal, ...] = (),
        comparisons: Iterable[Comparison] = (),
        uses: Iterable[tuple[str, str | None]] = (),
        readings: Iterable[tuple[str, str | None]] = (),
        span: Span | None = None,
        boxes: tuple[str, ...] = (),
    ) -> None:
        self.text, self.node, self.heads, self.body = text, node, heads, body
        self.comparisons, self.uses, self.readings = list(comparisons), list(uses), list(readings)
        self._span, self.boxes = span, boxes

    @property
    def span(self) -> Span:
        """Where it stands: the file, and from which line and column to which."""
        if self._span is None:  # asked once, for every look at a tree is a call to clingo
            begin, end = self.node.location.begin, self.node.location.end
            self._span = basename(begin.filename), begin.line, begin.column, end.line, end.column
        return self._span

    @property
    def file(self) -> str:
        """The file in which it stands."""
        return self.span[0]

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.span[1]

    @property
    def place(self) -> str:
        """File and line, `contraindications.lp:13`."""
        return f"{self.file}:{self.line}"

    def plain(self) -> Rule:
        """The rule without its syntax trees."""
        body = tuple(Literal(None, literal.text, literal.signatures) for literal in self.body)
        return Rule(
            self.text, None, self.heads, body, self.comparisons, self.uses, self.readings, self.span, self.boxes
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in the order of their first appearance."""
        return tuple(variables_of(self.text))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it asks for."""
        return (*(comparison.fact for comparison in self.comparisons), *(name for name, _ in self.uses))

    def asks(self, predicates: Collection[Signature]) -> bool:
        """Whether its body speaks of one of these predicates."""
        return any(signature in predicates for literal in self.body for signature in literal.signatures)

    def flaw(self, message: str) -> Flaw:
        """A flaw at this rule."""
        return Flaw(self.file, self.line, message)


def variables_of(written: str) -> dict[str, None]:
    """The variables in a text, in the order of their first appearance."""
    return dict.fromkeys(_VARIABLE.findall(_STRING.sub('""', written)))
