"""What several commands have in common: options, the guideline and the patient they name, how a page is written."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Concatenate, Final, NoReturn, ParamSpec, Protocol, TypeAlias, TypeVar

from ..errors import InputError, one_line, shown
from ..messages import LANGUAGES

if TYPE_CHECKING:
    from ..guideline import Guideline
    from ..render.page import Page


BAD_INPUT: Final = 2
EVERY_READING: Final = "all"
_PATIENT_FILES: Final = (".json", ".toml")

_How = ParamSpec("_How")
_Answer = TypeVar("_Answer", bound="_Jsonable")


class _Jsonable(Protocol):
    def to_dict(self) -> dict[str, Any]: ...


class _Formatter(argparse.HelpFormatter):
    """Asks the terminal for its width without the library that `argparse` imports for it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


class Parser(argparse.ArgumentParser):
    """Answers wrong arguments with one sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **options})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and stop."""
        print(one_line(f"{self.prog}: {message}; see {self.prog} --help", 600), file=sys.stderr)
        raise SystemExit(BAD_INPUT)


if TYPE_CHECKING:
    Commands: TypeAlias = "argparse._SubParsersAction[Parser] | Only"


class Only:
    """The commands, of which one alone is made; the others take what they are given, and do nothing with it."""

    def __init__(self, commands: argparse._SubParsersAction[Parser], name: str | None) -> None:
        self._commands, self._name = commands, name

    def add_parser(self, name: str, **options: Any) -> Any:
        """Make the parser of a command, if it is the one."""
        return self._commands.add_parser(name, **options) if name == self._name else _Unused()


class _Unused:
    """Stands for the parser of a command that is not asked."""

    def __getattr__(self, name: str) -> Callable[..., _Unused]:
        return lambda *_, **__: self


def add_command(
    commands: Commands, run: Callable[[argparse.Namespace], str], name: str, help_: str
) -> argparse.ArgumentParser:
    """Add a command that every knowledge base and both languages can be given to."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=f"Show {help_}.")
    parser.set_defaults(run=run)
    parser.add_argument("--kb", metavar="DIR", help="the folder of another knowledge base")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the answer (default: en)")
    return parser


def add_facts(parser: argparse.ArgumentParser) -> None:
    """Add what says who the patient is, beside a file, and how the page is read."""
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="record a fact, over what the file says"
    )
    parser.add_argument(
        "--assume-absent", action="store_true", help="take unrecorded facts as absent; the answer lists them"
    )
    parser.add_argument(
        "--reading",
        metavar="QUESTION=OPTION",
        action="append",
        default=[],
        help=f"answer a question of reading; `{EVERY_READING}` shows what every other answer would give",
    )


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Add that clingo is to confirm the answer."""
    parser.add_argument(
        "--verify",
        action="store_true",
        help="have clingo derive the answer anew from the rules as they stand; one that it does not confirm is refused",
    )


def add_asked(parser: argparse.ArgumentParser, metavar: str, help_: str) -> None:
    """Add what is asked about, with a patient file among the words, wherever it stands."""
    parser.add_argument("asked", nargs="*", metavar=metavar, help=help_)
    add_facts(parser)


def split_asked(options: argparse.Namespace) -> list[str]:
    """Take the patient file out of the words that were asked; it is the one that ends in .json or .toml, or is `-`.

    Raises:
        InputError: there are several.
    """
    files = [word for word in options.asked if word == "-" or word.lower().endswith(_PATIENT_FILES)]
    if len(files) > 1:
        raise InputError("several_patients", values=", ".join(map(shown, files)))
    options.patient = files[0] if files else None
    return [word for word in options.asked if word not in files]


def add_format(parser: argparse.ArgumentParser, *more: str) -> None:
    """Add the choice of a format."""
    parser.add_argument("--format", choices=("text", "markdown", "json", *more), default="text", help="default: text")


def guideline(options: argparse.Namespace) -> Guideline:
    """The knowledge base that the options name, read as they say."""
    from ..guideline import load

    return load(options.kb, _pairs(one for one in getattr(options, "reading", []) if one != EVERY_READING))


def every_reading(options: argparse.Namespace) -> bool:
    """Whether it is asked what every reading would give."""
    return EVERY_READING in options.reading


def record(options: argparse.Namespace, guideline: Guideline) -> dict[str, object]:
    """The patient's record: the file's facts, and over them those on the command line.

    Raises:
        InputError: there is no patient, or the record cannot be read.
    """
    from ..vocabulary.patient import assignments, read_record

    if options.patient is None and not options.set:
        raise InputError("no_patient")
    recorded = {} if options.patient is None else read_record(options.patient)
    return recorded | assignments(guideline.vocabulary, options.set)


def as_json(answer: Any) -> str:
    """An answer as JSON for people and programs."""
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def output(
    answer: _Answer,
    page: Callable[Concatenate[_Answer, _How], Page],
    options: argparse.Namespace,
    *args: _How.args,
    **how: _How.kwargs,
) -> str:
    """An answer as it is asked for: as JSON, or as its page."""
    return as_json(answer.to_dict()) if options.format == "json" else rendered(page(answer, *args, **how), options)


def rendered(page: Page, options: argparse.Namespace) -> str:
    """A page in the format that is asked for."""
    if options.format == "markdown":
        from ..render.markdown import to_markdown

        return to_markdown(page)
    if options.format == "html":
        from ..render.html import to_html

        return to_html(page)
    from ..render.text import to_text

    terminal = sys.stdout is not None and sys.stdout.isatty()
    colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return to_text(page, width=min(_columns(), 110), colour=colour)


def _pairs(pairs: Iterable[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError("not_assignment", value=shown(pair))
        if name in chosen:
            raise InputError("repeated_name", field=name)
        chosen[name] = value
    return chosen


def _columns() -> int:
    """The width of the terminal, as `shutil` tells it, which takes a tenth of a short answer's time to import."""
    written = os.environ.get("COLUMNS", "")
    if written.isdecimal() and int(written):
        return int(written)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ else 80
    except (ValueError, OSError):
        return 80
