"""Commands of the audit: check, readings --compare, diff, mutate."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..errors import InputError, shown
from .options import add_command, add_format, as_json, guideline, output

if TYPE_CHECKING:
    from ..audit import Report, Witness
    from ..guideline import Guideline
    from .options import Commands


FOUND = 1


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    check = add_command(commands, _check, "check", "whether the guideline is sound, over every possible patient")
    add_format(check, "sarif")
    check.add_argument(
        "--fail-on", choices=("error", "warning", "note"), default="error", help="exit with 1 on it, or on graver"
    )
    check.add_argument("--save", metavar="DIR", type=Path, help="write the witnesses as test cases into a folder")

    diff = add_command(
        commands, _diff, "diff", "everything that two editions of a knowledge base tell anybody otherwise"
    )
    diff.add_argument("old", metavar="A", help="a folder, or a revision in git")
    diff.add_argument("new", metavar="B", nargs="?", help="a folder, or a revision in git (default: the working copy)")
    add_format(diff)

    mutate = add_command(commands, _mutate, "mutate", "whether the test cases notice what authors do wrong")
    add_format(mutate)
    mutate.add_argument("--cases", metavar="DIR", type=Path, help="default: tests/cases beside the knowledge base")
    mutate.add_argument("--save", action="store_true", help="add what would kill the survivors")

    said = add_command(commands, _sayings, "sayings", "whether facts, words, doses and boxes are said as they are kept")
    add_format(said)
    said.add_argument("--cases", metavar="DIR", type=Path, help="default: tests/cases beside the knowledge base")
    said.add_argument("--save", action="store_true", help="keep them as they are said, beside the cases")


def _check(options: argparse.Namespace) -> str:
    from ..render.audits import check_page

    known = guideline(options)
    report = known.check(lang=options.lang, progress=_progress)
    _progress("")
    options.status = FOUND if report.fails(options.fail_on) else 0
    if options.save:
        from ..audit.case_writer import finding_cases, write_cases

        write_cases(options.save / "findings.toml", finding_cases(report.findings, _answers(known, report)))
    if options.format == "sarif":
        from ..audit.sarif import to_sarif

        return as_json(to_sarif(report, Path(options.kb or "kb")))
    return output(report, check_page, options)


def _answers(known: Guideline, report: Report) -> dict[int, dict[str, Any]]:
    """What each witness is answered today, in the words of a case."""

    def answer(witness: Witness) -> dict[str, Any]:
        advice = known.advise(witness.patient, readings=witness.readings)
        return {
            "indicated": advice.indicated,
            "options": [f"{action} {drug}" for action, drug in advice.decisions],
            **{f"silent {one.id}": one.status for one in advice.silent},
            **{f"conflict {one.id}": one.status for one in advice.conflicts},
        }

    return {id(witness): answer(witness) for finding in report.findings for witness in finding.witnesses}


def _diff(options: argparse.Namespace) -> str:
    from ..guideline import load
    from ..render.audits import edition_page

    with TemporaryDirectory() as scratch:
        folders = [_edition(one, Path(scratch) / side, options.kb)
                   for side, one in (("old", options.old), ("new", options.new))]  # fmt: skip
        report = load(folders[0]).diff(folders[1], lang=options.lang)
    return output(report, edition_page, options)


def _edition(name: str | None, scratch: Path, kb: str | None) -> Path:
    """The folder of an edition: itself, the working copy, or what git has at a revision."""
    working = Path(kb or "kb")
    if name is None:
        return working
    if Path(name).is_dir():
        return Path(name)
    command = ["git", "archive", "--format=tar", name, "--", "."]
    if not working.is_dir():
        raise InputError("unreadable", path=working, reason="no such folder")
    ran = subprocess.run(command, cwd=working, capture_output=True, check=False)
    if ran.returncode:
        raise InputError("no_edition", value=shown(name))
    scratch.mkdir()
    with tarfile.open(fileobj=io.BytesIO(ran.stdout)) as archive:
        archive.extractall(scratch, filter="data")
    return scratch


def _mutate(options: argparse.Namespace) -> str:
    from ..audit.case_writer import survivor_cases, write_cases
    from ..audit.cases import read_cases
    from ..audit.mutation import run_mutants
    from ..audit.sayings import as_table, read_table, sayings, write_table
    from ..render.audits import mutation_page

    model = guideline(options).model
    folder = _cases(options, model.program.folder)
    cases, table = read_cases(folder), read_table(folder)
    report = run_mutants(model, cases, table, progress=lambda done, of: _progress(f"{done}/{of}"))
    _progress("")
    options.status = FOUND if report.survivors else 0
    if options.save and report.survivors:
        taken = [case.name for case in cases]
        write_cases(folder / "told_apart.toml", survivor_cases(report.survivors, model.vocabulary), taken)
        write_table(folder, as_table(sayings(model.program)))
    return output(report, mutation_page, options, options.lang)


def _sayings(options: argparse.Namespace) -> str:
    from ..audit.sayings import as_table, sayings, sayings_report, write_table
    from ..render.audits import sayings_page

    program = guideline(options).program
    folder = _cases(options, program.folder)
    if options.save:
        write_table(folder, as_table(sayings(program)))
    report = sayings_report(program, folder)
    options.status = FOUND if report.differences else 0
    return output(report, sayings_page, options, options.lang)


def _cases(options: argparse.Namespace, kb: Path) -> Path:
    """The folder of the test cases: as the options say, else beside the knowledge base."""
    folder: Path = options.cases or kb.resolve().parent / "tests" / "cases"
    if not folder.is_dir():
        raise InputError("unreadable", path=folder, reason="no such folder")
    return folder


def _progress(text: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
