"""Views: how answers are shown, registered from above, so that an answer needs not know what shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

Form: TypeAlias = Literal["html", "svg"]

_views: dict[tuple[type, Form], Callable[[Any], str]] = {}
_sources: list[Callable[[], object]] = []


def register(kind: type, form: Form, show: Callable[[Any], str]) -> None:
    """Say how the objects of a class are shown in one form."""
    _views[kind, form] = show


def connect(source: Callable[[], object]) -> None:
    """Name what registers views; it is called when one is first asked for, and not before."""
    _sources.append(source)


def view(answer: object, form: Form) -> str | None:
    """An answer in one form; None where nobody has registered how."""
    while _sources:
        _sources.pop()()
    show = _views.get((type(answer), form))
    return None if show is None else show(answer)
