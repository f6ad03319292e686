"""Targets: what a person asks about, found among the statements of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..answers.visible import answer
from ..diagrams.partial import PartialPatient
from ..errors import InputError, shown
from ..vocabulary.contract import CONSIDERED, OPTION, PREDICATES
from ..vocabulary.labels import identity
from ..vocabulary.terms import Atom, parse_atom, show, text


def resolve(written: str, known: PartialPatient) -> tuple[Atom, tuple[Atom, ...]]:
    """Find the statement that is asked about, and others that the same words could mean.

    A drug means the option that its patient has with it, or would have: `alendronate`. Two words are an action and a
    drug: `switch denosumab`. Any other word is first an id that `advise` shows: of an indication, a duty, a reason to
    switch, a silence or a conflict, then of a reason for or against one of the patient's options. Any other statement
    is named as the rules write it, with or without its parentheses: `contraindicated(zoledronate, low_egfr)`; one
    without arguments that has the name of such an id, with empty ones: `glucocorticoid()`.

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
        return OPTION(*words), ()
    if len(words) == 1 and (named := list(dict.fromkeys(_by_id(words[0], known)))):
        return named[0], tuple(named[1:])
    for atom in _spellings(written, words):
        if atom in atoms:
            return atom, ()
    if len(words) == 1:
        named = [atom for atom in atoms if words[0] in atom]
        if len(named) == 1:
            return named[0], ()
        if named:
            raise InputError("ambiguous_target", value=shown(written), values=_some(named))
    near = {*drugs, *(str(atom[-1]) for atom in atoms), *map(show, atoms), *(" ".join(map(str, one)) for one in atoms)}
    raise InputError("unknown_target", near=near, value=shown(written))


def _by_id(word: str, known: PartialPatient) -> Iterator[Atom]:
    """The statements that an answer to the patient shows by this id: in its lists, else as reasons of options."""
    program = known.space.program
    statements = sorted(program.statements, key=program.position)
    for role in ("listed", "reason"):
        signatures = {signature for signature, predicate in PREDICATES.items() if role in predicate.roles}
        named = [atom for atom in statements if (atom[0], len(atom) - 1) in signatures and identity(atom) == word]
        if role == "reason" and named:
            shown_ = answer(known)
            named = [atom for atom in named if atom in shown_ and known.status(shown_[atom]) != "no"]
        if named:
            yield from named
            return


def _options(drug: str, known: PartialPatient) -> list[Atom]:
    """The options with a drug: those the patient has, those the patient may have, the one the patient's state gives."""

    def by_status(statuses: Iterable[str], options: Iterable[Atom]) -> list[Atom]:
        return [atom for status in statuses for atom in options if known.status(known.where(atom)) == status]

    statements = [atom for atom in known.space.program.statements if atom[-1] == drug]
    every = [atom for atom in statements if OPTION.matches(atom)]
    considered = by_status(("yes", "unknown"), [atom for atom in statements if CONSIDERED.matches(atom)])
    found = by_status(("yes", "unknown"), every) or [OPTION(*atom[1:]) for atom in considered] or every
    return list(dict.fromkeys(found)) or [("option", drug)]


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
