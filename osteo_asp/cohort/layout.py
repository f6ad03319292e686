"""The layout: what is answered of every patient, and by which nodes of the circuit.

The columns follow from what the knowledge base can say; `docs/cohort.md` has them in a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..legend import identity
from ..terms import Atom, Term, show

if TYPE_CHECKING:
    from ..ground import GroundProgram

__all__ = ["Drug", "Layout", "Pair", "Reason", "Statement", "lay_out"]

_SHOWN: Final = ("indication", "duty", "switch_reason", "silent", "conflict")


@dataclass(frozen=True, slots=True)
class Pair:
    """The nodes that say whether a statement can hold, and whether it can fail."""

    holds: int
    fails: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the page can say of a patient.

    Attributes:
        column: the name of its column.
        id: its name in what it is said of.
        term: the statement.
        boxes: the boxes it rests on.
        pair: its nodes.
    """

    column: str
    id: str
    term: Atom
    boxes: tuple[str, ...]
    pair: Pair

    @property
    def atom(self) -> str:
        """The statement as the rules write it."""
        return show(self.term)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against a drug, by the action against which it stands."""

    id: str
    actions: tuple[tuple[str, Pair], ...]


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug, with everything that can be done with it, in the order of the page.

    Attributes:
        options: each action that can be possible.
        considered: each action under which the drug is shown where none is possible.
        against, closed: the reasons, as `Option.against` and `Option.closed` have them.
        first: that it is the first choice; None where it never is.
    """

    id: str
    options: tuple[tuple[str, Statement], ...]
    considered: tuple[tuple[str, Pair], ...]
    against: tuple[Reason, ...]
    closed: tuple[Reason, ...]
    first: Pair | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is answered.

    Attributes:
        indicated: whether treatment is indicated.
        indications: the indications.
        statements: the other statements that are shown of every patient.
        drugs: the drugs, in the order in which the knowledge base declares them.
        others: every statement there is, as the rules write it; only where all are asked for.
    """

    indicated: Statement
    indications: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    drugs: tuple[Drug, ...]
    others: tuple[Statement, ...] = ()

    @property
    def answers(self) -> tuple[Statement, ...]:
        """Everything of which the status is told of every patient."""
        return (self.indicated, *self.indications, *self.options, *self.statements, *self.others)

    @property
    def options(self) -> tuple[Statement, ...]:
        """Every action with a drug that can be possible."""
        return tuple(option for drug in self.drugs for _, option in drug.options)


def lay_out(program: GroundProgram, pair: Callable[[Atom], Pair], *, every: bool) -> Layout:
    """Lay out the answers of a knowledge base.

    Args:
        program: its ground program.
        pair: the nodes of a statement.
        every: whether to answer every single statement of the rules, too.
    """
    by_predicate: dict[str, list[Atom]] = {}
    for atom in sorted(program.statements, key=program.position):
        by_predicate.setdefault(atom[0], []).append(atom)

    def statement(column: str, atom: Atom, id_: str = "") -> Statement:
        return Statement(column, id_ or identity(atom), atom, program.legend.cited(atom), pair(atom))

    indications, statements = [], []
    for predicate in _SHOWN:
        # A duty is told once, whatever the occasion.
        atoms = list(dict.fromkeys(atom[:2] for atom in by_predicate.get(predicate, ())))
        if predicate == "indication":
            atoms.sort(key=list(program.statements).index)  # in the order in which `advise` tells them
        ids = _ids(atom[1] for atom in atoms)
        found = [statement(f"{predicate}_{ids[atom[1]]}", atom, ids[atom[1]]) for atom in atoms]
        if predicate == "indication":
            indications = found
        else:
            statements += found
    return Layout(
        indicated=statement("indicated", ("indicated",)),
        indications=tuple(indications),
        statements=tuple(statements),
        drugs=tuple(_drug(name, by_predicate, statement, pair) for name in _drugs(program, by_predicate)),
        others=tuple(statement(show(atom), atom) for atom in program.statements if every and len(atom) > 1),
    )


def _ids(terms: Iterable[Term]) -> dict[Term, str]:
    """The id of each term; the whole of it where two would have the same."""
    every = list(terms)
    often = Counter(identity(term) for term in every)
    return {term: identity(term) if often[identity(term)] == 1 else show(term) for term in every}


def _drugs(program: GroundProgram, atoms: dict[str, list[Atom]]) -> list[str]:
    declared = [drug for (drug,) in program.declared("drug", 1)]
    named = [atom[2] for name in ("option", "considered") for atom in atoms.get(name, ())]
    return [str(drug) for drug in dict.fromkeys((*declared, *named))]


def _drug(
    drug: str,
    atoms: dict[str, list[Atom]],
    statement: Callable[[str, Atom], Statement],
    pair: Callable[[Atom], Pair],
) -> Drug:
    def reasons(predicate: str) -> tuple[Reason, ...]:
        found: dict[str, list[tuple[str, Pair]]] = {}
        for atom in atoms.get(predicate, ()):
            if str(atom[2]) == drug:
                found.setdefault(identity(atom), []).append((str(atom[1]), pair(atom)))
        return tuple(Reason(name, tuple(actions)) for name, actions in found.items())

    options = [atom for atom in atoms.get("option", ()) if str(atom[2]) == drug]
    considered = [atom for atom in atoms.get("considered", ()) if str(atom[2]) == drug]
    first = next((atom for atom in atoms.get("first_choice", ()) if str(atom[1]) == drug), None)
    return Drug(
        id=drug,
        options=tuple((str(atom[1]), statement(f"option_{atom[1]}_{drug}", atom)) for atom in options),
        considered=tuple((str(atom[1]), pair(atom)) for atom in considered),
        against=reasons("against"),
        closed=reasons("closed"),
        first=None if first is None else pair(first),
    )
