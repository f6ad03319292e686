"""A run of clingo for one patient: the knowledge base's own files, as they stand, with the patient's facts.

Nothing of the compiled guideline is in it but the names of facts and readings, so what it derives can be held against
what the diagrams say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from clingo import Control, Function, Model, Number, Symbol, ast

from ..errors import Flaw, KnowledgeBaseError
from ..vocabulary.facts import Fact, Value
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom, Term, parse_atom
from .files import rule_files
from .limits import BoundedControl, GroundingError
from .program import GroundProgram
from .record import record_atoms
from .rules import Signature
from .source import read_source

DECISION: Final[Signature] = ("decision", 2)
"""What an answer set decides: an action with a drug."""

_WIDEST: Final = 100_000
"""How many values of a number clingo is left to choose among."""

_DEFINED: Final = """
    #defined recorded/2. #defined chosen/2. #defined absent/2. #defined impossible/1.
"""

_PATIENT: Final = """
    patient(F, V) :- recorded(F, V).
    patient(F, V) :- absent(F, V), not _recorded(F).
    _recorded(F) :- recorded(F, V).
    _settled(F) :- _recorded(F).
    _settled(F) :- absent(F, V).
    { patient(F, (yes; no)) } = 1 :- fact(F, yes_no), not _settled(F).
    { patient(F, V) : value(F, V) } = 1 :- fact(F, choice), not _settled(F).
    :- impossible(R).
"""
_NUMBERS: Final = "{ patient(F, Low..High) } = 1 :- range(F, Low, High), not _settled(F)."
_VALUES: Final = "{ patient(F, V) : _value(F, V) } = 1 :- _value(F, W), not _settled(F)."
_READING: Final = """
    reading(Q, O) :- chosen(Q, O).
    reading(Q, O) :- default(Q, O), not _chosen(Q).
    _chosen(Q) :- chosen(Q, O).
"""
_DECISION: Final = "{ decision(A, D) : option(A, D) } = 1 :- option(B, E)."
"""What a knowledge base that is never run by plain clingo leaves out: how inputs are filled in, and what is decided."""

_HERE: Final = ast.Location(ast.Position("<patient>", 1, 1), ast.Position("<patient>", 1, 1))


class PatientRun:
    """One patient under one choice of readings, in clingo's hands.

    A number that nobody recorded may have every value of its range. Where those are too many, it has one for each cell
    of the line between the thresholds.

    Attributes:
        control: clingo with the ground program of this patient.
    """

    def __init__(
        self, program: GroundProgram, patient: Patient, readings: Mapping[str, str], shown: Iterable[Signature]
    ) -> None:
        """Read the files and ground them with the patient's facts.

        Args:
            program: the knowledge base.
            patient: the patient, checked.
            readings: how every question of reading is answered.
            shown: the predicates that are looked at, beside the decision.

        Raises:
            KnowledgeBaseError: the files have changed and cannot be read any more, or this patient takes too much.
        """
        self.program = program
        self._shown = {*shown, DECISION}
        self._terms: dict[Symbol, Atom] = {}
        self._narrow = any(
            fact.numeric
            and patient.value(program.vocabulary, fact.name) is None
            and (fact.high - fact.low) * fact.scale > _WIDEST
            for fact in program.vocabulary.facts.values()
        )
        facts = [
            Function(name, [_symbol(term) for term in terms])
            for name, *terms in record_atoms(program, patient, readings)
        ]
        added = "" if not self._narrow else _PATIENT + _VALUES + _READING + _DECISION
        try:
            self.control = self._grounded(facts, added)
            # a knowledge base that is never run plainly lacks some of it
            while (missing := self._missing()) and missing not in added:
                added += missing
                self.control = self._grounded(facts, added)
        except GroundingError as error:
            raise KnowledgeBaseError([Flaw(str(program.folder), 0, flaw.message) for flaw in error.flaws]) from None
        except RuntimeError as error:
            raise KnowledgeBaseError([Flaw(str(program.folder), 0, f"cannot be run any more ({error})")]) from None
        self._decisions = {
            self._atom(atom.symbol): atom.literal for atom in self.control.symbolic_atoms.by_signature(*DECISION)
        }

    def consequences(self, decision: Atom | None = None) -> tuple[frozenset[Atom], frozenset[Atom]]:
        """What holds in some answer set, and what in every one; of those that decide so, where a decision is given."""
        held = [] if decision is None else [self._decisions[decision]]
        return self._last("brave", held), self._last("cautious", held)

    def undecided(self) -> tuple[frozenset[Atom], frozenset[Atom]] | None:
        """The same of the answer sets that decide nothing; None where there are none."""
        none = [-literal for literal in self._decisions.values()]
        solve: Any = self.control.configuration.solve  # its attributes are made at run time
        solve.enum_mode, solve.models = "auto", 1
        if not self.control.solve(assumptions=none).satisfiable:
            return None
        return self._last("brave", none), self._last("cautious", none)

    def answer_sets(self, limit: int) -> Iterator[tuple[Mapping[str, Value], frozenset[Atom]]]:
        """Some answer sets, each of which says something else: a complete patient, and all that is looked at."""
        solve: Any = self.control.configuration.solve  # its attributes are made at run time
        solve.enum_mode, solve.models = "auto", limit
        with self.control.solve(yield_=True) as handle:
            for model in handle:
                yield self._completion(model), self._of(model)

    def _grounded(self, facts: Sequence[Symbol], added: str) -> Control:
        control = BoundedControl(["--warn=none", "--models=0", "--project=show"])
        vocabulary, folder = self.program.vocabulary, self.program.folder
        with ast.ProgramBuilder(control) as builder:
            ast.parse_string(_DEFINED + added, builder.add)
            if self._narrow:
                source = read_source(folder)
                for node in (*source.directives, *(rule.node for rule in (*source.static, *source.dynamic))):
                    builder.add(node)
                for name in vocabulary.numeric:
                    cells = self.program.cells[name]
                    for cell in cells.numbers():
                        number = cells.whole(cells.example(cell, cells.fact.low))
                        builder.add(_fact(Function("_value", [_symbol(name), _symbol(number)])))
            for fact in facts:
                builder.add(_fact(fact))
            builder.add(ast.ShowSignature(_HERE, "", 0, True))
            for signature in self._shown:
                builder.add(ast.Defined(_HERE, *signature, True))
                builder.add(ast.ShowSignature(_HERE, *signature, True))
        if not self._narrow:
            for name in rule_files(str(folder)):
                control.load(os.path.join(folder, name))
        control.ground()
        return control

    def _missing(self) -> str:
        """What the files leave out of a plain run, as far as that can be seen."""
        atoms, vocabulary = self.control.symbolic_atoms, self.program.vocabulary

        def absent(name: str) -> bool:
            return not any(True for _ in atoms.by_signature(name, 2))

        added = _PATIENT + _NUMBERS if vocabulary.facts and absent("patient") else ""
        added += _READING if vocabulary.questions and absent("reading") else ""
        return added or (_DECISION if absent("decision") and not absent("option") else "")

    def _last(self, mode: str, assumptions: Sequence[int]) -> frozenset[Atom]:
        solve: Any = self.control.configuration.solve
        solve.enum_mode, solve.models = mode, 0
        atoms: frozenset[Atom] = frozenset()
        with self.control.solve(assumptions=assumptions, yield_=True) as handle:
            for _ in handle:  # every model adds to the consequences, or takes from them; the last one has them
                pass
            last = handle.last()
            if last is not None:
                atoms = self._of(last)
        return atoms

    def _of(self, model: Model) -> frozenset[Atom]:
        return frozenset(
            self._atom(symbol)
            for symbol in model.symbols(shown=True)
            if (symbol.name, len(symbol.arguments)) in self._shown
        )

    def _atom(self, symbol: Symbol) -> Atom:
        atom = self._terms.get(symbol)
        if atom is None:
            atom = self._terms[symbol] = parse_atom(str(symbol))
        return atom

    def _completion(self, model: Model) -> Mapping[str, Value]:
        """The complete patient of an answer set, in the order of the vocabulary."""
        values: dict[str, Value] = {}
        for symbol in model.symbols(atoms=True):
            if symbol.name == "patient" and len(symbol.arguments) == 2:
                _, name, value = parse_atom(str(symbol))
                values[name] = self._value(self.program.vocabulary.facts[name], value)
        return {name: values[name] for name in self.program.vocabulary.facts}

    def _value(self, fact: Fact, term: Term) -> Value:
        if fact.type == "yes_no":
            return term == "yes"
        if not fact.numeric:
            return str(term)
        return Decimal(int(str(term))) / fact.scale


def _symbol(term: str | int) -> Symbol:
    return Number(int(term)) if isinstance(term, int) or term.isdecimal() else Function(term)


def _fact(symbol: Symbol) -> ast.AST:
    atom = ast.SymbolicAtom(ast.SymbolicTerm(_HERE, symbol))
    return ast.Rule(_HERE, ast.Literal(_HERE, ast.Sign.NoSign, atom), [])
