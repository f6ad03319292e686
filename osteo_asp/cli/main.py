"""The program: its parser, its exit status, its output."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from ..cli import audits, cohorts, knowledge, patients
from ..errors import InputError, KnowledgeBaseError, VerificationError
from ..messages import Language, say
from .options import BAD_INPUT, Parser


class _Version(argparse.Action):
    """Asks for the version only when it is wanted."""

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(version("osteo-asp"))
        raise SystemExit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0; or 2 for bad input, and for an answer that clingo does not confirm, after one sentence on standard error; or
        1 where a check found what it was to fail on.
    """
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and (not hasattr(options, "asked") or any(word.startswith("-") and word != "-" for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    elif rest:
        options.asked += rest  # what is asked may stand on both sides of an option
    language: Language = options.lang
    try:
        output = options.run(options)
    except (InputError, VerificationError) as error:
        print(f"osteo-asp: {error.message(language)}", file=sys.stderr)
        return BAD_INPUT
    except KnowledgeBaseError as error:
        for flaw in error.flaws:
            print(f"osteo-asp: {flaw}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    return _write(output, language) or getattr(options, "status", 0)


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
    parser = Parser(
        prog="osteo-asp",
        description="Ask a clinical guideline, written as rules, about a patient.",
        epilog=say("en", "disclaimer"),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for room in (patients, knowledge, audits, cohorts):
        room.add_commands(commands)
    return parser
