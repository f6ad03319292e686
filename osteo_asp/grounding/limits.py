"""Limits: grounding ends, whatever the rules say.

A rule that counts up without an end makes ground rules for ever, and a join of large relations may take years without
making one. clingo does neither of the two in turns that could be interrupted. So the ground rules are counted as they
are made, which bounds the memory too, and the time is watched from another thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from threading import Thread
from typing import Any, Final

from clingo import Control, Observer

from ..errors import Flaw, KnowledgeBaseError
from .rules import Rule

MOST_RULES: Final = 500_000
"""How many ground rules are made, a hundred times as many as the flowchart has. They take some 250 MB."""

MOST_SECONDS: Final = 60
"""How long grounding may take; the flowchart takes a tenth of one."""


class GroundingError(KnowledgeBaseError):
    """A knowledge base that grounds beyond the limits.

    Attributes:
        predicate: name and arity of what it makes most of; None where it makes nothing.
    """

    def __init__(self, flaws: Sequence[Flaw], predicate: tuple[str, int] | None = None) -> None:
        super().__init__(flaws)
        self.predicate = predicate


class _TooManyRules(Exception):  # noqa: N818 - it never leaves this module
    pass


class _Counter(Observer):
    """Counts ground rules as they are made, and stops clingo at the limit."""

    def __init__(self, limit: int) -> None:
        self.rest = limit

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        """Count a rule. What is raised here ends the grounding."""
        self.rest -= 1
        if self.rest < 0:
            raise _TooManyRules


class BoundedControl(Control):
    """A `clingo.Control` whose grounding ends within limits.

    After a `GroundingError` it is of no more use.
    """

    def __init__(self, *arguments: Any, rules: int = MOST_RULES, seconds: float = MOST_SECONDS, **options: Any) -> None:
        """Take what `clingo.Control` takes, and how many ground rules and how long each grounding may make and take."""
        super().__init__(*arguments, **options)
        self._limits = rules, seconds
        self._counter = _Counter(rules)
        self.register_observer(self._counter)

    def ground(self, *arguments: Any, **options: Any) -> None:
        """Ground as `clingo.Control.ground` does.

        Raises:
            GroundingError: it would go beyond the limits.
        """
        rules, seconds = self._limits
        self._counter.rest = rules
        errors: list[BaseException] = []

        def run() -> None:
            try:
                super(BoundedControl, self).ground(*arguments, **options)
            except BaseException as error:
                errors.append(error)

        thread = Thread(target=run, name="grounding", daemon=True)
        thread.start()
        thread.join(seconds)
        if thread.is_alive():
            message = f"grounding takes longer than {seconds:g} s; join fewer or smaller relations in one rule"
            raise GroundingError([Flaw("", 0, message)])
        if errors and isinstance(errors[0], _TooManyRules):
            predicate = self._most()
            subject = "/".join(map(str, predicate)) if predicate else "it"
            message = (
                f"grounding makes more than {rules} rules, most of them for {subject}; "
                "a rule that counts up needs an end, as in up(I+1) :- up(I), I < 10, and one that joins needs few"
            )
            raise GroundingError([Flaw("", 0, message)], predicate)
        if errors:
            raise errors[0]

    def _most(self) -> tuple[str, int] | None:
        """The predicate of the knowledge base's own of which there are most atoms."""
        atoms = self.symbolic_atoms
        sizes = {
            (name, arity): sum(1 for _ in atoms.by_signature(name, arity))
            for name, arity, positive in atoms.signatures
            if positive and not name.startswith("_")
        }
        return max(sizes, key=lambda one: sizes[one], default=None)


def located(error: GroundingError, folder: str, rules: Iterable[Rule]) -> KnowledgeBaseError:
    """The error at the rule that makes most of what is too much, best one that needs what it gives."""
    makers = [
        rule for rule in rules if error.predicate in rule.heads or (not rule.heads and _fact_of(rule, error.predicate))
    ]
    makers.sort(key=lambda rule: not any(error.predicate in literal.signatures for literal in rule.body))
    return KnowledgeBaseError(
        makers[0].flaw(flaw.message) if makers else Flaw(folder, 0, flaw.message) for flaw in error.flaws
    )


def _fact_of(rule: Rule, predicate: tuple[str, int] | None) -> bool:
    return predicate is not None and re.match(rf"{re.escape(predicate[0])}\b", rule.text) is not None
