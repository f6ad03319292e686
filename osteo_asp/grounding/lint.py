"""The rules of the house: what a knowledge base must keep to, so that every answer can be worded, cited and trusted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, get_args

from ..errors import Flaw, KnowledgeBaseError
from ..messages import LANGUAGES
from ..vocabulary.facts import FactType, Vocabulary
from ..vocabulary.labels import PLACEHOLDER, STRENGTHS, Legend, names_of
from ..vocabulary.terms import Atom, Declared, Term, show, text
from .headers import Header
from .rules import Rule
from .source import Source

__all__ = ["DECLARATIONS", "STATEMENTS", "check_inputs", "check_legend", "check_vocabulary"]

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
    "impossible",
    "defect",
)

DECLARATIONS: Final = {
    ("fact", 2): (0, 1),
    ("value", 2): (0, 1),
    ("scale", 2): (0,),
    ("range", 3): (0,),
    ("unit", 3): (0, 1, 2),
    ("absent", 2): (0, 1),
    ("assumed", 2): (0, 1),
    ("unless_recorded", 2): (0, 1),
    ("requires", 2): (0, 1),
    ("changeable", 1): (0,),
    ("reconsidered", 1): (0,),
    ("more_need", 2): (0, 1),
    ("more_harm", 2): (0, 1),
    ("plain", 2): (0, 1),
    ("alternative", 2): (0,),
    ("means", 2): (0, 1),
    ("succession", 2): (0, 1),
    ("undefined_term", 1): (0,),
    ("severity", 2): (1,),
    ("question", 1): (0,),
    ("meaning", 2): (0, 1),
    ("default", 2): (0, 1),
    ("guideline", 2): (0, 1),
    ("box", 1): (0,),
    ("not_encoded", 1): (0,),
    ("label", 3): (1, 2),
    ("cite", 2): (1,),
    ("strength", 2): (1,),
    ("drug", 1): (0,),
    ("action", 1): (0,),
}
"""What a knowledge base can declare, by predicate and arity, and which of the arguments are names."""

_ONCE: Final = (
    *(("fact", 2), ("scale", 2), ("range", 3), ("absent", 2), ("assumed", 2), ("plain", 2)),
    *(("strength", 2), ("severity", 2)),
)
_NAMING: Final = ("fact", "question", "box", "drug", "action")
_NAME: Final = re.compile(r"_*[a-z]\w*", re.ASCII)
_VALUE: Final = re.compile(r"_*[a-z]\w*|\d+", re.ASCII)


def check_vocabulary(source: Source, declared: Declared) -> None:
    """Check what is declared of facts and questions.

    Raises:
        KnowledgeBaseError: a declaration is incomplete, contradictory, or about something undeclared.
    """
    raise_any(_name_flaws(source, declared))
    raise_any(_vocabulary_flaws(source, declared))
    boxes = {text(box).upper() for (box,) in declared("box", 1)}
    raise_any(
        Flaw(header.file, header.line, message) for header in source.headers for message in _header_flaws(header, boxes)
    )


def check_inputs(source: Source, vocabulary: Vocabulary) -> None:
    """Check what the rules ask of patients and readings.

    Raises:
        KnowledgeBaseError: a rule asks for a fact, value, question or option that is not declared, or uses a number
            otherwise than by comparing it with constants.
    """
    raise_any(flaw for rule in source.dynamic for flaw in _input_flaws(rule, vocabulary))
    raise_any(
        rule.flaw(f"{name} is declared for everybody or for nobody; it may not depend on a patient")
        for rule in source.dynamic
        for name, arity in rule.heads
        if (name, arity) in DECLARATIONS
    )


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
    """A flaw at the first, or the last, rule or fact that speaks of all these words; else of as many as one does."""
    rules = (*source.dynamic, *source.static)
    for start in range(len(words)):
        for rule in reversed(rules) if last else rules:
            if all(re.search(rf"\b{re.escape(word)}\b", rule.text) for word in words[start:]):
                return rule.flaw(message)
    return Flaw(source.folder.name, 0, message)


def _name_flaws(source: Source, declared: Declared) -> Iterator[Flaw]:
    """Names that are none, and what is declared twice where once is meant."""
    for (predicate, arity), places in DECLARATIONS.items():
        for arguments in declared(predicate, arity):
            if any(isinstance(arguments[place], tuple) for place in places):
                wrong = "a name is expected, not a compound term"
            elif predicate in ("value", "meaning") and not _VALUE.fullmatch(show(arguments[1])):
                wrong = "a value is a name in small letters, or a number"
            elif predicate in _NAMING and not _NAME.fullmatch(show(arguments[0])):
                wrong = "a name is small letters, digits and _, unquoted"
            else:
                continue
            written = show((predicate, *arguments))
            yield _at(source, f"{written}: {wrong}", *_words(written))
    for predicate, arity in _ONCE:
        first = [arguments[0] for arguments in declared(predicate, arity)]
        for name in {name for name in first if first.count(name) > 1}:
            message = f"{predicate}({show(name)}, …) is declared twice; keep one"
            yield _at(source, message, predicate, show(name), last=True)
    for statement, strength in declared("strength", 2):
        if strength not in STRENGTHS:
            message = f"strength({show(statement)}, {show(strength)}): a strength is one of {', '.join(STRENGTHS)}"
            yield _at(source, message, "strength", show(strength))
    if declared("impossible", 1):
        yield _at(source, "impossible(…) holds for everybody; make it depend on a patient", "impossible")


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
    for predicate, arity, places in (
        *(("unless_recorded", 2, (0, 1)), ("requires", 2, (0, 1)), ("changeable", 1, (0,)), ("reconsidered", 1, (0,))),
        *(("more_need", 2, (0,)), ("more_harm", 2, (0,)), ("plain", 2, (0,)), ("succession", 2, (1,))),
    ):
        for named in declared(predicate, arity):
            for name in (named[place] for place in places):
                if name not in facts:
                    yield _at(source, f"{predicate} names {show(name)}, which is no fact", predicate, show(name))
    for predicate in ("absent", "assumed"):
        for name, value in declared(predicate, 2):
            type_ = facts.get(show(name), "")
            low, high = ranges.get(show(name), (0, 0))
            names = {"yes_no": ["yes", "no"], "choice": values.get(show(name), [])}.get(type_)
            inside = isinstance(value, int) and isinstance(low, int) and isinstance(high, int) and low <= value <= high
            if not inside if names is None else show(value) not in names:
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


def _header_flaws(header: Header, boxes: Collection[str]) -> Iterator[str]:
    if not header.boxes and not header.divider:
        yield "a header names the boxes whose words it quotes; write %%% BOX «…»"
    for box in header.boxes:
        if box not in boxes:
            yield f"the header {box} names no box; declare box({box.lower()})"


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
    heads = {statement[0] for statement in statements}
    for predicate, meaning in (("indicated", "that treatment is indicated"), ("option", "that anything can be done")):
        if predicate not in heads:
            yield Flaw(source.folder.name, 0, f"no rule says {meaning}; derive {predicate}")
    drugs = {drug for (drug,) in declared("drug", 1)}
    for statement in statements:
        if statement[0] == "option" and statement[2] not in drugs:
            message = f"{show(statement)} names no drug; declare drug({show(statement[2])})"
            yield _at(source, message, show(statement[2]))
        if statement[0] == "line" and not isinstance(statement[2], int):
            yield _at(source, f"{show(statement)}: a line is a whole number", "line", show(statement[2]))
    named: list[Term] = [("fact", name) for name, _ in declared("fact", 2)]
    choices = {name for name, type_ in declared("fact", 2) if type_ == "choice"}
    named += [("value", name, value) for name, value in declared("value", 2) if name in choices]
    named += dict.fromkeys(("action", statement[1]) for statement in statements if statement[0] == "option")
    for predicate in ("drug", "action", "box", "question", "not_encoded", "undefined_term"):
        named += [(predicate, name) for (name,) in declared(predicate, 1)]
    named += dict.fromkeys(("alternatives", name) for name, _ in declared("alternative", 2))
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
            if set("{}") & set(PLACEHOLDER.sub("", words)):
                message = f"the label of {show(name)} has a brace that encloses no fact; leave it out"
                yield _at(source, message, *_words(show(name)), language)
            for fact in PLACEHOLDER.findall(words):
                if ("fact", fact) not in named:
                    yield _at(source, f"the label of {show(name)} fills in {{{fact}}}, which is no fact", "label", fact)
    yield from missing.values()

    uncited: dict[str, Flaw] = {}
    citing = [statement for statement in statements if statement[0] in _LABELLED and statement[0] != "impossible"]
    citing += [statement for statement in statements if statement[0] == "duty" and len(statement) == 3]
    citing += [(kind, name) for kind in ("question", "undefined_term") for (name,) in declared(kind, 1)]
    for statement in citing:
        if not legend.cited(statement):
            reason = _reason(statement)
            message = f"{reason} rests on no box; put its rule under a header %%% BOX «…», or add cite({reason}, …)"
            uncited[reason] = _at(source, message, *_words(reason))
    yield from uncited.values()

    citable = {name for statement in [*statements, *citing] for name in names_of(statement)}
    derived = {name for rule in (*source.dynamic, *source.static) for name, _ in rule.heads}
    derived -= {name for name, _ in STATEMENTS}
    for cited, box in legend.citations():
        if cited not in citable and (cited[0] if isinstance(cited, tuple) else cited) not in derived:
            message = f"cite({show(cited)}, …) is of nothing that a rule gives; correct it"
            yield _at(source, message, "cite", *_words(show(cited)))
        if box not in legend.boxes:
            yield _at(
                source,
                f"cite({show(cited)}, {box.lower()}) names no box; declare box({box.lower()})",
                "cite",
                box.lower(),
            )
    for known in legend.boxes.values():
        if known.encoded and known.id not in legend.used:
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
