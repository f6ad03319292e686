"""The patient: a flat record of facts, checked against the vocabulary, from a mapping, a file or a command line."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from ..errors import InputError, as_name, shown
from ..messages import Language
from ..structure import Struct
from .facts import Value, Vocabulary

__all__ = ["Patient", "assignments", "contradiction", "read_record"]

LIMIT: Final = 1_000_000
"""The largest patient file that is read, in bytes."""

_TOML_KEY: Final = re.compile(r"^\s*([\w-]+)\s*=", re.ASCII | re.MULTILINE)


class Patient(Struct):
    """What is recorded of one patient, and what is assumed beyond it.

    Attributes:
        recorded: the recorded facts, in the order in which they came.
        assumed: facts taken as absent on request; nobody recorded them.
    """

    recorded: Mapping[str, Value]
    assumed: Mapping[str, Value] = {}

    @classmethod
    def of(cls, vocabulary: Vocabulary, record: Mapping[str, object]) -> Patient:
        """Check a record of typed values. `None` means not recorded.

        Raises:
            InputError: an unknown name, a value that is not allowed, or a fact recorded without the one it requires.
        """
        if not isinstance(record, Mapping):
            raise InputError("not_a_record", value=shown(record))
        recorded = {}
        for name, value in record.items():
            fact = vocabulary.fact(as_name(name))
            if value is not None:
                recorded[fact.name] = fact.read(value)
        for name, value in recorded.items():
            fact = vocabulary.facts[name]
            for other in fact.requires:
                if value != fact.absent and recorded.get(other) in (None, vocabulary.facts[other].absent):
                    raise InputError("requires", field=name, value=shown(value), other=other)
        return cls(recorded)

    def value(self, vocabulary: Vocabulary, name: str) -> Value | None:
        """What holds of a fact: recorded, assumed, or what its absence means; None where it is unknown."""
        for values in (self.recorded, self.assumed):
            if name in values:
                return values[name]
        return vocabulary.facts[name].absent

    def unknown(self, vocabulary: Vocabulary) -> tuple[str, ...]:
        """The facts of which nothing is known."""
        return tuple(name for name in vocabulary.facts if self.value(vocabulary, name) is None)

    def assume_absent(self, vocabulary: Vocabulary, settled: Iterable[str] = ()) -> Patient:
        """Take the unrecorded facts as absent, as far as the vocabulary allows.

        A fact stays unknown where the vocabulary assumes nothing of it, where a recorded fact says otherwise
        (`unless_recorded`, or it is among the `settled` ones), and where the fact it requires is absent.
        """
        settled = set(settled)
        assumed: dict[str, Value] = {}
        for name in self.unknown(vocabulary):
            fact = vocabulary.facts[name]
            contradicted = any(
                self.recorded.get(other) not in (None, vocabulary.facts[other].assumed)
                for other in fact.unless_recorded
            )
            applies = all(
                self.value(vocabulary, other) not in (None, vocabulary.facts[other].absent) for other in fact.requires
            )
            if fact.assumed is not None and applies and not contradicted and name not in settled:
                assumed[name] = fact.assumed
        return Patient(self.recorded, assumed)


_Barred = TypeVar("_Barred", bound=Hashable)


def contradiction(
    vocabulary: Vocabulary,
    patient: Patient,
    barred: Mapping[_Barred, Callable[[Language], str]],
    possible: Callable[[Collection[str], Collection[_Barred]], bool],
) -> InputError | None:
    """What of a patient cannot hold together, in the fewest facts that contradict each other; None where all can.

    Args:
        vocabulary: the facts.
        patient: the patient.
        barred: everything that no patient can be, with its words.
        possible: whether some completion has the patient's values of these facts, and is none of these barred things.
    """
    facts = [name for name in vocabulary.facts if patient.value(vocabulary, name) is not None]
    if possible(facts, barred):
        return None
    reasons = list(barred)
    for name in tuple(facts):  # leave out what the contradiction does not need
        rest = [other for other in facts if other != name]
        facts = facts if possible(rest, reasons) else rest
    for one in tuple(reasons):
        others = [other for other in reasons if other != one]
        reasons = reasons if possible(facts, others) else others
    return InputError(
        "impossible",
        field=next(iter(facts), None),
        facts=", ".join(f"{name}={str(patient.value(vocabulary, name)).lower()}" for name in facts),
        reason=lambda language: "; ".join(barred[one](language) for one in reasons),
    )


def assignments(vocabulary: Vocabulary, pairs: Iterable[str]) -> dict[str, Value | None]:
    """Read `name=value` pairs of a command line; an empty value means not recorded.

    Raises:
        InputError: a pair without `=`, a name given twice, or a name or value that is not allowed.
    """
    record: dict[str, Value | None] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals:
            raise InputError("not_assignment", value=shown(pair))
        fact = vocabulary.fact(name)
        if name in record:
            raise InputError("repeated_name", field=name)
        record[name] = fact.read_text(value) if value.strip() else None
    return record


def read_record(path: str) -> dict[str, object]:
    """Read a record from a JSON or TOML file, by the ending of its name; `-` is JSON on standard input.

    Numbers come as exact decimals, as written.

    Raises:
        InputError: the file cannot be read, is too large, is not what its name says, or gives a name twice.
    """
    suffix = ".json" if path == "-" else os.path.splitext(path)[1].lower()
    if suffix not in (".json", ".toml"):
        raise InputError("unknown_format", path=path)
    try:
        if path == "-":
            content = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(path, "rb") as stream:
                content = stream.read(LIMIT + 1)
    except (OSError, ValueError, AttributeError) as error:  # no such file; no such name; no standard input
        raise InputError("unreadable", path=path, reason=getattr(error, "strerror", None) or error) from None
    if len(content) > LIMIT:
        raise InputError("too_large", path=path, limit=LIMIT)
    format_ = suffix[1:].upper()
    written = ""
    try:
        written = content.decode("utf-8-sig")
        if suffix == ".toml":
            import tomllib  # here, for it takes a tenth of the time of a short question to load

            return tomllib.loads(written, parse_float=_decimal)
        record = json.loads(
            written, parse_float=_decimal, parse_int=_decimal, parse_constant=_decimal, object_pairs_hook=_once
        )
    except InputError:
        raise
    except RecursionError:
        raise InputError("not_format", path=path, format=format_, reason="nested too deeply") from None
    except ValueError as error:
        keys = _TOML_KEY.findall(written) if suffix == ".toml" else []
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise InputError("repeated_name", field=twice) from None
        raise InputError("not_format", path=path, format=format_, reason=error) from None
    if not isinstance(record, dict):
        raise InputError("not_a_record", value=shown(record))
    return record


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, value in pairs:
        if name in record:
            raise InputError("repeated_name", field=name)
        record[name] = value
    return record


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise ValueError("a number that is too large to read") from None
