"""Mutants: each rule changed in the ways in which authors err."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..grounding.program import GroundProgram
from ..grounding.rules import Rule
from ..structure import Struct
from ..vocabulary.terms import text

_BOUNDARY: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_NEGATED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_COMPARISON: Final = re.compile(r"(?P<left>\S+) (?P<operator><=|>=|!=|<|>|=) (?P<right>\S+)")
_INPUT: Final = re.compile(r"(?P<kind>patient|reading)\((?P<name>\w+),(?P<value>\w+)\)")
_SKIPPED: Final = ("defect", "impossible")


class Mutant(Struct):
    """One rule changed in one way.

    Attributes:
        index: the rule, by its index in the program.
        place: the rule, as file:line.
        kind: `threshold`, `boundary`, `dropped`, `negated`, `added`, `exchanged` or `deleted`.
        rule: the rule as it is.
        mutated: the rule as it would be; empty where it is deleted.
    """

    index: int
    place: str
    kind: str
    rule: str
    mutated: str

    @property
    def id(self) -> str:
        """The mutant in one line."""
        return f"{self.place} {self.kind}: {self.mutated or self.rule}"


def mutants(program: GroundProgram) -> Iterator[Mutant]:
    """Every mutant of the rules that depend on a patient or a reading.

    Left out are the rules that say what cannot be and what is a defect: no answer rests on them.
    """
    drugs = [text(drug) for (drug,) in program.declared("drug", 1)]
    rules = program.rules
    for position, rule in enumerate(rules):
        if any(name in _SKIPPED for name, _ in rule.heads):
            continue
        seen = {rule.text}
        head, literals = _parts(rule)
        found = [
            ("deleted", ""),
            *(_changed(program, head, literals)),
            *(_added(head, literals, rules, position)),
            *(_exchanged(rule, rules, drugs)),
        ]
        for kind, mutated in found:
            if mutated not in seen:
                seen.add(mutated)
                yield Mutant(position, rule.place, kind, rule.text, mutated)


def _parts(rule: Rule) -> tuple[str, list[str]]:
    return rule.text.partition(" :- ")[0].rstrip("."), [literal.text for literal in rule.body]


def _written(head: str, literals: Sequence[str]) -> str:
    return f"{head} :- {'; '.join(literals)}." if literals else f"{head}."


def _changed(program: GroundProgram, head: str, literals: list[str]) -> Iterator[tuple[str, str]]:
    for index, literal in enumerate(literals):
        before, after = literals[:index], literals[index + 1 :]
        yield "dropped", _written(head, [*before, *after])
        for kind, other in _literals(program, literal):
            yield kind, _written(head, [*before, other, *after])


def _literals(program: GroundProgram, literal: str) -> Iterator[tuple[str, str]]:
    """One literal otherwise."""
    asked = _INPUT.fullmatch(literal)
    compared = _COMPARISON.fullmatch(literal)
    if literal.startswith("not "):
        yield "negated", literal.removeprefix("not ")
    elif asked and asked["kind"] == "reading":
        for option in program.vocabulary.questions[asked["name"]].options:
            if option != asked["value"]:
                yield "exchanged", f"reading({asked['name']},{option})"
    elif asked and asked["name"] in program.vocabulary.facts:
        fact = program.vocabulary.facts[asked["name"]]
        for value in fact.choices or (("no",) if asked["value"] == "yes" else ("yes",)):
            if value != asked["value"] and (asked["value"].islower() or asked["value"].isdecimal()):
                yield "negated", f"patient({fact.name},{value})"
                break
    elif compared:
        left, operator, right = compared["left"], compared["operator"], compared["right"]
        if operator in _BOUNDARY:
            yield "boundary", f"{left} {_BOUNDARY[operator]} {right}"
        yield "negated", f"{left} {_NEGATED[operator]} {right}"
        if re.fullmatch(r"-?\d+", right):
            yield "threshold", f"{left} {operator} {int(right) + 1}"
            yield "threshold", f"{left} {operator} {int(right) - 1}"
    elif not literal.startswith(("patient(", "reading(")):
        yield "negated", f"not {literal}"


def _added(head: str, literals: list[str], rules: Sequence[Rule], position: int) -> Iterator[tuple[str, str]]:
    """One more condition: the first one without a variable of the rules that follow in the same file."""
    file = rules[position].file
    for rule in (*rules[position + 1 :], *rules[:position]):
        if rule.file == file:
            for literal in (one.text for one in rule.body):
                if re.fullmatch(r"(not )?[a-z_]+", literal) and not {literal, f"not {literal}"} & set(literals):
                    yield "added", _written(head, [*literals, literal])
                    return


def _exchanged(rule: Rule, rules: Sequence[Rule], drugs: list[str]) -> Iterator[tuple[str, str]]:
    """Another drug for each drug that the rule names; another reason of the same predicate in its head."""
    for drug in drugs:
        if re.search(rf"\b{drug}\b", rule.text):
            other = drugs[(drugs.index(drug) + 1) % len(drugs)]
            yield "exchanged", re.sub(rf"\b{drug}\b", other, rule.text)
    head, literals = _parts(rule)
    reason = re.fullmatch(r"(?P<start>\w+\((?:.*,)?)(?P<reason>[a-z_]\w*)\)", head)
    if reason is None or reason["reason"] in drugs:
        return
    for other_rule in rules:
        other_head = re.fullmatch(r"(?P<start>\w+\((?:.*,)?)(?P<reason>[a-z_]\w*)\)", _parts(other_rule)[0])
        same = other_head and other_rule.file == rule.file and other_head["start"] == reason["start"]
        if other_head and same and other_head["reason"] not in (reason["reason"], *drugs):
            yield "exchanged", _written(f"{reason['start']}{other_head['reason']})", literals)
            return
