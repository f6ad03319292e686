"""Complete patients: the ground rules as they stand, as gates, without what adds nothing to them.

Of a patient of whom everything is known the rules can be evaluated one after the other, which takes a fifth of the
operations of the diagrams. The diagrams say what can be left out: what never holds, what is the same as something
else, and every part of a body without which the same statement holds of the same patients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..vocabulary.terms import Atom
from .circuit import FALSE, TRUE, CircuitBuilder, Gate, reached

__all__ = ["Complete"]


class Complete:
    """Puts statements, as the rules derive them under some readings, into a circuit."""

    def __init__(self, space: Space, readings: Mapping[int, int], circuit: CircuitBuilder) -> None:
        self._space = space
        self._readings = readings
        self._circuit = circuit
        self._gates: dict[Diagram, Gate] = {NEVER: FALSE, ALWAYS: TRUE}
        self._where: dict[Gate, Diagram] = {FALSE: NEVER, TRUE: ALWAYS}
        self._atoms: dict[int, Gate] = {}
        components = space.program.components
        self._order = {atom: number for number, circle in enumerate(components) for atom in circle}

    def statement(self, statement: Atom) -> Gate:
        """The gate of a statement of the rules."""
        program = self._space.program
        if statement in program.certain:
            return TRUE
        literal = program.literals_of.get(statement)
        if literal is None:
            return FALSE
        for atom in sorted(reached([literal], self._below, self._atoms), key=self._order.__getitem__):
            if atom in program.circles:
                found = self._of(self._left(self._space.holds(program.names[atom])))
            else:
                found = self.some(self._bodies(atom))
            self._atoms[atom] = found
        return self._atoms[literal]

    def some(self, terms: Iterable[Iterable[Gate]]) -> Gate:
        """The gate that is true where all gates of some term are, made of as few of them as it can be."""
        diagrams = self._space.diagrams
        bodies = [list(dict.fromkeys(term)) for term in terms]
        where = diagrams.any_of(map(self._every, bodies))
        if where not in self._gates:
            never = diagrams.neg(where)
            for body in bodies:
                for gate in tuple(body):
                    rest = [other for other in body if other != gate]
                    if diagrams.conj(self._every(rest), never) == NEVER:
                        body[:] = rest
            after = [NEVER]
            for body in bodies[:0:-1]:
                after.append(diagrams.disj(self._every(body), after[-1]))
            kept: list[list[Gate]] = []
            before = NEVER
            for body, later in zip(bodies, reversed(after), strict=True):
                if diagrams.disj(before, later) != where:
                    kept.append(body)
                    before = diagrams.disj(before, self._every(body))
            self._keep(self._circuit.some(kept), where)
        return self._gates[where]

    def _below(self, atom: int) -> Iterable[int]:
        """The atoms whose gates the gate of an atom is made of."""
        program = self._space.program
        if atom in program.circles:
            return ()
        return (abs(other) for rule in program.ground_rules.get(atom, ()) for other in rule.body)

    def _bodies(self, atom: int) -> Iterable[Sequence[Gate]]:
        for rule in self._space.program.ground_rules.get(atom, ()):
            body = [self._of(self._left(self._space.variables.literal(*one))) for one in rule.inputs]
            body += [self._atoms[one] if one > 0 else -self._atoms[-one] for one in rule.body]
            yield body

    def _of(self, where: Diagram) -> Gate:
        if where not in self._gates:
            self._keep(self._circuit.diagram(where), where)
        return self._gates[where]

    def _keep(self, gate: Gate, where: Diagram) -> None:
        never = self._space.diagrams.neg(where)
        for one, diagram in ((gate, where), (-gate, never)):
            self._gates.setdefault(diagram, one)
            self._where.setdefault(one, diagram)

    def _every(self, gates: Iterable[Gate]) -> Diagram:
        return self._space.diagrams.all_of(self._where[gate] for gate in gates)

    def _left(self, diagram: Diagram) -> Diagram:
        return self._space.diagrams.restrict(diagram, self._readings)
