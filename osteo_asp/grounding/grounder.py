"""The grounder: from the rules of a knowledge base to its ground program, by clingo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final

from clingo import Control, Function, MessageCode, Number, Observer, Symbol, ast
from clingo.ast import AST, Location, Position

from ..errors import Flaw, KnowledgeBaseError
from ..vocabulary.facts import Fact, Vocabulary
from ..vocabulary.labels import Legend
from ..vocabulary.terms import Atom, Term, parse_atom
from ..vocabulary.thresholds import Cells
from .ground_rules import Cell, GroundRule, Input, merged
from .limits import BoundedControl, GroundingError, located
from .lint import DECLARATIONS, STATEMENTS, check_inputs, check_legend, check_vocabulary, raise_any
from .program import Body, GroundProgram
from .rules import INPUTS, Rule
from .source import message_flaws, read_source
from .syntax import doubled

__all__ = ["FIRED", "Grounder", "Recorder", "ground", "symbol_of", "witnessed"]

FIRED: Final = "_fired"
_HEADED: Final = "_headed"
"""What holds for everybody and stands under a header, with the box."""

_OPEN: Final = """
    #program inputs.
    { patient(F, V) : _domain(F, V) } = 1 :- _domain(F, W).
    { reading(Q, O) : meaning(Q, O) } = 1 :- meaning(Q, P).
"""
"""Everything that may differ between patients, and between readings. Opened by the grounder itself, for it does not
expand later rules in full over atoms that only the solver was given."""

_HERE: Final = Location(Position("<osteo_asp>", 1, 1), Position("<osteo_asp>", 1, 1))


class Recorder(Observer):
    """Notes the ground rules as clingo makes them."""

    def __init__(self) -> None:
        self.rules: list[tuple[int, tuple[int, ...]]] = []

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        """Note a rule; what is left open is no rule."""
        if head and not choice:
            self.rules.append((head[0], tuple(body)))


class Grounder:
    """A knowledge base in clingo's hands.

    Attributes:
        folder: where the knowledge base stands.
        source: its rules, as they were read.
        control: clingo with the ground program.
        program: the ground program.
        inputs: the number of the atom of every value of every open input.
    """

    def __init__(self, folder: Path, cuts: Mapping[str, Collection[int]] | None = None) -> None:
        """Read and ground a knowledge base.

        Args:
            folder: where it stands.
            cuts: numbers that cut the line of a fact beside those of the rules, so that two editions have the same
                cells.

        Raises:
            KnowledgeBaseError: it breaks a rule of the house.
        """
        self.folder = folder
        self.source = source = read_source(folder)
        messages: list[tuple[MessageCode, str]] = []
        self._recorder = Recorder()
        control = BoundedControl(["--models=0", "--project=show"], lambda code, text: messages.append((code, text)))
        self.control = control
        try:
            with ast.ProgramBuilder(control) as builder:
                builder.add(ast.Program(_HERE, "base", []))
                for node in (
                    *source.directives,
                    *_shown(),
                    *(rule.node for rule in source.static),
                    *_headed(source.static),
                ):
                    builder.add(node)
            control.ground()
            declared = cache(partial(_declared, control))
            check_vocabulary(source, declared)
            vocabulary = Vocabulary.declared(declared)
            check_inputs(source, vocabulary)
            cells = {
                name: Cells.of(fact, _cuts(source.dynamic, name).union((cuts or {}).get(name, ())))
                for name, fact in vocabulary.facts.items()
            }
            with ast.ProgramBuilder(control) as builder:
                ast.parse_string(_OPEN, builder.add)
                for name, fact in vocabulary.facts.items():
                    for value in _domain(fact, cells):
                        builder.add(_fact(Function("_domain", [symbol_of(name), symbol_of(value)])))
            control.ground([("inputs", [])])
            control.register_observer(self._recorder)  # only now: what holds for everybody is no ground rule
            with ast.ProgramBuilder(control) as builder:
                builder.add(ast.Program(_HERE, "dynamic", []))
                for index, rule in enumerate(source.dynamic):
                    for node in witnessed(index, rule, doubled(rule, vocabulary.numeric)):
                        builder.add(node)
            control.ground([("dynamic", [])])
        except GroundingError as error:
            raise located(error, str(folder), (*source.dynamic, *source.static)) from None
        except RuntimeError as error:
            raise KnowledgeBaseError(message_flaws(messages) or [Flaw(str(folder), 0, str(error))]) from None
        raise_any(message_flaws(messages))
        statements = [atom for signature in STATEMENTS for atom, _ in self._atoms(*signature)]
        others = [atom for name in ("impossible", "defect") for atom, _ in self._atoms(name, 1)]
        self.inputs = self._inputs(vocabulary)
        ground_rules: dict[int, list[GroundRule]] = {}
        firings = {literal: atom for atom, literal in self._atoms(FIRED, 2)}
        for ground_rule in merged(self._recorder.rules, firings, self.inputs, vocabulary.numeric):
            ground_rules.setdefault(ground_rule.head, []).append(ground_rule)
        atoms = ((atom.literal, _atom_of(atom.symbol)) for atom in control.symbolic_atoms)
        names = {literal: atom for literal, atom in atoms if literal in ground_rules}
        headed: dict[Atom, dict[str, None]] = {}
        for (_, statement, box), _ in self._atoms(_HEADED, 2):
            headed.setdefault(statement if isinstance(statement, tuple) else (statement,), {})[box.upper()] = None
        for head, made in ground_rules.items():
            for ground_rule in made:
                headed.setdefault(names[head], {}).update(dict.fromkeys(source.dynamic[ground_rule.rule].boxes))
        rests = {atom: tuple(boxes) for atom, boxes in headed.items() if boxes}
        check_legend(source, declared, Legend(declared, rests), [*statements, *others])
        body = Body(tuple(rule.plain() for rule in source.dynamic), ground_rules, names)
        self.program = GroundProgram(
            folder=str(folder),
            declarations={signature: declared(*signature) for signature in DECLARATIONS},
            inputs={name: tuple(values) for name, values in self.inputs.items()},
            statements=statements,
            headed=rests,
            cuts={name: one.cuts for name, one in cells.items()},
            body=lambda: body,
        )

    def _atoms(self, name: str, arity: int) -> Iterator[tuple[Atom, int]]:
        for atom in self.control.symbolic_atoms.by_signature(name, arity):
            yield _atom_of(atom.symbol), atom.literal

    def _inputs(self, vocabulary: Vocabulary) -> Mapping[Input, Mapping[Cell, int]]:
        inputs: dict[Input, dict[Cell, int]] = {}
        for signature in INPUTS:
            for (predicate, name, value), literal in self._atoms(*signature):
                a_number = predicate == "patient" and vocabulary.facts[name].numeric
                inputs.setdefault((predicate, name), {})[value if a_number else str(value)] = literal
        return inputs


def ground(folder: Path, cuts: Mapping[str, Collection[int]] | None = None) -> GroundProgram:
    """Read and ground a knowledge base; arguments and errors are those of `Grounder`."""
    return Grounder(folder, cuts).program


def _atom_of(symbol: Symbol) -> Atom:
    """A symbol of clingo as a plain value."""
    return parse_atom(str(symbol))


def symbol_of(name: str | int) -> Symbol:
    """A name or a number as clingo knows it."""
    return Number(int(name)) if isinstance(name, int) or name.isdecimal() else Function(name)


def _declared(control: Control, name: str, arity: int) -> tuple[tuple[Term, ...], ...]:
    return tuple(_atom_of(atom.symbol)[1:] for atom in control.symbolic_atoms.by_signature(name, arity) if atom.is_fact)


def _domain(fact: Fact, cells: Mapping[str, Cells]) -> Sequence[str | int]:
    if fact.type == "yes_no":
        return ("yes", "no")
    return fact.choices if fact.type == "choice" else cells[fact.name].numbers()


def _cuts(rules: Iterable[Rule], fact: str) -> set[int]:
    return {
        number
        for rule in rules
        for comparison in rule.comparisons
        if comparison.fact == fact
        for number in comparison.numbers
    }


def _fact(symbol: Symbol) -> AST:
    atom = ast.SymbolicAtom(ast.SymbolicTerm(_HERE, symbol))
    return ast.Rule(_HERE, ast.Literal(_HERE, ast.Sign.NoSign, atom), [])


def _shown() -> Iterator[AST]:
    for name, arity in (*STATEMENTS, *INPUTS, *DECLARATIONS):
        yield ast.Defined(_HERE, name, arity, True)
    for name, arity in STATEMENTS:
        yield ast.ShowSignature(_HERE, name, arity, True)


def _headed(rules: Iterable[Rule]) -> Iterator[AST]:
    """What holds for everybody, said of the boxes under whose header it stands."""
    for rule in rules:
        for box in rule.boxes:
            arguments = [rule.node.head.atom.symbol, ast.SymbolicTerm(_HERE, Function(box.lower()))]
            headed = ast.SymbolicAtom(ast.Function(_HERE, _HEADED, arguments, False))
            yield rule.node.update(head=ast.Literal(_HERE, ast.Sign.NoSign, headed))


def witnessed(index: int, rule: Rule, node: AST) -> Iterator[AST]:
    """The rule in two steps, so that every firing of it is an atom: body → firing → head. No answer set changes."""
    variables = [ast.Variable(_HERE, name) for name in rule.variables]
    fired = ast.SymbolicAtom(
        ast.Function(
            _HERE, FIRED, [ast.SymbolicTerm(_HERE, Number(index)), ast.Function(_HERE, "", variables, False)], False
        )
    )
    literal = ast.Literal(_HERE, ast.Sign.NoSign, fired)
    yield ast.Rule(node.location, literal, node.body)
    yield ast.Rule(_HERE, node.head, [literal])
