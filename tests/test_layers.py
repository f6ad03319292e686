"""The parts of the package stand in one line, each knows only those below it, and no files depend on each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import osteo_asp

ROOT = Path(osteo_asp.__file__).parent

LINE = [
    "__main__", "cli", "__init__", "plot", "guideline", "render", "cohort", "kernel", "audit", "explanation", "answers",
    "form", "model", "diagrams", "grounding", "vocabulary", "reply", "views", "errors", "messages", "structure",
]  # fmt: skip
"""The parts, from top to bottom."""


def imports(path: Path) -> Iterator[Path]:
    """The files of the package that a file imports, wherever in it, and be it for types alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                file = next(one for one in (folder / f"{alias.name}.py", folder / alias.name / "__init__.py",
                                             folder.with_suffix(".py"), folder / "__init__.py") if one.is_file())  # fmt: skip
                yield file


GRAPH = {path: set(imports(path)) for path in ROOT.rglob("*.py")}


def part(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_import_between_parts_goes_down():
    upward = {
        (path.relative_to(ROOT).as_posix(), other.relative_to(ROOT).as_posix())
        for path, others in GRAPH.items()
        for other in others
        if LINE.index(part(other)) < LINE.index(part(path))
    }
    assert upward == set()


def test_no_files_import_each_other_in_a_circle():
    TopologicalSorter(GRAPH).prepare()
