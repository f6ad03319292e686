"""Plain clingo on the knowledge base: what the package is compared with. Nothing of the package is used."""

from __future__ import annotations

from pathlib import Path

import clingo

STATEMENTS = {
    "indication", "indicated", "option", "first_choice", "line", "considered", "proposed", "favoured", "against",
    "closed", "duty", "switch_reason", "silent", "conflict",
}  # fmt: skip


def control(kb: Path, facts: str, *arguments: str) -> clingo.Control:
    """A fresh control with the knowledge base and one patient, ground."""
    made = clingo.Control(["--warn=none", *arguments])
    for file in sorted(kb.glob("*.lp")):
        made.load(str(file))
    made.add(facts)
    made.ground()
    return made


def statements(kb: Path, facts: str) -> set[str]:
    """Everything that holds in the first answer set."""
    found: list[set[str]] = []
    control(kb, facts).solve(
        on_model=lambda model: found.append(
            {str(symbol) for symbol in model.symbols(atoms=True) if symbol.name in STATEMENTS}
        )
    )
    return found[0]


def decisions(kb: Path, facts: str) -> tuple[set[str], bool]:
    """The decisions over all answer sets, and whether each answer set made at most one."""
    found: set[str] = set()
    single = True

    def note(model: clingo.Model) -> None:
        nonlocal single
        shown = [str(symbol) for symbol in model.symbols(shown=True)]
        single = single and len(shown) <= 1
        found.update(shown)

    control(kb, facts, "0", "--project=show").solve(on_model=note)
    return found, single
