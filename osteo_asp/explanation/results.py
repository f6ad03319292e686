"""What explanations are made of: plain frozen objects, worded in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypeAlias

from ..answers.results import Answer, Combination, JsonScalar, Named, ReadingDependence, Recorded, Status, Verification
from ..structure import Struct
from ..views import view
from ..vocabulary.thresholds import Interval
from .tree import Graph, Node

SCHEMA: Final = "osteo-asp/explanation/2"
"""The name and the version of their JSON, the same for all questions."""

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
    values: tuple[Interval | str, ...]
    kind: ConditionKind
    now: str | None


class Change(Struct):
    """A smallest change: where all its conditions hold and nothing else has changed, the target holds."""

    conditions: tuple[Condition, ...]


class Explanation(Answer):
    """Why a statement holds, or why not.

    Attributes:
        question: `why` or `why_not`.
        target: the statement, as the rules write it and in words.
        also: other statements that the same word could have meant, a drug's other options.
        status: whether the target holds.
        boxes: the boxes on which it rests; else, those of what stands for it or against it.
        rules: file and line of the rules that decide it.
        tree: the justification of that status.
        sufficient: the smallest set of facts that alone, with everything else open, give that status, each as wide as
            it may be. Empty where the status is unknown.
        settling: where the status is unknown, the facts on which it still depends.
        reasons: every statement that would raise the target but does not, the nearest first (`why_not`).
        blocks: every statement that stands in the way (`why_not`).
        changes: all smallest changes of what can be changed that make the target hold, ranked (`why_not`).
        fixed: where no change does, the conditions on unchangeable facts that stand in the way. Empty where no patient
            at all has the target under these readings.
        reading_dependence: the questions of reading on which the status hangs.
        combinations: the status under every combination of them.
    """

    schema: ClassVar = SCHEMA
    json_names: ClassVar = {
        "tree": None,
        "justification": "justification",
        "settling": "settling.id",
        "reasons": "reasons.headline",
        "blocks": "blocks.headline",
    }

    question: Literal["why", "why_not"]
    target: Named
    also: tuple[Named, ...]
    status: Status
    boxes: tuple[str, ...]
    rules: tuple[str, ...]
    tree: Node
    sufficient: tuple[Condition, ...]
    settling: tuple[Named, ...]
    reasons: tuple[Node, ...]
    blocks: tuple[Node, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Condition, ...]
    reading_dependence: tuple[ReadingDependence, ...]
    combinations: tuple[Combination, ...]
    verification: Verification | None = None

    @property
    def justification(self) -> Graph:
        """The justification as a graph, each of its statements, facts and readings once."""
        return self.tree.graph()

    def graph(self) -> str:
        """The justification as a picture in SVG."""
        return view(self, "svg") or ""


class Compared(Struct):
    """One of two options that are compared."""

    id: str
    text: str
    status: Status


class Comparison(Answer):
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

    schema: ClassVar = SCHEMA
    question: ClassVar = "instead_of"
    json_names: ClassVar = {
        "question": "question",
        "for_first": "for_first.headline",
        "for_second": "for_second.headline",
        "against_first": "against_first.headline",
        "against_second": "against_second.headline",
        "settling": "settling.id",
    }

    first: Compared
    second: Compared
    verdict: Literal["before", "after", "tied", "unranked", "neither", "unknown"]
    for_first: tuple[Node, ...]
    for_second: tuple[Node, ...]
    against_first: tuple[Node, ...]
    against_second: tuple[Node, ...]
    settling: tuple[Named, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Condition, ...]
    verification: Verification | None = None


class Consequence(Struct):
    """A statement whose status is another one after a change of facts.

    Attributes:
        because: what did it: what is otherwise than it was, of that on which it rests.
        gone: what held before, decided it, and no longer does.
    """

    json_names: ClassVar = {"because": "because.headline", "gone": "gone.headline"}

    id: str
    text: str
    boxes: tuple[str, ...]
    before: Status
    after: Status
    because: tuple[Node, ...]
    gone: tuple[Node, ...]


class Difference(Answer):
    """What another value would change.

    Attributes:
        patient: the patient before.
        changed: the facts that are changed, with their new value.
        was: the same facts as they were.
        consequences: every statement whose status is another one.
    """

    schema: ClassVar = SCHEMA
    question: ClassVar = "what_if"
    json_names: ClassVar = {"question": "question", "changed": "values", "was": None}

    changed: tuple[Recorded, ...]
    was: tuple[Named, ...]
    consequences: tuple[Consequence, ...]
    verification: Verification | None = None

    @property
    def values(self) -> Mapping[str, JsonScalar | None]:
        """The facts that are changed: name and new value."""
        return {fact.id: fact.value for fact in self.changed}


class UnknownFact(Struct):
    """A fact that nobody recorded, and what depends on it.

    Attributes:
        allowed: what may be recorded, in words.
        statements: the statements whose status it can still change.
    """

    json_names: ClassVar = {"fact": "id", "statements": "statements.id"}

    id: str
    text: str
    allowed: str
    statements: tuple[Named, ...]


class Outcome(Struct):
    """What one answer to a question would settle.

    Attributes:
        answer: the answer in words.
        settled: how many statements it settles.
    """

    answer: str
    settled: int


class Question(Struct):
    """The fact to ask for first.

    Attributes:
        outcomes: what each answer that the rules tell apart would settle.
        open: how many statements are open.
    """

    json_names: ClassVar = {"fact": "fact.id"}

    fact: UnknownFact
    outcomes: tuple[Outcome, ...]
    open: int


class Shortcut(Struct):
    """Findings that would settle a target at once, were they found so.

    Attributes:
        conditions: the fewest that do.
        status: what the target would be.
    """

    conditions: tuple[Condition, ...]
    status: Status


class Missing(Answer):
    """What is not recorded and still matters.

    Attributes:
        target: the statement that was asked about; None for the whole answer.
        needed: the facts on which it still depends: the smallest set whose values, whatever they are, settle it.
        idle: the unrecorded facts that can no longer change it.
        shortcuts: the smallest sets of conditions that would settle it at once, were they found so (for a target).
        first: the fact to ask for first; None where nothing is missing.
    """

    schema: ClassVar = SCHEMA
    question: ClassVar = "missing"
    json_names: ClassVar = {"question": "question", "idle": "idle.id"}

    target: Named | None
    status: Status | None
    needed: tuple[UnknownFact, ...]
    idle: tuple[Named, ...]
    shortcuts: tuple[Shortcut, ...]
    first: Question | None
    verification: Verification | None = None
