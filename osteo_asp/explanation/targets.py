"""Targets: what a person asks about, found among the statements of the knowledge base."""

from __future__ import annotations

from typing import Final

from ..diagrams.partial import PartialPatient
from ..errors import InputError, shown
from ..vocabulary.terms import Atom, parse_atom, show, text

__all__ = ["resolve"]

_ONE_WORD: Final = ("indication", "duty", "switch_reason", "silent", "conflict")
"""Statements that their reason alone names, in the order in which they are tried."""


def resolve(written: str, known: PartialPatient) -> tuple[Atom, tuple[Atom, ...]]:
    """Find the statement that is asked about, and others that the same words could mean.

    A drug means the option that its patient has with it, or would have: `alendronate`. Two words are an action and a
    drug: `switch denosumab`. The reason of an indication, a duty or a reason to switch is enough: `t_score`. Any other
    statement is named as the rules write it, with or without its parentheses: `contraindicated(zoledronate, low_egfr)`.

    Raises:
        InputError: nothing of that name, or several things.
    """
    program = known.space.program
    atoms = {**program.literals_of, **dict.fromkeys(program.certain, 0)}
    drugs = [text(drug) for (drug,) in program.declared("drug", 1)]
    actions = [text(action) for (action,) in program.declared("action", 1)]
    words = written.split()
    if len(words) == 1 and words[0] in drugs:
        first, *rest = _options(words[0], known)
        return first, tuple(rest)
    if len(words) == 2 and words[0] in actions and words[1] in drugs:
        return ("option", *words), ()
    for atom in _spellings(written, words):
        if atom in atoms:
            return atom, ()
    if len(words) == 1:
        for predicate in _ONE_WORD:
            if (predicate, words[0]) in atoms:
                return (predicate, words[0]), ()
        named = [atom for atom in atoms if words[0] in atom]
        if len(named) == 1:
            return named[0], ()
        if named:
            raise InputError("ambiguous_target", value=shown(written), values=_some(named))
    near = {*drugs, *(str(atom[-1]) for atom in atoms), *map(show, atoms), *(" ".join(map(str, one)) for one in atoms)}
    raise InputError("unknown_target", near=near, value=shown(written))


def _options(drug: str, known: PartialPatient) -> list[Atom]:
    """The options with a drug: those the patient has, those the patient may have, the one the patient's state gives."""
    statements = [atom for atom in known.space.program.statements if atom[-1] == drug and len(atom) == 3]
    status = {atom: known.status(known.where(atom)) for atom in statements}
    found = [("option", *atom[1:]) for value in ("yes", "unknown") for atom in statements
             if atom[0] == "option" and status[atom] == value]  # fmt: skip
    considered = [("option", *atom[1:]) for atom in statements if atom[0] == "considered" and status[atom] != "no"]
    every = [atom for atom in statements if atom[0] == "option"]
    return list(dict.fromkeys(found or considered or every)) or [("option", drug)]


def _spellings(written: str, words: list[str]) -> list[Atom]:
    """The atoms that the words may spell."""
    found: list[Atom] = []
    joined = "".join(words)
    if "(" in joined and joined.count("(") == joined.count(")") and joined[:1].isalpha() and joined.endswith(")"):
        found.append(parse_atom(joined))
    found.append(tuple(int(word) if word.lstrip("-").isdecimal() else word for word in words))
    return found


def _some(atoms: list[Atom]) -> str:
    few = ", ".join(map(show, atoms[:4]))
    return few if len(atoms) <= 4 else f"{few}, …"
