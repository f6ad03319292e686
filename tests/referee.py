"""The referee: plain clingo on the files of a knowledge base, ground anew for each patient. Nothing of the package is used.

A knowledge base that is not made for a plain run is helped as kb/README.md says: the flowchart's `patient.lp` beside it,
and the decision.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import clingo

STATEMENTS = {
    "indication", "indicated", "option", "first_choice", "line", "considered", "proposed", "favoured", "against",
    "closed", "duty", "switch_reason", "silent", "conflict",
}  # fmt: skip
"""The predicates of what a guideline says of a patient."""

_PATIENT = Path(__file__).parent.parent / "kb" / "patient.lp"
_DECISION = "{ decision(A, D) : option(A, D) } = 1 :- option(B, E). #show decision/2."

Status = Literal["yes", "no", "unknown"]


def control(kb: Path, facts: str, *arguments: str) -> clingo.Control:
    """A fresh control with the knowledge base and one patient, ground."""
    made = clingo.Control(["--warn=none", *arguments])
    for file in sorted(kb.glob("*.lp")):
        made.load(str(file))
    if not (kb / _PATIENT.name).exists():
        made.load(str(_PATIENT))
        made.add(_DECISION)
    made.add(facts)
    made.ground()
    return made


def statements(kb: Path, facts: str) -> set[str]:
    """Everything that holds in the first answer set; of a complete patient, in the only one."""
    found: list[set[str]] = []
    control(kb, facts).solve(
        on_model=lambda model: found.append(
            {str(symbol) for symbol in model.symbols(atoms=True) if symbol.name in STATEMENTS}
        )
    )
    return found[0]


def consequences(kb: Path, facts: str) -> tuple[set[str], set[str]]:
    """What holds in some answer set (brave), and what in every one (cautious), of all that rules derive of a patient."""
    found = []
    for mode in ("brave", "cautious"):
        atoms: set[str] = set()
        made = control(kb, facts + _shown(kb), "0", f"--enum-mode={mode}")
        with made.solve(yield_=True) as handle:
            for model in handle:  # every model adds to the consequences, or takes from them
                atoms = {str(one) for one in model.symbols(shown=True) if one.name != "decision"}
            assert handle.get().satisfiable
        found.append(atoms)
    return found[0], found[1]


def status(atom: str, brave: set[str], cautious: set[str]) -> Status:
    """`yes` in every answer set, `no` in none, else `unknown`."""
    return "yes" if atom in cautious else "unknown" if atom in brave else "no"


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


@cache
def _shown(kb: Path) -> str:
    """What there is to say of a patient, for clingo to show; the values of what is not recorded are too many."""
    made = control(kb, "")
    signatures = {(name, arity) for name, arity, _ in made.symbolic_atoms.signatures}
    hidden = {("patient", 2), ("decision", 2), ("label", 3), ("cite", 2)}
    return "#show." + "".join(f"#show {name}/{arity}." for name, arity in sorted(signatures - hidden))
