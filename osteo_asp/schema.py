"""What can be asked, for programs: the JSON Schema of a patient, and the questions of reading."""

from __future__ import annotations

from typing import Any

from .legend import Legend
from .patient import plain
from .vocabulary import Fact, Vocabulary
from .words import Language

__all__ = ["patient_schema", "readings_dict"]


def patient_schema(vocabulary: Vocabulary, legend: Legend, language: Language = "en") -> dict[str, Any]:
    """Describe a patient record in JSON Schema (draft 2020-12), with titles in one language.

    What a schema can say is in it: names, types, ranges, values, and which fact requires which. That some facts exclude
    each other only the rules say.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": legend.words("guideline", language),
        "type": "object",
        "additionalProperties": False,
        "properties": {
            fact.name: _property(fact, legend.words(("fact", fact.name), language), language)
            for fact in vocabulary.facts.values()
        },
        "allOf": [_required(vocabulary, fact) for fact in vocabulary.facts.values() if fact.requires],
    }


def readings_dict(vocabulary: Vocabulary, legend: Legend, language: Language = "en") -> dict[str, Any]:
    """List the questions of reading: words, boxes, default, and the options with their words."""
    return {
        question.name: {
            "text": legend.words(("question", question.name), language),
            "boxes": list(legend.cited(("question", question.name))),
            "default": question.default,
            "options": {option: legend.meaning(question.name, option, language) for option in question.options},
        }
        for question in vocabulary.questions.values()
    }


def _property(fact: Fact, title: str, language: Language) -> dict[str, Any]:
    described: dict[str, Any] = {"title": title}
    match fact.type:
        case "yes_no":
            described["type"] = ["boolean", "null"]
        case "choice":
            described["enum"] = [*fact.choices, None]
        case _:
            described["type"] = ["integer" if fact.type == "count" else "number", "null"]
            described["minimum"], described["maximum"] = plain(fact.low), plain(fact.high)
    if fact.units.get(language):
        described["description"] = fact.units[language]
    if fact.absent is not None:
        described["default"] = plain(fact.absent)
    return described


def _required(vocabulary: Vocabulary, fact: Fact) -> dict[str, Any]:
    """Recorded, and not as its absence means: then each fact it requires is recorded so, too."""
    others = [vocabulary.facts[name] for name in fact.requires]
    return {
        "if": {"properties": {fact.name: _not_absent(fact)}, "required": [fact.name]},
        "then": {"properties": {other.name: _not_absent(other) for other in others}, "required": list(fact.requires)},
    }


def _not_absent(fact: Fact) -> dict[str, Any]:
    return {"not": {"enum": [None] if fact.absent is None else [None, plain(fact.absent)]}}
