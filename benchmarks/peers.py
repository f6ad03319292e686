"""One other tool that explains answer sets, asked about some patients; benchmarks/explanations.py runs it.

    python benchmarks/peers.py TOOL KB < questions.json > answers.json

With the Python of an environment in which the tool is installed. Nothing of the package is used. Each question is one
patient, as facts for plain clingo; each answer has the time of a fresh run of plain clingo, the time of the tool on the
same patient, and what the tool said.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import clingo
from clingo import ast

OPEN = """
{ recorded(F, (yes; no)) } = 1          :- absent(F, W), fact(F, yes_no).
{ recorded(F, V) : value(F, V) } = 1    :- absent(F, W), fact(F, choice).
{ recorded(F, Low..High) } = 1          :- absent(F, W), range(F, Low, High).
"""
"""What opens the facts of which an absent record says something, so that each of them may be anything too."""

EXPLANATIONS = 64
"""Of the alternative explanations of one answer set, how many are asked for where all are wanted."""

CORES = 500
"""How many minimal cores are asked for where all are wanted."""


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing on the standard output or error, whoever writes it."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept, nowhere = (os.dup(1), os.dup(2)), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for file in (*kept, nowhere):
            os.close(file)


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and the result."""
    start = time.perf_counter()
    result = run()
    return 1000 * (time.perf_counter() - start), result


def plain(files: list[Path], facts: str) -> None:
    """One patient in plain clingo, as in benchmarks/advise.py: a fresh control, the same files, every decision."""

    def note(model: clingo.Model) -> None:
        model.symbols(shown=True)

    control = clingo.Control(["0", "--project=show", "--warn=none"])
    for file in files:
        control.load(str(file))
    control.add(facts)
    control.ground()
    control.solve(on_model=note)


def statements(files: list[Path]) -> list[ast.AST]:
    """The statements of the files, without comments, which some tools cannot read."""
    found: list[ast.AST] = []
    for file in files:
        ast.parse_string(file.read_text(encoding="utf-8"), found.append)
    return [one for one in found if one.ast_type.name not in ("Comment", "Program")]


def xclingo(files: list[Path]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """One explanation of one option, timed; then explanations of everything that is asked about, for their edges."""
    from xclingo import XclingoControl  # type: ignore[import-not-found]
    from xclingo.extensions import load_xclingo_extension  # type: ignore[import-not-found]

    text = "\n".join(map(str, statements(files)))
    trace_all = load_xclingo_extension("autotrace_all.lp")

    def edges(facts: str, atoms: list[str], most: int) -> tuple[list[list[str]], bool]:
        control = XclingoControl(["1", "--warn=none"], n_explanations=str(most))
        control.extend_explainer("base", [], trace_all)
        shown = "\n".join(f"%!show_trace {{{atom}}}." for atom in atoms)
        control.add("base", [], f"{text}\n{facts}\n{shown}\n")
        control.ground([("base", [])])
        found: set[tuple[str, ...]] = set()
        count = 0
        for model in islice(control.solve(), 1):
            for graph in model.explain_model():
                count += 1
                pairs = (one.arguments[0] for one in graph.symbols(shown=True) if one.name == "_xclingo_edge")
                found.update(tuple(map(str, pair.arguments)) for pair in pairs)
        return sorted(map(list, found)), count < most

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        spent, (one, _) = timed(partial(edges, question["facts"], [question["option"]], 1))
        every, complete = edges(question["facts"], question["holding"], EXPLANATIONS)
        return {"time": spent, "edges": one, "every_edge": every, "complete": complete}

    return ask


def clingexplaid(files: list[Path]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """For each excluded option, one minimal core over the recorded facts, timed; then all of them."""
    from clingexplaid.preprocessors import (  # type: ignore[import-not-found]
        AssumptionPreprocessor,
        FilterSignature,
    )
    from clingexplaid.unsat import SubsetComputer  # type: ignore[import-not-found]

    def computer(facts: str, option: str) -> Any:
        control = clingo.Control(["--warn=none"])
        for file in files:
            control.load(str(file))
        facts_as_assumptions = AssumptionPreprocessor(control=control, filters=[FilterSignature("recorded", 2)])
        facts_as_assumptions.process(facts)
        control.add(f"{OPEN} :- not {option}.")
        control.ground()
        return SubsetComputer(control, facts_as_assumptions.assumptions)

    def one(facts: str, option: str) -> tuple[Any, Any]:
        made = computer(facts, option)
        return made, made.mus()

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        cores = {}
        spent = None
        for option in question["excluded"]:
            took, (made, first) = timed(partial(one, question["facts"], option))
            spent = took if spent is None else spent
            every = [sorted(core.symbol_strings) for core in islice(made.multiple(), CORES)]
            cores[option] = {"one": sorted(first.symbol_strings), "every": every, "complete": len(every) < CORES}
        return {"time": spent, "cores": cores}

    return ask


def dumbo_asp(files: list[Path]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """One explanation graph of one option, on those rules alone on which options depend.

    The tool takes rules only, does not write pools out (and then calls false what a pool gives), and expands over every
    value that an unrecorded measurement could have, which takes minutes. So it is given the rules without choices,
    pools written out, from which an option can follow: for a complete patient they give the same options.
    """
    from dumbo_asp.primitives.models import Model  # type: ignore[import-not-found]
    from dumbo_asp.primitives.programs import SymbolicProgram  # type: ignore[import-not-found]
    from dumbo_asp.queries import explanation_graph  # type: ignore[import-not-found]

    rules = [
        rule
        for one in statements(files)
        if one.ast_type == ast.ASTType.Rule and one.head.ast_type == ast.ASTType.Literal
        for rule in one.unpool()
        if rule.head.atom.ast_type == ast.ASTType.SymbolicAtom
    ]
    needed = {"option"}
    while True:
        asked = {
            literal.atom.symbol.name
            for rule in rules
            if rule.head.atom.symbol.name in needed
            for literal in rule.body
            if literal.atom.ast_type == ast.ASTType.SymbolicAtom
        }
        if asked <= needed:
            break
        needed |= asked
    text = "\n".join(str(rule) for rule in rules if rule.head.atom.symbol.name in needed)

    def explained(facts: str, option: str) -> Any:
        models: list[Any] = []

        def note(model: clingo.Model) -> None:
            models.append(Model.of_atoms(model.symbols(atoms=True)))

        program = SymbolicProgram.parse(f"{text}\n{facts}")
        control = clingo.Control(["1", "--warn=none"])
        control.add(f"{text}\n{facts}")
        control.ground()
        control.solve(on_model=note)
        return explanation_graph(program, models[0], program.herbrand_base, Model.of_atoms(option))

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        spent, graph = timed(partial(explained, question["facts"], question["option"]))
        atoms = [clingo.parse_term(str(atom)) for atom in graph]
        value = {str(atom.arguments[0].string): str(atom.arguments[1]) for atom in atoms if atom.name == "node"}
        links = [[one.string for one in atom.arguments[:2]] for atom in atoms if atom.name == "link"]
        holding = [link for link in links if value.get(link[0]) == "true" and link[1] != "None"]
        return {
            "time": spent,
            "holds": value.get(question["option"]) == "true",
            "edges": [link for link in holding if value.get(link[1]) == "true"],
            "absences": [link for link in holding if value.get(link[1]) == "false"],
        }

    return ask


TOOLS = {"xclingo": xclingo, "clingexplaid": clingexplaid, "dumbo-asp": dumbo_asp}


def main() -> None:
    """Ask one tool about every patient, and plain clingo beside it."""
    name, folder = sys.argv[1:]
    files = sorted(Path(folder).glob("*.lp"))
    questions = json.load(sys.stdin)
    answers = []
    with quiet():
        ask = TOOLS[name](files)
        for question in questions:
            beside, _ = timed(partial(plain, files, question["facts"]))
            answers.append({"plain": beside, **ask(question)})
    versions = {one: importlib.metadata.version(one) for one in (name, "clingo")}
    json.dump({"versions": versions, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
