"""The explainer: why, why not, why one and not the other, what if."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

from ..answers.readings import Dependence
from ..answers.results import Named, Recorded, Status
from ..answers.visible import answer, compared, worded
from ..diagrams.mdd import NEVER, Diagram
from ..messages import Language
from ..model import Model
from ..vocabulary.contract import OPTION
from ..vocabulary.facts import Value
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, parse_atom, show
from .conditions import Conditions
from .justification import Justifier
from .missing import missing
from .results import Compared, Comparison, Consequence, Difference, Explanation, Missing
from .targets import resolve
from .tree import Node, without_implied


class Explainer:
    """Explains the answers for one patient, under one choice of readings, in one language."""

    def __init__(self, model: Model, patient: Patient, readings: Mapping[str, str], language: Language) -> None:
        self.model = model
        self.patient = patient
        self.readings = readings
        self.wording = Wording.of(model.program, language, patient)
        self.known = model.about(patient, readings)
        self.space = self.known.space
        self.conditions = Conditions(self.known, self.wording)
        self.justifier = Justifier(self.known, self.wording, self.conditions)

    def why(self, target: str) -> Explanation:
        """Why a target has the status it has."""
        return self._explanation("why", target)

    def why_not(self, target: str) -> Explanation:
        """Why a target does not hold, and by what it would."""
        return self._explanation("why_not", target)

    def instead_of(self, one: str, other: str) -> Comparison:
        """Why one option is the answer and another is not, or comes later."""
        (first, _), (second, _) = resolve(one, self.known), resolve(other, self.known)
        where = {atom: self.space.holds(atom) for atom in (first, second)}
        statuses = {atom: self._status(one) for atom, one in where.items()}
        before, after = self._before(first, second), self._before(second, first)
        verdict: Literal["before", "after", "tied", "unranked", "neither", "unknown"]
        if self._status(before) == "yes":
            verdict = "before"
        elif self._status(after) == "yes":
            verdict = "after"
        elif set(statuses.values()) == {"no"}:
            verdict = "neither"
        elif "unknown" in (self._status(before), self._status(after), *statuses.values()):
            verdict = "unknown"
        else:
            verdict = "tied" if all(self._lines(atom) for atom in where) else "unranked"
        trees = [self.justifier.node(atom) for atom in (first, second)]
        against = [list(_blocks(tree)) + list(_unmet(tree)) for tree in trees]
        favour = [list(_supports(tree)) for tree in trees]
        if "no" not in statuses.values():
            favour = [[*nodes, *self._ranks(atom)] for nodes, atom in zip(favour, where, strict=True)]
        turned = before if verdict == "after" else after
        changes, fixed = ((), ()) if self._status(turned) == "yes" else self.conditions.changes(turned)
        return Comparison(
            **self._answer(),
            first=Compared(show(first), worded(first, self.wording), statuses[first]),
            second=Compared(show(second), worded(second, self.wording), statuses[second]),
            verdict=verdict,
            for_first=_only(favour[0], favour[1]),
            for_second=_only(favour[1], favour[0]),
            against_first=_only(against[0], against[1]),
            against_second=_only(against[1], against[0]),
            settling=self._settling(before, after) if verdict == "unknown" else (),
            changes=changes,
            fixed=fixed,
        )

    def what_if(self, after: Explainer) -> Difference:
        """What another patient's facts would change; `after` explains that patient under the same readings."""
        before = self
        names = [name for name in self.wording.vocabulary.facts if self._value(name) != after._value(name)]
        consequences = []
        for atom in sorted(self.space.program.statements, key=self.space.program.position):
            if compared(atom):
                old, new = before._status(self.space.holds(atom)), after._status(after.space.holds(atom))
                if old != new:
                    tree = after.justifier.node(atom)
                    because, gone = self._turned(after, before.justifier.node(atom), tree)
                    consequences.append(
                        Consequence(
                            id=show(atom),
                            text=after.wording.statement(atom),
                            boxes=_boxes(self.wording, atom, tree),
                            before=old,
                            after=new,
                            because=because,
                            gone=gone,
                        )
                    )
        return Difference(
            **self._answer(),
            changed=tuple(Recorded.of(after.wording, name) for name in names),
            was=tuple(Named(name, self.wording.value(name, self._value(name))) for name in names),
            consequences=tuple(consequences),
        )

    def missing(self, target: str | None = None, skip: Collection[str] = ()) -> Missing:
        """Which unrecorded facts a target, or the whole answer, still depends on; `skip` are not to be asked for."""
        atom = None if target is None else resolve(target, self.known)[0]
        answered = answer(self.known) if atom is None else {atom: self.known.where(atom)}
        return missing(self.known, self.wording, self._answer(), atom, answered, skip)

    def _explanation(self, question: Literal["why", "why_not"], target: str) -> Explanation:
        atom, also = resolve(target, self.known)
        where = self.space.holds(atom)
        status = self._status(where)
        tree = self.justifier.node(atom)
        dependence = Dependence(self.model, self.wording, self.readings, atom)
        asks_why_not = question == "why_not"
        cited = _boxes(self.wording, atom, tree)
        reasons = self._reasons(atom, tree) if status == "no" and (asks_why_not or not cited) else ()
        changes, fixed = self.conditions.changes(where) if asks_why_not and status != "yes" else ((), ())
        return Explanation(
            question=question,
            **self._answer(),
            target=self._named(atom),
            also=tuple(self._named(one) for one in also),
            status=status,
            boxes=cited or tuple(dict.fromkeys(box for one in reasons for box in one.boxes)),
            rules=tree.places,
            tree=tree,
            sufficient=self.conditions.sufficient(where, status) if status != "unknown" else (),
            settling=self._settling(where),
            reasons=reasons if asks_why_not else (),
            blocks=tuple(_blocks(tree)) if asks_why_not else (),
            changes=changes,
            fixed=fixed,
            reading_dependence=dependence.questions(),
            combinations=dependence.combinations(),
        )

    def _answer(self) -> dict[str, Any]:
        """What every answer about the patient has."""
        return {
            "language": self.wording.language,
            "guideline": self.wording.legend.document(self.wording.language),
            "readings": dict(self.readings),
            "patient": tuple(
                Recorded.of(self.wording, name) for name in (*self.patient.recorded, *self.patient.assumed)
            ),
        }

    def _named(self, atom: Atom) -> Named:
        return Named(show(atom), worded(atom, self.wording))

    def _value(self, name: str) -> Value | None:
        return self.patient.value(self.wording.vocabulary, name)

    def _status(self, where: Diagram) -> Status:
        return self.known.status(self.known.left(where))

    def _settling(self, *where: Diagram) -> tuple[Named, ...]:
        needed = set[str]().union(*(self.known.settling(self.known.left(one)) for one in where))
        return tuple(Named(name, self.wording.fact(name)) for name in self.wording.vocabulary.facts if name in needed)

    def _lines(self, atom: Atom) -> list[Atom]:
        if atom[0] != "option" or atom[1] not in self.space.program.legend.ordered:
            return []
        return [one for one in self.space.program.statements if one[0] == "line" and one[1] == atom[2]]

    def _before(self, first: Atom, second: Atom) -> Diagram:
        """Where the first option is possible, and the second is not or is of a later line."""
        diagrams, where = self.space.diagrams, self.space.holds
        earlier = [
            diagrams.conj(where(one), where(other))
            for one in self._lines(first)
            for other in self._lines(second)
            if one[2] < other[2]
        ]
        return diagrams.conj(where(first), diagrams.disj(diagrams.neg(where(second)), diagrams.any_of(earlier)))

    def _ranks(self, atom: Atom) -> Iterable[Node]:
        for line in self._lines(atom):
            node = self.justifier.node(line)
            if node.status != "no":
                yield node

    def _reasons(self, atom: Atom, tree: Node) -> tuple[Node, ...]:
        """What a target asks for and does not have, the nearest first; of a target that nobody has, why nobody has it.

        What nobody has, as the page is read, is left out where there is anything else.
        """
        if self.space.diagrams.conj(self.space.holds(atom), self.space.possible) == NEVER:
            return (self._nobody(atom),)
        unmet = list(_unmet(tree))
        distances = {id(node): self._distance(node) for node in unmet}
        near = [node for node in unmet if distances[id(node)] < float("inf")] or unmet
        return without_implied(sorted(near, key=lambda node: distances[id(node)]))

    def _nobody(self, atom: Atom) -> Node:
        """Why no patient at all has a target: no rule gives it, or only rules of other readings do."""
        say, wording = self.wording.say, self.wording
        anybody = self.model.about(Patient({}), {})
        variables, chosen = self.model.variables, self.model.variables.chosen(self.readings)
        region = anybody.space.diagrams.conj(anybody.space.holds(atom), anybody.space.possible)
        nearest = anybody.space.diagrams.min_cost_model(
            region, lambda number, place: (float(chosen.get(number, place) != place),)
        )
        if nearest is not None:
            other = [
                f"{wording.statement(('question', name))} {wording.meaning(name, str(variables.values[number][place]))}"
                for number, place in sorted(nearest[1].items())
                if chosen.get(number, place) != place
                for _, name in (variables.inputs[number],)
            ]
            return Node(show(atom), "statement", "no", say("only_otherwise_read", readings="; ".join(other)))
        if not OPTION.matches(atom):
            return Node(show(atom), "statement", "no", say("by_no_rule"))
        drug = OPTION.get(atom, "drug")
        options = [
            one for one in self.space.program.statements if OPTION.matches(one) and OPTION.get(one, "drug") == drug
        ]
        known = "; ".join(wording.statement(one) for one in options)
        return Node(show(atom), "statement", "no", say("by_no_rule_of", options=known) if known else say("by_no_rule"))

    def _turned(self, after: Explainer, was: Node, tree: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """What made the difference to a statement: what is otherwise now, and what held and is gone.

        Args:
            after: of the patient as it would be.
            was: the justification of the statement as it is.
            tree: its justification as it would be.
        """
        changed = {name for name in self.wording.vocabulary.facts if self._value(name) != after._value(name)}

        def turned(nodes: Iterable[Node], other: Explainer) -> list[Node]:
            return [node for node in nodes if other._status_of(node, changed) != node.status]

        now, before = turned(_headlines(tree), self), turned(_headlines(was), after)
        if tree.status != "unknown":
            return tuple(now), ()
        came = [node for node in now if node.status == "yes"]
        gone = [node for node in before if node.status == "yes"]
        return tuple(came if came or gone else now), tuple(gone)

    def _status_of(self, node: Node, changed: Collection[str]) -> Status | None:
        """The status for this patient of a node in the justification of another; None where a changed fact has none."""
        if node.kind == "statement":
            return self._status(self.space.holds(parse_atom(node.id)))
        if node.finding is not None and node.finding[0] not in changed:
            return node.status
        return None if node.kind == "fact" else node.status

    def _distance(self, node: Node) -> float:
        if node.kind != "statement":
            return 1.0
        where = self.space.diagrams.restrict(
            self.space.holds(parse_atom(node.id)),
            {number: value for number, value in self.known.values.items() if number in self.space.variables.readings},
        )
        values = self.known.values
        cheapest = self.space.diagrams.min_cost_model(
            where, lambda number, place: (float(number in values and values[number] != place),)
        )
        if cheapest is None:
            return float("inf")
        return cheapest[0][0] if cheapest[0] else 0.0


def _supports(tree: Node) -> Iterable[Node]:
    """The statements with words that speak for a target: those that its rules ask for and that hold, or may."""
    for step in tree.steps:
        for child in step.because:
            if child.status != "no" and tree.status != "no":
                yield from (node for node in child.headlines() if node.status != "no")


def _blocks(tree: Node) -> Iterable[Node]:
    """Every statement that holds and by that stands in the way of a target."""
    found: dict[str, Node] = {}
    for step in tree.steps:
        for child in step.unless:
            if child.status == "yes" and tree.status == "no":
                found.update((node.id, node) for node in child.headlines())
    return found.values()


def _unmet(tree: Node) -> Iterable[Node]:
    """Every statement or fact that a target asks for and that does not hold."""
    found: dict[str, Node] = {}
    for step in tree.steps:
        for child in step.because:
            if child.status == "no" and tree.status == "no":
                found.update((node.id, node) for node in _parts(child))
    return found.values()


def _parts(node: Node) -> Iterable[Node]:
    """What could have given a statement that is nothing in itself, such as that anything proposes an option."""
    asked = [child for step in node.rules for child in step.because]
    named = [child for child in asked if child.kind == "statement"]
    if node.text is None:  # it has no words, and what fails in it has
        for child in asked:
            yield from _parts(child)
        for step in node.rules:
            for child in step.unless:
                yield from child.headlines()
    elif node.kind == "statement" and named and not node.boxes:
        for child in named:
            yield from _parts(child)
    else:
        yield node


def _only(mine: Iterable[Node], others: Iterable[Node]) -> tuple[Node, ...]:
    shared = {(node.id, node.status) for node in others}
    texts = {(node.text, node.status) for node in others}
    kept = {node.id: node for node in mine if (node.id, node.status) not in shared}
    return tuple(node for node in kept.values() if (node.text, node.status) not in texts)


def _headlines(tree: Node) -> Iterable[Node]:
    """The nearest nodes with words below a statement, each once; those of rules of other readings only without any."""
    nodes = (node for step in tree.rules for child in step.children for node in child.headlines())
    return {node.id: node for node in nodes}.values()


def _boxes(wording: Wording, atom: Atom, tree: Node) -> tuple[str, ...]:
    """The boxes that a statement cites; else, those of the statements that it follows from."""
    return wording.legend.cited(atom) or tuple(dict.fromkeys(box for one in _headlines(tree) for box in one.boxes))
