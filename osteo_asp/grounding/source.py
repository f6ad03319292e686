"""The source: the rules of a knowledge base, read from its folder; what is no plain rule is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from clingo import MessageCode, ast
from clingo.ast import AST, ASTType

from ..errors import Flaw, KnowledgeBaseError
from ..structure import Struct
from .files import rule_files
from .headers import Header, boxes_above, read_headers
from .rules import INPUTS, Literal, Rule, Signature
from .syntax import is_atom, read_inputs, signatures
from .text import scales_of, text_flaws

__all__ = ["Source", "message_flaws", "read_rule", "read_source"]

_PLAIN_ONLY: Final = frozenset((*INPUTS, ("decision", 2)))
"""Heads of rules that only a plain run of clingo needs: they fill in the inputs from a record, or choose a decision."""

_RECORD: Final = frozenset(
    (
        *(("recorded", 2), ("recorded", 1), ("chosen", 2), ("chosen", 1), ("settled", 1)),
        *(("fact", 2), ("value", 2), ("range", 3), ("absent", 2), ("default", 2), ("meaning", 2), ("option", 2)),
    )
)
"""What the bodies of those rules may speak of."""

_FROM_RECORD: Final = frozenset(
    (("recorded", 2), ("settled", 1), ("absent", 2), ("chosen", 2), ("default", 2), ("option", 2))
)
"""Of which one must be there: the record, or the options to decide among."""

_RESERVED: Final = ("patient(", "reading(", "decision(", "recorded(", "chosen(")

_MESSAGE: Final = re.compile(r"^(?P<file>.*?):(?P<line>\d+):[\d:-]+: (?P<kind>\w+): (?P<text>.*)", re.DOTALL)

_INTERNAL: Final = re.compile(r"\[#inc_\w+\]\.?|\S*:\d+:\d+(?:-\d+)?: (?=note)")

_WORDS: Final = ("label(", "cite(", "strength(", "severity(", "unit(")
"""Declarations that are about words and citations, and cite nothing themselves."""

_ATOMS: Final = (ASTType.SymbolicAtom, ASTType.Comparison, ASTType.BooleanConstant)


class Source(Struct):
    """The statements of a knowledge base, in two parts.

    Attributes:
        folder: where it was read from.
        headers: the boxes that stand above its rules.
        static: what holds for every patient: declarations, labels, citations.
        dynamic: the rules that depend on a patient or a reading.
        directives: `#defined`.
    """

    folder: Path
    headers: tuple[Header, ...]
    static: tuple[Rule, ...]
    dynamic: tuple[Rule, ...]
    directives: tuple[AST, ...]


def read_source(folder: Path) -> Source:
    """Read every `.lp` file of a folder.

    Raises:
        KnowledgeBaseError: there is none, clingo cannot read one, or one breaks a rule of the house.
    """
    files = rule_files(str(folder))
    texts: dict[str, str] = {}
    flaws: list[Flaw] = []
    for name, content in files.items():
        try:
            texts[name] = content.decode()
        except UnicodeDecodeError as error:
            flaws.append(Flaw(name, 0, f"cannot be read as UTF-8 text ({error})"))
    scales = {fact: scale for text in texts.values() for fact, scale in scales_of(text).items()}
    for name, text in texts.items():
        flaws += text_flaws(name, text, files, scales)
    if flaws:
        raise KnowledgeBaseError(flaws)

    nodes: list[AST] = []
    messages: list[tuple[MessageCode, str]] = []
    try:
        ast.parse_files(
            [str(folder / name) for name in files],
            nodes.append,
            logger=lambda code, text: messages.append((code, text)),
        )
    except RuntimeError as error:
        raise KnowledgeBaseError(message_flaws(messages) or [Flaw(str(folder), 0, str(error))]) from None
    reader = _Reader()
    for node in nodes:
        reader.read(node)
    if reader.flaws:
        raise KnowledgeBaseError(reader.flaws)
    headers = {name: read_headers(name, text) for name, text in texts.items()}
    for rule in (*reader.rules, *reader.facts):
        if not rule.text.startswith(_WORDS):
            rule.boxes = boxes_above(headers[rule.file], rule.line)
    static, dynamic = _split(reader.rules)
    return Source(
        folder,
        tuple(header for of_file in headers.values() for header in of_file),
        (*reader.facts, *static),
        tuple(dynamic),
        tuple(reader.directives),
    )


def read_rule(written: str) -> Rule:
    """Read one rule that depends on a patient or a reading.

    Raises:
        KnowledgeBaseError: clingo cannot read it, or it breaks a rule of the house.
    """
    flaws = text_flaws("rule", written)
    if flaws:
        raise KnowledgeBaseError(flaws)
    nodes: list[AST] = []
    messages: list[tuple[MessageCode, str]] = []
    try:
        ast.parse_string(written, nodes.append, logger=lambda code, text: messages.append((code, text)))
    except RuntimeError as error:
        raise KnowledgeBaseError(message_flaws(messages) or [Flaw("rule", 0, str(error))]) from None
    reader = _Reader()
    for node in nodes:
        reader.read(node)
    rules = [*reader.rules, *reader.facts]
    flaws = [*reader.flaws, *(flaw for rule in reader.rules for flaw in read_inputs(rule))]
    if flaws or len(rules) != 1:
        raise KnowledgeBaseError(flaws or [Flaw("rule", 0, "one rule is expected")])
    return rules[0]


def message_flaws(messages: Iterable[tuple[MessageCode, str]]) -> list[Flaw]:
    """What clingo says of a program, as flaws: errors, and atoms that no rule defines."""
    flaws = []
    for code, message in messages:
        found = _MESSAGE.match(message)
        if found is None:
            continue
        words = " ".join(_INTERNAL.sub("", found["text"]).split())
        if code == MessageCode.AtomUndefined:
            words = f"{words.rpartition(': ')[2]} is defined nowhere; correct its name, or declare it with #defined"
        flaws.append(Flaw(Path(found["file"]).name, int(found["line"]), words))
    return flaws


class _Reader:
    """Reads statements one by one, and notes every breach of the rules of the house."""

    def __init__(self) -> None:
        self.facts: list[Rule] = []
        self.rules: list[Rule] = []
        self.directives: list[AST] = []
        self.flaws: list[Flaw] = []

    def read(self, node: AST) -> None:
        written = str(node)
        if written.startswith(("%", "#show")):
            return
        if written.startswith("_"):
            self._refuse(node, "names that begin with _ are the package's own; choose another")
        elif _is_fact(written):  # most statements are, and their trees are slow to walk
            if written.startswith(_RESERVED):
                self._refuse(node, "a knowledge base records no patient; write recorded(…) in the patient's own file")
            self.facts.append(Rule(written, node))
        elif node.ast_type == ASTType.Rule:
            self._rule(node, written)
        elif node.ast_type == ASTType.Defined:
            self.directives.append(node)
        elif node.ast_type != ASTType.Program:
            self._refuse(node, f"{_kind(node)} is not allowed; state it as a rule")
        elif node.name != "base":
            self._refuse(node, "only #program base is read; remove the #program line")

    def _rule(self, node: AST, written: str) -> None:
        # Texts are looked at first, and trees only where they must be: every look at a tree is a call to clingo.
        head = node.head
        head_text = str(head)
        if "{" in head_text and head.ast_type == ASTType.Aggregate:
            names = {name for element in head.elements for name in signatures(element.literal, str(element.literal))}
            if not names.issubset(_PLAIN_ONLY):
                self._refuse(node, "a conclusion must follow, not be chosen; only patient, reading and decision may be")
            self._plain_only(node)
            return
        if not is_atom(head_text) and head_text != "#false":
            self._refuse(node, f"the head is {head_text}; a rule has one plain atom as its head")
            return
        heads = tuple(signatures(head, head_text))
        if not _PLAIN_ONLY.isdisjoint(heads):
            self._plain_only(node)
            return
        body = []
        for literal in node.body:
            text = str(literal)
            if text.startswith("not not "):
                self._refuse(node, "double negation is not explained; name the negated condition by a rule of its own")
                return
            plain = is_atom(text.removeprefix("not "))
            if not plain and (literal.ast_type != ASTType.Literal or literal.atom.ast_type not in _ATOMS):
                self._refuse(node, f"{text} is not explained; write plain rules, one for each case")
                return
            body.append(Literal(literal, text, tuple(signatures(literal, text))))
        if not heads:
            if {signature for literal in body for signature in literal.signatures} != {("impossible", 1)}:
                self._refuse(node, "a constraint makes patients vanish; derive impossible(…) and label it instead")
            return
        self.rules.append(Rule(written, node, heads, tuple(body)))

    def _plain_only(self, node: AST) -> None:
        """Pass over a rule that only a plain run needs, if that is what it is."""
        speaks_of = {signature for literal in node.body for signature in signatures(literal, str(literal))}
        if not speaks_of.issubset(_RECORD) or speaks_of.isdisjoint(_FROM_RECORD):
            self._refuse(node, "patient, reading and decision are only filled in from the record; derive another")

    def _refuse(self, node: AST, message: str) -> None:
        begin = node.location.begin
        self.flaws.append(Flaw(Path(begin.filename).name, begin.line, message))


def _is_fact(written: str) -> bool:
    return not written.startswith("#") and is_atom(written[:-1])


def _split(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Part the rules that hold for every patient from those that depend on one; read the inputs of the latter."""
    dependent = _dependent(rules, INPUTS)
    static = [rule for rule in rules if not rule.asks(dependent)]
    dynamic = [rule for rule in rules if rule.asks(dependent)]
    flaws = [flaw for rule in dynamic for flaw in read_inputs(rule)]
    flaws += _cycle_flaws(rules)
    read = _dependent(rules, [("reading", 2)])
    flaws += [
        rule.flaw("what cannot be may not hang on a reading; let it depend on the patient alone")
        for rule in dynamic
        if ("impossible", 1) in rule.heads and rule.asks(read)
    ]
    if flaws:
        raise KnowledgeBaseError(flaws)
    return static, dynamic


def _dependent(rules: Sequence[Rule], inputs: Iterable[Signature]) -> set[Signature]:
    """The predicates that depend on some of these, with themselves."""
    dependent = set(inputs)
    size = -1
    while len(dependent) != size:
        size = len(dependent)
        dependent.update(head for rule in rules if rule.asks(dependent) for head in rule.heads)
    return dependent


def _cycle_flaws(rules: Sequence[Rule]) -> Iterator[Flaw]:
    """Refuse what depends on its own absence: such rules have no answer set for some patients, or several."""
    needs: dict[Signature, set[Signature]] = {}
    for rule in rules:
        for head in rule.heads:
            needs.setdefault(head, set()).update(name for literal in rule.body for name in literal.signatures)
    for rule in rules:
        denied = {name for literal in rule.body if literal.text.startswith("not ") for name in literal.signatures}
        reached: set[Signature] = set()
        while denied:
            reached |= denied
            denied = {name for reach in denied for name in needs.get(reach, ())} - reached
        if not reached.isdisjoint(rule.heads):
            yield rule.flaw("this depends on its own absence, by `not`; break the circle")


def _kind(node: AST) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", str(node.ast_type).rpartition(".")[2]).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
