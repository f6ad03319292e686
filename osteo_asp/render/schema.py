"""For programs: the JSON Schema of a patient and of the explanations, and the questions of reading."""

from __future__ import annotations

from typing import Any

from ..explanation import SCHEMA
from ..messages import Language
from ..vocabulary.facts import Fact, Vocabulary
from ..vocabulary.labels import Legend
from ..vocabulary.patient import plain

__all__ = ["explanation_schema", "patient_schema", "readings_dict"]


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


def explanation_schema() -> dict[str, Any]:
    """Describe in JSON Schema what the explanations give as JSON: one form for each question.

    `schema` in an answer names the version; it rises when a field changes its meaning, not when one is added.
    """
    text, status = {"type": "string"}, {"enum": ["yes", "no", "unknown"]}
    texts = {"type": "array", "items": text}
    number = {"type": "integer"}

    def record(**properties: Any) -> dict[str, Any]:
        return {"type": "object", "properties": properties, "required": list(properties)}

    def several(one: Any) -> dict[str, Any]:
        return {"type": "array", "items": one}

    def use(name: str) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{name}"}

    context = {
        "schema": {"const": SCHEMA},
        "guideline": record(id=text, edition=text, readings={"type": "object"}),
        "language": text,
        "patient": {"type": "object"},
        "assumed": {"type": "object"},
    }
    changes = {"changes": several(use("change")), "fixed": several(use("condition"))}
    explained = {
        "target": use("named"),
        "also": several(use("named")),
        "status": status,
        "justification": use("justification"),
        "sufficient": several(use("condition")),
        "settling": texts,
        "reasons": several(use("statement")),
        "blocks": several(use("statement")),
        **changes,
        "hinges": several(use("hinge")),
        "combinations": several(record(readings={"type": "object"}, status=status)),
    }
    compared = {
        "first": use("named"),
        "second": use("named"),
        "verdict": {"enum": ["before", "after", "tied", "unranked", "neither", "unknown"]},
        **{name: several(use("statement")) for name in ("for_first", "for_second", "against_first", "against_second")},
        "settling": texts,
        **changes,
    }
    forms: dict[str, dict[str, Any]] = {
        "why": explained,
        "why_not": explained,
        "instead_of": compared,
        "what_if": {"changed": {"type": "object"}, "consequences": several(use("consequence"))},
        "missing": {
            "target": {"anyOf": [use("named"), {"type": "null"}]},
            "status": {"enum": [*status["enum"], None]},
            "needed": several(record(fact=text, text=text, statements=texts)),
            "idle": texts,
            "shortcuts": several({"allOf": [use("change"), record(status=status)]}),
            "first": {
                "anyOf": [
                    {"type": "null"},
                    record(fact=text, open=number, outcomes=several(record(answer=text, settled=number))),
                ]
            },
        },
    }
    step = record(
        place={"type": ["string", "null"]},
        rule={"type": ["string", "null"]},
        case={"type": ["string", "null"]},
        status=status,
        because=several(number),
        unless=several(number),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "oneOf": [record(question={"const": name}, **context, **fields) for name, fields in forms.items()],
        "$defs": {
            "named": record(id=text, text=text),
            "condition": record(
                fact=text,
                text=text,
                values={"type": "array"},
                kind={"enum": ["recorded", "record", "change", "reconsider", "fixed"]},
                now={"type": ["string", "null"]},
            ),
            "change": record(conditions=several(use("condition"))),
            "statement": record(
                id=text,
                status=status,
                text={"type": ["string", "null"]},
                boxes=texts,
                places=texts,
                because=several({}),
            ),
            "consequence": record(
                id=text, text=text, boxes=texts, before=status, after=status, because=several(use("statement"))
            ),
            "hinge": record(id=text, text=text, boxes=texts, chosen=text, alternatives={"type": "array"}),
            "justification": record(
                root=number,
                nodes=several(
                    record(
                        id=text,
                        kind={"enum": ["statement", "fact", "reading"]},
                        status=status,
                        text={"type": ["string", "null"]},
                        boxes=texts,
                        steps=several(step),
                    )
                ),
            ),
        },
    }
