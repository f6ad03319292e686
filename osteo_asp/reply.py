"""Replies: answers as they leave the package, as JSON of a published form and as views of it.

A struct becomes a JSON object by the names of its fields. Where the border has another name, leaves a field out, or
tells something that is no field, its class says so in `json_names`: from the name in JSON to the attribute, or the path
of attributes (`drug.id`), or None. The JSON Schema of a reply is made from the same declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from .structure import Struct, fields
from .views import view


class Reply(Struct):
    """An answer as it leaves the package.

    Attributes:
        schema: the name and the version of its JSON. The version rises when a member changes its meaning or its name,
            not when one is added.
    """

    schema: ClassVar[str]
    json_names: ClassVar[Mapping[str, str | None]] = {}

    def to_dict(self) -> dict[str, Any]:
        """The answer, ready for JSON."""
        return {"schema": self.schema, **json_value(self)}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.schema}>"  # all that is in it would fill pages; `to_dict` shows it

    def _repr_html_(self) -> str | None:
        """The answer as a notebook shows it."""
        return view(self, "html")


@cache
def members(struct: type[Struct]) -> Mapping[str, str]:
    """The members of a struct as a JSON object: their names, each with the path of attributes to its value."""
    declared: dict[str, str | None] = {}
    for base in reversed(struct.__mro__):
        declared |= vars(base).get("json_names", {})
    renamed = {path: name for name, path in declared.items()}
    paths: dict[str, str | None] = {renamed.get(field, field): field for field in fields(struct)}
    return {name: path for name, path in {**paths, **declared}.items() if path is not None}


def json_value(value: Any) -> Any:
    """A value as JSON knows it: a number as `int` or `float` where that is exact, else as the written decimal."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Decimal):
        if value.adjusted() < 15 and value == value.to_integral_value():
            return int(value)
        short = float(value)
        return short if Decimal(repr(short)) == value else str(value)
    if isinstance(value, Struct):
        return {name: json_value(_at(value, path)) for name, path in members(type(value)).items()}
    if isinstance(value, Mapping):
        return {str(key): json_value(one) for key, one in value.items()}
    return [json_value(one) for one in value]


def _at(value: Any, path: str) -> Any:
    """The value at the end of a path of attributes; of a tuple, for each of its items."""
    for name in path.split("."):
        value = tuple(getattr(one, name) for one in value) if isinstance(value, tuple) else getattr(value, name)
    return value
