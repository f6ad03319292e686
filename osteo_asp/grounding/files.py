"""The files of a knowledge base: read as bytes, whatever lies under their names, and never more than can be rules."""

from __future__ import annotations

import os
import stat
from typing import Final

from ..errors import Flaw, KnowledgeBaseError

LARGEST: Final = 8_000_000
"""How many bytes of rules are read, in all files of a folder together. The flowchart has some hundred thousand."""


def rule_files(folder: str) -> dict[str, bytes]:
    """Read every `.lp` file of a folder, by name; hidden ones, which an editor leaves behind, are no rules.

    Raises:
        KnowledgeBaseError: there is none, or one is no plain file, lies outside the folder, or is too large.
    """
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".lp") and not name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        names = []
    except (OSError, ValueError) as error:
        raise KnowledgeBaseError([Flaw(folder, 0, f"cannot be read ({_reason(error)})")]) from None
    if not names:
        raise KnowledgeBaseError([Flaw(folder, 0, "no .lp file here; name the folder of a knowledge base")])
    files: dict[str, bytes] = {}
    flaws: list[Flaw] = []
    rest = LARGEST
    for name in names:
        try:
            content = _content(folder, name, rest)
        except OSError as error:
            flaws.append(Flaw(name, 0, f"cannot be read ({_reason(error)})"))
        except _UnusableError as refusal:
            flaws.append(Flaw(name, 0, str(refusal)))
        else:
            files[name] = content
            rest -= len(content)
    if flaws:
        raise KnowledgeBaseError(flaws)
    return files


class _UnusableError(Exception):
    """A file that is not read, and why."""


def _content(folder: str, name: str, limit: int) -> bytes:
    path = os.path.join(folder, name)
    if os.path.islink(path):
        inside = os.path.join(os.path.realpath(folder), "")
        if not os.path.realpath(path).startswith(inside):
            raise _UnusableError("a link out of the folder; copy the file into it")
    if not stat.S_ISREG(os.stat(path).st_mode):  # before it is opened, for a device may do something then
        raise _UnusableError("no plain file; only files of rules may end in .lp")
    # a pipe that took the file's place meanwhile would wait for a writer
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise _UnusableError("no plain file; only files of rules may end in .lp")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise _UnusableError(f"the rules of a folder may have {LARGEST // 1_000_000} MB in all; this is more")
    return content


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
