"""The layout: what is answered of every patient, and by which gates of the circuit.

The columns follow from what the knowledge base can say; `docs/cohort.md` has them in a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from ..vocabulary.labels import identity
from ..vocabulary.terms import Atom, Term, show
from .circuit import FALSE, Gate

if TYPE_CHECKING:
    from ..grounding.program import GroundProgram


_SHOWN: Final = ("indication", "duty", "switch_reason", "silent", "conflict")


@dataclass(frozen=True, slots=True)
class Wire:
    """A truth value of each patient.

    Attributes:
        open: the gate that gives it of every patient, over all completions of what is not recorded.
        complete: the gate that gives it of patients of whom all that matters is known; it takes fewer operations.
    """

    open: Gate
    complete: Gate

    def __neg__(self) -> Wire:
        return Wire(-self.open, -self.complete)


class Wiring(Protocol):
    """Makes wires."""

    def wires(self, statement: Atom) -> tuple[Wire, Wire]:
        """Of whom a statement is possible, and of whom it is certain."""
        ...

    def some(self, terms: Iterable[Iterable[Wire]]) -> Wire:
        """Of whom all wires of some term are true."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the page can say of a patient.

    Attributes:
        column: the name of its column.
        id: its name in what it is said of.
        term: the statement.
        boxes: the boxes it rests on.
        possible, certain: of whom it can hold, and of whom it does whatever is not recorded.
    """

    column: str
    id: str
    term: Atom
    boxes: tuple[str, ...]
    possible: Wire
    certain: Wire

    @property
    def atom(self) -> str:
        """The statement as the rules write it."""
        return show(self.term)


Members: TypeAlias = tuple[tuple[str, Wire], ...]
"""Names, each with those of whom it holds; without those that hold of nobody."""


@dataclass(frozen=True, slots=True)
class Names:
    """A column with all names of some that hold of a patient.

    Attributes:
        column: its name.
        members: the names.
    """

    column: str
    members: Members


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug, with everything that can be done with it, in the order of the page.

    Attributes:
        options: each action that can be possible.
        against, closed: the reasons, as `Option.against` and `Option.closed` have them.
        possible: of whom some action can be possible.
        certain: of whom some action certainly is.
        excluding: every reason that certainly stands, where no action can be possible, against some that is considered.
    """

    id: str
    options: tuple[Statement, ...]
    against: Names
    closed: Names
    possible: Wire
    certain: Wire
    excluding: Members


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is answered.

    Attributes:
        indicated: whether treatment is indicated.
        indications: the indications.
        statements: the other statements that are shown of every patient.
        drugs: the drugs, in the order in which the knowledge base declares them.
        first_choice: the drugs that are the first choice.
        without: of whom treatment is certainly indicated, and nothing can be possible.
        others: every statement there is, as the rules write it; only where all are asked for.
    """

    indicated: Statement
    indications: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    drugs: tuple[Drug, ...]
    first_choice: Names
    without: Wire
    others: tuple[Statement, ...] = ()

    @property
    def answers(self) -> tuple[Statement, ...]:
        """Everything of which the status is told of every patient."""
        return (self.indicated, *self.indications, *self.options, *self.statements, *self.others)

    @property
    def options(self) -> tuple[Statement, ...]:
        """Every action with a drug that can be possible."""
        return tuple(option for drug in self.drugs for option in drug.options)

    @property
    def names(self) -> tuple[Names, ...]:
        """Every column of names."""
        return (self.first_choice, *(drug.against for drug in self.drugs), *(drug.closed for drug in self.drugs))

    @property
    def wires(self) -> Iterator[Wire]:
        """Everything that is answered of every patient."""
        for one in self.answers:
            yield from (one.possible, one.certain)
        yield from (wire for column in self.names for _, wire in column.members)

    @property
    def counted(self) -> Iterator[Wire]:
        """What is only counted."""
        yield self.without
        for drug in self.drugs:
            yield from (drug.possible, drug.certain, *(wire for _, wire in drug.excluding))


def lay_out(program: GroundProgram, wiring: Wiring, *, every: bool) -> Layout:
    """Lay out the answers of a knowledge base.

    Args:
        program: its ground program.
        wiring: makes the wires.
        every: whether to answer every single statement of the rules, too.
    """
    by_predicate: dict[str, list[Atom]] = {}
    for atom in sorted(program.statements, key=program.position):
        by_predicate.setdefault(atom[0], []).append(atom)

    def statement(column: str, atom: Atom, id_: str = "") -> Statement:
        return Statement(column, id_ or identity(atom), atom, program.legend.cited(atom), *wiring.wires(atom))

    indications, statements = [], []
    for predicate in _SHOWN:
        # A duty is told once, whatever the occasion.
        atoms = list(dict.fromkeys(atom[:2] for atom in by_predicate.get(predicate, ())))
        if predicate == "indication":
            atoms.sort(key=list(program.statements).index)  # in the order in which `advise` tells them
        ids = _ids(atom[1] for atom in atoms)
        found = [statement(f"{predicate}_{ids[atom[1]]}", atom, ids[atom[1]]) for atom in atoms]
        if predicate == "indication":
            indications = found
        else:
            statements += found
    lines = {name: _Lines(name, by_predicate, program.legend.ordered, wiring) for name in _drugs(program, by_predicate)}
    drugs = tuple(one.drug(statement) for one in lines.values())
    indicated = statement("indicated", ("indicated",))
    return Layout(
        indicated=indicated,
        indications=tuple(indications),
        statements=tuple(statements),
        drugs=drugs,
        first_choice=Names("first_choice", _members((name, one.first()) for name, one in lines.items())),
        without=wiring.some([(indicated.certain, *(-drug.possible for drug in drugs))] if drugs else []),
        others=tuple(statement(show(atom), atom) for atom in program.statements if every and len(atom) > 1),
    )


def _ids(terms: Iterable[Term]) -> dict[Term, str]:
    """The id of each term; the whole of it where two would have the same."""
    every = list(terms)
    often = Counter(identity(term) for term in every)
    return {term: identity(term) if often[identity(term)] == 1 else show(term) for term in every}


def _drugs(program: GroundProgram, atoms: dict[str, list[Atom]]) -> list[str]:
    declared = [drug for (drug,) in program.declared("drug", 1)]
    named = [atom[2] for name in ("option", "considered") for atom in atoms.get(name, ())]
    return [str(drug) for drug in dict.fromkeys((*declared, *named))]


def _members(names: Iterable[tuple[str, Wire]]) -> Members:
    """The names without those that hold of no complete patient: of others all is said for some completion."""
    return tuple((name, wire) for name, wire in names if wire.complete != FALSE)


class _Lines:
    """What the rules say of one drug."""

    def __init__(self, drug: str, atoms: Mapping[str, list[Atom]], ordered: Iterable[str], wiring: Wiring) -> None:
        self._drug = drug
        self._ordered = tuple(ordered)
        self._wiring = wiring
        self._options, self._considered, self._against, self._closed = (
            [atom for atom in atoms.get(name, ()) if str(atom[2]) == drug]
            for name in ("option", "considered", "against", "closed")
        )
        self._first = [atom for atom in atoms.get("first_choice", ()) if str(atom[1]) == drug]
        self._shown = self._where_shown()

    def drug(self, statement: Callable[[str, Atom], Statement]) -> Drug:
        """The drug with its options and reasons."""
        options = tuple(statement(f"option_{atom[1]}_{self._drug}", atom) for atom in self._options)
        some = self._wiring.some
        possible = some((option.possible,) for option in options)
        considered = {str(atom[1]): some(((self._possible(atom), -possible),)) for atom in self._considered}
        return Drug(
            id=self._drug,
            options=options,
            against=Names(f"against_{self._drug}", self._reasons(self._against, self._shown)),
            closed=Names(f"closed_{self._drug}", self._reasons(self._closed, self._shown)),
            possible=possible,
            certain=some((option.certain,) for option in options),
            excluding=self._reasons([*self._against, *self._closed], considered),
        )

    def first(self) -> Wire:
        """Of whom the drug is shown under an action with an order of choice, and is certainly the first choice."""
        return self._certain(((action, atom) for action in self._ordered for atom in self._first), self._shown)

    def _where_shown(self) -> dict[str, Wire]:
        """Of whom `advise` shows the drug under each action: where it can be; where none can, as first considered."""
        some = self._wiring.some
        shown = {str(atom[1]): self._possible(atom) for atom in self._options}
        before = [-wire for wire in shown.values()]
        for atom in self._considered:
            action, wire = str(atom[1]), self._possible(atom)
            here = (wire, *before)
            shown[action] = some(((shown[action],), here)) if action in shown else some((here,))
            before.append(-wire)
        return shown

    def _reasons(self, atoms: Iterable[Atom], where: Mapping[str, Wire]) -> Members:
        """The reasons that certainly stand against some action, where it is shown."""
        found: dict[str, list[tuple[str, Atom]]] = {}
        for atom in atoms:
            found.setdefault(identity(atom), []).append((str(atom[1]), atom))
        return _members((name, self._certain(stated, where)) for name, stated in found.items())

    def _certain(self, stated: Iterable[tuple[str, Atom]], where: Mapping[str, Wire]) -> Wire:
        """Of whom some statement about an action is certain, where the action is shown."""
        return self._wiring.some(
            (where[action], self._wiring.wires(atom)[1]) for action, atom in stated if action in where
        )

    def _possible(self, atom: Atom) -> Wire:
        return self._wiring.wires(atom)[0]
