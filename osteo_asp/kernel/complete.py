"""Complete patients: the ground rules as they stand, as gates, without what adds nothing to them.

Of a patient of whom everything is known the rules can be evaluated one after the other, which takes a fifth of the
operations of the diagrams. The diagrams say what can be left out: what never holds, what is the same as something
else, and every part of a body without which the same statement holds of the same patients. Where that would take
larger diagrams than it is worth, the bodies stay as they are, so that the time grows with the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..vocabulary.terms import Atom
from .circuit import FALSE, TRUE, CircuitBuilder, Gate, reached

BUDGET: Final = 1 << 13
"""How much work the simplification of one gate may be: its parts, times the nodes of their diagrams."""


class Complete:
    """Puts statements, as the rules derive them under some readings, into a circuit."""

    def __init__(self, space: Space, restricted: Callable[[Diagram], Diagram], circuit: CircuitBuilder) -> None:
        """Take what is left of a diagram under the readings from whoever has it already."""
        self._space = space
        self._restricted = restricted
        self._circuit = circuit
        self._gates: dict[Diagram, Gate] = {NEVER: FALSE, ALWAYS: TRUE}
        self._where: dict[Gate, Diagram] = {FALSE: NEVER, TRUE: ALWAYS}
        self._sizes: dict[Diagram, int] = {NEVER: 0, ALWAYS: 0}
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
            where = self._restricted(self._space.holds(program.names[atom])) if atom in program.names else NEVER
            if where not in self._gates:
                if atom in program.circles:
                    self._of(where)
                else:
                    self._keep(self._simplified(list(self._bodies(atom)), where), where)
            self._atoms[atom] = self._gates[where]
        return self._atoms[literal]

    def some(self, terms: Iterable[Iterable[Gate]]) -> Gate:
        """The gate that is true where all gates of some term are, made of as few of them as is found out at once."""
        bodies = [list(dict.fromkeys(term)) for term in terms]
        where = self._any(bodies) if self._affordable(bodies) else None
        if where is None:
            return self._circuit.some(bodies)
        if where not in self._gates:
            self._keep(self._simplified(bodies, where), where)
        return self._gates[where]

    def _simplified(self, bodies: list[list[Gate]], where: Diagram) -> Gate:
        """The gate of some bodies that hold there, without what they need not."""
        if self._affordable(bodies):
            self._shorten(bodies, where)
            bodies = self._fewer(bodies, where)
        return self._circuit.some(bodies)

    def _shorten(self, bodies: Iterable[list[Gate]], where: Diagram) -> None:
        """Take out of bodies what they need not ask, since they hold there and nowhere else."""
        diagrams = self._space.diagrams
        never = diagrams.neg(where)
        for body in bodies:
            for gate in tuple(body):
                rest = [other for other in body if other != gate]
                holds = self._all(rest)
                if holds is not None and not diagrams.meets(holds, never):
                    body[:] = rest

    def _fewer(self, bodies: list[list[Gate]], where: Diagram) -> list[list[Gate]]:
        """The bodies without those that hold only where others do."""
        diagrams, after = self._space.diagrams, [NEVER]
        for body in bodies[:0:-1]:
            holds = self._any((body,), after[-1])
            if holds is None:
                return bodies
            after.append(holds)
        kept: list[list[Gate]] = []
        before = NEVER
        for body, later in zip(bodies, reversed(after), strict=True):
            if diagrams.disj(before, later) != where:
                found = self._any((body,), before)
                if found is None:
                    return bodies
                kept.append(body)
                before = found
        return kept

    def _any(self, bodies: Iterable[Iterable[Gate]], found: Diagram = NEVER) -> Diagram | None:
        """Where some body holds, or what is there already does; None where that is not worth its diagram."""
        for body in bodies:
            holds = self._all(body)
            if holds is None or self._size(found) * self._size(holds) > BUDGET:
                return None
            found = self._space.diagrams.disj(found, holds)
        return found

    def _all(self, gates: Iterable[Gate]) -> Diagram | None:
        """Where all gates are true; None where that is not worth its diagram."""
        found = ALWAYS
        for gate in gates:
            if self._size(found) * self._size(self._where[gate]) > BUDGET:
                return None
            found = self._space.diagrams.conj(found, self._where[gate])
        return found

    def _affordable(self, bodies: Iterable[Iterable[Gate]]) -> bool:
        gates = [gate for body in bodies for gate in body]
        if not all(gate in self._where for gate in gates):
            return False
        return len(gates) * sum(self._size(self._where[gate]) for gate in gates) <= BUDGET

    def _size(self, diagram: Diagram) -> int:
        if diagram not in self._sizes:
            self._sizes[diagram] = len(reached([diagram], self._space.diagrams.children, (NEVER, ALWAYS)))
        return self._sizes[diagram]

    def _below(self, atom: int) -> Iterable[int]:
        """The atoms whose gates the gate of an atom is made of."""
        program = self._space.program
        if atom in program.circles:
            return ()
        return (abs(other) for rule in program.ground_rules.get(atom, ()) for other in rule.body)

    def _bodies(self, atom: int) -> Iterable[list[Gate]]:
        for rule in self._space.program.ground_rules.get(atom, ()):
            body = [self._of(self._restricted(self._space.variables.literal(*one))) for one in rule.inputs]
            body += [self._atoms[one] if one > 0 else -self._atoms[-one] for one in rule.body]
            yield list(dict.fromkeys(body))

    def _of(self, where: Diagram) -> Gate:
        if where not in self._gates:
            self._keep(self._circuit.diagram(where), where)
        return self._gates[where]

    def _keep(self, gate: Gate, where: Diagram) -> None:
        never = self._space.diagrams.neg(where)
        for one, diagram in ((gate, where), (-gate, never)):
            self._gates.setdefault(diagram, one)
            self._where.setdefault(one, diagram)
