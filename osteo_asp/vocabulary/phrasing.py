"""Wording: statements, facts and conditions of one patient as words of one language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Protocol, TypeAlias

from ..messages import Language, number, say
from ..structure import Struct
from .facts import Value, Vocabulary
from .labels import PLACEHOLDER, Legend
from .patient import Patient
from .terms import Atom, show
from .thresholds import Cells, Interval

__all__ = ["Declarations", "Values", "Wording"]

Values: TypeAlias = Collection[str | int]
"""Some of the values of a fact that the rules can tell apart: cells of a number, else names."""


class Declarations(Protocol):
    """What a knowledge base declares, as far as words are made of it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts and the questions of reading."""

    @property
    def legend(self) -> Legend:
        """The words, citations and boxes."""

    @property
    def cells(self) -> Mapping[str, Cells]:
        """The cells of every numeric fact."""


class Wording(Struct):
    """What things are called when one patient is spoken of.

    Attributes:
        vocabulary, legend, cells: what the knowledge base declares.
        language: the language of every text.
        patient: the patient whose values are filled in.
    """

    vocabulary: Vocabulary
    legend: Legend
    cells: Mapping[str, Cells]
    language: Language
    patient: Patient

    @classmethod
    def of(cls, program: Declarations, language: Language, patient: Patient | None = None) -> Wording:
        """The words of a knowledge base for one patient; without one, for nobody in particular."""
        return cls(program.vocabulary, program.legend, program.cells, language, patient or Patient({}))

    def say(self, key: str, /, **values: object) -> str:
        """One of the package's own sentences."""
        return say(self.language, key, **values)

    def fact(self, name: str) -> str:
        """What a fact is called."""
        return self.legend.words(("fact", name), self.language)

    def short(self, name: str) -> str:
        """What a fact is called in a comparison: its short name, where it has one."""
        return self.legend.label(("short", name), self.language) or self.fact(name)

    def drug(self, name: str) -> str:
        """What a drug is called."""
        return self.legend.words(("drug", name), self.language)

    def value(self, name: str, value: Value | None) -> str:
        """A value with its unit."""
        fact = self.vocabulary.facts[name]
        if value is None:
            return self.say("not_recorded")
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, Decimal):
            unit = fact.units.get(self.language)
            return number(value, self.language) + (f" {unit}" if unit else "")
        return self.legend.words(("value", name, value), self.language)

    def statement(self, atom: Atom) -> str:
        """A statement, with the patient's values filled in."""
        return self.label(atom) or show(atom)

    def label(self, atom: Atom) -> str | None:
        """A statement, with the patient's values filled in; None where the knowledge base has no words for it."""
        words = self.legend.label(atom, self.language)
        if words is not None:
            return self._filled(words)
        if atom[0] == "option" and len(atom) == 3:
            return f"{self.legend.words(('action', atom[1]), self.language)} {self.drug(atom[2])}"
        if atom[0] == "first_choice" and len(atom) == 2:
            return self.say("is_first_choice", drug=self.drug(atom[1]))
        if atom[0] == "line" and len(atom) == 3:
            return self.say("is_on_line", drug=self.drug(atom[1]), line=atom[2])
        return None

    def absence(self, atom: Atom) -> str | None:
        """That a statement does not hold; None where the knowledge base has no words for it."""
        own = self.legend.absence(atom, self.language)
        if own is not None:
            return self._filled(own)
        words = self.label(atom)
        return None if words is None else self.say("not_so", words=words)

    def meaning(self, question: str, option: str) -> str:
        """What one option of a question of reading says."""
        return self.legend.meaning(question, option, self.language)

    def condition(self, name: str, values: Values) -> str:
        """That a fact has one of these values: `eGFR ≥ 35`, `no reflux`."""
        fact = self.vocabulary.facts[name]
        if fact.numeric:
            intervals = self.cells[name].intervals([value for value in values if isinstance(value, int)])
            return self._or(self._interval(name, interval) for interval in intervals)
        if fact.type == "yes_no":
            return self.short(name) if "yes" in values else self.say("without", fact=self.short(name))
        named = [self.legend.words(("value", name, value), self.language) for value in fact.choices if value in values]
        return f"{self.short(name)}: {self._or(named)}"

    def finding(self, name: str, values: Values, value: Value) -> str:
        """That a fact with this value has one of these values: `eGFR 31 < 35`."""
        if not isinstance(value, Decimal):
            return self.condition(name, [("yes" if value else "no") if isinstance(value, bool) else value])
        cells = self.cells[name]
        (interval,) = cells.intervals([one for one in values if isinstance(one, int)], cells.locate(value))
        return self._interval(name, interval, value)

    def _interval(self, name: str, interval: Interval, value: Decimal | None = None) -> str:
        def written(one: Decimal) -> str:
            return number(one, self.language)

        if value is None:
            return interval.written(self.short(name), written)
        subject = f"{self.short(name)} {written(value)}"
        return subject if interval.low == interval.high == value else interval.written(subject, written)

    def _or(self, parts: Iterable[str]) -> str:
        return self.say("or").join(parts)

    def _filled(self, words: str) -> str:
        return PLACEHOLDER.sub(lambda found: self.value(found[1], self.patient.value(self.vocabulary, found[1])), words)
