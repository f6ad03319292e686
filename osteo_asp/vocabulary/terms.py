"""Terms of the knowledge base as plain Python values.

A constant or a string is a `str`, a number an `int`, and `f(a, b)` the tuple `("f", a, b)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, cast

__all__ = ["Atom", "Declared", "Term", "parse_atom", "parse_term", "show", "text"]

_TOKEN: Final = re.compile(r'("(?:\\.|[^"\\])*"|[\w\'#-]*)(?:(\()|(\)))?,?')
_ESCAPE: Final = re.compile(r"\\(.)")

Term: TypeAlias = str | int | tuple[Any, ...]

Atom: TypeAlias = tuple[Any, ...]
"""An atom: the name of its predicate, then its arguments. `indicated` is `("indicated",)`."""

Declared: TypeAlias = Callable[[str, int], Sequence[tuple[Term, ...]]]
"""What a knowledge base declares: from name and arity to the arguments of every such fact, in order."""


def show(term: Term) -> str:
    """Write a term as clingo writes it: `option(start,alendronate)`."""
    if isinstance(term, tuple):
        arguments = ",".join(show(argument) for argument in term[1:])
        return f"{term[0]}({arguments})" if arguments else str(term[0])
    return str(term)


def parse_term(written: str) -> Term:
    """Read a ground term as clingo writes it; the inverse of `show`, but that strings lose their quotes.

    One call to clingo for the text and one pass over it are faster than a call for every part of the term.
    """
    if "(" not in written:
        return _atomic(written)
    root: list[Any] = []
    stack = [root]
    for name, opening, closing in _TOKEN.findall(written):
        if opening:
            stack[-1].append(())  # its place; the term is put there when it closes
            stack.append([name])
            continue
        if name:
            stack[-1].append(_atomic(name))
        if closing:
            inner = stack.pop()
            stack[-1][-1] = tuple(inner)
    return cast(Term, root[0])


def parse_atom(written: str) -> Atom:
    """Read a ground atom as clingo writes it."""
    term = parse_term(written)
    return term if isinstance(term, tuple) else (term,)


def _atomic(written: str) -> Term:
    if written[0] == '"':
        return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], written[1:-1])
    return int(written) if written.lstrip("-").isdecimal() else written


def text(term: Term) -> str:
    """Take the term as a name: constants, strings and numbers only.

    Raises:
        TypeError: the term is compound.
    """
    if isinstance(term, tuple):
        raise TypeError(f"{show(term)} is not a name")
    return str(term)
