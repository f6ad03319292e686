"""The source: the rules of a knowledge base as written, read from its folder and held to the rules of the house."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from clingo import MessageCode, Number, SymbolType, ast
from clingo.ast import AST, ASTType

from ..errors import Flaw, KnowledgeBaseError

__all__ = ["INPUTS", "Comparison", "Rule", "Signature", "Source", "doubled", "message_flaws", "read_source"]

INPUTS: Final = (("patient", 2), ("reading", 2))
"""The predicates that the engine leaves open: what holds of a patient, and how the page is read."""

_PLAIN_ONLY: Final = frozenset((*INPUTS, ("decision", 2)))
"""Heads of rules that only a plain run of clingo needs: they choose inputs and decisions, and derive nothing."""

_DIRECTIVE: Final = re.compile(r'#(script|include)\b\s*(?:\(|"([^"\n]*)"|<)?')
_TEXT: Final = re.compile(r'%\*.*?\*%|%[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_MESSAGE: Final = re.compile(r"^(?P<file>.*?):(?P<line>\d+):[\d:-]+: (?P<kind>\w+): (?P<text>.*)", re.DOTALL)

_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_ATOM: Final = re.compile(r"_*[a-z]\w*")
_VARIABLE: Final = re.compile(r"(?<![\w'])(?:_*[A-Z][\w']*|_)(?![\w'])")

_ATOMS: Final = (ASTType.SymbolicAtom, ASTType.Comparison, ASTType.BooleanConstant)

Signature: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A fact compared with numbers in a rule: `patient(egfr, E), E < 35`."""

    fact: str
    variable: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """One literal of a body: its tree, its text, and its predicates (none of a comparison, several of a pool)."""

    node: AST
    text: str
    signatures: tuple[Signature, ...]


@dataclass(slots=True)
class Rule:
    """One rule or fact of the knowledge base, as it stands in its file.

    Attributes:
        text: the rule as clingo writes it.
        node: its syntax tree.
        heads: the predicates (name, arity) of its head; several where the head is a pool. Not noted of a fact.
        body: its literals.
        comparisons: the facts that it compares with numbers.
        uses: facts whose value it uses in another way, `patient(current_drug, D)`, with the value where it is constant.
        readings: the questions it asks, with the option.
    """

    text: str
    node: AST
    heads: tuple[Signature, ...] = ()
    body: tuple[Literal, ...] = ()
    comparisons: list[Comparison] = field(default_factory=list)
    uses: list[tuple[str, str | None]] = field(default_factory=list)
    readings: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file in which it stands."""
        return Path(self.node.location.begin.filename).name

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return int(self.node.location.begin.line)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in the order of their first appearance."""
        return tuple(_variables(self.text))

    def asks(self, predicates: Collection[Signature]) -> bool:
        """Whether its body speaks of one of these predicates."""
        return any(signature in predicates for literal in self.body for signature in literal.signatures)

    def flaw(self, message: str) -> Flaw:
        """A flaw at this rule."""
        return Flaw(self.file, self.line, message)


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
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found[0].startswith("%") else found[0].replace("#", " "), content
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
        head, head_text = node.head, str(node.head)
        if head.ast_type == ASTType.Aggregate:
            names = {name for element in head.elements for name in _signatures(element.literal, str(element.literal))}
            if not names.issubset(_PLAIN_ONLY):
                self._refuse(node, "a conclusion must follow, not be chosen; only patient, reading and decision may be")
            return
        if head.ast_type != ASTType.Literal or head_text.startswith(("not ", "-")):
            self._refuse(node, f"the head is {head_text}; a rule has one plain atom as its head")
            return
        heads = tuple(_signatures(head, head_text))
        if not _PLAIN_ONLY.isdisjoint(heads):
            return
        body = []
        for literal in node.body:
            text = str(literal)
            if literal.ast_type != ASTType.Literal or literal.atom.ast_type not in _ATOMS:
                self._refuse(node, f"{text} is not explained; write plain rules, one for each case")
                return
            if text.startswith("not not "):
                self._refuse(node, "double negation is not explained; name the negated condition by a rule of its own")
                return
            body.append(Literal(literal, text, tuple(_signatures(literal, text))))
        if not heads:
            if {signature for literal in body for signature in literal.signatures} != {("impossible", 1)}:
                self._refuse(node, "a constraint makes patients vanish; derive impossible(…) and label it instead")
            return
        self.rules.append(Rule(written, node, heads, tuple(body)))

    def _refuse(self, node: AST, message: str) -> None:
        begin = node.location.begin
        self.flaws.append(Flaw(Path(begin.filename).name, begin.line, message))


def _is_fact(written: str) -> bool:
    """Whether a statement is one plain atom: a name, and perhaps one pair of parentheses, then the full stop."""
    if written.startswith("#"):
        return False
    return _ATOM.fullmatch(_bare(written[:-1])) is not None


def _bare(written: str) -> str:
    """The text without its strings and without what stands in parentheses."""
    bare = _STRING.sub("", written)
    while (folded := _PARENTHESES.sub("", bare)) != bare:
        bare = folded
    return bare


def _split(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Part the rules that hold for every patient from those that depend on one; read the inputs of the latter."""
    dependent = set(INPUTS)
    size = -1
    while len(dependent) != size:
        size = len(dependent)
        dependent.update(head for rule in rules if rule.asks(dependent) for head in rule.heads)
    static = [rule for rule in rules if not rule.asks(dependent)]
    dynamic = [rule for rule in rules if rule.asks(dependent)]
    flaws = [flaw for rule in dynamic for flaw in _read_inputs(rule)]
    if flaws:
        raise KnowledgeBaseError(flaws)
    return static, dynamic


def _read_inputs(rule: Rule) -> Iterator[Flaw]:
    """Note what a rule asks of the patient and of the readings."""
    if "_" in rule.variables:
        yield rule.flaw("an anonymous variable leaves an explanation without a name; name the variable")
    for literal in rule.body:
        for signature in literal.signatures:
            if signature not in INPUTS:
                continue
            if literal.text.startswith("not ") or len(literal.signatures) > 1:
                yield rule.flaw(f"{signature[0]} is asked under `not` or by a pool; ask for each value by a plain literal")
                continue
            name, value = literal.node.atom.symbol.arguments
            asked = _constant(name)
            if asked is None:
                yield rule.flaw(f"{signature[0]}({name}, …) names no one fact; write one rule for each")
            elif signature[0] == "reading":
                rule.readings.append((asked, _constant(value)))
            elif value.ast_type == ASTType.Variable and (numbers := _compared(rule, value.name)) is not None:
                rule.comparisons.append(Comparison(asked, value.name, numbers))
            else:
                rule.uses.append((asked, _constant(value)))


def _compared(rule: Rule, variable: str) -> tuple[int, ...] | None:
    """The numbers with which a rule compares a variable; None where it does anything else with it."""
    numbers: list[int] = []
    bound = 0
    for literal in rule.body:
        if variable not in _variables(literal.text):
            continue
        if literal.signatures:
            bound += 1
            continue
        comparison = literal.node.atom
        terms = [comparison.term, *(guard.term for guard in comparison.guards)]
        values = [_number(term) for term in terms if term.ast_type != ASTType.Variable]
        if literal.text.startswith("not ") or None in values or set(_variables(literal.text)) != {variable}:
            return None
        numbers += [value for value in values if value is not None]
    return tuple(numbers) if numbers and bound == 1 and variable not in _variables(str(rule.node.head)) else None


def doubled(rule: Rule, facts: Iterable[str]) -> AST:
    """The rule with the numbers doubled with which it compares these facts, as `Cells` numbers them."""
    variables = {comparison.variable for comparison in rule.comparisons if comparison.fact in facts}
    if not variables:
        return rule.node
    body = []
    for literal in rule.body:
        node = literal.node
        if not literal.signatures and not variables.isdisjoint(_variables(literal.text)):
            guards = [guard.update(term=_doubled(guard.term)) for guard in node.atom.guards]
            node = node.update(atom=node.atom.update(term=_doubled(node.atom.term), guards=guards))
        body.append(node)
    return rule.node.update(body=body)


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


def _constant(term: AST) -> str | None:
    if term.ast_type == ASTType.SymbolicTerm:
        return str(term.symbol)
    return None


def _signatures(literal: AST, written: str) -> Iterator[Signature]:
    """The predicates of a literal: none of a comparison, several of a pool."""
    atom = written.removeprefix("not ")
    name, _, rest = atom.partition("(")
    arguments = _bare(rest[:-1])
    if _ATOM.fullmatch(_bare(atom)) and ";" not in arguments:  # the text is at hand, and walking a tree is slow
        yield name, arguments.count(",") + 1 if arguments else 0
    elif literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.SymbolicAtom:
        symbol = literal.atom.symbol
        for function in symbol.arguments if symbol.ast_type == ASTType.Pool else [symbol]:
            if function.ast_type == ASTType.Function:
                yield function.name, len(function.arguments)
            else:
                yield str(function), 0


def _variables(written: str) -> dict[str, None]:
    return dict.fromkeys(_VARIABLE.findall(_STRING.sub('""', written)))


def _kind(node: AST) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", str(node.ast_type).rpartition(".")[2]).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
