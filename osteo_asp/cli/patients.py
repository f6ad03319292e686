"""Commands about one patient: the advice, why and why not, what if, what is missing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..messages import say
from .options import (
    EVERY_READING,
    add_asked,
    add_command,
    add_facts,
    add_format,
    add_verify,
    every_reading,
    guideline,
    output,
    record,
    rendered,
    split_asked,
)

if TYPE_CHECKING:
    from ..guideline import Guideline
    from .options import Commands


_TARGET = "a drug, an action with a drug in quotes, an indication, any statement of the rules; and the patient file"


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    advise = add_command(commands, _advise, "advise", "what this patient may have, and on which box each answer rests")
    advise.add_argument("patient", nargs="?", help="a .json or .toml file, or - for JSON on standard input")
    add_facts(advise)
    add_format(advise, "html")

    solve = add_command(commands, _solve, "solve", "clingo's own answer sets for this patient, by what they decide")
    solve.add_argument("patient", nargs="?", help="a .json or .toml file, or - for JSON on standard input")
    add_facts(solve)
    add_format(solve, "html")
    solve.add_argument("--full", action="store_true", help="what holds of the other options, too")
    solve.add_argument("--limit", metavar="N", help="list N single answer sets, each with its complete patient")

    why = add_command(commands, _why, "why", "why something holds for this patient")
    why_not = add_command(
        commands, _why, "why-not", "why something does not hold, and by which smallest changes it would"
    )
    instead_of = add_command(
        commands, _instead_of, "instead-of", "why one option and not another, and what would turn it round"
    )
    what_if = add_command(commands, _what_if, "what-if", "what other values would change")
    missing = add_command(
        commands, _missing, "missing", "which unrecorded facts still matter, and which to ask for first"
    )
    ask = add_command(commands, _ask, "ask", "the open questions one at a time, and then the advice")
    add_asked(why, "TARGET [PATIENT]", _TARGET)
    add_asked(why_not, "TARGET [PATIENT]", _TARGET)
    add_asked(instead_of, "A B [PATIENT]", "two drugs, or actions with a drug, each in quotes; and the patient file")
    add_asked(what_if, "NAME=VALUE [PATIENT]", "what would be otherwise (NAME= for not recorded); and the patient file")
    add_asked(missing, "[TARGET] [PATIENT]", f"{_TARGET}; without a target, the whole answer")
    add_asked(ask, "[TARGET] [PATIENT]", f"{_TARGET}; without a target, the whole answer")
    for parser in (advise, why, why_not, instead_of, what_if, missing, ask):
        add_verify(parser)
    for parser in (why, why_not):
        add_format(parser, "html", "svg")
    for parser in (instead_of, what_if, missing):
        add_format(parser, "html")
    for parser in (why, why_not, instead_of):
        parser.add_argument("--full", action="store_true", help="every rule as written, every change")

    instance = add_command(commands, _instance, "instance", "the patient as facts for a run of plain clingo")
    instance.add_argument("patient", nargs="?", help="a .json or .toml file, or - for JSON on standard input")
    add_facts(instance)


def _advise(options: argparse.Namespace) -> str:
    from ..render.advice import advice_page

    known = guideline(options)
    advice = known.advise(record(options, known), **_how(options))
    return output(advice, advice_page, options, every_reading=every_reading(options))


def _solve(options: argparse.Namespace) -> str:
    from ..render.solving import solution_page

    if every_reading(options):
        raise InputError("one_reading", value=f"--reading {EVERY_READING}")
    known = guideline(options)
    limit = int(options.limit) if options.limit and options.limit.isdecimal() else options.limit
    solution = known.solve(record(options, known), limit=limit, assume_absent=options.assume_absent, lang=options.lang)
    return output(solution, solution_page, options, full=options.full)


def _why(options: argparse.Namespace) -> str:
    from ..render.explanations import explanation_page

    (target,) = _targets(options, 1, "TARGET")
    known = guideline(options)
    ask = known.why if options.command == "why" else known.why_not
    explanation = ask(record(options, known), target, **_how(options))
    if options.format == "svg":
        return explanation.graph()
    return output(explanation, explanation_page, options, full=options.full, every_reading=every_reading(options))


def _instead_of(options: argparse.Namespace) -> str:
    from ..render.explanations import comparison_page

    first, second = _targets(options, 2, "A B")
    known = guideline(options)
    comparison = known.instead_of(record(options, known), first, second, **_how(options))
    return output(comparison, comparison_page, options, full=options.full)


def _what_if(options: argparse.Namespace) -> str:
    from ..render.explanations import difference_page
    from ..vocabulary.patient import assignments

    pairs = split_asked(options)
    if not pairs:
        raise InputError("no_target", what="NAME=VALUE")
    known = guideline(options)
    changes = assignments(known.vocabulary, pairs)
    difference = known.what_if(record(options, known), changes, **_how(options))
    return output(difference, difference_page, options)


def _missing(options: argparse.Namespace) -> str:
    from ..render.explanations import missing_page

    target = _perhaps_target(options)
    known = guideline(options)
    missing = known.missing(record(options, known), target, **_how(options))
    return output(missing, missing_page, options)


def _ask(options: argparse.Namespace) -> str:
    from ..render.advice import advice_page
    from ..render.explanations import explanation_page

    target = _perhaps_target(options)
    known = guideline(options)
    facts = {} if options.patient is None and not options.set else record(options, known)
    facts = _asked_one_by_one(known, facts, target, options)
    options.format = "text"
    if target is not None:
        return rendered(explanation_page(known.why(facts, target, **_how(options))), options)
    advice = known.advise(facts, **_how(options))
    return rendered(advice_page(advice, every_reading=every_reading(options)), options)


def _asked_one_by_one(
    known: Guideline, facts: Mapping[str, object], target: str | None, options: argparse.Namespace
) -> dict[str, object]:
    """Put the open questions until nothing that can be answered changes the answer; the record with the answers."""
    from ..vocabulary.patient import assignments

    record_: dict[str, object] = dict(facts)
    language, not_known, asked = options.lang, set[str](), 0
    print(say(language, "ask_help"), file=sys.stderr)
    while True:
        missing = known.missing(record_, target, skip=not_known, assume_absent=options.assume_absent, lang=options.lang)
        if missing.first is None:
            break
        fact = missing.first.fact
        print(f"{fact.text} ({fact.allowed})? ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line or line.strip().lower() == "q":
            print(file=sys.stderr)
            return record_
        asked += 1
        if not line.strip():
            not_known.add(fact.id)
            continue
        try:
            tried = record_ | assignments(known.vocabulary, [f"{fact.id}={line.strip()}"])
            known.patient(tried, assume_absent=options.assume_absent)
        except InputError as error:
            print(error.message(language), file=sys.stderr)
            continue
        record_ = tried
    key = "ask_not_known" if missing.needed else "ask_done"
    facts_left = "; ".join(one.text for one in missing.needed)
    print(say(language, key, number=asked, facts=facts_left), file=sys.stderr)
    return record_


def _instance(options: argparse.Namespace) -> str:
    known = guideline(options)
    return known.about(record(options, known), assume_absent=options.assume_absent).instance()


def _targets(options: argparse.Namespace, number: int, what: str) -> list[str]:
    """What is asked about; several words without quotes are one target where one is asked for."""
    words = split_asked(options)
    if not words:
        raise InputError("no_target", what=what)
    if number == 1:
        return [" ".join(words)]
    if len(words) != number:
        raise InputError("no_target" if len(words) < number else "too_many_targets", what=what)
    return words


def _perhaps_target(options: argparse.Namespace) -> str | None:
    words = split_asked(options)
    return " ".join(words) or None


def _how(options: argparse.Namespace) -> dict[str, Any]:
    return {"assume_absent": options.assume_absent, "lang": options.lang, "verify": options.verify}
