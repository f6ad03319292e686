"""The rules of the house: what a knowledge base must keep to, so that every answer can be worded, cited and trusted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, get_args

from clingo import Control

from ..errors import Flaw, KnowledgeBaseError
from ..messages import LANGUAGES
from ..vocabulary.facts import FactType, Vocabulary
from ..vocabulary.labels import PLACEHOLDER, STRENGTHS, Legend, names_of
from ..vocabulary.terms import Atom, Declared, Term, parse_atom, show, text
from .comparisons import comparison_flaws
from .rules import Rule, Signature
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

_EXPLAINING: Final = frozenset(
    (
        *(("indication", 1), ("indicated", 0), ("proposed", 3), ("favoured", 2), ("against", 3), ("closed", 3)),
        *(("switch_reason", 1), ("silent", 1), ("conflict", 1), ("defect", 1)),
    )
)
_WORDED: Final = _EXPLAINING | {("impossible", 1), ("duty", 1)}
"""Statements that need words."""

_CITING: Final = _EXPLAINING | {("duty", 2), ("question", 1), ("undefined_term", 1)}
"""Statements, and terms of the page, that need a box."""

_READ: Final = (("indicated", 0), ("option", 2), ("line", 2), ("first_choice", 1))
"""Statements of which `lint.lp` reads more than their names."""

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
    ("begun_by", 2): (0, 1),
    ("ends", 2): (0, 1),
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
    ("ordered", 1): (0,),
    ("undosed", 1): (0,),
}
"""What a knowledge base can declare, by predicate and arity, and which of the arguments are names."""

_BUT_LABELS: Final = tuple(signature for signature in DECLARATIONS if signature != ("label", 3))
_RULES: Final = Path(__file__).with_name("lint.lp")

_MESSAGES: Final = {
    "no_such_type": f"fact({{0}}, {{1}}): the type must be one of {', '.join(get_args(FactType))}",
    "no_value": "fact({0}, choice) has no value; add value({0}, …)",
    "no_range": "{0} has no range; add range({0}, Low, High) in whole numbers",
    "no_scale": "scale({0}, {1}): a scale is 1, 10, 100, …",
    "of_no_fact": "{0}({1}, …) is of no fact; declare fact({1}, Type)",
    "names_no_fact": "{0} names {1}, which is no fact; declare fact({1}, Type)",
    "cannot_be": "{0}({1}, {2}): {1} cannot be {2}",
    "defaults": "question {0} needs exactly one default({0}, …)",
    "of_no_question": "meaning({0}, {1}) is of no question; declare question({0})",
    "no_meaning": "default({0}, {1}) is none of its meanings; add meaning({0}, {1})",
    "twice": "{0}({1}, …) is declared twice; keep one",
    "no_strength": f"strength({{0}}, {{1}}): a strength is one of {', '.join(STRENGTHS)}",
    "never": "impossible({0}) holds for everybody; make it depend on a patient",
    "header_without_box": "a header names the boxes whose words it quotes; write %%% BOX «…»",
    "header_of_no_box": "the header names {0}, which is no box; declare box({0})",
    "no_indicated": "no rule says that treatment is indicated; derive indicated",
    "no_option": "no rule says that anything can be done; derive option",
    "no_drug": "{0} names no drug; declare drug({1})",
    "no_action": "{0} names {1}, which is no action; declare action({1})",
    "no_order": "{0} is about no action; declare of which action the page says what comes first, ordered(…)",
    "no_line": "{0}: a line is a whole number",
    "no_words": '{0} has no words in {1}; add label({0}, {1}, "…")',
    "two_labels": "{0} has two labels in {1}; keep one",
    "fills_no_fact": "the label of {0} fills in {{{1}}}, which is no fact",
    "loose_brace": "the label of {0} has a brace that encloses no fact; leave it out",
    "uncited": "{0} rests on no box; put its rule under a header %%% BOX «…», or add cite({0}, …)",
    "no_box": "cite({0}, {1}) names no box; declare box({1})",
    "unused": "box({0}) is cited by nothing; encode it, or say not_encoded({0}) and why",
    "of_nothing": "cite({0}, …) is of nothing that a rule gives; correct it",
}
"""What is wrong, and what to do about it, by the kind of flaw in `lint.lp`."""

_LAST: Final = ("twice", "two_labels")
"""Flaws that are reported at the last of several places."""

_NAMING: Final = ("fact", "question", "box", "drug", "action")
_NAME: Final = re.compile(r"_*[a-z]\w*", re.ASCII)
_VALUE: Final = re.compile(r"_*[a-z]\w*|\d+", re.ASCII)


def check_vocabulary(source: Source, declared: Declared) -> None:
    """Check what is declared of facts and questions, and the headers.

    Raises:
        KnowledgeBaseError: a declaration is incomplete, contradictory, or about something undeclared.
    """
    raise_any(_name_flaws(source, declared))
    facts = list(_facts(declared, (*_BUT_LABELS, ("impossible", 1))))
    facts += (_fact("type", name) for name in get_args(FactType))
    facts += (_fact("strong", strength) for strength in STRENGTHS)
    for header in source.headers:
        facts += (_fact("header", header.file, header.line, box.lower()) for box in header.boxes)
        facts += () if header.divider else (_fact("header", header.file, header.line),)
    raise_any(_flaws(source, "vocabulary", facts))


def check_inputs(source: Source, vocabulary: Vocabulary) -> None:
    """Check what the rules ask of patients and readings.

    Raises:
        KnowledgeBaseError: a rule asks for a fact, value, question or option that is not declared, or uses a number
            otherwise than by comparing it with constants that its scale can tell apart.
    """
    raise_any(flaw for rule in source.dynamic for flaw in _input_flaws(rule, vocabulary))
    raise_any(flaw for rule in (*source.dynamic, *source.static) for flaw in comparison_flaws(rule, vocabulary))
    raise_any(_scale_flaws(source, vocabulary))
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
    terms: list[Atom] = [(kind, name) for kind in ("question", "undefined_term") for (name,) in declared(kind, 1)]
    cited = {term for term, _ in declared("cite", 2)}
    named = cited.union(term for term, _, _ in declared("label", 3))
    derived = {head for rule in (*source.dynamic, *source.static) for head in rule.heads if head not in STATEMENTS}
    intermediate = [term for term in cited if _signature(term if isinstance(term, tuple) else (term,)) in derived]
    facts = [
        *_facts(declared, _BUT_LABELS),
        *_label_facts(declared),
        *(_fact("language", language) for language in LANGUAGES),
        *(_fact("used", box.lower()) for box in legend.used),
        *(_fact("intermediate", term) for term in intermediate),
    ]
    for number, statement in enumerate((*statements, *terms)):
        facts += _statement_facts(number, statement, named, rests=bool(legend.cited(statement)))
    raise_any(_flaws(source, "statements", facts))


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


def _scale_flaws(source: Source, vocabulary: Vocabulary) -> Iterator[Flaw]:
    """Thresholds of a measurement with nothing whole between them: plain clingo knows nobody who has a value there."""
    seen: dict[tuple[str, int], Rule] = {}
    for rule in source.dynamic:
        for comparison in rule.comparisons:
            if vocabulary.facts[comparison.fact].type == "measurement":
                seen.update(((comparison.fact, number), rule) for number in comparison.numbers)
    for (name, number), rule in seen.items():
        if (name, number - 1) in seen:
            scale = 10 * vocabulary.facts[name].scale
            yield rule.flaw(
                f"{name} is compared with {number - 1} and with {number}, and no whole number lies between them; "
                f"give it a finer scale, scale({name}, {scale}), and write {10 * number - 10} and {10 * number}"
            )


def _flaws(source: Source, part: str, facts: Iterable[str]) -> Iterator[Flaw]:
    """What a part of `lint.lp` finds wrong with these facts, in words."""
    control = Control(["--warn=none"])
    control.add("\n".join(facts))
    control.load(str(_RULES))
    control.ground([("base", []), (part, [])])
    for atom in control.symbolic_atoms.by_signature("flaw", 2):
        _, kind, place = parse_atom(str(atom.symbol))
        kind = kind if isinstance(kind, tuple) else (kind,)
        message = _MESSAGES[kind[0]].format(*map(show, kind[1:]))
        if place == "folder":
            yield Flaw(source.folder.name, 0, message)
        elif place[0] == "at":
            yield Flaw(place[1], place[2], message)
        else:
            yield _at(source, message, *_words(show(place)), last=kind[0] in _LAST)


def _facts(declared: Declared, signatures: Iterable[Signature]) -> Iterator[str]:
    """What is declared, as facts of `lint.lp`."""
    return (_fact(name, *arguments) for name, arity in signatures for arguments in declared(name, arity))


def _label_facts(declared: Declared) -> Iterator[str]:
    """The labels, their words by number, for texts are slow to read; and what they take up of the patient."""
    for number, (label, language, words) in enumerate(declared("label", 3)):
        yield _fact("label", label, language, number)
        yield from (_fact("fills", label, fact) for fact in PLACEHOLDER.findall(text(words)))
        if set("{}") & set(PLACEHOLDER.sub("", text(words))):
            yield _fact("loose", label)


def _statement_facts(number: int, statement: Atom, named: Collection[Term], *, rests: bool) -> Iterator[str]:
    """What there is to know of a statement: for most a number will do, for a long term is slow to read."""
    signature, reason = _signature(statement), _reason(statement)
    if signature in _READ:
        yield _fact("statement", statement)
    if signature in _WORDED:
        yield _fact("worded", number, reason)
    if signature in _CITING:
        yield _fact("citing", number, reason)
    if rests:
        yield _fact("rests", number)
    yield from (_fact("called", number, name) for name in names_of(statement) if name in named)


def _signature(term: Atom) -> Signature:
    return term[0], len(term) - 1


def _fact(name: str, *arguments: Term) -> str:
    return f"{name}({','.join(map(_written, arguments))})."


def _written(term: Term) -> str:
    """The term as clingo reads it again."""
    if isinstance(term, tuple):
        return f"{term[0]}({','.join(map(_written, term[1:]))})" if len(term) > 1 else str(term[0])
    if isinstance(term, int) or _NAME.fullmatch(term):
        return str(term)
    return '"' + term.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"') + '"'


def _reason(statement: Term) -> str:
    """The statement as its author would cite it: by its reason alone where it has one."""
    if isinstance(statement, tuple) and isinstance(statement[-1], tuple):
        return _reason(statement[-1])
    if isinstance(statement, tuple) and statement[0] in ("proposed", "closed", "against"):
        return show((statement[0], statement[-1]))
    return show(statement)


def _words(reason: str) -> list[str]:
    return re.findall(r"\w+", reason)
