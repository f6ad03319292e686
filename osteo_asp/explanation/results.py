"""What explanations are made of: plain frozen objects, worded in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from ..answers.results import Combination, Named, ReadingDependence, Recorded, Status
from ..messages import Language
from ..structure import Struct
from .tree import Node

__all__ = [
    "SCHEMA",
    "Change",
    "Comparison",
    "Condition",
    "Consequence",
    "Context",
    "Difference",
    "Explanation",
    "Missing",
    "Question",
    "UnknownFact",
]

SCHEMA: Final = "osteo-asp/explanation/1"
"""The name and the version of the JSON that `to_dict` gives. The number rises when a field changes its meaning."""

ConditionKind: TypeAlias = Literal["recorded", "record", "change", "reconsider", "fixed"]
"""`recorded`: it is so. `record`: nobody recorded the fact; it would have to be found so. `change`: it would have to
become so. `reconsider`: the clinician would have to judge it so. `fixed`: it would have to be so, and cannot."""


class Condition(Struct):
    """That a fact has one of some values.

    Attributes:
        fact: the name of the fact.
        text: the condition in words: `eGFR ≥ 35`.
        values: the intervals of a number, or the names of the values.
        kind: whether it is so, or how it could become so.
        now: what the fact is now, in words; None where nobody recorded it.
    """

    fact: str
    text: str
    values: tuple[Any, ...]
    kind: ConditionKind
    now: str | None

    def to_dict(self) -> dict[str, Any]:
        """The condition, ready for JSON."""
        return {
            "fact": self.fact,
            "text": self.text,
            "values": list(self.values),
            "kind": self.kind,
            "now": self.now,
        }


class Change(Struct):
    """A smallest change: where all its conditions hold and nothing else has changed, the target holds."""

    conditions: tuple[Condition, ...]

    def to_dict(self) -> dict[str, Any]:
        """The change, ready for JSON."""
        return {"conditions": [condition.to_dict() for condition in self.conditions]}


class Context(Struct):
    """To whom a question was put, of which document, and how it was read."""

    language: Language
    guideline: Mapping[str, str]
    readings: Mapping[str, str]
    patient: tuple[Recorded, ...]

    def to_dict(self) -> dict[str, Any]:
        """The context by the names of the contract."""
        return {
            "guideline": {**self.guideline, "readings": dict(self.readings)},
            "language": self.language,
            "patient": {fact.id: fact.value for fact in self.patient if not fact.assumed},
            "assumed": {fact.id: fact.value for fact in self.patient if fact.assumed},
        }


class Explanation(Struct):
    """Why a statement holds, or why not.

    Attributes:
        question: `why` or `why_not`.
        target: the statement, as the rules write it and in words.
        also: other statements that the same word could have meant, a drug's other options.
        status: whether the target holds.
        tree: the justification of that status.
        sufficient: the smallest set of facts that alone, with everything else open, give that status, each as wide as
            it may be. Empty where the status is unknown.
        settling: where the status is unknown, the facts on which it still depends.
        reasons: every statement that would raise the target but does not, the nearest first (`why_not`).
        blocks: every statement that stands in the way (`why_not`).
        changes: all smallest changes of what can be changed that make the target hold, ranked (`why_not`).
        fixed: where no change does, the conditions on unchangeable facts that stand in the way. Empty where no patient
            at all has the target under these readings.
        hinges: the questions of reading on which the status hangs.
        combinations: the status under every combination of them.
    """

    question: Literal["why", "why_not"]
    context: Context
    target: Named
    also: tuple[Named, ...]
    status: Status
    tree: Node
    sufficient: tuple[Condition, ...]
    settling: tuple[Named, ...]
    reasons: tuple[Node, ...]
    blocks: tuple[Node, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Condition, ...]
    hinges: tuple[ReadingDependence, ...]
    combinations: tuple[Combination, ...]

    def graph(self) -> str:
        """The justification as a graph in SVG."""
        from ..render import to_svg  # here, for rendering knows the explanations, not they it

        return to_svg(self.tree)

    def _repr_html_(self) -> str:
        """The explanation as a notebook shows it, with its graph."""
        from ..render import explanation_page, to_html  # as above

        return to_html(explanation_page(self)) + self.graph()

    def to_dict(self) -> dict[str, Any]:
        """The explanation, ready for JSON."""
        return {
            "schema": SCHEMA,
            "question": self.question,
            **self.context.to_dict(),
            "target": _named(self.target),
            "also": [_named(one) for one in self.also],
            "status": self.status,
            "justification": self.tree.to_dict(),
            "sufficient": [condition.to_dict() for condition in self.sufficient],
            "settling": [fact.id for fact in self.settling],
            "reasons": [_headline(node) for node in self.reasons],
            "blocks": [_headline(node) for node in self.blocks],
            "changes": [change.to_dict() for change in self.changes],
            "fixed": [condition.to_dict() for condition in self.fixed],
            **_readings(self.hinges, self.combinations),
        }


class Comparison(Struct):
    """Why one option and not another.

    Attributes:
        first, second: the two options.
        verdict: `before`: the first is possible, and the second is not or comes later. `after`: the other way round.
            `tied`: both are possible and of the same line. `unranked`: both are possible and the page does not order
            them. `neither`: neither is possible. `unknown`: it depends on facts that are not recorded.
        for_first, for_second: what speaks for one and not for the other, and its place in the order of choice.
        against_first, against_second: what stands in the way of one and not of the other.
        changes: all smallest changes by which the second would come before the first, ranked.
        fixed: where no change does, the conditions on unchangeable facts that stand in the way.
    """

    context: Context
    first: Named
    second: Named
    verdict: Literal["before", "after", "tied", "unranked", "neither", "unknown"]
    statuses: tuple[Status, Status]
    for_first: tuple[Node, ...]
    for_second: tuple[Node, ...]
    against_first: tuple[Node, ...]
    against_second: tuple[Node, ...]
    settling: tuple[Named, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Condition, ...]

    def _repr_html_(self) -> str:
        """The comparison as a notebook shows it."""
        from ..render import comparison_page, to_html  # here, for rendering knows the answers, not they it

        return to_html(comparison_page(self))

    def to_dict(self) -> dict[str, Any]:
        """The comparison, ready for JSON."""
        return {
            "schema": SCHEMA,
            "question": "instead_of",
            **self.context.to_dict(),
            "first": {**_named(self.first), "status": self.statuses[0]},
            "second": {**_named(self.second), "status": self.statuses[1]},
            "verdict": self.verdict,
            **{
                name: [_headline(node) for node in getattr(self, name)]
                for name in ("for_first", "for_second", "against_first", "against_second")
            },
            "settling": [fact.id for fact in self.settling],
            "changes": [change.to_dict() for change in self.changes],
            "fixed": [condition.to_dict() for condition in self.fixed],
        }


class Consequence(Struct):
    """A statement whose status is another one after a change of facts, and what did it."""

    id: str
    text: str
    boxes: tuple[str, ...]
    before: Status
    after: Status
    because: tuple[Node, ...]

    def to_dict(self) -> dict[str, Any]:
        """The consequence, ready for JSON."""
        return {
            "id": self.id,
            "text": self.text,
            "boxes": list(self.boxes),
            "before": self.before,
            "after": self.after,
            "because": [_headline(node) for node in self.because],
        }


class Difference(Struct):
    """What another value would change.

    Attributes:
        context: the patient before.
        changed: the facts that are changed, with their new value.
        was: the same facts as they were.
        consequences: every statement whose status is another one.
    """

    context: Context
    changed: tuple[Recorded, ...]
    was: tuple[Named, ...]
    consequences: tuple[Consequence, ...]

    def _repr_html_(self) -> str:
        """The difference as a notebook shows it."""
        from ..render import difference_page, to_html  # here, for rendering knows the answers, not they it

        return to_html(difference_page(self))

    def to_dict(self) -> dict[str, Any]:
        """The difference, ready for JSON."""
        return {
            "schema": SCHEMA,
            "question": "what_if",
            **self.context.to_dict(),
            "changed": {fact.id: fact.value for fact in self.changed},
            "consequences": [consequence.to_dict() for consequence in self.consequences],
        }


class UnknownFact(Struct):
    """A fact that nobody recorded, and what depends on it.

    Attributes:
        allowed: what may be recorded, in words.
        statements: the statements whose status it can still change.
    """

    id: str
    text: str
    allowed: str
    statements: tuple[Named, ...]


class Question(Struct):
    """The fact to ask for first.

    Attributes:
        outcomes: for every answer that the rules tell apart, the answer in words and how many statements it settles.
        open: how many statements are open.
    """

    fact: UnknownFact
    outcomes: tuple[tuple[str, int], ...]
    open: int


class Missing(Struct):
    """What is not recorded and still matters.

    Attributes:
        target: the statement that was asked about; None for the whole answer.
        needed: the facts on which it still depends: the smallest set whose values, whatever they are, settle it.
        idle: the unrecorded facts that can no longer change it.
        shortcuts: the smallest sets of conditions that would settle it at once, were they found so (for a target).
        first: the fact to ask for first; None where nothing is missing.
    """

    context: Context
    target: Named | None
    status: Status | None
    needed: tuple[UnknownFact, ...]
    idle: tuple[Named, ...]
    shortcuts: tuple[tuple[Change, Status], ...]
    first: Question | None

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it."""
        from ..render import missing_page, to_html  # here, for rendering knows the answers, not they it

        return to_html(missing_page(self))

    def to_dict(self) -> dict[str, Any]:
        """The answer, ready for JSON."""
        first = self.first
        return {
            "schema": SCHEMA,
            "question": "missing",
            **self.context.to_dict(),
            "target": None if self.target is None else _named(self.target),
            "status": self.status,
            "needed": [
                {"fact": fact.id, "text": fact.text, "statements": [one.id for one in fact.statements]}
                for fact in self.needed
            ],
            "idle": [fact.id for fact in self.idle],
            "shortcuts": [{**change.to_dict(), "status": status} for change, status in self.shortcuts],
            "first": None
            if first is None
            else {
                "fact": first.fact.id,
                "open": first.open,
                "outcomes": [{"answer": answer, "settled": settled} for answer, settled in first.outcomes],
            },
        }


def _named(one: Named) -> dict[str, str]:
    return {"id": one.id, "text": one.text}


def _headline(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "status": node.status,
        "text": node.text,
        "boxes": list(node.boxes),
        "places": [step.place for step in node.steps if step.place],
        "because": [leaf.text for leaf in node.leaves()],
    }


def _readings(hinges: tuple[ReadingDependence, ...], combinations: tuple[Combination, ...]) -> dict[str, Any]:
    return {
        "hinges": [hinge.to_dict() for hinge in hinges],
        "combinations": [combination.to_dict() for combination in combinations],
    }
