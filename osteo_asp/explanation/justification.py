"""The justification: from a statement down to recorded facts, every node following from its children by one rule.

Where a statement is certain, but by one rule in one case and by another in the next, the node follows by cases over one
unrecorded fact, and each case by rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..answers.results import Status
from ..diagrams.mdd import NEVER
from ..diagrams.partial import PartialPatient
from ..grounding.ground_rules import Cell, GroundRule, Input
from ..structure import replace
from ..vocabulary.contract import IMPOSSIBLE
from ..vocabulary.phrasing import Values, Wording
from ..vocabulary.terms import Atom, show
from .conditions import Conditions
from .tree import Node, Step
from .valuation import Domains, Valuation

_MOST_CASES = 16
"""How many cases a justification may have; more would pass a screen, and the facts that are enough stand for them."""


class _TooManyCasesError(Exception):
    """There are more cases than anybody would read."""


class Justifier:
    """Builds justifications for one patient."""

    def __init__(self, known: PartialPatient, wording: Wording, conditions: Conditions) -> None:
        self.known = known
        self.conditions = conditions
        self.program = known.space.program
        self.wording = wording
        self.domains = known.cells()
        self._whole = _Builder(self, self.domains, {})

    def node(self, statement: Atom) -> Node:
        """The justification of the status that a statement has."""
        atom = self.program.literals_of.get(statement)
        if statement in self.program.certain:
            return self._whole.bare(statement, "yes")
        if atom is None:  # no rule gives it, for any patient
            return self._whole.bare(statement, "no")
        status = self.known.status(self.known.where(statement))
        self._cases = 0
        try:
            return self._node(atom, self._whole, status, {})
        except _TooManyCasesError:
            return replace(self._whole.bare(statement, status), steps=(self._by_facts(statement, status),))

    def _node(self, atom: int, builder: _Builder, status: Status, cases: Mapping[Input, frozenset[Cell]]) -> Node:
        if status == "unknown" or builder.valuation.literal(atom) is not None:
            return builder.atom(atom)
        self._cases += 1
        if self._cases > _MOST_CASES:
            raise _TooManyCasesError
        name, parts = self._split(atom, builder)
        steps = []
        for part in parts:
            narrowed = {**cases, name: part}
            domains = self.known.cells(narrowed)
            if domains[name]:
                within = _Builder(self, domains, narrowed)
                child = self._node(atom, within, status, narrowed)
                case = within.input(name, part)
                steps.append(Step(None, None, case.text, status, (case, child)))
        return replace(builder.bare(self.program.names[atom], status), steps=tuple(steps))

    def _by_facts(self, statement: Atom, status: Status) -> Step:
        """The fewest facts that are enough, in place of cases that nobody would read."""
        variables, enough = (
            self.known.space.variables,
            self.conditions.enough(self.known.space.holds(statement), status),
        )
        facts = [
            self._whole.condition(
                variables.inputs[number][1], frozenset(variables.values[number][place] for place in places)
            )
            for number, places in enough.items()
        ]
        return Step(None, None, None, status, tuple(facts))

    def _split(self, atom: int, builder: _Builder) -> tuple[Input, list[frozenset[Cell]]]:
        """The unknown input whose cases leave the least open, and its values in groups that the rules treat alike."""
        asked = self._asked(atom, builder.valuation)
        best: tuple[float, int, Input, list[frozenset[Cell]]] | None = None
        for name, regions in asked.items():
            groups: dict[tuple[bool, ...], set[Cell]] = {}
            for value in self.program.inputs[name]:
                if value in builder.domains[name]:
                    groups.setdefault(tuple(value in region for region in regions), set()).add(value)
            parts = [frozenset(group) for group in groups.values()]
            open_ = sum(
                Valuation(self.program, {**builder.domains, name: part}).literal(atom) is None for part in parts
            )
            candidate = (open_ / len(parts), len(parts), name, parts)
            if len(parts) > 1 and (best is None or candidate[:2] < best[:2]):
                best = candidate
        if best is None:
            raise AssertionError("what is certain is decided when every input is")
        return best[2], best[3]

    def _asked(self, atom: int, valuation: Valuation) -> dict[Input, list[frozenset[Cell]]]:
        """The unknown inputs that an undecided atom asks, with the values that rules ask for."""
        asked: dict[Input, list[frozenset[Cell]]] = {}
        waiting, seen = [atom], {atom}
        while waiting:
            for rule in self.program.ground_rules.get(waiting.pop(), ()):
                if valuation.rule(rule) is None:
                    for name, values in rule.inputs:
                        if valuation.input(name, values) is None:
                            asked.setdefault(name, []).append(values)
                    more = [abs(one) for one in rule.body if valuation.literal(one) is None and abs(one) not in seen]
                    seen.update(more)
                    waiting += more
        return asked


class _Builder:
    """Builds nodes where the inputs have these domains."""

    def __init__(self, justifier: Justifier, domains: Domains, cases: Mapping[Input, frozenset[Cell]]) -> None:
        self.justifier = justifier
        self.program = justifier.program
        self.wording = justifier.wording
        self.domains = domains
        self.cases = cases
        self.valuation = Valuation(self.program, domains)
        self._nodes: dict[int, Node] = {}
        self._open: set[int] = set()
        self._inputs: dict[tuple[Input, frozenset[Cell]], Node] = {}

    def bare(self, statement: Atom, status: Status) -> Node:
        """The node of a statement without anything below it."""
        legend, words, claim = self.wording.legend, self.wording.label(statement), None
        if status == "no":
            claim = None if legend.absence(statement, self.wording.language) else words
            words = self.wording.absence(statement)
        return Node(show(statement), "statement", status, words, legend.cited(statement), claim=claim)

    def atom(self, atom: int) -> Node:
        """The node of an atom, with everything below it."""
        found = self._nodes.get(atom)
        if found is not None:
            return found
        status = _status(self.valuation.literal(atom))
        node = self.bare(self.program.names[atom], status)
        if atom in self._open:  # what hangs on itself alone: false, and nothing more to say
            return node
        self._open.add(atom)
        rules = self.program.ground_rules.get(atom, ())
        valued = [(rule, _status(self.valuation.rule(rule))) for rule in rules]
        shown = [(rule, value) for rule, value in valued if value == status]
        steps = tuple(self._step(rule, value) for rule, value in shown)
        elsewhere = bool(steps) and all(step.elsewhere for step in steps)
        node = replace(node, steps=steps, elsewhere=elsewhere)
        self._open.discard(atom)
        self._nodes[atom] = node
        return node

    def input(self, name: Input, values: frozenset[Cell]) -> Node:
        """The node of a condition on an input."""
        key = (name, values)
        if key not in self._inputs:
            self._inputs[key] = self._fact(name, values) if name[0] == "patient" else self._reading(name, values)
        return self._inputs[key]

    def _step(self, rule: GroundRule, status: Status) -> Step:
        failing, source = status == "no", self.program.rules[rule.rule]
        because = [self.input(*one) for one in rule.inputs if not failing or self.valuation.input(*one) is False]
        literals = [one for one in rule.body if not failing or self.valuation.literal(one) is False]
        if not any(node.elsewhere for node in because):
            because += [self.atom(literal) for literal in literals if literal > 0]
        elsewhere = tuple(node for node in because if node.elsewhere)
        if elsewhere:  # no rule here, whatever the patient is like
            return Step(source.place, source.text, None, status, elsewhere)
        unless = tuple(self.atom(-literal) for literal in literals if literal < 0)
        return Step(source.place, source.text, None, status, tuple(because), unless)

    def _reading(self, name: Input, values: frozenset[Cell]) -> Node:
        chosen = self.domains[name]
        (option,) = chosen if len(chosen) == 1 else values
        question = self.wording.statement(("question", name[1]))
        text = self.wording.say("read_as", question=question, meaning=self.wording.meaning(name[1], str(option)))
        written = "|".join(map(str, values))
        status = _status(self.valuation.input(name, values))
        return Node(f"{name[1]}={written}", "reading", status, text, elsewhere=status == "no")

    def condition(self, fact: str, values: frozenset[Cell]) -> Node:
        """The node of a fact that has one of these values, told as they are and no narrower."""
        name = ("patient", fact)
        return Node(self._written(name, values), "fact", "yes", self._known(fact, values), finding=(fact, values))

    def _fact(self, name: Input, values: frozenset[Cell]) -> Node:
        status = _status(self.valuation.input(name, values))
        true_of = {"yes": values, "no": frozenset(self.program.inputs[name]) - values}.get(status)
        if true_of is None:
            text = self.wording.say("if_recorded", condition=self.wording.condition(name[1], values))
            return Node(self._written(name, values), "fact", status, text)
        return Node(
            self._written(name, values), "fact", status, self._known(name[1], true_of), finding=(name[1], true_of)
        )

    def _known(self, fact: str, true_of: Values) -> str:
        """What is known of a fact: that it has one of these values, and how it is known."""
        wording, name = self.wording, ("patient", fact)
        value = wording.patient.value(wording.vocabulary, fact)
        if value is None:
            found = wording.condition(fact, self.domains[name])
            if name in self.cases:
                return found
            return wording.say("implied", condition=found, reason=self._reasons(name))
        found = wording.finding(fact, true_of, value)
        if fact in wording.patient.recorded:
            return found
        key = "was_assumed" if fact in wording.patient.assumed else "by_absence"
        return wording.say(key, condition=found)

    def _reasons(self, name: Input) -> str:
        """Why a fact that nobody recorded can have no other value: the fewest impossibilities that bar all others."""
        known = self.justifier.known
        diagrams = known.space.diagrams
        other = frozenset(self.program.inputs[name]) - self.domains[name]
        narrowed = {**self.cases, name: other}
        region = diagrams.all_of(known.space.variables.literal(*one) for one in narrowed.items())
        barred = {term: known.where(term) for term in self.program.names.values() if IMPOSSIBLE.matches(term)}
        for term in tuple(barred):
            rest = [where for other_term, where in barred.items() if other_term != term]
            if diagrams.conj(region, diagrams.neg(diagrams.any_of(rest))) == NEVER:
                del barred[term]
        return "; ".join(self.wording.statement(term) for term in barred)

    def _written(self, name: Input, values: frozenset[Cell]) -> str:
        fact = self.wording.vocabulary.facts[name[1]]
        if not fact.numeric:
            return f"{fact.name}={'|'.join(str(value) for value in self.program.inputs[name] if value in values)}"
        intervals = self.wording.cells[fact.name].intervals([one for one in values if isinstance(one, int)])
        return " or ".join(interval.written(fact.name) for interval in intervals)


def _status(value: bool | None) -> Status:
    return "unknown" if value is None else "yes" if value else "no"
