"""What can go wrong with what people bring: a patient, a choice of readings, a knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from .messages import LANGUAGES, Language, say
from .structure import Struct


class InputError(ValueError):
    """A patient, a reading or an option that cannot be used.

    The message is one sentence: which field, which value, what is allowed. `str()` of it is English;
    `message(language)` says it in either language.

    Attributes:
        field: the name of the fact or question at fault, where there is one.
    """

    def __init__(self, key: str, *, field: str | None = None, near: Iterable[str] = (), **values: object) -> None:
        self.key, self.field, self.values = key, field, values
        self.nearest = _nearest(str(values.get("value", field))[:100].strip("'"), near)
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """The sentence in one language. Values that are callables are asked for that language's words."""
        suggestion = say(language, "did_you_mean", name=self.nearest) if self.nearest else ""
        values = {name: value(language) if callable(value) else value for name, value in self.values.items()}
        return one_line(say(language, self.key, name=one_line(self.field, 80), nearest=suggestion, **values), 600)


class VerificationError(RuntimeError):
    """An answer that clingo does not confirm: it is not given.

    Args:
        words: what the two see otherwise, in each language.
        status: what the answer says of it.
        derived: what clingo derives.
    """

    def __init__(self, words: Callable[[Language], str], status: str, derived: str) -> None:
        self.words, self.status, self.derived = words, status, derived
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """The sentence in one language."""
        status, derived = say(language, self.status), say(language, self.derived)
        return one_line(say(language, "not_verified", words=self.words(language), status=status, derived=derived), 600)


def check_language(lang: str) -> None:
    """Check that answers can be given in a language.

    Raises:
        InputError: they cannot.
    """
    if lang not in LANGUAGES:
        raise InputError("unknown_language", value=lang)


def shown(value: object) -> str:
    """A value as a message shows it: as JSON would, on one line, and not too much of it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (list, tuple)):
        return "[…]"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, int) and abs(value) >= 10**60:
        return f"{'-' if value < 0 else ''}10…"
    return one_line(str(value) if isinstance(value, (int, float, Decimal)) else repr(value), 60)


def as_name(value: object) -> str:
    """What is given as a name: a text as it is, anything else as a message shows it."""
    return value if isinstance(value, str) else shown(value)


def one_line(text: object, limit: int) -> str:
    """A text as one printable line of at most so many characters."""
    written = str(text)
    written = written if written.isprintable() else repr(written)
    return written if len(written) <= limit else f"{written[: limit - 1]}…"


class Flaw(Struct):
    """One place where a knowledge base breaks a rule of the house, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return one_line(f"{place}: {self.message}", 600)


class KnowledgeBaseError(ValueError):
    """A knowledge base that breaks the rules of the house.

    Attributes:
        flaws: every flaw found, in the order of the files.
    """

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(sorted(set(flaws), key=lambda flaw: (flaw.file, flaw.line, flaw.message)))
        super().__init__("\n".join(str(flaw) for flaw in self.flaws))

    def __reduce__(self) -> tuple[type[KnowledgeBaseError], tuple[tuple[Flaw, ...]]]:
        return type(self), (self.flaws,)  # so that it can pass between processes


def _nearest(name: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches  # here, for most runs need it not

    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)), None)
