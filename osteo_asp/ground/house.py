"""The rules of the house: what a knowledge base must keep to, so that every answer can be worded, cited and trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, get_args

from ..errors import Flaw, KnowledgeBaseError
from ..legend import Legend
from ..terms import Atom, Declared, Term, show, text
from ..vocabulary import FactType, Vocabulary
from ..words import LANGUAGES
from .rules import Rule
from .source import Source

__all__ = ["STATEMENTS", "check_inputs", "check_legend", "check_vocabulary"]

STATEMENTS: Final = (
    ("indication", 1),
    ("indicated", 0),
    ("option", 2),
    ("first_choice", 1),
    ("line", 2),
    ("considered", 2),
    ("proposed", 3),
    ("favoured", 2),
    ("against", 3),
    ("closed", 3),
    ("duty", 1),
    ("duty", 2),
    ("switch_reason", 1),
    ("silent", 1),
    ("conflict", 1),
)
"""What a guideline can say of a patient, by predicate and arity. A knowledge base derives those that it needs."""

_LABELLED: Final = (
    "indication",
    "indicated",
    "proposed",
    "favoured",
    "against",
    "closed",
    "switch_reason",
    "silent",
    "conflict",
)
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")


def check_vocabulary(source: Source, declared: Declared) -> None:
    """Check what is declared of facts and questions.

    Raises:
        KnowledgeBaseError: a declaration is incomplete, contradictory, or about something undeclared.
    """
    raise_any(_vocabulary_flaws(source, declared))


def check_inputs(source: Source, vocabulary: Vocabulary) -> None:
    """Check what the rules ask of patients and readings.

    Raises:
        KnowledgeBaseError: a rule asks for a fact, value, question or option that is not declared, or uses a number
            otherwise than by comparing it with constants.
    """
    raise_any(flaw for rule in source.dynamic for flaw in _input_flaws(rule, vocabulary))


def check_legend(source: Source, declared: Declared, legend: Legend, statements: Iterable[Atom]) -> None:
    """Check that everything a person may read has its words in every language, and every statement its box.

    Raises:
        KnowledgeBaseError: a label, a citation or the reason for leaving a box out is missing.
    """
    raise_any(_legend_flaws(source, declared, legend, list(statements)))


def raise_any(flaws: Iterable[Flaw]) -> None:
    """Raise the flaws, if there are any."""
    found = list(flaws)
    if found:
        raise KnowledgeBaseError(found)


def _at(source: Source, message: str, *words: str, last: bool = False) -> Flaw:
    """A flaw at the first, or the last, rule or fact that speaks of all these words."""
    rules = (*source.dynamic, *source.static)
    for rule in reversed(rules) if last else rules:
        if all(re.search(rf"\b{re.escape(word)}\b", rule.text) for word in words):
            return rule.flaw(message)
    return Flaw(source.folder.name, 0, message)


def _vocabulary_flaws(source: Source, declared: Declared) -> Iterator[Flaw]:
    facts = {text(name): text(type_) for name, type_ in declared("fact", 2)}
    ranges = {text(name): (low, high) for name, low, high in declared("range", 3)}
    values: dict[str, list[str]] = {}
    for name, value in declared("value", 2):
        values.setdefault(text(name), []).append(text(value))
    for name, type_ in facts.items():
        if type_ not in get_args(FactType):
            allowed = ", ".join(get_args(FactType))
            yield _at(source, f"fact({name}, {type_}): the type must be one of {allowed}", "fact", name)
        elif type_ == "choice" and name not in values:
            yield _at(source, f"fact({name}, choice) has no value; add value({name}, …)", "fact", name)
        elif type_ in ("count", "measurement"):
            low, high = ranges.get(name, (1, 0))
            if not (isinstance(low, int) and isinstance(high, int) and low < high):
                yield _at(source, f"{name} has no range; add range({name}, Low, High) in whole numbers", "fact", name)
    for name, scale in declared("scale", 2):
        if not re.fullmatch("10*", show(scale)):
            yield _at(source, f"scale({show(name)}, {show(scale)}): a scale is 1, 10, 100, …", "scale", show(name))
    for predicate, arity in (("range", 3), ("scale", 2), ("value", 2), ("unit", 3), ("absent", 2), ("assumed", 2)):
        for name, *_ in declared(predicate, arity):
            if name not in facts:
                yield _at(
                    source,
                    f"{predicate}({show(name)}, …) is of no fact; declare fact({show(name)}, Type)",
                    predicate,
                    show(name),
                )
    for predicate in ("unless_recorded", "requires"):
        for pair in declared(predicate, 2):
            for name in pair:
                if name not in facts:
                    yield _at(source, f"{predicate} names {show(name)}, which is no fact", predicate, show(name))
    for predicate in ("absent", "assumed"):
        for name, value in declared(predicate, 2):
            type_ = facts.get(show(name), "")
            possible = {"yes_no": ["yes", "no"], "choice": values.get(show(name), [])}.get(type_)
            if possible is not None and value not in possible:
                yield _at(
                    source,
                    f"{predicate}({show(name)}, {show(value)}): {show(name)} cannot be {show(value)}",
                    predicate,
                    show(name),
                )
    questions = {text(name) for (name,) in declared("question", 1)}
    meanings = [(text(name), text(option)) for name, option in declared("meaning", 2)]
    defaults = [(text(name), text(option)) for name, option in declared("default", 2)]
    for name in questions:
        if [question for question, _ in defaults].count(name) != 1:
            yield _at(source, f"question {name} needs exactly one default({name}, …)", "question", name)
    for name, option in meanings:
        if name not in questions:
            yield _at(source, f"meaning({name}, {option}) is of no question; declare question({name})", "meaning", name)
    for name, option in defaults:
        if (name, option) not in meanings:
            yield _at(
                source,
                f"default({name}, {option}) is none of its meanings; add meaning({name}, {option})",
                "default",
                name,
                option,
            )


def _input_flaws(rule: Rule, vocabulary: Vocabulary) -> Iterator[Flaw]:
    for name in {comparison.fact for comparison in rule.comparisons} | {name for name, _ in rule.uses}:
        if name not in vocabulary.facts:
            yield rule.flaw(f"patient({name}, …) asks for an undeclared fact; declare fact({name}, Type)")
    for comparison in rule.comparisons:
        fact = vocabulary.facts.get(comparison.fact)
        if fact and not fact.numeric:
            yield rule.flaw(f"{fact.name} is no number; ask for one of its values")
    for name, value in rule.uses:
        fact = vocabulary.facts.get(name)
        if fact and fact.numeric:
            yield rule.flaw(
                f"{name} may only be compared with whole numbers, patient({name}, N), N < 1; nothing else is known"
            )
        elif fact and value and value not in (fact.choices or ("yes", "no")):
            allowed = ", ".join(fact.choices or ("yes", "no"))
            yield rule.flaw(f"{name} is never {value}; ask for one of {allowed}")
    for name, option in rule.readings:
        question = vocabulary.questions.get(name)
        if question is None:
            yield rule.flaw(f"reading({name}, …) asks an undeclared question; declare question({name})")
        elif option is None or option not in question.options:
            yield rule.flaw(
                f"reading({name}, {option}) is none of its options; ask for one of {', '.join(question.options)}"
            )


def _legend_flaws(source: Source, declared: Declared, legend: Legend, statements: list[Atom]) -> Iterator[Flaw]:
    seen: set[tuple[Term, Term]] = set()
    for label, language, _ in declared("label", 3):
        if (label, language) in seen:
            yield _at(
                source, f"{show(label)} has two labels in {show(language)}; keep one", *_words(show(label)), last=True
            )
        seen.add((label, language))
    named: list[Term] = [("fact", name) for name, _ in declared("fact", 2)]
    choices = {name for name, type_ in declared("fact", 2) if type_ == "choice"}
    named += [("value", name, value) for name, value in declared("value", 2) if name in choices]
    for predicate in ("drug", "action", "box", "question", "not_encoded", "impossible"):
        named += [(predicate, name) for (name,) in declared(predicate, 1)]
    named += [("meaning", *pair) for pair in declared("meaning", 2)]
    named += [statement for statement in statements if statement[0] in _LABELLED]
    named += [statement for statement in statements if statement[0] == "duty" and len(statement) == 2]
    missing: dict[tuple[str, str], Flaw] = {}
    for name in named:
        for language in LANGUAGES:
            words = legend.label(name, language)
            if words is None:
                reason = _reason(name)
                message = f'{reason} has no words in {language}; add label({reason}, {language}, "…")'
                missing[reason, language] = _at(source, message, *_words(reason))
                continue
            for fact in _PLACEHOLDER.findall(words):
                if ("fact", fact) not in named:
                    yield _at(source, f"the label of {show(name)} fills in {{{fact}}}, which is no fact", "label", fact)
    yield from missing.values()

    uncited: dict[str, Flaw] = {}
    citing = [statement for statement in statements if statement[0] in _LABELLED]
    citing += [statement for statement in statements if statement[0] == "duty" and len(statement) == 3]
    citing += [("question", name) for (name,) in declared("question", 1)]
    for statement in citing:
        if not legend.cited(statement):
            reason = _reason(statement)
            message = f"{reason} rests on no box; add cite({reason}, …)"
            uncited[reason] = _at(source, message, *_words(reason))
    yield from uncited.values()

    used = set()
    for cited, box in legend.citations():
        used.add(box)
        if box not in legend.boxes:
            yield _at(
                source,
                f"cite({show(cited)}, {box.lower()}) names no box; declare box({box.lower()})",
                "cite",
                box.lower(),
            )
    for known in legend.boxes.values():
        if known.encoded and known.id not in used:
            yield _at(
                source,
                f"box {known.id} is cited by nothing; encode it, or say not_encoded({known.term}) and why",
                "box",
                known.term,
            )


def _reason(statement: Term) -> str:
    """The statement as its author would cite it: by its reason alone where it has one."""
    if isinstance(statement, tuple) and isinstance(statement[-1], tuple):
        return _reason(statement[-1])
    if isinstance(statement, tuple) and statement[0] in ("proposed", "closed", "against"):
        return show((statement[0], statement[-1]))
    return show(statement)


def _words(reason: str) -> list[str]:
    return re.findall(r"\w+", reason)
