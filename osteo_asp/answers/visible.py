"""The statements that make up an answer for one patient."""

from __future__ import annotations

from typing import Final

from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import PartialPatient, Space
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, Term

__all__ = ["DECISIVE", "OF_OPTIONS", "answer", "compared", "visible", "worded"]

DECISIVE: Final = ("indicated", "option", "first_choice", "conflict")
"""The predicates of statements that decide; all others give reasons, or what goes with it."""

OF_OPTIONS: Final = ("against", "closed", "proposed")
"""The predicates of reasons for and against an action with a drug."""

_OTHERS: Final = ("indication", "line", "switch_reason", "silent")


def answer(known: PartialPatient) -> dict[Atom, Diagram]:
    """The whole answer for a patient: its statements, those that decide first, with what is left of each.

    Reasons for and against count for the actions that the patient's state gives; duties by what they ask for.
    """
    statements = known.space.program.statements
    shown = {
        atom[1:]
        for atom in statements
        if atom[0] in ("option", "considered") and known.status(known.where(atom)) != "no"
    }
    found = [
        atom
        for atom in statements
        if compared(atom) or atom[0] == "favoured" or (atom[0] in OF_OPTIONS and atom[1:3] in shown)
    ]
    return {atom: known.where(atom) for atom in sorted(found, key=lambda one: one[0] not in DECISIVE)}


def visible(space: Space) -> dict[Atom, Diagram]:
    """Where an answer shows each statement.

    A reason of an option is shown where the option is possible, or the patient's state gives that action and nothing
    is possible with the drug.
    """
    diagrams, statements = space.diagrams, sorted(space.program.statements, key=space.program.position)
    options: dict[Term, list[Diagram]] = {}
    for atom in statements:
        if atom[0] == "option":
            options.setdefault(atom[2], []).append(space.holds(atom))
    shown = {atom[1:]: space.holds(atom) for atom in statements if atom[0] == "option"}
    free = {drug: diagrams.neg(diagrams.any_of(where)) for drug, where in options.items()}
    for atom in statements:
        if atom[0] == "considered":  # a drug with which nothing is possible is shown under the first such action
            left = free.get(atom[2], ALWAYS)
            here = diagrams.conj(space.holds(atom), left)
            shown[atom[1:]] = diagrams.disj(shown.get(atom[1:], NEVER), here)
            free[atom[2]] = diagrams.conj(left, diagrams.neg(here))
    seen = {}
    for atom in statements:
        if atom[0] in OF_OPTIONS:
            seen[atom] = diagrams.conj(space.holds(atom), shown.get(atom[1:3], NEVER))
        elif atom[0] != "considered":
            seen[atom] = space.holds(atom)
    return seen


def worded(atom: Atom, wording: Wording) -> str:
    """A statement in words; a reason of an option after the option that it is about."""
    words = wording.statement(atom)
    return f"{wording.statement(('option', *atom[1:3]))}: {words}" if atom[0] in OF_OPTIONS else words


def compared(atom: Atom) -> bool:
    """Whether two answers are compared in this statement: what they say, and not by which reasons of an option."""
    return atom[0] in DECISIVE or atom[0] in _OTHERS or (atom[0] == "duty" and len(atom) == 2)
