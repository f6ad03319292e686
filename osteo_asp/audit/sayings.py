"""Sayings: all that a knowledge base says beside its rules, as a flat table: facts, questions, words, doses, citations.

Two knowledge bases with the same sayings refuse the same records in the same words, take the same of what is not
recorded, and word and cite alike whatever their rules conclude. So to compare sayings leaves nothing of that out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar, Final, Literal, TypeAlias

from ..errors import InputError, shown
from ..grounding.program import GroundProgram
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.patient import read_record
from ..vocabulary.terms import Atom, Term, show

Aspect: TypeAlias = Literal[
    "records", "absence", "readings", "words", "doses", "citations", "order", "changeability", "audit", "other"
]
"""What a saying bears on: which records are refused, what is taken of an unrecorded fact, the questions of reading, the
words of everything, the doses, the boxes and how strongly they say it, the order in which things are shown, what a
why-not may change, what the audit asks for."""

TABLE: Final = "sayings.toml"
"""The file, beside the test cases, that keeps what is said, so that nothing of it changes unseen."""

_HEAD: Final = """\
# What the knowledge base says beside its rules: facts, questions, words, doses, boxes. `osteo-asp sayings --save` keeps
# it here, so that a change is seen where it is reviewed, and no mutant of a word, a dose or a default survives.
"""


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


Table: TypeAlias = Mapping[str, Mapping[str, str]]
"""Sayings as a person reads them: by subject and part."""


class SayingDifference(Struct):
    """Something that is said otherwise than it is kept.

    Attributes:
        subject: of what it is said.
        part: what is said of it.
        before, after: what is kept, and what is said; None where nothing is.
    """

    subject: str
    part: str
    before: str | None
    after: str | None


class SayingsReport(Reply):
    """What is said, held against what is kept.

    Attributes:
        path: the file that keeps it.
        kept: whether there is one.
        differences: what is said otherwise; none where there is none.
    """

    schema: ClassVar = "osteo-asp/sayings/1"

    path: str
    kept: bool
    differences: tuple[SayingDifference, ...]


def sayings_report(program: GroundProgram, folder: Path) -> SayingsReport:
    """Hold what a knowledge base says against the table that is kept beside its cases.

    Raises:
        InputError: the table cannot be read.
    """
    kept = read_table(folder)
    differences = () if kept is None else table_differences(kept, as_table(sayings(program)))
    return SayingsReport(str(folder / TABLE), kept is not None, differences)


def table_differences(before: Table, after: Table) -> tuple[SayingDifference, ...]:
    """Everything in which two tables differ."""
    return tuple(
        SayingDifference(subject, part, one.get(part), other.get(part))
        for subject in dict.fromkeys((*before, *after))
        for one, other in ((before.get(subject, {}), after.get(subject, {})),)
        for part in dict.fromkeys((*one, *other))
        if one.get(part) != other.get(part)
    )


def read_table(folder: Path) -> Table | None:
    """Read the table that is kept in a folder of cases; None where none is.

    Raises:
        InputError: it cannot be read.
    """
    path = folder / TABLE
    if not path.exists():
        return None
    table = read_record(str(path)).get("sayings")
    if not isinstance(table, dict) or not all(isinstance(one, dict) for one in table.values()):
        raise InputError("bad_case", path=path, field="sayings", reason=shown(table))
    return table


def write_table(folder: Path, table: Table) -> None:
    """Keep a table in a folder of cases."""
    lines = [_HEAD, "[sayings]"]
    for subject, parts in table.items():
        said = ", ".join(f"{part} = {json.dumps(value, ensure_ascii=False)}" for part, value in parts.items())
        lines.append(f"{json.dumps(subject)} = {{ {said} }}")
    (folder / TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")


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
    between = [f"{term[0]}({show(term[1])},…,{show(term[-1])})"] if len(term) > 3 else []
    return f"{term[0]}/{len(term) - 1}", show((term[0], term[-1])), *between, show(term)
