"""Commands about many patients: the answers to a cohort, and made-up cohorts."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, shown
from ..messages import Language, say
from .options import add_command, add_format, guideline, output

if TYPE_CHECKING:
    from .options import Commands


_TOLD = 20
"""How many rows that cannot be used are told one by one; every row has its error in the file."""

_WIDTH = 30


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    cohort = add_command(commands, _cohort, "cohort", "what each patient of a cohort may have, from file to file")
    cohort.add_argument("source", metavar="IN", help="a .csv, .parquet, .ndjson or .jsonl file, a row for each patient")
    cohort.add_argument("target", metavar="OUT", help="the file to write, of any of these kinds")
    cohort.add_argument("--keep", metavar="COLUMN", action="append", default=[], help="hand a column through")
    cohort.add_argument("--assume-absent", action="store_true", help="take unrecorded facts as absent")
    cohort.add_argument(
        "--reading", metavar="QUESTION=OPTION", action="append", default=[], help="answer a question of reading"
    )
    cohort.add_argument("--every-statement", action="store_true", help="a column for every statement of the rules")
    cohort.add_argument("--summary", action="store_true", help="show the cohort in counts")
    add_format(cohort)

    synth = add_command(commands, _synth, "synth", "a made-up cohort, to try things on; it is no epidemiology")
    synth.add_argument("number", metavar="N", help="how many patients")
    synth.add_argument("target", metavar="OUT", help="the .csv, .parquet, .ndjson or .jsonl file to write")
    synth.add_argument("--seed", metavar="S", type=int, default=0, help="the same seed gives the same cohort")
    synth.add_argument(
        "--kind",
        choices=("plausible", "covering"),
        default="plausible",
        help="like people (default), or such that everything the rules can say is said of somebody",
    )


def _cohort(options: argparse.Namespace) -> str:
    from ..cohort import require

    require()
    from ..cohort.counts import survey
    from ..cohort.files import answer_file
    from ..kernel.builder import compiled

    known, language = guideline(options), options.lang
    asked = {"assume_absent": options.assume_absent, "keep": options.keep, "lang": language}
    plan = compiled(known, every_statement=options.every_statement, **asked)
    counts = survey(known, **asked) if options.summary else None
    bar, told = _Bar(language), 0
    _tidy_when_ended()

    def refused(row: int, error: str) -> None:
        nonlocal told
        told += 1
        if told <= _TOLD:
            bar.clear()
            print(say(language, "row_refused", row=row, error=error), file=sys.stderr)

    try:
        done = answer_file(
            plan, Path(options.source), Path(options.target), survey=counts, refused=refused, progress=bar.show
        )
    finally:
        bar.clear()
    if told > _TOLD:
        print(say(language, "rows_more", number=told - _TOLD), file=sys.stderr)
    if told:
        print(say(language, "rows_refused", number=told, rows=done.rows, column="error"), file=sys.stderr)
    if counts is None or done.tally is None:
        return ""
    from ..cohort.summary import Summary
    from ..render.cohort import summary_page

    summary = Summary.told(counts, done.tally)
    return output(summary, summary_page, options, language)


def _synth(options: argparse.Namespace) -> str:
    from ..cohort import require

    require()
    from ..cohort.synth import write

    if not options.number.isdecimal() or int(options.number) < 1:
        raise InputError("not_a_number", value=shown(options.number))
    _tidy_when_ended()
    write(guideline(options), int(options.number), options.seed, options.kind, Path(options.target))
    return ""


def _tidy_when_ended() -> None:
    """Be ended as by Ctrl-C, which leaves no half-written file behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


class _Bar:
    """How far it has come, on a terminal; nothing anywhere else."""

    def __init__(self, language: Language) -> None:
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._language = language

    def show(self, share: float, rows: int) -> None:
        if self._terminal:
            full = round(_WIDTH * min(share, 1))
            count = say(self._language, "rows_done", rows=f"{rows:,}".replace(",", " "))
            print(
                f"\r{'█' * full}{'·' * (_WIDTH - full)} {min(share, 1):4.0%} {count}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def clear(self) -> None:
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
