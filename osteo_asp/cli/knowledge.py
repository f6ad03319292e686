"""Commands about the knowledge base: its facts, its readings, its boxes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, shown
from ..messages import say
from .options import add_command, add_format, add_verify, as_json, guideline, output, rendered

if TYPE_CHECKING:
    from .options import Commands


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    facts = add_command(commands, _facts, "facts", "every fact that a patient can bring")
    add_format(facts)

    schema = add_command(commands, _schema, "schema", "the JSON Schema of a patient, or of a kind of answer as JSON")
    schema.add_argument(
        "kind",
        metavar="KIND",
        help="patient, advice, explanation, solution, audit, readings, diff, mutation, boxes or summary",
    )

    readings = add_command(
        commands, _readings, "readings", "every place where the page can be read in more than one way"
    )
    add_format(readings)
    readings.add_argument("--compare", action="store_true", help="whether each ever matters, for whom, and in what")

    compile_ = add_command(
        commands, _compile, "compile", "what a knowledge base compiles to, and write it down for the next question"
    )
    compile_.add_argument("folder", metavar="DIR", nargs="?", help="the folder of the knowledge base")
    compile_.add_argument("--out", metavar="FILE", help="write the compiled form here, and not to the user's cache")
    compile_.add_argument("--format", choices=("text", "json"), default="text", help="default: text")

    boxes = add_command(
        commands, _boxes, "boxes", "the boxes of the page, the rules that encode them, the cases that test them"
    )
    add_format(boxes)
    add_verify(boxes)
    boxes.add_argument(
        "--cases",
        metavar="DIR",
        type=Path,
        help="the folder of test cases (default: tests/cases beside the knowledge base)",
    )


def _facts(options: argparse.Namespace) -> str:
    known = guideline(options)
    if options.format == "json":
        from ..render.schema import patient_schema

        return as_json(patient_schema(known.vocabulary, known.legend, options.lang))
    from ..render.knowledge import facts_page

    return rendered(facts_page(known.vocabulary, known.legend, options.lang), options)


def _schema(options: argparse.Namespace) -> str:
    from ..render.schema import KINDS, patient_schema, reply_schema

    if options.kind not in KINDS:
        raise InputError("unknown_schema", near=KINDS, value=shown(options.kind), values=", ".join(KINDS))
    if options.kind == "summary":
        from ..cohort import require

        require()
    if options.kind != "patient":
        return as_json(reply_schema(options.kind))
    known = guideline(options)
    return as_json(patient_schema(known.vocabulary, known.legend, options.lang))


def _readings(options: argparse.Namespace) -> str:
    from ..render.schema import readings_dict

    known = guideline(options)
    if options.compare:
        from ..render.audits import reading_page

        report = known.compare_readings(lang=options.lang)
        return output(report, reading_page, options)
    if options.format == "json":
        return as_json(readings_dict(known.vocabulary, known.legend, options.lang))
    from ..render.knowledge import readings_page

    return rendered(readings_page(known.vocabulary, known.legend, options.lang), options)


def _compile(options: argparse.Namespace) -> str:
    from time import perf_counter

    from ..form import compile_form
    from ..guideline import shipped

    start = perf_counter()
    try:
        model, origin = compile_form(options.folder or options.kb or shipped(), options.out)
    except OSError as error:
        raise InputError("unwritable_file", path=options.out, reason=error.strerror or error) from None
    done = {
        "key": origin.key,
        "compiled": origin.fresh,
        "seconds": round(perf_counter() - start, 3),
        "path": origin.path,
        "rules": len(model.program.rules),
        "ground_rules": sum(map(len, model.program.ground_rules.values())),
        "statements": len(model.statements),
        "nodes": len(model.forest),
    }
    if options.format == "json":
        return as_json(done)
    lines = [
        say(options.lang, "compiled_now" if origin.fresh else "compiled_before", **done),
        say(options.lang, "compiled_sizes", **done),
        say(options.lang, "compiled_kept" if origin.path else "compiled_not_kept", **done),
    ]
    return "".join(f"{line}\n" for line in lines)


def _boxes(options: argparse.Namespace) -> str:
    from ..audit.cases import read_cases
    from ..audit.coverage import box_table
    from ..render.knowledge import boxes_page

    known = guideline(options)
    folder = options.cases or known.program.folder.resolve().parent / "tests" / "cases"
    if options.cases and not os.path.isdir(folder):
        raise InputError("unreadable", path=folder, reason="no such folder")
    table = box_table(known.model, read_cases(folder), verify=options.verify)
    options.status = int(any(case.failures for case in table.cases))
    return output(table, boxes_page, options, known.legend, options.lang)
