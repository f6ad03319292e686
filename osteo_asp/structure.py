"""Structs: plain frozen objects with named fields, which take next to nothing to declare.

The standard library's `dataclasses` write and compile methods for every class, at half a millisecond each, and import
`inspect` for it. Here all classes share the methods of `Struct`; type checkers see the same as of a data class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Never, Self, TypeVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class _StructType(type):
    """Makes slots of the names that a class annotates; its fields are those, after the fields of its base."""

    _defaults: Mapping[str, Any]
    _setters: tuple[Callable[[object, Any], None], ...]

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _StructType:
        base: Any = bases[0] if bases else None
        annotations = namespace.get("__annotations__", {})
        own = tuple(field for field, type_ in annotations.items() if not str(type_).startswith("ClassVar"))
        defaults = {field: namespace.pop(field) for field in own if field in namespace}
        namespace["__slots__"] = own
        namespace["__match_args__"] = names = (*getattr(base, "__match_args__", ()), *own)
        cls = super().__new__(mcs, name, bases, namespace)
        cls._defaults = {**getattr(base, "_defaults", {}), **defaults}
        cls._setters = tuple(getattr(cls, field).__set__ for field in names)
        return cls


class Struct(metaclass=_StructType):
    """The base of all structs: made by position or by name, frozen, equal where the class and all fields are."""

    def __init__(self, *values: Any, **named: Any) -> None:
        setters = type(self)._setters
        if named or len(values) != len(setters):
            values = _arranged(type(self), values, named)
        for set_, value in zip(setters, values, strict=False):
            set_(self, value)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen; make another struct with replace()")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __eq__(self, other: object) -> bool:
        return _values(self) == _values(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields(type(self)))
        return f"{type(self).__qualname__}({values})"

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), _values(self)  # how it is copied, and passed between processes


_S = TypeVar("_S", bound=Struct)


def fields(struct: type[Struct]) -> tuple[str, ...]:
    """The names of the fields of a struct, in their order."""
    return struct.__match_args__


def replace(struct: _S, **changes: Any) -> _S:
    """The same struct with other values of some fields."""
    return type(struct)(**dict(zip(fields(type(struct)), _values(struct), strict=True)) | changes)


def _values(struct: Any) -> tuple[Any, ...]:
    return tuple([getattr(struct, name) for name in struct.__match_args__])


def _arranged(struct: type[Struct], values: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    """One value for every field, in their order.

    Raises:
        TypeError: a field has no value or two, or there is none of that name.
    """
    names = struct.__match_args__
    explicit = {**dict(zip(names, values, strict=False)), **named} if values else named
    given = explicit if len(explicit) == len(names) else {**struct._defaults, **explicit}
    if len(given) > len(names) or len(explicit) < len(values) + len(named):
        raise TypeError(f"{struct.__name__} takes one value for each of {', '.join(names)}")
    try:
        return tuple(map(given.__getitem__, names))
    except KeyError as error:
        raise TypeError(f"{struct.__name__} needs a value for {error}") from None
