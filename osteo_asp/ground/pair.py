"""The pair: the ground program twice over, so that two completions of one patient can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from itertools import chain, combinations
from typing import TypeAlias

from clingo import Control
from clingo.backend import Backend

from ..patient import Patient
from ..terms import Atom
from .program import GroundProgram, exactly_one

__all__ = ["Pair"]


class Pair:
    """Two copies of the rules behind some options.

    For every fact there is an atom `same` that makes the two copies agree on it, and for every option an atom `differs`
    that holds where the first copy has the option and the second has not.
    """

    def __init__(self, program: GroundProgram, options: Iterable[Atom]) -> None:
        self._program = program
        self._bodies = _shortened(program.steps)
        impossible = [atom for _, atom in program.atoms("impossible", 1)]
        self._options = {option: program.statements[option] for option in options}
        cone = self._cone([*self._options.values(), *impossible])
        self._control = Control(["--models=0", "--project=project", "--enum-mode=brave"])
        with self._control.backend() as backend:
            self._copies = [_Copy(program, backend, cone, self._bodies) for _ in range(2)]
            first, second = self._copies
            self._same = {}
            for name in program.vocabulary.facts:
                same = self._same[name] = backend.add_atom()
                backend.add_rule([same], choice=True)
                for atom in program.inputs["patient", name].values():
                    backend.add_rule([], [same, first[atom], -second[atom]])
            self._differs = {}
            for option, atom in self._options.items():
                differs = self._differs[option] = backend.add_atom()
                backend.add_rule([differs], [first[atom], -second[atom]])
            backend.add_project(list(self._differs.values()))
        self._always = [-copy[atom] for copy in self._copies for atom in impossible]
        barred = self._cone(impossible)
        self._entangled = {
            name for name in program.vocabulary.facts if not barred.isdisjoint(program.inputs["patient", name].values())
        }

    @property
    def options(self) -> Set[Atom]:
        """The options that can be asked about."""
        return self._options.keys()

    def depends_on(
        self, patient: Patient, readings: Mapping[str, str], options: Collection[Atom], settled: Collection[int]
    ) -> dict[Atom, frozenset[str]]:
        """For each option, the smallest set of unknown facts whose values, whatever they are, settle it.

        A fact is in the set where two completions that differ in it alone differ in the option. Where every combination
        of the unknown facts is possible no other set is smaller. Where some may not be, for two unknown facts bear on
        what is impossible, the set is checked and, if need be, completed. Atoms that are `settled`, the same in every
        completion, pass nothing on.
        """
        fixed = self._program.literals(patient, readings)
        fixed = [*self._always, *(copy[atom] for copy in self._copies for atom in fixed)]
        unknown = patient.unknown(self._program.vocabulary)
        reached = self._cone((self._options[option] for option in options), settled)
        facts = [name for name in unknown if not reached.isdisjoint(self._program.inputs["patient", name].values())]
        needed: dict[Atom, set[str]] = {option: set() for option in options}
        for fact in facts:
            agree = [self._same[other] for other in unknown if other != fact]
            for option in self._differing([*fixed, *agree, -self._same[fact]], options):
                needed[option].add(fact)
        if len(self._entangled.intersection(unknown)) > 1:
            for option, settling in needed.items():
                settling.update(self._completion(fixed, option, settling, facts))
        return {option: frozenset(settling) for option, settling in needed.items()}

    def _differing(self, assumptions: Iterable[int], options: Iterable[Atom]) -> list[Atom]:
        """The options in which some pair of completions differs."""
        with self._control.solve(assumptions=list(assumptions), yield_=True) as handle:
            for _ in handle:
                pass
            last = handle.last()
            return [] if last is None else [option for option in options if last.is_true(self._differs[option])]

    def _completion(
        self, fixed: list[int], option: Atom, settling: Collection[str], facts: list[str]
    ) -> tuple[str, ...]:
        """The fewest facts that must join the settling ones before nothing else matters."""
        others = [name for name in facts if name not in settling]
        for size in range(len(others) + 1):
            for joined in combinations(others, size):
                agree = [self._same[name] for name in (*settling, *joined)]
                if not self._differing([*fixed, *agree, self._differs[option]], [option]):
                    return joined
        raise AssertionError("facts that are all known settle everything")

    def _cone(self, atoms: Iterable[int], settled: Collection[int] = ()) -> set[int]:
        """Every atom on which some of these depend, with themselves, but not beyond those that are settled."""
        cone: set[int] = set(settled)
        open_ = list(atoms)
        while open_:
            atom = open_.pop()
            if atom not in cone:
                cone.add(atom)
                open_ += [abs(literal) for body in self._bodies.get(atom, ()) for literal in body]
        return cone


_Bodies: TypeAlias = dict[int, list[tuple[int, ...]]]


def _shortened(steps: Iterable[tuple[int, tuple[int, ...]]]) -> _Bodies:
    """The bodies of every atom, where a body that is one atom with one body of its own gives way to that body."""
    bodies: _Bodies = {}
    for head, body in steps:
        bodies.setdefault(head, []).append(body)
    short: _Bodies = {}
    for head, alternatives in bodies.items():
        short[head] = []
        for body in alternatives:
            passed = {head}
            while len(body) == 1 and body[0] not in passed and len(bodies.get(body[0], ())) == 1:
                passed.add(body[0])
                body = bodies[body[0]][0]
            short[head].append(body)
    return short


class _Copy:
    """One copy of the rules in a cone: its atom, or literal, for every atom, or literal, of the original."""

    def __init__(self, program: GroundProgram, backend: Backend, cone: Collection[int], bodies: _Bodies) -> None:
        groups = [values.values() for values in program.inputs.values()]
        self._atoms = {atom: backend.add_atom() for atom in {*cone, *chain.from_iterable(groups)}}
        for group in groups:
            exactly_one(backend, [self[atom] for atom in group])
        for head in cone:
            for body in bodies.get(head, ()):
                backend.add_rule([self[head]], [self[literal] for literal in body])

    def __getitem__(self, literal: int) -> int:
        return self._atoms[literal] if literal > 0 else -self._atoms[-literal]
