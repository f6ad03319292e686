"""The form: a model written down, named by what it was made from, so that it is made once and never stale.

The name is a BLAKE2b hash of the knowledge base's files and of the code that compiles them. JSON and flat arrays: safe
to read, and the same on every machine. What answers need stands first; rules and ground rules, which only explanations
and the audit need, are read when they are asked for.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from .diagrams.forest import Forest
from .diagrams.variables import Variables
from .grounding.files import rule_files
from .grounding.ground_rules import GroundRule
from .grounding.program import Body, GroundProgram
from .grounding.rules import Comparison, Literal, Rule
from .model import Model, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Origin", "cache_folder", "compile_form", "key_of", "model_of", "read_form", "write_form"]

try:
    from _blake2 import blake2b  # as hashlib has it, which takes longer to import than all files to read
except ImportError:
    from hashlib import blake2b

_MAGIC: Final = b"osteo-asp form 1\n"
"""The version of the form: what follows is a line of lengths, then as many bytes of each part."""

_CODE: Final = ("diagrams", "form.py", "grounding", "model.py", "structure.py", "vocabulary")
"""The code on which a form depends."""

_HERE: Final = os.path.dirname(os.path.abspath(__file__))


def model_of(folder: str) -> Model:
    """The model of the knowledge base in a folder: read where it has been written down, else compiled.

    Raises:
        KnowledgeBaseError: the knowledge base breaks a rule of the house.
    """
    return compile_form(folder)[0]


class Origin:
    """Where a model came from.

    Attributes:
        key: the name of the form.
        path: the file that it was read from, or written to; None where it could not be kept.
        fresh: whether it was compiled now.
    """

    def __init__(self, key: str, path: str | None, fresh: bool) -> None:
        self.key, self.path, self.fresh = key, path, fresh


def compile_form(folder: str, out: str | None = None) -> tuple[Model, Origin]:
    """The model of a knowledge base, and where it came from.

    Args:
        folder: where the knowledge base stands.
        out: a file to write the form to; without it, the user's cache.

    Raises:
        KnowledgeBaseError: the knowledge base breaks a rule of the house.
        OSError: `out` cannot be written.
    """
    key = key_of(folder)
    cache = cache_folder()
    places = [os.path.join(place, f"{key}.form") for place in (os.path.join(_HERE, "forms"), cache) if place]
    for place in places:
        try:
            model = read_form(place, folder)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            continue  # absent, or not what it should be: it is made anew
        if out is not None:
            write_form(model, out)
        return model, Origin(key, out or place, False)
    from pathlib import Path

    from .grounding.grounder import ground  # here, for what is read needs no clingo

    model = compiled(ground(Path(folder)))
    path = out or (places[-1] if cache else None)
    if out is not None:
        write_form(model, out)
    elif path is not None:
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write_form(model, path)
        except OSError:
            path = None  # read only, or full: then it stays in memory
    return model, Origin(key, path, True)


def key_of(folder: str) -> str:
    """The name of the form of a knowledge base.

    Raises:
        KnowledgeBaseError: its files cannot be read.
    """
    digest = blake2b(_MAGIC, digest_size=20)
    for name, content in (*_code(), *rule_files(folder).items()):
        digest.update(f"{len(name)} {name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _code() -> Iterable[tuple[str, bytes]]:
    """The files of the code that a form depends on."""
    for part in _CODE:
        path = os.path.join(_HERE, part)
        names = [part] if part.endswith(".py") else [f"{part}/{name}" for name in sorted(os.listdir(path))]
        for name in names:
            if name.endswith((".py", ".lp")):
                with open(os.path.join(_HERE, name), "rb") as file:
                    yield name, file.read()


def cache_folder() -> str | None:
    """Where the user's caches are; None where the user has no home."""
    environment = os.environ
    if environment.get("XDG_CACHE_HOME"):
        base = environment["XDG_CACHE_HOME"]
    elif sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
    else:
        home = os.path.expanduser("~")
        caches = os.path.join("Library", "Caches") if sys.platform == "darwin" else ".cache"
        base = "" if home == "~" else os.path.join(home, caches)
    return os.path.join(base, "osteo-asp") if os.path.isabs(base) else None


def write_form(model: Model, path: str) -> None:
    """Write a model down. It is written beside its place and then renamed, so nobody reads half of it.

    Raises:
        OSError: it cannot be written.
    """
    program, number = model.program, model.variables.index
    light = {
        "declarations": [[name, arity, rows] for (name, arity), rows in program.declarations.items()],
        "inputs": [[*name, values] for name, values in program.inputs.items()],
        "order": model.variables.inputs,
        "cuts": {name: cells.cuts for name, cells in program.cells.items()},
        "headed": [[atom, boxes] for atom, boxes in program.headed.items()],
        "statements": [[atom, *roots, program.position(atom)[0]] for atom, roots in model.statements.items()],
        "possible": model.possible,
    }
    heavy = {
        "rules": [_written(rule) for rule in program.rules],
        "ground_rules": [
            [rule.rule, head, [[number[name], sorted(values, key=str)] for name, values in rule.inputs], rule.body]
            for head, rules in program.ground_rules.items()
            for rule in rules
        ],
        "names": [[one, atom, model.roots[one]] for one, atom in program.names.items()],
    }
    parts = [json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode() for part in (light, heavy)]
    parts += model.forest.written()
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.write(_MAGIC + " ".join(str(len(part)) for part in parts).encode() + b"\n" + b"".join(parts))
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def read_form(path: str, folder: str) -> Model:
    """Read a model that was written down.

    Args:
        path: the file.
        folder: the knowledge base that it is of.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError, TypeError, IndexError: it is not what it should be.
    """
    with open(path, "rb") as file:
        content = file.read()
    start = content.index(b"\n", len(_MAGIC)) + 1
    lengths = [int(length) for length in content[len(_MAGIC) : start].split()]
    if not content.startswith(_MAGIC) or len(lengths) != 5 or start + sum(lengths) != len(content):
        raise ValueError("not a form of this version")
    parts = []
    for length in lengths:
        parts.append(content[start : start + length])
        start += length
    light = json.loads(parts[0])
    inputs = {(kind, name): tuple(values) for kind, name, values in light["inputs"]}
    order = [(kind, name) for kind, name in light["order"]]
    rest = _Rest(parts[1], order)
    statements = {_term(atom): (holds, fails) for atom, holds, fails, _ in light["statements"]}
    program = GroundProgram(
        folder=folder,
        declarations={
            (name, arity): tuple([tuple([_term(one) for one in row]) for row in rows])
            for name, arity, rows in light["declarations"]
        },
        inputs=inputs,
        statements=list(statements),
        headed={_term(atom): tuple(boxes) for atom, boxes in light["headed"]},
        cuts=light["cuts"],
        body=rest.body,
    )
    program.positions = {
        atom: (box, number)
        for number, (atom, (*_, box)) in enumerate(zip(statements, light["statements"], strict=True))
    }
    variables = Variables.of_program(order, program)
    forest = Forest.read([len(values) for values in variables.values], parts[2], parts[3], parts[4])
    return Model(program, variables, forest, rest.roots, light["possible"], statements)


class _Rest:
    """What only explanations and the audit need, read when it is asked for."""

    def __init__(self, content: bytes, inputs: list[tuple[str, str]]) -> None:
        self._content, self._inputs = content, inputs

    @cached_property
    def _heavy(self) -> Any:
        return json.loads(self._content)

    def roots(self) -> Mapping[int, int]:
        return {number: root for number, _, root in self._heavy["names"]}

    def body(self) -> Body:
        heavy = self._heavy
        ground_rules: dict[int, list[GroundRule]] = {}
        for rule, head, inputs, body in heavy["ground_rules"]:
            conditions = tuple([(self._inputs[number], frozenset(values)) for number, values in inputs])
            ground_rules.setdefault(head, []).append(GroundRule(rule, head, conditions, tuple(body)))
        return Body(
            tuple(map(_rule, heavy["rules"])),
            ground_rules,
            {number: _term(atom) for number, atom, _ in heavy["names"]},
        )


def _term(written: Any) -> Any:
    """A term as it was: what JSON has as a list is a tuple."""
    return tuple([_term(one) for one in written]) if written.__class__ is list else written


def _written(rule: Rule) -> list[object]:
    return [
        rule.text,
        rule.heads,
        [[literal.text, literal.signatures] for literal in rule.body],
        [[one.fact, one.variable, one.numbers] for one in rule.comparisons],
        rule.uses,
        rule.readings,
        rule.span,
        rule.boxes,
    ]


def _rule(written: list[Any]) -> Rule:
    text, heads, body, comparisons, uses, readings, span, boxes = written
    return Rule(
        text,
        None,
        _term(heads),
        tuple(Literal(None, literal, _term(signatures)) for literal, signatures in body),
        tuple(Comparison(fact, variable, tuple(numbers)) for fact, variable, numbers in comparisons),
        _term(uses),
        _term(readings),
        _term(span),
        tuple(boxes),
    )
