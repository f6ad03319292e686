"""The source: the rules of a knowledge base, read from its folder; what is no plain rule is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clingo import MessageCode, ast
from clingo.ast import AST, ASTType

from ..errors import Flaw, KnowledgeBaseError
from .rules import INPUTS, Literal, Rule, is_atom, read_inputs, signatures

__all__ = ["Source", "message_flaws", "read_source"]

_PLAIN_ONLY: Final = frozenset((*INPUTS, ("decision", 2)))
"""Heads of rules that only a plain run of clingo needs: they choose inputs and decisions, and derive nothing."""

_DIRECTIVE: Final = re.compile(r'#(script|include)\b\s*(?:\(|"([^"\n]*)"|<)?')
_TEXT: Final = re.compile(r'%\*.*?\*%|%[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_MESSAGE: Final = re.compile(r"^(?P<file>.*?):(?P<line>\d+):[\d:-]+: (?P<kind>\w+): (?P<text>.*)", re.DOTALL)

_ATOMS: Final = (ASTType.SymbolicAtom, ASTType.Comparison, ASTType.BooleanConstant)


@dataclass(frozen=True, slots=True)
class Source:
    """The statements of a knowledge base, in two parts.

    Attributes:
        folder: where it was read from.
        static: what holds for every patient: declarations, labels, citations.
        dynamic: the rules that depend on a patient or a reading.
        directives: `#const` and `#defined`.
    """

    folder: Path
    static: tuple[Rule, ...]
    dynamic: tuple[Rule, ...]
    directives: tuple[AST, ...]


def read_source(folder: Path) -> Source:
    """Read every `.lp` file of a folder.

    Raises:
        KnowledgeBaseError: there is none, clingo cannot read one, or one breaks a rule of the house.
    """
    files = sorted(folder.glob("*.lp"))
    if not files:
        raise KnowledgeBaseError([Flaw(str(folder), 0, "no .lp file here; name the folder of a knowledge base")])
    contents = {}
    flaws: list[Flaw] = []
    for file in files:
        try:
            contents[str(file)] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            flaws.append(Flaw(file.name, 0, f"cannot be read as UTF-8 text ({error})"))
            continue
        flaws += _directive_flaws(folder, file, contents[str(file)])
    if flaws:
        raise KnowledgeBaseError(flaws)

    nodes: list[AST] = []
    messages: list[tuple[MessageCode, str]] = []
    try:
        ast.parse_files(list(contents), nodes.append, logger=lambda code, text: messages.append((code, text)))
    except RuntimeError as error:
        flaws = message_flaws(messages) or [Flaw(str(folder), 0, str(error))]
        raise KnowledgeBaseError(flaws) from None

    reader = _Reader()
    for node in nodes:
        reader.read(node)
    if reader.flaws:
        raise KnowledgeBaseError(reader.flaws)
    static, dynamic = _split(reader.rules)
    return Source(folder, (*reader.facts, *static), tuple(dynamic), tuple(reader.directives))


def message_flaws(messages: Iterable[tuple[MessageCode, str]]) -> list[Flaw]:
    """What clingo says of a program, as flaws: errors, and atoms that no rule defines."""
    flaws = []
    for code, message in messages:
        found = _MESSAGE.match(message)
        if found is None:
            continue
        words = " ".join(found["text"].split())
        if code == MessageCode.AtomUndefined:
            words = f"{words.rpartition(': ')[2]} is defined nowhere; correct its name, or declare it with #defined"
        flaws.append(Flaw(Path(found["file"]).name, int(found["line"]), words))
    return flaws


def _directive_flaws(folder: Path, file: Path, content: str) -> Iterator[Flaw]:
    # A quoted path must survive the removal of comments and strings: strings stay, but not their directives.
    without_comments = _TEXT.sub(
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found[0].startswith("%") else found[0].replace("#", " "),
        content,
    )
    for found in _DIRECTIVE.finditer(without_comments):
        line = without_comments.count("\n", 0, found.start()) + 1
        if found[1] == "script":
            yield Flaw(file.name, line, "#script is not allowed; a knowledge base is rules only")
            continue
        target = found[2]
        inside = target is not None and (folder / target).resolve().parent == folder.resolve()
        if not inside:
            yield Flaw(file.name, line, "#include of a file outside the folder is not allowed; move the file into it")


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
        if _is_fact(written):  # most statements are, and their trees are slow to walk
            if not written.startswith(("patient(", "reading(", "decision(")):
                self.facts.append(Rule(written, node))
        elif node.ast_type == ASTType.Rule:
            self._rule(node, written)
        elif node.ast_type in (ASTType.Definition, ASTType.Defined):
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
            return
        if not is_atom(head_text) and head_text != "#false":
            self._refuse(node, f"the head is {head_text}; a rule has one plain atom as its head")
            return
        heads = tuple(signatures(head, head_text))
        if not _PLAIN_ONLY.isdisjoint(heads):
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

    def _refuse(self, node: AST, message: str) -> None:
        begin = node.location.begin
        self.flaws.append(Flaw(Path(begin.filename).name, begin.line, message))


def _is_fact(written: str) -> bool:
    return not written.startswith("#") and is_atom(written[:-1])


def _split(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Part the rules that hold for every patient from those that depend on one; read the inputs of the latter."""
    dependent = set(INPUTS)
    size = -1
    while len(dependent) != size:
        size = len(dependent)
        dependent.update(head for rule in rules if rule.asks(dependent) for head in rule.heads)
    static = [rule for rule in rules if not rule.asks(dependent)]
    dynamic = [rule for rule in rules if rule.asks(dependent)]
    flaws = [flaw for rule in dynamic for flaw in read_inputs(rule)]
    if flaws:
        raise KnowledgeBaseError(flaws)
    return static, dynamic


def _kind(node: AST) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", str(node.ast_type).rpartition(".")[2]).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
