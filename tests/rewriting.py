"""A knowledge base with one thing written otherwise in its files, for what is ground from the start to be compared with."""

from __future__ import annotations

import shutil
from pathlib import Path

from osteo_asp.audit.mutants import Mutant
from osteo_asp.grounding.source import Source


def rewritten(source: Source, mutant: Mutant, folder: Path) -> Path:
    """A copy of the knowledge base in a folder, with a mutant in its place."""
    copy = folder / "kb"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source.folder, copy)
    if mutant.part == "header":
        header = source.headers[mutant.index]
        path = copy / header.file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        written = lines[header.line - 1]
        lines[header.line - 1] = mutant.mutated + "  " + written[written.index("«") :]
        path.write_text("".join(lines), encoding="utf-8")
        return copy
    rules = source.dynamic if mutant.part == "rule" else source.static
    file, first, column, last, end = rules[mutant.index].span
    path = copy / file
    lines_ = path.read_bytes().splitlines(keepends=True)
    before, after = lines_[first - 1][: column - 1], lines_[last - 1][end - 1 :]
    lines_[first - 1 : last] = [before + mutant.mutated.encode() + after]
    path.write_bytes(b"".join(lines_))
    return copy
