"""The solver: questions to the ground program about one patient, over every completion of the unknown facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any, Literal

from clingo import Symbol

from ..structure import Struct
from ..vocabulary.patient import Patient, contradiction
from ..vocabulary.terms import Atom
from .program import GroundProgram, atom_of

__all__ = ["Consequences", "Solver"]


class Consequences(Struct):
    """What follows for a patient.

    Attributes:
        brave: the statements that hold in some completion of the unknown facts.
        cautious: the statements that hold in every one.
    """

    brave: frozenset[Atom]
    cautious: frozenset[Atom]

    def status(self, statement: Atom) -> Literal["yes", "no", "unknown"]:
        """`yes` in every completion, `no` in none, else `unknown`."""
        if statement in self.cautious:
            return "yes"
        return "unknown" if statement in self.brave else "no"


class Solver:
    """Answers by assumptions on the one ground program; nothing is grounded again."""

    def __init__(self, program: GroundProgram) -> None:
        self.program = program
        self._atoms: dict[Symbol, Atom] = {}
        self._lock = Lock()  # clingo answers one question at a time; threads take turns
        self._solve: Any = program.control.configuration.solve  # its attributes are made at run time
        self._impossible = dict(program.atoms("impossible", 1))
        self._possible = [-atom for atom in self._impossible.values()]

    def consequences(self, patient: Patient, readings: Mapping[str, str]) -> Consequences:
        """What holds in some, and what in every completion of the unknown facts."""
        fixed = self.program.literals(patient, readings) + self._possible
        with self._lock:
            return Consequences(self._shown("brave", fixed), self._shown("cautious", fixed))

    def check(self, patient: Patient) -> None:
        """Check that some completion of the unknown facts is possible.

        Raises:
            InputError: none is; the message names the facts that exclude each other, and why.
        """
        if not self._impossible:
            return
        program = self.program
        words = {atom: partial(program.legend.words, atom) for atom in self._impossible}

        def possible(facts: Collection[str], barred: Collection[Atom]) -> bool:
            held = ((name, patient.value(program.vocabulary, name)) for name in facts)
            fixed = [
                program.inputs["patient", name][program.key(name, value)] for name, value in held if value is not None
            ]
            return self._satisfiable([*fixed, *(-self._impossible[atom] for atom in barred)])

        with self._lock:
            found = contradiction(program.vocabulary, patient, words, possible)
        if found is not None:
            raise found

    def settled(self, patient: Patient, facts: Iterable[str]) -> frozenset[str]:
        """The unknown yes/no facts and choices that what is recorded already settles."""
        if not self._impossible:
            return frozenset()
        fixed = self.program.literals(patient, {}) + self._possible
        with self._lock:
            return frozenset(
                name
                for name in facts
                if not self.program.vocabulary.facts[name].numeric
                and sum(self._satisfiable([*fixed, atom]) for atom in self.program.inputs["patient", name].values())
                == 1
            )

    def firing(self, patient: Patient, readings: Mapping[str, str], rules: Iterable[int]) -> frozenset[int]:
        """Which of these rules fire, with some binding of their variables, in every completion."""
        fixed = self.program.literals(patient, readings) + self._possible
        silent = {rule: [-atom for atom in self.program.firings.get(rule, ())] for rule in rules}
        with self._lock:
            return frozenset(rule for rule, atoms in silent.items() if not self._satisfiable([*fixed, *atoms]))

    def _satisfiable(self, assumptions: Sequence[int]) -> bool:
        self._solve.enum_mode, self._solve.models = "auto", 1
        try:
            return bool(self.program.control.solve(assumptions=assumptions).satisfiable)
        finally:
            self._solve.models = 0

    def _shown(self, mode: str, assumptions: Sequence[int]) -> frozenset[Atom]:
        control = self.program.control
        self._solve.enum_mode = mode
        with control.solve(assumptions=assumptions, yield_=True) as handle:
            for _ in handle:  # every model adds to the consequences, or takes from them; the last one has them
                pass
            last = handle.last()
            return frozenset(self._atom(symbol) for symbol in last.symbols(shown=True)) if last else frozenset()

    def _atom(self, symbol: Symbol) -> Atom:
        known = self._atoms.get(symbol)
        if known is None:
            known = self._atoms[symbol] = atom_of(symbol)
        return known
