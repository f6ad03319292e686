"""The program: its parser, its exit status, its output."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

from ..errors import InputError, KnowledgeBaseError, VerificationError
from ..messages import Language, say
from .options import BAD_INPUT, Only, Parser

COMMANDS: Final = {
    "patients": ("advise", "solve", "why", "why-not", "instead-of", "what-if", "missing", "ask", "instance"),
    "knowledge": ("facts", "schema", "readings", "boxes", "compile"),
    "audits": ("check", "diff", "mutate", "sayings"),
    "cohorts": ("cohort", "synth"),
}
"""The modules of the commands, each with the commands that it adds."""


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
    words = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser(words[0] if words else None)
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


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The parser of all commands; where a known one stands first, of that one alone, for each takes time to make."""
    parser = Parser(
        prog="osteo-asp",
        description="Ask a clinical guideline, written as rules, about a patient.",
        epilog=say("en", "disclaimer"),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(
        prog="osteo-asp", dest="command", required=True, metavar="COMMAND", parser_class=Parser
    )
    modules = [name for name, names in COMMANDS.items() if command in names]
    for name in modules or COMMANDS:
        import_module(f"{__package__}.{name}").add_commands(commands if not modules else Only(commands, command))
    return parser
