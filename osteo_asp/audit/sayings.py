"""Sayings: all that a knowledge base says beside its rules, as a flat table: facts, questions, words, doses, citations.

Two knowledge bases with the same sayings refuse the same records in the same words, take the same of what is not
recorded, and word and cite alike whatever their rules conclude. So to compare sayings leaves nothing of that out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias, get_args

from ..grounding.program import GroundProgram
from ..structure import Struct
from ..vocabulary.terms import Atom, Term, show

Aspect: TypeAlias = Literal[
    "records", "absence", "readings", "words", "doses", "citations", "order", "changeability", "audit", "other"
]
"""What a saying bears on: which records are refused, what is taken of an unrecorded fact, the questions of reading, the
words of everything, the doses, the boxes and how strongly they say it, the order in which things are shown, what a
why-not may change, what the audit asks for."""

ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)


class Saying(Struct):
    """One thing that is said.

    Attributes:
        aspect: what it bears on.
        subject: of what it is said, as a term of the knowledge base.
        part: what is said of it: `en`, `nb`, `boxes`, `range`, …
        value: what is said.
    """

    aspect: Aspect
    subject: Term
    part: str
    value: str


Sayings: TypeAlias = Mapping[tuple[str, str], Saying]
"""By subject, as the knowledge base writes it, and part."""

_OF_FACTS: Final[Mapping[str, tuple[Aspect, str]]] = {
    "fact": ("records", "type"),
    "range": ("records", "range"),
    "scale": ("records", "scale"),
    "value": ("records", "values"),
    "requires": ("records", "requires"),
    "absent": ("absence", "absent"),
    "assumed": ("absence", "assumed"),
    "unless_recorded": ("absence", "unless_recorded"),
    "changeable": ("changeability", "can_change"),
    "reconsidered": ("changeability", "can_change"),
    "plain": ("audit", "plain"),
    "more_need": ("audit", "more_need"),
    "more_harm": ("audit", "more_harm"),
}
"""Of declarations whose first argument is a fact: what they bear on, and what they say of it."""

_OF_QUESTIONS: Final = {"meaning": "options", "default": "default"}
_ORDERED: Final = {"fact": "facts", "question": "questions", "drug": "drugs", "action": "actions", "box": "boxes"}
_OTHERS: Final[Mapping[str, Aspect]] = {
    "guideline": "words",
    "not_encoded": "citations",
    "ordered": "order",
    "undosed": "doses",
    "alternative": "audit",
    "means": "audit",
    "succession": "audit",
    "begun_by": "audit",
    "ends": "audit",
    "undefined_term": "audit",
    "severity": "audit",
}


def sayings(program: GroundProgram) -> Sayings:
    """All that a knowledge base says beside its rules."""
    table = _Table()
    for (name, _), every in program.declarations.items():
        for arguments in every:
            _note(table, name, arguments)
    for term, boxes in _citations(program).items():
        table.add("citations", term, "boxes", ", ".join(boxes))
    return table.sayings


class _Table:
    def __init__(self) -> None:
        self.sayings: dict[tuple[str, str], Saying] = {}

    def add(self, aspect: Aspect, subject: Term, part: str, value: str) -> None:
        """Note a saying; what is said before of the same is joined to it."""
        key = show(subject), part
        before = self.sayings.get(key)
        self.sayings[key] = Saying(aspect, subject, part, value if before is None else f"{before.value}, {value}")


def _note(table: _Table, name: str, arguments: tuple[Term, ...]) -> None:
    """Note what one declaration says."""
    first, *rest = arguments
    words = " ".join(map(show, rest))
    if name in _ORDERED:
        table.add("order", ("order", _ORDERED[name]), "order", show(first))
    if name == "label":
        dose = isinstance(first, tuple) and first[0] == "dose"
        table.add("doses" if dose else "words", first, show(rest[0]), show(rest[1]))
    elif name == "unit":
        table.add("words", ("fact", first), f"unit_{show(rest[0])}", show(rest[1]))
    elif name in _OF_FACTS:
        aspect, part = _OF_FACTS[name]
        table.add(aspect, ("fact", first), part, words or name)
    elif name in _OF_QUESTIONS:
        table.add("readings", ("question", first), _OF_QUESTIONS[name], words)
    elif name == "strength":
        table.add("citations", first, "strength", words)
    elif name not in _ORDERED and name != "cite":  # citations are what comes of them and of the headers together
        table.add(_OTHERS.get(name, "other"), (name, first), name, words or "yes")


def _citations(program: GroundProgram) -> Mapping[Term, tuple[str, ...]]:
    """The boxes on which everything rests that can be said; of a joined conclusion, those of its reason."""
    legend = program.legend
    named = [(kind, name) for kind in ("question", "undefined_term") for (name,) in program.declared(kind, 1)]
    cited: dict[Term, tuple[str, ...]] = {}
    atoms: Iterable[Atom] = (*program.statements, *program.names.values(), *named)
    for atom in atoms:
        term: Term = atom
        boxes = legend.cited(term)
        while isinstance(term, tuple) and isinstance(term[-1], tuple) and legend.cited(term[-1]) == boxes:
            term = term[-1]
        if boxes:
            cited[term] = boxes
    return cited


def as_table(said: Sayings) -> dict[str, dict[str, str]]:
    """The sayings by subject, as a person reads them: what is said of all statements of a kind is said once."""
    table: dict[str, dict[str, str]] = {}
    boxes: dict[Term, str] = {}
    for saying in said.values():
        if saying.part == "boxes":
            boxes[saying.subject] = saying.value
        else:
            table.setdefault(show(saying.subject), {})[saying.part] = saying.value
    for subject, value in _joined(boxes).items():
        table.setdefault(subject, {})["boxes"] = value
    return table


def _joined(boxes: Mapping[Term, str]) -> dict[str, str]:
    """The boxes of terms, once for all of one predicate, or of one predicate and reason, that rest on the same."""
    names = {term: _names(term) for term in boxes}
    values: dict[str, set[str]] = {}
    for term, value in boxes.items():
        for name in names[term]:
            values.setdefault(name, set()).add(value)
    joined = {}
    for term, value in boxes.items():
        name = next((name for name in names[term] if len(values[name]) == 1), show(term))
        joined[name] = value
    return joined


def _names(term: Term) -> tuple[str, ...]:
    """The names of a term, the widest first."""
    if not isinstance(term, tuple) or len(term) == 1:
        return (show(term),)
    return f"{term[0]}/{len(term) - 1}", show((term[0], term[-1])), show(term)
