"""What holds for everybody, otherwise written: the facts that a knowledge base would gain and lose by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from clingo import ast
from clingo.ast import Location, Position

from ..errors import Flaw, KnowledgeBaseError
from ..vocabulary.terms import Atom, parse_atom
from .grounder import Grounder
from .limits import BoundedControl
from .rules import Rule, Signature
from .source import read_rule
from .variants import listed

_HERE = Location(Position("<osteo_asp>", 1, 1), Position("<osteo_asp>", 1, 1))
_GIVEN = "_given"
_ROUNDS = 100


class Declarations:
    """The facts of a knowledge base that hold for everybody, and the rules that give more of them."""

    def __init__(self, grounder: Grounder) -> None:
        self._rules = grounder.source.static
        self._by_signature: dict[Signature, list[str]] = {}
        self._speaking: dict[Signature, list[int]] = {}
        for index, rule in enumerate(self._rules):
            for signature in {one for literal in rule.body for one in literal.signatures}:
                self._speaking.setdefault(signature, []).append(index)
        for signature in self._speaking:
            atoms = grounder.control.symbolic_atoms.by_signature(*signature)
            self._by_signature[signature] = [str(atom.symbol) for atom in atoms if atom.is_fact]
        self._given = [self._gives(rule, (), ()) for rule in self._rules]
        self._times = Counter(atom for given in self._given for atom in given)

    def revised(
        self, index: int, written: str, enough: Collection[Signature] = ()
    ) -> tuple[frozenset[Atom], frozenset[Atom]]:
        """The facts that are gained and lost where one declaration is written otherwise, or left out.

        Args:
            index: the declaration, by its index in the source.
            written: as it would be; empty where it is left out.
            enough: predicates of which a fact that is gained or lost is enough; what follows from it is left out.

        Raises:
            KnowledgeBaseError: clingo cannot read it, or it breaks a rule of the house.
        """
        others: dict[int, Rule | None] = {index: read_rule(written) if written else None}
        given = dict(enumerate(self._given))
        times = Counter(self._times)
        gained: set[str] = set()
        lost: set[str] = set()
        waiting = [index]
        for _ in range(_ROUNDS):
            if not waiting or any(_signature(atom) in enough for atom in (*gained, *lost)):
                break
            one = waiting.pop(0)
            rule = others.get(one, self._rules[one])
            now = frozenset[str]() if rule is None else self._gives(rule, gained, lost)
            times.subtract(given[one])
            times.update(now)
            moved = [atom for atom in given[one] ^ now if (times[atom] > 0) != _moved(atom, self._times, gained, lost)]
            given[one] = now
            for atom in moved:
                there = times[atom] > 0
                (gained if there else lost).add(atom)
                (lost if there else gained).discard(atom)
            gained -= {atom for atom in gained if self._times[atom] > 0}
            lost -= {atom for atom in lost if self._times[atom] == 0}
            for signature in {_signature(atom) for atom in moved}:
                waiting += [speaks for speaks in self._speaking.get(signature, ()) if speaks not in waiting]
        else:
            raise KnowledgeBaseError([Flaw("rule", 0, "this depends on its own absence, by `not`")])
        return frozenset(map(parse_atom, gained)), frozenset(map(parse_atom, lost))

    def given(self, index: int) -> frozenset[Atom]:
        """What one declaration gives as it is."""
        return frozenset(map(parse_atom, self._given[index]))

    def _gives(self, rule: Rule, gained: Collection[str], lost: Collection[str]) -> frozenset[str]:
        """What one of them gives, as clingo writes it."""
        if not rule.body and ";" not in rule.text and ".." not in rule.text:
            return frozenset((rule.text[:-1],))
        messages: list[str] = []
        control = BoundedControl(["--warn=none"], lambda code, text: messages.append(text))
        speaks_of = {one for literal in rule.body for one in literal.signatures}
        control.add("base", [], " ".join(listed(self._domain(one, gained, lost), "{}.") for one in sorted(speaks_of)))
        head = rule.node.head
        given = ast.Function(
            _HERE, _GIVEN, [head.atom.symbol], False
        )  # as an argument, so as to tell it from the facts
        try:
            with ast.ProgramBuilder(control) as builder:
                builder.add(rule.node.update(head=head.update(atom=head.atom.update(symbol=given))))
            control.ground()
        except RuntimeError as error:
            raise KnowledgeBaseError([Flaw("rule", 0, messages[0] if messages else str(error))]) from None
        return frozenset(str(atom.symbol.arguments[0]) for atom in control.symbolic_atoms.by_signature(_GIVEN, 1))

    def _domain(self, signature: Signature, gained: Iterable[str], lost: Collection[str]) -> Sequence[str]:
        kept = [atom for atom in self._by_signature.get(signature, ()) if atom not in lost]
        return [*kept, *(atom for atom in gained if _signature(atom) == signature)]


def _moved(atom: str, times: Counter[str], gained: Collection[str], lost: Collection[str]) -> bool:
    """Whether a fact is there so far."""
    return atom in gained or (times[atom] > 0 and atom not in lost)


def _signature(written: str) -> Signature:
    atom = parse_atom(written)
    return atom[0], len(atom) - 1
