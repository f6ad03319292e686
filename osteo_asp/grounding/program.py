"""The ground program: the rules of a knowledge base, grounded once over every possible patient and every reading.

The facts of a patient and the readings are left open while grounding. What the grounder returns is the whole guideline
as ground rules, from input atoms to conclusions; every question is a question to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import count
from pathlib import Path
from typing import Final

from clingo import Control, Function, MessageCode, Number, Observer, Symbol, ast
from clingo.ast import AST, Location, Position

from ..errors import Flaw, KnowledgeBaseError
from ..vocabulary.facts import Fact, Value, Vocabulary
from ..vocabulary.labels import Legend
from ..vocabulary.patient import Patient
from ..vocabulary.terms import Atom, Declared, Term, parse_atom
from ..vocabulary.thresholds import Cells
from .ground_rules import Cell, GroundRule, Inputs, components, merged
from .limits import BoundedControl, GroundingError, located
from .lint import DECLARATIONS, STATEMENTS, check_inputs, check_legend, check_vocabulary, raise_any
from .rules import INPUTS, Rule, doubled
from .source import message_flaws, read_source

__all__ = ["FIRED", "GroundProgram", "Recorder", "atom_of", "ground", "witnessed"]

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


@dataclass(slots=True)
class Recorder(Observer):
    """Notes the ground rules as the grounder makes them."""

    rules: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        """Note a rule; what is left open is no rule."""
        if head and not choice:
            self.rules.append((head[0], tuple(body)))


@dataclass(frozen=True)
class GroundProgram:
    """A knowledge base, ground.

    Attributes:
        folder: where the knowledge base stands.
        control: the solver that holds the ground program.
        declared: what its rules say of everybody.
        vocabulary: the facts and readings it declares.
        legend: the words and citations it declares.
        rules: its rules that depend on a patient or a reading, as written.
        cells: the cells of every numeric fact.
        inputs: the open inputs.
        statements: everything it can say of a patient, with the atom that says it.
        ground_rules: its ground rules, by the atom that they give.
        names: every atom that some ground rule gives, as a term.
        recorder: notes the ground rules of its control, those of variants too.
        turns: numbers for variants, each given once.
    """

    folder: Path
    control: Control
    declared: Declared
    vocabulary: Vocabulary
    legend: Legend
    rules: tuple[Rule, ...]
    cells: Mapping[str, Cells]
    inputs: Inputs
    statements: Mapping[Atom, int]
    ground_rules: Mapping[int, Sequence[GroundRule]]
    names: Mapping[int, Atom]
    recorder: Recorder
    turns: Iterator[int] = field(default_factory=count)

    def atoms(self, name: str, arity: int) -> Iterator[tuple[Atom, int]]:
        """Every atom of a predicate that holds for some patient, with its literal."""
        return _atoms(self.control, name, arity)

    def position(self, statement: Atom) -> tuple[int, int]:
        """Where a statement stands in the order of the page and of the rules."""
        return self._positions.get(statement, (len(self._positions), 0))

    @cached_property
    def _positions(self) -> dict[Atom, tuple[int, int]]:
        boxes = {box: index for index, box in enumerate(self.legend.boxes)}
        positions = {}
        for index, statement in enumerate(self.statements):
            cited = self.legend.cited(statement)
            positions[statement] = (boxes[cited[0]] if cited else len(boxes), index)
        return positions

    def literals(self, patient: Patient, readings: Mapping[str, str]) -> list[int]:
        """The input atoms that a record and a choice of readings fix. What is unknown stays open."""
        fixed = [self.inputs["reading", question][option] for question, option in readings.items()]
        for name in self.vocabulary.facts:
            value = patient.value(self.vocabulary, name)
            if value is not None:
                fixed.append(self.inputs["patient", name][self.key(name, value)])
        return fixed

    def key(self, fact: str, value: Value) -> Cell:
        """What stands for a value in the rules: its cell, the name of a choice, `yes` or `no`."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value if isinstance(value, str) else self.cells[fact].locate(value)

    @cached_property
    def literals_of(self) -> Mapping[Atom, int]:
        """Every atom that some ground rule gives, with its literal."""
        return {atom: literal for literal, atom in self.names.items()}

    @cached_property
    def certain(self) -> frozenset[Atom]:
        """The statements that hold for everybody, as facts of the knowledge base."""
        return frozenset(atom for atom in self.statements if atom not in self.literals_of)

    @cached_property
    def components(self) -> Sequence[tuple[int, ...]]:
        """The atoms that rules give, each after those on which it depends; those in a circle, together."""
        return tuple(components(self.ground_rules))

    @cached_property
    def firings(self) -> Mapping[int, Sequence[int]]:
        """For every rule, by its index in `rules`, the atoms that say that it fires with some binding."""
        firings: dict[int, list[int]] = {}
        for statement, atom in self.atoms(FIRED, 2):
            firings.setdefault(statement[1], []).append(atom)
        return firings

    @cached_property
    def dependents(self) -> Mapping[int, AbstractSet[int]]:
        """For every atom, those that some rule gives by it or by its absence."""
        found: dict[int, set[int]] = {}
        for head, rules in self.ground_rules.items():
            for rule in rules:
                for literal in rule.body:
                    found.setdefault(abs(literal), set()).add(head)
        return found

    @cached_property
    def circles(self) -> Mapping[int, tuple[int, ...]]:
        """The atoms that depend on themselves, each with those it is in a circle with."""
        return {
            atom: circle
            for circle in self.components
            for atom in circle
            if len(circle) > 1 or any(atom in map(abs, rule.body) for rule in self.ground_rules.get(atom, ()))
        }

    @cached_property
    def conclusions(self) -> Mapping[int, Sequence[Atom]]:
        """For every rule, by its index in `rules`, what it can give."""
        conclusions: dict[int, dict[Atom, None]] = {}
        for head, rules in self.ground_rules.items():
            for rule in rules:
                conclusions.setdefault(rule.rule, {})[self.names[head]] = None
        return {rule: tuple(heads) for rule, heads in conclusions.items()}


def ground(folder: Path, cuts: Mapping[str, Collection[int]] | None = None) -> GroundProgram:
    """Read and ground a knowledge base.

    Args:
        folder: where it stands.
        cuts: numbers that cut the line of a fact beside those of the rules, so that two editions have the same cells.

    Raises:
        KnowledgeBaseError: it breaks a rule of the house.
    """
    source = read_source(folder)
    messages: list[tuple[MessageCode, str]] = []
    recorder = Recorder()
    control = BoundedControl(["--models=0", "--project=show"], lambda code, text: messages.append((code, text)))
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
                    builder.add(_fact(Function("_domain", [_symbol(name), _symbol(value)])))
        control.ground([("inputs", [])])
        control.register_observer(recorder)  # only now: what holds for everybody is no ground rule
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
    inputs = _inputs(control, vocabulary)
    ground_rules: dict[int, list[GroundRule]] = {}
    firings = {literal: atom for atom, literal in _atoms(control, FIRED, 2)}
    for ground_rule in merged(recorder.rules, firings, inputs, vocabulary.numeric):
        ground_rules.setdefault(ground_rule.head, []).append(ground_rule)
    names = {atom.literal: atom_of(atom.symbol) for atom in control.symbolic_atoms if atom.literal in ground_rules}
    statements = {atom: literal for signature in STATEMENTS for atom, literal in _atoms(control, *signature)}
    others = [atom for name in ("impossible", "defect") for atom, _ in _atoms(control, name, 1)]
    rests: dict[Atom, dict[str, None]] = {}
    for (_, statement, box), _ in _atoms(control, _HEADED, 2):
        rests.setdefault(statement if isinstance(statement, tuple) else (statement,), {})[box.upper()] = None
    for head, made in ground_rules.items():
        for ground_rule in made:
            rests.setdefault(names[head], {}).update(dict.fromkeys(source.dynamic[ground_rule.rule].boxes))
    legend = Legend(declared, rests)
    check_legend(source, declared, legend, [*statements, *others])
    return GroundProgram(
        folder=folder,
        control=control,
        declared=declared,
        vocabulary=vocabulary,
        legend=legend,
        rules=source.dynamic,
        cells=cells,
        inputs=inputs,
        statements=statements,
        ground_rules=ground_rules,
        recorder=recorder,
        names=names,
    )


def atom_of(symbol: Symbol) -> Atom:
    """A symbol of clingo as a plain value."""
    return parse_atom(str(symbol))


def _symbol(name: str | int) -> Symbol:
    return Number(int(name)) if isinstance(name, int) or name.isdecimal() else Function(name)


def _atoms(control: Control, name: str, arity: int) -> Iterator[tuple[Atom, int]]:
    for atom in control.symbolic_atoms.by_signature(name, arity):
        yield atom_of(atom.symbol), atom.literal


def _inputs(control: Control, vocabulary: Vocabulary) -> Inputs:
    inputs: dict[tuple[str, str], dict[Cell, int]] = {}
    for signature in INPUTS:
        for (predicate, name, value), literal in _atoms(control, *signature):
            a_number = predicate == "patient" and vocabulary.facts[name].numeric
            inputs.setdefault((predicate, name), {})[value if a_number else str(value)] = literal
    return inputs


def _declared(control: Control, name: str, arity: int) -> tuple[tuple[Term, ...], ...]:
    return tuple(atom_of(atom.symbol)[1:] for atom in control.symbolic_atoms.by_signature(name, arity) if atom.is_fact)


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


def witnessed(
    index: int, rule: Rule, node: AST, firing: str = FIRED, head: Callable[[AST], AST] = lambda head: head
) -> Iterator[AST]:
    """The rule in two steps, so that every firing of it is an atom: body → firing → head. No answer set changes.

    `firing` names the predicate of the firings, and `head` may put another head in the place of the rule's own.
    """
    variables = [ast.Variable(_HERE, name) for name in rule.variables]
    fired = ast.SymbolicAtom(
        ast.Function(
            _HERE, firing, [ast.SymbolicTerm(_HERE, Number(index)), ast.Function(_HERE, "", variables, False)], False
        )
    )
    literal = ast.Literal(_HERE, ast.Sign.NoSign, fired)
    yield ast.Rule(node.location, literal, node.body)
    yield ast.Rule(_HERE, head(node.head), [literal])
