"""The command line: the questions of the package, asked of a patient file."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import InputError, KnowledgeBaseError, one_line, shown
from .words import LANGUAGES, Language, say

if TYPE_CHECKING:
    from .guideline import Guideline
    from .rendering.page import Page

__all__ = ["main"]

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """Answers wrong arguments with one sentence."""

    def error(self, message: str) -> NoReturn:
        print(one_line(f"{self.prog}: {message}; see {self.prog} --help", 600), file=sys.stderr)
        raise SystemExit(BAD_INPUT)


class _Version(argparse.Action):
    """Asks for the version only when it is wanted."""

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(version("osteo-asp"))
        raise SystemExit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0; or 2 for bad input, after one sentence on standard error.
    """
    options = _parser().parse_args(arguments)
    language: Language = options.lang
    try:
        output = options.run(options)
    except InputError as error:
        print(f"osteo-asp: {error.message(language)}", file=sys.stderr)
        return BAD_INPUT
    except KnowledgeBaseError as error:
        for flaw in error.flaws:
            print(f"osteo-asp: {flaw}", file=sys.stderr)
        return BAD_INPUT
    return _write(output, language)


def _write(output: str, language: Language) -> int:
    if sys.stdout is None:
        return BAD_INPUT  # there is nobody to answer
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # the answers need −, ≥ and ✓, whatever the terminal calls itself
        sys.stdout.write(output)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the end of Python does not fail too
        if not isinstance(error, BrokenPipeError):  # whose reader has seen enough
            print(f"osteo-asp: {say(language, 'unwritable', reason=error.strerror)}", file=sys.stderr)
            return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="osteo-asp",
        description="Ask a clinical guideline, written as rules, about a patient.",
        epilog=say("en", "disclaimer"),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    advise = _command(commands, _advise, "advise", "what this patient may have, and on which box each answer rests")
    _add_patient(advise)
    _add_format(advise)

    instance = _command(commands, _instance, "instance", "the patient as facts for a run of plain clingo")
    _add_patient(instance)

    facts = _command(commands, _facts, "facts", "every fact that a patient can bring")
    _add_format(facts)
    facts.add_argument("--json-schema", action="store_true", help="the JSON Schema of a patient")

    readings = _command(commands, _readings, "readings", "every place where the page can be read in more than one way")
    _add_format(readings)

    boxes = _command(
        commands, _boxes, "boxes", "the boxes of the page, the rules that encode them, the cases that test them"
    )
    _add_format(boxes)
    boxes.add_argument(
        "--cases",
        metavar="DIR",
        type=Path,
        help="the folder of test cases (default: tests/cases beside the knowledge base)",
    )
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser], run: Callable[[argparse.Namespace], str], name: str, help_: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=f"Show {help_}.")
    parser.set_defaults(run=run)
    parser.add_argument("--kb", metavar="DIR", help="the folder of another knowledge base")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the answer (default: en)")
    return parser


def _add_patient(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("patient", nargs="?", help="a .json or .toml file, or - for JSON on standard input")
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="record a fact, over what the file says"
    )
    parser.add_argument(
        "--assume-absent", action="store_true", help="take unrecorded facts as absent; the answer lists them"
    )
    parser.add_argument(
        "--reading", metavar="QUESTION=OPTION", action="append", default=[], help="answer a question of reading"
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")


def _guideline(options: argparse.Namespace) -> Guideline:
    from .guideline import load

    return load(options.kb, _pairs(getattr(options, "reading", [])))


def _pairs(pairs: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError("not_assignment", value=shown(pair))
        if name in chosen:
            raise InputError("repeated_name", field=name)
        chosen[name] = value
    return chosen


def _record(options: argparse.Namespace, guideline: Guideline) -> dict[str, object]:
    from .patient import assignments, read_record

    if options.patient is None and not options.set:
        raise InputError("no_patient")
    record = {} if options.patient is None else read_record(options.patient)
    return record | assignments(guideline.vocabulary, options.set)


def _advise(options: argparse.Namespace) -> str:
    guideline = _guideline(options)
    record = _record(options, guideline)
    advice = guideline.advise(record, assume_absent=options.assume_absent, lang=options.lang)
    if options.format == "json":
        return _json(advice.to_dict())
    from .rendering import advice_page

    return _rendered(advice_page(advice), options)


def _instance(options: argparse.Namespace) -> str:
    from .instance import instance

    guideline = _guideline(options)
    return instance(guideline, _record(options, guideline), assume_absent=options.assume_absent)


def _facts(options: argparse.Namespace) -> str:
    guideline = _guideline(options)
    if options.json_schema or options.format == "json":
        from .schema import patient_schema

        return _json(patient_schema(guideline.vocabulary, guideline.legend, options.lang))
    from .rendering import facts_page

    return _rendered(facts_page(guideline.vocabulary, guideline.legend, options.lang), options)


def _readings(options: argparse.Namespace) -> str:
    from .schema import readings_dict

    guideline = _guideline(options)
    if options.format == "json":
        return _json(readings_dict(guideline.vocabulary, guideline.legend, options.lang))
    from .rendering import readings_page

    return _rendered(readings_page(guideline.vocabulary, guideline.legend, options.lang), options)


def _boxes(options: argparse.Namespace) -> str:
    from .boxes import box_table
    from .cases import read_cases

    guideline = _guideline(options)
    folder = options.cases or guideline.program.folder.resolve().parent / "tests" / "cases"
    if options.cases and not os.path.isdir(folder):
        raise InputError("unreadable", path=folder, reason="no such folder")
    table = box_table(guideline, read_cases(folder))
    if options.format == "json":
        return _json(table.to_dict())
    from .rendering import boxes_page

    return _rendered(boxes_page(table, guideline.legend, options.lang), options)


def _json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _rendered(page: Page, options: argparse.Namespace) -> str:
    from .rendering import to_markdown, to_text

    if options.format == "markdown":
        return to_markdown(page)
    terminal = sys.stdout is not None and sys.stdout.isatty()
    colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return to_text(page, width=min(shutil.get_terminal_size().columns, 110), colour=colour)
