"""Editions compared: every conclusion that two knowledge bases draw otherwise, with the plainest patient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

from ..answers.results import Named
from ..answers.visible import worded
from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..diagrams.variables import Variables
from ..errors import InputError
from ..grounding.grounder import ground
from ..grounding.program import GroundProgram
from ..messages import Language
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .witness import Witness, Witnesses

__all__ = ["EditionChange", "EditionReport", "compare_editions", "concluded", "differences", "same_cells"]


class EditionChange(Struct):
    """Conclusions that some patients gain, or lose, by the newer edition; all with the same plainest patient.

    Attributes:
        statements: the conclusions.
        witness: the plainest patient who gains, or loses, them.
        rules: the rules that are in one edition alone and fire for that patient, as `old` or `new` file:line; where
            there is none, the rules of the conclusions themselves.
    """

    direction: Literal["gained", "lost"]
    statements: tuple[Named, ...]
    witness: Witness
    rules: tuple[str, ...]


class EditionReport(Reply):
    """Two editions compared.

    Attributes:
        changes: none where no patient is affected; that is proved.
        only_old, only_new: facts, values and questions that one edition alone knows.
    """

    schema: ClassVar = "osteo-asp/diff/1"

    language: Language
    changes: tuple[EditionChange, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]


def compare_editions(old: GroundProgram, new: GroundProgram, language: Language) -> EditionReport:
    """Find every conclusion that some patient gains or loses between two editions.

    What only one edition knows is left out of what makes two patients the same: its facts may be anything, and a value
    or a question that only one knows is compared where the other has it not at all.

    Raises:
        InputError: a fact is of another type, or scaled otherwise, in the two.
    """
    only = [_known(old) - _known(new), _known(new) - _known(old)]
    old, new = same_cells(old, new)
    variables = Variables.of(old, new)
    spaces = Space(old, variables), Space(new, variables)
    found = differences(*spaces, concluded)
    wordings = [Wording.of(one, language) for one in (old, new)]
    witnesses = Witnesses(spaces[1]), Witnesses(spaces[0])
    grouped: dict[tuple[str, str], tuple[Witness, list[Atom]]] = {}
    for atom, (gained, lost) in found.items():
        for direction, region in (("gained", gained), ("lost", lost)):
            witness = witnesses[direction == "lost"].plainest(region)
            if witness is not None:
                grouped.setdefault((direction, repr(witness)), (witness, []))[1].append(atom)
    changes = []
    for (direction, _), (witness, atoms) in grouped.items():
        wording = wordings[direction == "gained"]
        values = witnesses[direction == "lost"].values(witness)
        rules = _through(spaces, values, atoms, direction == "gained")
        named = tuple(Named(show(atom), worded(atom, wording)) for atom in atoms)
        changes.append(EditionChange("gained" if direction == "gained" else "lost", named, witness, rules))
    return EditionReport(language, tuple(changes), tuple(sorted(only[0])), tuple(sorted(only[1])))


def same_cells(old: GroundProgram, new: GroundProgram) -> tuple[GroundProgram, GroundProgram]:
    """Two programs with the same cells: grounded anew where their thresholds differ.

    Raises:
        InputError: a fact is of another type, or scaled otherwise, in the two.
    """
    for name, fact in old.vocabulary.facts.items():
        other = new.vocabulary.facts.get(name)
        if other is not None and (other.type, other.scale) != (fact.type, fact.scale):
            raise InputError("not_comparable", field=name)
    cuts = {name: {*cells.cuts, *new.cells[name].cuts} for name, cells in old.cells.items() if name in new.cells}
    both = []
    for program in (old, new):
        same = all(cut <= set(program.cells[name].cuts) for name, cut in cuts.items())
        both.append(program if same else ground(program.folder, cuts))
    return both[0], both[1]


def differences(
    old: Space, new: Space, of: Callable[[Space], Mapping[Atom, Diagram]]
) -> dict[Atom, tuple[Diagram, Diagram]]:
    """Where each statement is gained, and where lost; those that no possible patient gains or loses are left out.

    Args:
        old: the space of one edition.
        new: that of the other, of the same variables.
        of: what is compared: `concluded`, or what an answer shows (`visible`).
    """
    diagrams = old.diagrams
    possible = diagrams.conj(old.possible, new.possible)
    found = {}
    sides = of(old), of(new)
    for atom in dict.fromkeys((*sides[0], *sides[1])):
        before, after = (side.get(atom, NEVER) for side in sides)
        if before != after:
            gained = diagrams.all_of((diagrams.neg(before), after, possible))
            lost = diagrams.all_of((before, diagrams.neg(after), possible))
            if (gained, lost) != (NEVER, NEVER):
                found[atom] = gained, lost
    return found


def concluded(space: Space) -> dict[Atom, Diagram]:
    """Where each statement holds; without the occasions of duties, which the duties stand for."""
    return {
        atom: space.holds(atom)
        for atom in space.program.statements
        if atom[0] != "considered" and (atom[0], len(atom)) != ("duty", 3)
    }


def _through(
    spaces: tuple[Space, Space], values: Mapping[int, int], atoms: list[Atom], gained: bool
) -> tuple[str, ...]:
    """The rules of one edition alone that fire for a patient in it; else the rules of the statements."""
    texts = [{rule.text for rule in space.program.rules} for space in spaces]
    found: dict[str, None] = {}
    for name, space, others in (("old", spaces[0], texts[1]), ("new", spaces[1], texts[0])):
        for rules in space.program.ground_rules.values():
            for rule in rules:
                source = space.program.rules[rule.rule]
                if source.text not in others and space.diagrams.restrict(space.body(rule), values) == ALWAYS:
                    found[f"{name} {source.place}"] = None
    if not found:
        space = spaces[gained]
        for atom in atoms:
            for rule in space.program.ground_rules.get(space.program.literals_of.get(atom, 0), ()):
                if space.diagrams.restrict(space.body(rule), values) == ALWAYS:
                    found[f"{'new' if gained else 'old'} {space.program.rules[rule.rule].place}"] = None
    return tuple(found)


def _known(program: GroundProgram) -> set[str]:
    """What a program knows of: facts, values of choices, questions and their options."""
    facts = program.vocabulary.facts.values()
    return {
        *(fact.name for fact in facts),
        *(f"{fact.name}={value}" for fact in facts for value in fact.choices),
        *(f"{name}={one}" for name, question in program.vocabulary.questions.items() for one in question.options),
    }
