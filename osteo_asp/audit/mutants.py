"""Mutants: each rule, each declaration and each header changed in the ways in which authors err."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, Literal, TypeAlias, TypeVar

from ..grounding.headers import Header
from ..grounding.program import GroundProgram
from ..grounding.rules import Rule, Signature
from ..grounding.source import Source
from ..messages import LANGUAGES
from ..structure import Struct
from ..vocabulary.contract import DEFECT
from ..vocabulary.labels import STRENGTHS
from ..vocabulary.terms import text

_T = TypeVar("_T")

Part: TypeAlias = Literal["rule", "declaration", "header"]
"""What is changed: a rule that depends on a patient, what holds for everybody, or the boxes named above rules."""

Kind: TypeAlias = Literal[
    "deleted", "dropped", "negated", "added", "exchanged", "boundary", "threshold", "digits", "words"
]
"""How: left out; without one of its parts; the opposite; with one more condition; another name of the same sort (a
fact, a class, an action, a drug, an option, a reason, a box); another comparison; a number one more or less; a number
with a digit less, a zero more, or another sign; words with another number, or those of something else."""

_BOUNDARY: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_NEGATED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_COMPARISON: Final = re.compile(r"(?P<left>\S+) (?P<operator><=|>=|!=|<|>|=) (?P<right>\S+)")
_INPUT: Final = re.compile(r"(?P<kind>patient|reading)\((?P<name>\w+),(?P<value>\w+)\)")
_ATOM: Final = re.compile(r"(?P<not>not )?(?P<name>[a-z]\w*)(?P<arguments>\(.*\))?")
_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?![\w.])")
_IN_WORDS: Final = re.compile(r"\d+")
_POOL: Final = re.compile(r"\(([^()]*;[^()]*)\)")
_RECORD: Final = re.compile(r"\b(?:recorded|chosen)\(")
_REASON: Final = re.compile(r"(?P<start>\w+\((?:.*,)?)(?P<reason>[a-z_]\w*)\)")


class Mutant(Struct):
    """One thing changed in one way.

    Attributes:
        part: what is changed.
        index: the rule, declaration or header, by its index among those.
        place: where it stands, as file:line.
        kind: how it is changed.
        rule: as it is.
        mutated: as it would be; empty where it is deleted.
    """

    part: Part
    index: int
    place: str
    kind: Kind
    rule: str
    mutated: str

    @property
    def id(self) -> str:
        """The mutant in one line."""
        return f"{self.place} {self.kind}: {self.mutated or self.rule}"


def mutants(program: GroundProgram, source: Source) -> Iterator[Mutant]:
    """Every mutant of a knowledge base.

    Left out are the rules that say what is a defect, for nobody is told of it but by `check`, and those that only a
    plain run of clingo needs.
    """
    maker = _Maker(program, source)
    for index, rule in enumerate(source.dynamic):
        if DEFECT.signature not in rule.heads:
            yield from _each("rule", index, rule.place, rule.text, maker.of_rule(index, rule))
    for index, rule in enumerate(source.static):
        if _RECORD.search(rule.text):
            continue
        yield from _each("declaration", index, rule.place, rule.text, maker.of_declaration(index, rule))
    for index, header in enumerate(source.headers):
        place, written = f"{header.file}:{header.line}", _header(header.boxes)
        yield from _each("header", index, place, written, maker.of_header(header))


def _each(part: Part, index: int, place: str, written: str, ways: Iterable[tuple[Kind, str]]) -> Iterator[Mutant]:
    seen = {written}
    for kind, mutated in ways:
        if mutated not in seen:
            seen.add(mutated)
            yield Mutant(part, index, place, kind, written, mutated)


def _header(boxes: Iterable[str]) -> str:
    return f"%%% {' '.join(boxes)}"


class _Maker:
    """Makes the mutants of one knowledge base."""

    def __init__(self, program: GroundProgram, source: Source) -> None:
        self.program = program
        self.source = source
        self.facts = program.vocabulary.facts
        self.drugs, self.actions = (
            [text(name) for (name,) in program.declared(kind, 1)] for kind in ("drug", "action")
        )
        self.boxes = list(program.legend.boxes)

    # ---- rules

    def of_rule(self, index: int, rule: Rule) -> Iterator[tuple[Kind, str]]:
        """One rule, changed in every way."""
        head, literals = _parts(rule)
        yield "deleted", ""
        for place, literal in enumerate(literals):
            before, after = literals[:place], literals[place + 1 :]
            yield "dropped", _written(head, [*before, *after])
            for kind, other in self._literal(literal, rule):
                yield kind, _written(head, [*before, other, *after])
        yield from self._added(head, literals, index)
        for names in (self.drugs, self.actions):
            yield from (("exchanged", other) for other in _next_names(rule.text, names))
        yield from self._other_reason(rule)
        for found in _NUMBER.finditer(head):
            for number in _numbers(int(found[0])):
                yield "digits", _written(f"{head[: found.start()]}{number}{head[found.end() :]}", literals)

    def _literal(self, literal: str, rule: Rule) -> Iterator[tuple[Kind, str]]:
        """One literal otherwise."""
        asked, compared = _INPUT.fullmatch(literal), _COMPARISON.fullmatch(literal)
        if literal.startswith("not "):
            yield "negated", literal.removeprefix("not ")
            yield from self._other_class(literal)
        elif asked and asked["kind"] == "reading":
            for option in self.program.vocabulary.questions[asked["name"]].options:
                yield "exchanged", f"reading({asked['name']},{option})"
        elif asked and asked["name"] in self.facts:
            fact = self.facts[asked["name"]]
            if asked["value"].islower() or asked["value"].isdecimal():
                values = fact.choices or ("yes", "no")
                yield "negated", f"patient({fact.name},{next(one for one in values if one != asked['value'])})"
            alike = [one.name for one in self.facts.values() if (one.type, one.scale) == (fact.type, fact.scale)]
            if fact.type != "choice":
                yield "exchanged", f"patient({_next(alike, fact.name)},{asked['value']})"
        elif compared:
            left, operator, right = compared["left"], compared["operator"], compared["right"]
            if operator in _BOUNDARY:
                yield "boundary", f"{left} {_BOUNDARY[operator]} {right}"
            yield "negated", f"{left} {_NEGATED[operator]} {right}"
            if re.fullmatch(r"-?\d+", right):
                yield "threshold", f"{left} {operator} {int(right) + 1}"
                yield "threshold", f"{left} {operator} {int(right) - 1}"
                yield from (("digits", f"{left} {operator} {number}") for number in _numbers(int(right)))
        elif not literal.startswith(("patient(", "reading(")):
            yield "negated", f"not {literal}"
            yield from self._other_class(literal)

    def _other_class(self, literal: str) -> Iterator[tuple[Kind, str]]:
        """Another predicate of the same arity: the next of what depends on a patient, every other class of things."""
        found = _ATOM.fullmatch(literal)
        if found is None:
            return
        arity = 0 if found["arguments"] is None else found["arguments"].count(",") + 1
        for (depends, _), names in self._classes.items():
            if (found["name"], arity) in names:
                others = [_next(names, (found["name"], arity))] if depends else names
                for other, _ in others:
                    yield "exchanged", f"{found['not'] or ''}{other}{found['arguments'] or ''}"

    @cached_property
    def _classes(self) -> Mapping[tuple[bool, int], Sequence[Signature]]:
        """The predicates that rules ask for and that are no inputs and no declarations.

        By whether they depend on a patient, and by arity.
        """
        asked = dict.fromkeys(
            signature for rule in self.source.dynamic for literal in rule.body for signature in literal.signatures
        )
        given = {signature for rule in self.source.dynamic for signature in rule.heads}
        classes: dict[tuple[bool, int], list[Signature]] = {}
        for name, arity in asked:
            if name not in ("patient", "reading", "drug", "action"):
                classes.setdefault(((name, arity) in given, arity), []).append((name, arity))
        return classes

    def _added(self, head: str, literals: list[str], index: int) -> Iterator[tuple[Kind, str]]:
        """One more condition: the first one without a variable of the rules that follow in the same file."""
        rules = self.source.dynamic
        file = rules[index].file
        for rule in (*rules[index + 1 :], *rules[:index]):
            if rule.file == file:
                for literal in (one.text for one in rule.body):
                    if re.fullmatch(r"(not )?[a-z_]+", literal) and not {literal, f"not {literal}"} & set(literals):
                        yield "added", _written(head, [*literals, literal])
                        return

    def _other_reason(self, rule: Rule) -> Iterator[tuple[Kind, str]]:
        """Another reason of the same predicate in the head."""
        head, literals = _parts(rule)
        reason = _REASON.fullmatch(head)
        named = (*self.drugs, *self.actions)
        if reason is None or reason["reason"] in named:
            return
        for other_rule in self.source.dynamic:
            other = _REASON.fullmatch(_parts(other_rule)[0])
            same = other and other_rule.file == rule.file and other["start"] == reason["start"]
            if other and same and other["reason"] not in (reason["reason"], *named):
                yield "exchanged", _written(f"{reason['start']}{other['reason']})", literals)
                return

    # ---- declarations

    def of_declaration(self, index: int, rule: Rule) -> Iterator[tuple[Kind, str]]:
        """One declaration, changed in every way."""
        yield "deleted", ""
        written = rule.text
        strings = [(found.start(), found.end()) for found in _STRING.finditer(written)]

        def outside(place: int) -> bool:
            return not any(start <= place < end for start, end in strings)

        def put(start: int, end: int, other: str) -> str:
            return f"{written[:start]}{other}{written[end:]}"

        for pool in _POOL.finditer(written):
            members = pool[1].split(";")
            for place in range(len(members) if outside(pool.start()) else 0):
                others = ";".join([*members[:place], *members[place + 1 :]])
                yield "dropped", put(pool.start(1), pool.end(1), others)
        for found in _NUMBER.finditer(written):
            if outside(found.start()):
                for number in (int(found[0]) + 1, *_numbers(int(found[0]))):
                    yield "digits", put(*found.span(), str(number))
        for names in self._sorts:
            for found in re.finditer(r"[a-z]\w*", written):
                if outside(found.start()) and found[0] in names and not written[found.end() :].startswith("("):
                    yield "exchanged", put(*found.span(), _next(names, found[0]))
        for literal in rule.body:
            if literal.text.startswith("not "):
                yield "negated", written.replace(literal.text, literal.text.removeprefix("not "), 1)
        for start, end in strings:
            for found in _IN_WORDS.finditer(written, start, end):
                for number in _numbers(int(found[0])):
                    yield "words", put(*found.span(), str(abs(number)))
            yield from self._other_words(index, start, end)

    def _other_words(self, index: int, start: int, end: int) -> Iterator[tuple[Kind, str]]:
        """The words of the next declaration of the same predicate in the same language."""
        written = self.source.static[index].text
        predicate = written.partition("(")[0]
        languages = [one for one in LANGUAGES if re.search(rf",{one},", written)]
        for rule in self.source.static[index + 1 :]:
            if rule.text.startswith(f"{predicate}(") and all(f",{one}," in rule.text for one in languages):
                other = _STRING.search(rule.text)
                if other and other[0] != written[start:end]:
                    yield "words", f"{written[:start]}{other[0]}{written[end:]}"
                    return

    @cached_property
    def _sorts(self) -> Sequence[Sequence[str]]:
        """Names that an author may take for one another."""
        by_type: dict[str, list[str]] = {}
        for fact in self.facts.values():
            by_type.setdefault(fact.type, []).append(fact.name)
        options = [question.options for question in self.program.vocabulary.questions.values()]
        return [
            self.drugs,
            self.actions,
            [box.lower() for box in self.boxes],
            *by_type.values(),
            *options,
            ("yes", "no"),
            ("count", "measurement"),
            ("lower", "higher"),
            STRENGTHS,
            ("error", "warning", "note"),
            ("changeable", "reconsidered"),
        ]

    # ---- headers

    def of_header(self, header: Header) -> Iterator[tuple[Kind, str]]:
        """The boxes of one header, changed in every way."""
        boxes = list(header.boxes)
        for place, box in enumerate(boxes):
            before, after = boxes[:place], boxes[place + 1 :]
            yield "exchanged", _header([*before, _next(self.boxes, box), *after])
            if len(boxes) > 1:
                yield "dropped", _header([*before, *after])


def _parts(rule: Rule) -> tuple[str, list[str]]:
    return rule.text.partition(" :- ")[0].rstrip("."), [literal.text for literal in rule.body]


def _written(head: str, literals: Sequence[str]) -> str:
    return f"{head} :- {'; '.join(literals)}." if literals else f"{head}."


def _next(names: Sequence[_T], name: _T) -> _T:
    return names[(names.index(name) + 1) % len(names)]


def _next_names(written: str, names: Sequence[str]) -> Iterator[str]:
    """A text with each name that stands in it exchanged for the next one."""
    for name in names:
        if re.search(rf"\b{name}\b", written):
            yield re.sub(rf"\b{name}\b", _next(names, name), written)


def _numbers(number: int) -> Iterator[int]:
    """A number as it is mistyped: with a digit less, with a zero more, with the other sign."""
    if abs(number) >= 10:
        yield int(number / 10)
    if number:
        yield number * 10
        yield -number
