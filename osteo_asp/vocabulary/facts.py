"""The vocabulary: what a patient can bring and how the page can be read, as a knowledge base declares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast

from ..errors import InputError, as_name, shown
from ..messages import Language, say
from ..structure import Struct
from .terms import Declared, text

__all__ = ["Changeability", "Fact", "FactType", "Question", "Value", "Vocabulary"]

Changeability: TypeAlias = Literal["changeable", "reconsidered", "fixed"]
"""`changeable`: measured again, or treated; `reconsidered`: the clinician may judge it anew; `fixed`: neither."""

FactType: TypeAlias = Literal["yes_no", "choice", "count", "measurement"]
Value: TypeAlias = bool | str | Decimal
"""A recorded value: yes/no as `bool`, a choice as `str`, a number as an exact `Decimal`."""

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)
_YES_NO: Final = {
    "yes": True,
    "ja": True,
    "true": True,
    "1": True,
    "no": False,
    "nei": False,
    "false": False,
    "0": False,
}


class Fact(Struct):
    """One fact that a patient can bring.

    Attributes:
        name: its name at the border, the same everywhere.
        type: `yes_no`, `choice`, `count` (whole) or `measurement` (decimal).
        low, high: the range of a number in its unit, both ends allowed.
        scale: what the knowledge base multiplies the number by.
        choices: the values of a choice.
        absent: what an unrecorded fact means; None where it is unknown.
        assumed: what it is taken to be on request (`assume_absent`); None where nothing is ever assumed.
        unless_recorded: facts beside which, recorded otherwise than they would be assumed, this one is not assumed.
        requires: facts without which this one must not be recorded.
        units: the unit, by language.
        changeability: whether it can become another than it is.
    """

    name: str
    type: FactType
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    scale: int = 1
    choices: tuple[str, ...] = ()
    absent: Value | None = None
    assumed: Value | None = None
    unless_recorded: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    units: Mapping[str, str] = {}
    changeability: Changeability = "fixed"

    @property
    def numeric(self) -> bool:
        """Whether the value is a number."""
        return self.type in ("count", "measurement")

    def allowed(self, language: Language, *, as_text: bool = False) -> str:
        """Say what may be recorded."""
        match self.type:
            case "yes_no":
                return say(language, "allowed_yes_no_text" if as_text else "allowed_yes_no")
            case "choice":
                return say(language, "allowed_choice", values=", ".join(self.choices))
            case "count":
                return say(language, "allowed_count", low=self.low, high=self.high)
            case "measurement":
                unit = self.units.get(language, "")
                key = "allowed_number_text" if as_text else "allowed_number"
                return say(language, key, low=self.low, high=self.high, unit=unit and f" {unit}")

    def read(self, value: object) -> Value:
        """Take a typed value (from JSON, TOML or Python) as this fact's value.

        A `float` stands for its shortest decimal; every other number is taken exactly.

        Raises:
            InputError: it is of another type, not finite, out of range, or not whole where it must be.
        """
        given = value
        if hasattr(value, "item") and not isinstance(value, (bool, int, float, Decimal, str)):
            with suppress(Exception):  # whatever it is that is no NumPy scalar after all
                value = value.item()  # a NumPy scalar stands for the Python value it holds
        if self.type == "yes_no" and isinstance(value, bool):
            return value
        if self.type == "choice" and isinstance(value, str):
            return self._choice(value)
        if self.numeric and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return self._number(Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value), given)
        raise self._refusal("bad_value", value)

    def read_text(self, value: str) -> Value:
        """Take a written value (from a command line or a table) as this fact's value.

        Raises:
            InputError: as for `read`.
        """
        value = value.strip()
        match self.type:
            case "yes_no":
                if value.lower() in _YES_NO:
                    return _YES_NO[value.lower()]
            case "choice":
                return self._choice(value)
            case _:
                if _NUMBER.fullmatch(value):
                    return self._number(Decimal(value), Decimal(value))
        raise self._refusal("bad_value", value, as_text=True)

    def _choice(self, value: str) -> str:
        if value not in self.choices:
            raise self._refusal("unknown_meaning", value, near=self.choices)
        return value

    def _number(self, number: Decimal, value: object) -> Decimal:
        if not number.is_finite():
            raise self._refusal("bad_value", value)
        if not self.low <= number <= self.high:
            raise self._refusal("out_of_range", value)
        if self.type == "count" and number != number.to_integral_value():
            raise self._refusal("not_whole", value)
        return number

    def _refusal(self, key: str, value: object, *, near: Iterable[str] = (), as_text: bool = False) -> InputError:
        return InputError(
            key,
            field=self.name,
            near=near,
            value=shown(value),
            allowed=lambda language: self.allowed(language, as_text=as_text),
        )


class Question(Struct):
    """A place where the page can be read in more than one way.

    Attributes:
        name: its name at the border.
        options: the possible readings, the default first.
    """

    name: str
    options: tuple[str, ...]

    @property
    def default(self) -> str:
        """The reading that holds where nobody chooses."""
        return self.options[0]


class Vocabulary(Struct):
    """Everything that can go into a question to a guideline: its facts and its readings."""

    facts: Mapping[str, Fact]
    questions: Mapping[str, Question]

    @property
    def numeric(self) -> frozenset[str]:
        """The facts that are numbers."""
        return frozenset(name for name, fact in self.facts.items() if fact.numeric)

    @classmethod
    def declared(cls, declared: Declared) -> Vocabulary:
        """Read the vocabulary from what a knowledge base declares (fact/2, range/3, question/1, ...)."""

        def by_fact(name: str) -> dict[str, list[str]]:
            table: dict[str, list[str]] = {}
            for fact, value in declared(name, 2):
                table.setdefault(text(fact), []).append(text(value))
            return table

        types, choices, scales = by_fact("fact"), by_fact("value"), by_fact("scale")
        absent, assumed = by_fact("absent"), by_fact("assumed")
        unless, requires = by_fact("unless_recorded"), by_fact("requires")
        ranges = {text(name): (low, high) for name, low, high in declared("range", 3)}
        units: dict[str, dict[str, str]] = {}
        for name, language, unit in declared("unit", 3):
            units.setdefault(text(name), {})[text(language)] = text(unit)

        can_change: dict[str, Changeability] = {text(name): "reconsidered" for (name,) in declared("reconsidered", 1)}
        can_change |= {text(name): "changeable" for (name,) in declared("changeable", 1)}

        facts = {}
        for name, (type_, *_) in types.items():
            scale = int(scales.get(name, ["1"])[0])
            low, high = (Decimal(text(end)) / scale for end in ranges.get(name, (0, 0)))
            facts[name] = Fact(
                name=name,
                type=cast(FactType, type_),
                low=low,
                high=high,
                scale=scale,
                choices=tuple(choices.get(name, ())),
                absent=_declared_value(type_, scale, absent.get(name)),
                assumed=_declared_value(type_, scale, assumed.get(name)),
                unless_recorded=tuple(unless.get(name, ())),
                requires=tuple(requires.get(name, ())),
                units=units.get(name, {}),
                changeability=can_change.get(name, "fixed"),
            )
        meanings, defaults = by_fact("meaning"), by_fact("default")
        questions = {}
        for (name,) in declared("question", 1):
            first = defaults.get(text(name), meanings.get(text(name), []))[:1]
            rest = [option for option in meanings.get(text(name), []) if option not in first]
            questions[text(name)] = Question(text(name), (*first, *rest))
        return cls(facts, questions)

    def fact(self, name: str) -> Fact:
        """Look a fact up.

        Raises:
            InputError: there is none of that name; the message names the nearest.
        """
        try:
            return self.facts[name]
        except KeyError:
            raise InputError("unknown_name", field=name, near=self.facts) from None

    def readings(
        self, chosen: Mapping[str, object] | None = None, otherwise: Mapping[str, str] | None = None
    ) -> Mapping[str, str]:
        """Answer every question: as chosen, else as `otherwise`, else by default.

        Raises:
            InputError: a question or an option that does not exist.
        """
        readings = {name: question.default for name, question in self.questions.items()} | dict(otherwise or {})
        if not isinstance(chosen, Mapping | None):
            raise InputError("not_readings", value=shown(chosen))
        for name, option in (chosen or {}).items():
            if name not in readings:
                known = ", ".join(self.questions)
                raise InputError("unknown_question", field=as_name(name), near=self.questions, values=known)
            options = self.questions[name].options
            written = as_name(option)
            if written not in options:
                allowed = _one_of(options)
                raise InputError("unknown_meaning", field=name, near=options, value=shown(written), allowed=allowed)
            readings[name] = written
        return MappingProxyType(readings)


def _one_of(options: Iterable[str]) -> Callable[[Language], str]:
    return lambda language: say(language, "allowed_choice", values=", ".join(options))


def _declared_value(type_: str, scale: int, written: list[str] | None) -> Value | None:
    if written is None:
        return None
    if type_ == "yes_no":
        return written[0] == "yes"
    return written[0] if type_ == "choice" else Decimal(written[0]) / scale
