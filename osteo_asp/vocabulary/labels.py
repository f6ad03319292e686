"""The legend: how statements are worded, which boxes of the page they rest on, how strongly the page says them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from ..messages import Language
from ..structure import Struct
from .terms import Atom, Declared, Term, show, text

__all__ = ["PLACEHOLDER", "STATED", "STRENGTHS", "Box", "Legend", "identity", "names_of"]

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
"""Where a label takes up the recorded value of a fact: `{egfr}`."""

STATED: Final = "stated"
"""The strength of what the page says without a word for how strongly."""

STRENGTHS: Final = ("must", "choice", "consider", STATED)
"""How strongly the page can say a thing: skal, valg, vurderes, or none of these words."""


class Box(Struct):
    """A box of the page: its id as printed (`I1`), and whether a rule encodes it."""

    id: str
    encoded: bool = True

    @property
    def term(self) -> str:
        """The box as a term of the knowledge base."""
        return self.id.lower()


class Legend:
    """Words, citations and strengths, looked up by statement.

    A label, citation or strength may be declared for a whole statement, `contraindicated(zoledronate, low_egfr)`, or
    once for its reason, `contraindicated(low_egfr)`; the whole statement goes first. A statement whose reason is itself
    a statement, `against(start, serm, out_of_scope(serm, not_female))`, is worded as its reason.

    A statement without a citation of its own rests on the boxes above the rules that conclude it; one whose reason is a
    statement, on those of its reason.

    Attributes:
        boxes: the boxes of the page, in its order, by id.
        guideline: what the knowledge base says of itself: `id`, `edition`.
        ordered: the actions of which the page gives an order of choice.
        undosed: the actions that go without a dose.
    """

    def __init__(self, declared: Declared, headed: Mapping[Atom, Collection[str]]) -> None:
        self.guideline = {text(key): text(value) for key, value in declared("guideline", 2)}
        left_out = {box for (box,) in declared("not_encoded", 1)}
        self.boxes = {text(box).upper(): Box(text(box).upper(), box not in left_out) for (box,) in declared("box", 1)}
        self.ordered, self.undosed = (
            tuple(text(action) for (action,) in declared(name, 1)) for name in ("ordered", "undosed")
        )
        self._labels = {(term, language): words for term, language, words in declared("label", 3)}
        self._words: dict[tuple[Term, Language], str | None] = {}
        self._boxes_of: dict[Term, tuple[str, ...]] = {}
        self._strengths: dict[Term, Term] = {}
        for term, strength in declared("strength", 2):
            self._strengths[term] = strength
        self._cited: dict[Term, list[str]] = {}
        for term, box in declared("cite", 2):
            self._cited.setdefault(term, []).append(text(box).upper())
        self._headed = {
            statement: tuple(box for box in self.boxes if box in boxes) for statement, boxes in headed.items()
        }

    def label(self, term: Term, language: Language) -> str | None:
        """The words for a statement, with `{fact}` where a recorded value belongs; None where there are none."""
        if (term, language) not in self._words:
            labels = (self._labels.get((name, language)) for name in names_of(term))
            words = next((words for words in labels if words is not None), None)
            self._words[term, language] = None if words is None else text(words)
        return self._words[term, language]

    def absence(self, term: Atom, language: Language) -> str | None:
        """The words for a statement that does not hold: of the whole statement, or of its predicate."""
        for name in (term, term[0]):
            if (("absence", name), language) in self._labels:
                return text(self._labels[("absence", name), language])
        return None

    def document(self, language: Language) -> dict[str, str]:
        """What the document is: what the knowledge base says of itself, and its title."""
        return {**self.guideline, "title": self.words("guideline", language)}

    def words(self, term: Term, language: Language) -> str:
        """The words for a statement; the statement itself, as the rules write it, where it has none."""
        return self.label(term, language) or show(term)

    def meaning(self, question: str, option: str, language: Language) -> str:
        """The words for one option of a question of reading."""
        return self.words(("meaning", question, int(option) if option.isdecimal() else option), language)

    def cited(self, term: Term) -> tuple[str, ...]:
        """The boxes that a statement rests on; none where it rests on none."""
        boxes = self._boxes_of.get(term)
        if boxes is None:
            boxes = self._boxes_of[term] = self._cite(term)
        return boxes

    def _cite(self, term: Term) -> tuple[str, ...]:
        for name in names_of(term):
            if name in self._cited:
                return tuple(self._cited[name])
        boxes: tuple[str, ...] = ()
        reason: Term = term
        while isinstance(reason, tuple):
            boxes, reason = self._headed.get(reason) or boxes, reason[-1]
        return boxes

    def strength(self, term: Term) -> str:
        """How strongly the page says it: `must`, `choice`, `consider` or `stated`."""
        for name in names_of(term):
            if name in self._strengths:
                return text(self._strengths[name])
        return STATED

    @property
    def used(self) -> AbstractSet[str]:
        """Every box that something rests on."""
        return {box for boxes in (*self._cited.values(), *self._headed.values()) for box in boxes}


def identity(term: Term) -> str:
    """The id of a statement at the border, the last name in it: `low_egfr` of `contraindicated(serm, low_egfr)`."""
    return identity(term[-1]) if isinstance(term, tuple) else text(term)


def names_of(term: Term) -> Iterator[Term]:
    """The names by which a statement may be labelled or cited: whole first, then by its reason."""
    yield term
    if isinstance(term, tuple) and len(term) == 1:
        yield term[0]
    elif isinstance(term, tuple):
        reason = term[-1]
        if isinstance(reason, tuple):
            yield from names_of(reason)
        else:
            yield (term[0], reason)
