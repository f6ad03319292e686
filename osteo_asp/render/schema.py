"""For programs: the JSON Schema of a patient and of every reply, and the questions of reading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from types import GenericAlias, NoneType, UnionType
from typing import Any, ClassVar, Final, Literal, Union, get_args, get_origin, get_type_hints

from ..messages import Language
from ..reply import Reply, json_value, members
from ..structure import Struct
from ..vocabulary.facts import Fact, Vocabulary
from ..vocabulary.labels import Legend

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_REPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "advice": ("answers.results.Advice",),
    "explanation": tuple(
        f"explanation.results.{name}" for name in ("Explanation", "Comparison", "Difference", "Missing")
    ),
    "solution": ("answers.solve.Solution",),
    "audit": ("audit.report.Report",),
    "readings": ("audit.reading_comparison.ReadingReport",),
    "diff": ("audit.editions.EditionReport",),
    "mutation": ("audit.mutation.MutationReport",),
    "boxes": ("audit.coverage.BoxTable",),
    "sayings": ("audit.sayings.SayingsReport",),
    "summary": ("cohort.summary.Summary",),
}
"""What is replied as JSON, by kind: the classes, which are imported when their schema is asked for."""

KINDS: Final = ("patient", *_REPLIES)
"""Everything that has a schema."""


def patient_schema(vocabulary: Vocabulary, legend: Legend, language: Language = "en") -> dict[str, Any]:
    """Describe a patient record in JSON Schema (draft 2020-12), with titles in one language.

    What a schema can say is in it: names, types, ranges, values, and which fact requires which. That some facts exclude
    each other only the rules say.
    """
    return {
        "$schema": _DIALECT,
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
            described["minimum"], described["maximum"] = json_value(fact.low), json_value(fact.high)
    if fact.units.get(language):
        described["description"] = fact.units[language]
    if fact.absent is not None:
        described["default"] = json_value(fact.absent)
    return described


def _required(vocabulary: Vocabulary, fact: Fact) -> dict[str, Any]:
    """Recorded, and not as its absence means: then each fact it requires is recorded so, too."""
    others = [vocabulary.facts[name] for name in fact.requires]
    return {
        "if": {"properties": {fact.name: _not_absent(fact)}, "required": [fact.name]},
        "then": {"properties": {other.name: _not_absent(other) for other in others}, "required": list(fact.requires)},
    }


def _not_absent(fact: Fact) -> dict[str, Any]:
    return {"not": {"enum": [None] if fact.absent is None else [None, json_value(fact.absent)]}}


def reply_schema(kind: str) -> dict[str, Any]:
    """Describe in JSON Schema what one kind of reply gives as JSON.

    Every member is there in every reply; others may be added without a new version.
    """
    replies: list[type[Reply]] = []
    for path in _REPLIES[kind]:
        module, _, name = path.rpartition(".")
        replies.append(getattr(import_module(f"osteo_asp.{module}"), name))
    described = _Described()
    forms = [described.of_struct(reply) for reply in replies]
    for form, reply in zip(forms, replies, strict=True):
        form["properties"] = {"schema": {"const": reply.schema}, **form["properties"]}
        form["required"] = ["schema", *form["required"]]
    return {
        "$schema": _DIALECT,
        "title": replies[0].schema,
        **(forms[0] if len(forms) == 1 else {"oneOf": forms}),
        "$defs": described.structs,
    }


class _Described:
    """Types as JSON Schema, with every struct in them described once.

    Attributes:
        structs: the structs, by the names of their classes.
    """

    def __init__(self) -> None:
        self.structs: dict[str, dict[str, Any]] = {}

    def of_struct(self, struct: type[Struct]) -> dict[str, Any]:
        """A struct, as `json_value` writes it."""
        summary = (struct.__doc__ or "").split("\n")[0]
        properties = {name: self.of_type(_type_at(struct, path)) for name, path in members(struct).items()}
        return {"description": summary, "type": "object", "properties": properties, "required": list(properties)}

    def of_type(self, hint: Any) -> dict[str, Any]:
        """A type, as `json_value` writes its values."""
        origin, arguments = get_origin(hint), get_args(hint)
        if isinstance(hint, _Constant):
            return {"const": hint.value}
        if hint in _SIMPLE:
            return _SIMPLE[hint]
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in (Union, UnionType):
            return {"anyOf": [self.of_type(one) for one in arguments]}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of_type(arguments[1])}
        if origin is list or (origin is tuple and arguments[1:] == (...,)):
            return {"type": "array", "items": self.of_type(arguments[0])}
        if isinstance(hint, type) and issubclass(hint, Struct):
            if hint.__name__ not in self.structs:
                self.structs[hint.__name__] = {}  # a struct may have others of its own class in it
                self.structs[hint.__name__] |= self.of_struct(hint)
            return {"$ref": f"#/$defs/{hint.__name__}"}
        raise TypeError(f"{hint} has no JSON Schema")


class _Constant:
    """The type of an attribute that has the same value in all instances of a class."""

    def __init__(self, value: object) -> None:
        self.value = value


_SIMPLE: Final[Mapping[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
    Decimal: {"type": ["number", "string"]},  # a text where no number of JSON is exact
}


def _type_at(struct: Any, path: str) -> Any:
    """The type of what stands at the end of a path of attributes; of a tuple, for each of its items."""
    name, _, rest = path.partition(".")
    attribute = getattr(struct, name)
    if isinstance(attribute, property):
        hint = get_type_hints(attribute.fget)["return"]
    elif isinstance(attribute, cached_property):
        hint = get_type_hints(attribute.func)["return"]
    else:
        hint = get_type_hints(struct)[name]
        if hint is ClassVar or get_origin(hint) is ClassVar:
            return _Constant(attribute)
    if not rest:
        return hint
    if get_origin(hint) is tuple:
        return GenericAlias(tuple, (_type_at(get_args(hint)[0], rest), ...))
    return _type_at(hint, rest)
