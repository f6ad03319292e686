"""The contract between the rules and Python: every predicate that a knowledge base may use, its arguments, its roles.

No predicate's name and no argument's position stands anywhere else.
"""

from __future__ import annotations

from typing import Any, Final

from .terms import Atom, Term

__all__ = ["PREDICATES", "Predicate", "predicate_of"]


class Predicate:
    """A predicate, and what the package makes of it.

    Attributes:
        name: its name in the rules.
        arguments: what its arguments are.
        roles: what its atoms are for: `decides`, `listed` (told of every patient), `reason` (for or against an
            option), `labelled` and `cited` (must have words, must have a box), `followed` (what follows from the
            reasons: a rule that changes none of these is redundant).
    """

    __slots__ = ("_position", "arguments", "name", "roles")

    def __init__(self, name: str, *arguments: str, roles: str = "") -> None:
        self.name = name
        self.arguments = arguments
        self.roles = frozenset(roles.split())
        self._position = {argument: number for number, argument in enumerate(arguments, 1)}

    def __call__(self, *values: Term) -> Atom:
        """The atom with these arguments."""
        return (self.name, *values)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})"

    @property
    def signature(self) -> tuple[str, int]:
        """Name and arity."""
        return self.name, len(self.arguments)

    def matches(self, atom: Atom) -> bool:
        """Whether an atom is one of this predicate."""
        return bool(atom[0] == self.name and len(atom) == len(self.arguments) + 1)

    def get(self, atom: Atom, argument: str) -> Any:
        """One argument of an atom of this predicate, by its name."""
        return atom[self._position[argument]]

    def has(self, argument: str) -> bool:
        """Whether it has an argument of this name."""
        return argument in self._position


INDICATED: Final = Predicate("indicated", roles="decides labelled cited followed")
INDICATION: Final = Predicate("indication", "reason", roles="listed labelled cited")
OPTION: Final = Predicate("option", "action", "drug", roles="decides followed")
FIRST_CHOICE: Final = Predicate("first_choice", "drug", roles="decides followed")
LINE: Final = Predicate("line", "drug", "number", roles="followed")
CONSIDERED: Final = Predicate("considered", "action", "drug", roles="followed")
PROPOSED: Final = Predicate("proposed", "action", "drug", "reason", roles="reason labelled cited")
FAVOURED: Final = Predicate("favoured", "drug", "reason", roles="reason labelled cited followed")
AGAINST: Final = Predicate("against", "action", "drug", "reason", roles="reason labelled cited")
CLOSED: Final = Predicate("closed", "action", "drug", "reason", roles="reason labelled cited")
DUTY: Final = Predicate("duty", "reason", roles="listed followed")
OCCASION: Final = Predicate("duty", "reason", "occasion", roles="labelled cited")
SWITCH_REASON: Final = Predicate("switch_reason", "reason", roles="listed labelled cited followed")
SILENT: Final = Predicate("silent", "reason", roles="listed labelled cited followed")
CONFLICT: Final = Predicate("conflict", "reason", roles="decides listed labelled cited followed")
IMPOSSIBLE: Final = Predicate("impossible", "reason", roles="labelled")
DEFECT: Final = Predicate("defect", "reason", roles="labelled cited")

STATEMENTS: Final = (
    *(INDICATION, INDICATED, OPTION, FIRST_CHOICE, LINE, CONSIDERED, PROPOSED, FAVOURED, AGAINST, CLOSED),
    *(DUTY, OCCASION, SWITCH_REASON, SILENT, CONFLICT),
)
"""What a guideline can say of a patient. A knowledge base derives those that it needs."""

PREDICATES: Final = {predicate.signature: predicate for predicate in (*STATEMENTS, IMPOSSIBLE, DEFECT)}
"""Every predicate that rules derive and the package reads, by name and arity."""


def predicate_of(atom: Atom) -> Predicate | None:
    """The predicate of an atom; None for one that the package knows nothing of."""
    return PREDICATES.get((atom[0], len(atom) - 1))
