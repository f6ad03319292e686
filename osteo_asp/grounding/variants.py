"""Variants: a ground program with one thing written otherwise, without grounding all of it again.

Only what is written otherwise is grounded, over the atoms that the program has; and, where it gives something that the
program never gave, the rules that speak of that, in as many rounds as it takes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from clingo import ast
from clingo.ast import Location, Position

from ..errors import Flaw, KnowledgeBaseError
from ..messages import LANGUAGES
from ..structure import Struct
from ..vocabulary.contract import predicate_of
from ..vocabulary.terms import Atom, parse_atom, show
from .ground_rules import Cell, GroundRule, Input, components, merged
from .grounder import FIRED, Grounder, Recorder, witnessed
from .limits import BoundedControl
from .lint import check_inputs, raise_any
from .program import Body, GroundProgram
from .rules import INPUTS, Rule, Signature
from .source import Source, read_rule
from .syntax import doubled

_HERE: Final = Location(Position("<osteo_asp>", 1, 1), Position("<osteo_asp>", 1, 1))


class Variant(Struct):
    """What a program is otherwise, where one thing is written otherwise.

    Attributes:
        rules: by index, the rules whose ground rules are others, with all that they are then.
        names: the atoms that the program never gave, by number.
    """

    rules: Mapping[int, Sequence[GroundRule]]
    names: Mapping[int, Atom]


class Variants:
    """All that can be made of a program by writing one rule or declaration otherwise.

    Attributes:
        program: the program; the cells of the variants are its cells.
    """

    def __init__(self, grounder: Grounder, program: GroundProgram | None = None) -> None:
        """Take a program that is ground; on request, the same with more cells."""
        self.grounder = grounder
        self.program = program or grounder.program
        self._source = grounder.source
        self._numeric = self.program.vocabulary.numeric
        self._speaking: dict[Signature, list[int]] = {}
        self._giving: dict[Signature, list[int]] = {}
        for index, rule in enumerate(self._source.dynamic):
            for signature in {one for literal in rule.body for one in literal.signatures}:
                self._speaking.setdefault(signature, []).append(index)
            for signature in rule.heads:
                self._giving.setdefault(signature, []).append(index)
        self._domains: dict[Signature, Sequence[tuple[Atom, str, bool]]] = {}
        self._facts: dict[Signature, frozenset[Atom]] = {}
        self._last = max(self.program.names, default=0)

    def of_rule(self, index: int, written: str) -> Variant:
        """The program with one rule that depends on a patient or a reading rewritten, or left out.

        Args:
            index: the rule, by its index in `program.rules`.
            written: the rule as it would be; empty where it is left out.

        Raises:
            KnowledgeBaseError: the rule breaks a rule of the house.
        """
        before = self._source.dynamic[index]
        rules = {}
        if written:
            rule = read_rule(written)
            check_inputs(Source(self._source.folder, (), (), (rule,), ()), self.program.vocabulary)
            rule.boxes = before.boxes
            rules[index] = rule
        given = {self.program.names[head] for head in self.program.heads.get(index, ())}
        open_ = {atom for atom in given if self._is_fact(atom)}  # what other rules take as given for everybody
        return self._settled(_Growing(self, {index: rules.get(index)}, open_))

    def of_facts(self, added: Collection[Atom], removed: Collection[Atom]) -> Variant:
        """The program with other facts that hold for everybody, and that its rules speak of.

        Raises:
            KnowledgeBaseError: what comes of it breaks a rule of the house.
        """
        growing = _Growing(self, {}, set(), added, removed)
        touched = {(atom[0], len(atom) - 1) for atom in (*added, *removed)}
        growing.speak(touched)
        for signature in touched:  # what holds for everybody is not ground where another rule gives it, too
            growing.waiting.update(self._giving.get(signature, ()))
        return self._settled(growing)

    def program_of(self, variant: Variant) -> GroundProgram:
        """The whole program of a variant."""
        program = self.program
        kept = {
            head: [rule for rule in rules if rule.rule not in variant.rules]
            for head, rules in program.ground_rules.items()
        }
        for rules in variant.rules.values():
            for rule in rules:
                kept.setdefault(rule.head, []).append(rule)
        names = {**program.names, **variant.names}
        body = Body(tuple(program.rules), {head: rules for head, rules in kept.items() if rules}, names)
        told = [atom for atom in variant.names.values() if _is_told(atom)]
        headed = {**program.headed, **self.headed(variant)}
        return GroundProgram(
            folder=str(program.folder),
            declarations=program.declarations,
            inputs=program.inputs,
            statements=(*program.statements, *told),
            headed={atom: boxes for atom, boxes in headed.items() if boxes},
            cuts={name: cells.cuts for name, cells in program.cells.items()},
            body=lambda: body,
        )

    def headed(self, variant: Variant) -> Mapping[Atom, tuple[str, ...]]:
        """The boxes above the rules that give each atom, of those that a variant gives by other rules."""
        heads = {rule.head for rules in variant.rules.values() for rule in rules}
        heads |= {head for index in variant.rules for head in self.program.heads.get(index, ())}
        names = {**self.program.names, **variant.names}
        return {names[head]: self._boxes(variant, head) for head in heads}

    def _boxes(self, variant: Variant, head: int) -> tuple[str, ...]:
        """The boxes above the rules that give an atom."""
        giving = {rule.rule for rules in variant.rules.values() for rule in rules if rule.head == head}
        giving |= {rule.rule for rule in self.program.ground_rules.get(head, ()) if rule.rule not in variant.rules}
        return tuple(dict.fromkeys(box for index in sorted(giving) for box in self._source.dynamic[index].boxes))

    def _settled(self, growing: _Growing) -> Variant:
        growing.grow()
        variant = Variant(growing.ground_rules, growing.names)
        self._check_circles(variant)
        self._check_words(variant)
        return variant

    def _check_circles(self, variant: Variant) -> None:
        """Refuse what would depend on its own absence."""
        ranks = self.program.ranks
        fresh = [rule for rules in variant.rules.values() for rule in rules]
        if all(
            ranks.get(abs(literal), -1) < ranks.get(rule.head, -1)
            for rule in fresh
            for literal in rule.body
            if abs(literal) in ranks
        ) and not any(abs(literal) in variant.names for rule in fresh for literal in rule.body):
            return
        rules = {
            head: [rule for rule in every if rule.rule not in variant.rules]
            for head, every in self.program.ground_rules.items()
        }
        for rule in fresh:
            rules.setdefault(rule.head, []).append(rule)
        for circle in components(rules):
            members = set(circle)
            for atom in circle:
                for rule in rules.get(atom, ()):
                    if any(literal < 0 and -literal in members for literal in rule.body):
                        raise_any([self._source.dynamic[rule.rule].flaw("this depends on its own absence, by `not`")])

    def _check_words(self, variant: Variant) -> None:
        """Refuse what would have to be told and has no words, or no box."""
        legend = self.program.legend
        flaws = []
        for number, atom in variant.names.items():
            predicate = predicate_of(atom)
            roles = frozenset[str]() if predicate is None else predicate.roles
            if "labelled" in roles and any(legend.label(atom, language) is None for language in LANGUAGES):
                flaws.append(Flaw("rule", 0, f"{show(atom)} has no words"))
            if "cited" in roles and not legend.cited(atom) and not self._boxes(variant, number):
                flaws.append(Flaw("rule", 0, f"{show(atom)} rests on no box"))
        raise_any(flaws)

    def _is_fact(self, atom: Atom) -> bool:
        signature = (atom[0], len(atom) - 1)
        facts = self._facts.get(signature)
        if facts is None:
            facts = self._facts[signature] = frozenset(one for one, _, fact in self.domain(signature) if fact)
        return atom in facts

    def domain(self, signature: Signature) -> Sequence[tuple[Atom, str, bool]]:
        """The atoms of a predicate that somebody may have, as clingo writes them, and whether everybody has them."""
        domain = self._domains.get(signature)
        if domain is None:
            atoms = self.grounder.control.symbolic_atoms.by_signature(*signature)
            domain = self._domains[signature] = [
                (parse_atom(text := str(atom.symbol)), text, atom.is_fact) for atom in atoms
            ]
        return domain


class _Growing:
    """A variant in the making.

    Attributes:
        ground_rules: by index, the ground rules of what has been ground.
        names: the atoms that the program never gave, by number.
    """

    def __init__(
        self,
        variants: Variants,
        waiting: Mapping[int, Rule | None],
        open_: set[Atom],
        added: Collection[Atom] = (),
        removed: Collection[Atom] = (),
    ) -> None:
        """Begin with some rules, each as it is written then; None for one that is left out."""
        self.variants = variants
        self.rules: dict[int, Rule | None] = dict(waiting)
        self.waiting = set(waiting)
        self.open = open_
        self.added, self.removed = set(added), set(removed)
        self.ground_rules: dict[int, Sequence[GroundRule]] = {}
        self.names: dict[int, Atom] = {}
        self._numbers: dict[Atom, int] = {}
        for signature in {(atom[0], len(atom) - 1) for atom in open_}:
            self.waiting.update(variants._speaking.get(signature, ()))

    def speak(self, signatures_: Iterable[Signature]) -> None:
        """Ground the rules that speak of some predicates again."""
        for signature in signatures_:
            self.waiting.update(self.variants._speaking.get(signature, ()))

    def grow(self) -> None:
        """Ground what waits, and what speaks of what is new, until nothing is new."""
        source = self.variants._source.dynamic
        while self.waiting:
            rules = {index: self.rules.get(index, source[index]) for index in sorted(self.waiting)}
            self.waiting.clear()
            known = len(self._numbers)
            self._ground({index: rule for index, rule in rules.items() if rule is not None})
            self.ground_rules.update({index: () for index, rule in rules.items() if rule is None})
            fresh = list(self._numbers)[known:]
            self.speak({(atom[0], len(atom) - 1) for atom in fresh})

    def _ground(self, rules: Mapping[int, Rule]) -> None:
        """Ground some rules over the atoms that there are."""
        variants, program = self.variants, self.variants.program
        messages: list[str] = []
        control = BoundedControl(["--warn=none"], lambda code, text: messages.append(text))
        speaks_of = {one for rule in rules.values() for literal in rule.body for one in literal.signatures}
        asked = sorted({one for rule in rules.values() for one in _inputs(rule)})
        domain = [_opened(name[0], ((name[1], *map(str, program.inputs[name])),)) for name in asked]
        for signature in sorted(speaks_of.difference(INPUTS)):
            every = list(self._domain(signature))
            domain.append(listed([text for text, fact in every if fact], "{}."))
            domain.append(listed([text for text, fact in every if not fact], "{{{}}}."))
        control.add("domain", [], " ".join(domain))
        control.ground([("domain", [])])
        recorder = Recorder()
        control.register_observer(recorder)
        try:
            with ast.ProgramBuilder(control) as builder:
                builder.add(ast.Program(_HERE, "rules", []))
                for index, rule in rules.items():
                    for node in witnessed(index, rule, doubled(rule, variants._numeric)):
                        builder.add(node)
            control.ground([("rules", [])])
        except RuntimeError as error:
            raise KnowledgeBaseError([Flaw("rule", 0, messages[0] if messages else str(error))]) from None
        certain = {head for head, body in recorder.rules if not body}
        firings = {one.literal: parse_atom(str(one.symbol)) for one in control.symbolic_atoms.by_signature(FIRED, 2)}
        if len(rules) > 1 and not certain.isdisjoint(firings):
            for index, rule in rules.items():  # for the head of what fires for everybody does not say by which rule
                self._ground({index: rule})
            return
        inputs: dict[Input, dict[Cell, int]] = {name: {} for name in asked}
        for kind, _ in INPUTS:
            for one in control.symbolic_atoms.by_signature(kind, 2):
                name, value = (str(argument) for argument in one.symbol.arguments)
                a_number = kind == "patient" and name in variants._numeric
                inputs[kind, name][int(value) if a_number else value] = one.literal
        steps = merged(recorder.rules, firings, inputs, variants._numeric)
        needed = {abs(one) for step in steps for one in (step.head, *step.body)}
        atoms = {
            one.literal: self._number(parse_atom(str(one.symbol)))
            for one in control.symbolic_atoms
            if one.literal in needed
        }
        for index in rules:
            self.ground_rules[index] = ()
        for step in steps:
            body = tuple(sorted(atoms[abs(one)] * (1 if one > 0 else -1) for one in step.body))
            made = GroundRule(step.rule, atoms[step.head], step.inputs, body)
            self.ground_rules[step.rule] = (*self.ground_rules[step.rule], made)

    def _domain(self, signature: Signature) -> Iterator[tuple[str, bool]]:
        """The atoms of a predicate as clingo writes them, and whether everybody has them."""
        for atom, text, fact in self.variants.domain(signature):
            if atom not in self.removed:
                yield text, fact and atom not in self.open
        for atoms, fact in ((self.added, True), (self._numbers, False)):
            yield from ((show(atom), fact) for atom in atoms if (atom[0], len(atom) - 1) == signature)

    def _number(self, atom: Atom) -> int:
        """The number of an atom; a new one for one that the program never gave."""
        number = self.variants.program.literals_of.get(atom) or self._numbers.get(atom)
        if number is None:
            number = self._numbers[atom] = self.variants._last + 1 + len(self._numbers)
            self.names[number] = atom
        return number


def _inputs(rule: Rule) -> Iterator[Input]:
    """The inputs that a rule asks."""
    yield from (("patient", name) for name in rule.facts)
    yield from (("reading", name) for name, _ in rule.readings)


def _is_told(atom: Atom) -> bool:
    predicate = predicate_of(atom)
    return predicate is not None and predicate.name not in ("impossible", "defect")


def _opened(predicate: str, inputs: Iterable[tuple[str, ...]]) -> str:
    """A choice over the values of inputs, as clingo reads it."""
    return " ".join(f"{{{predicate}({name},({';'.join(values)}))}}." for name, *values in inputs)


def listed(atoms: Sequence[str], pattern: str) -> str:
    """All atoms of a predicate in one statement, as clingo reads it; nothing where there are none."""
    if not atoms:
        return ""
    name, parenthesis, _ = atoms[0].partition("(")
    if not parenthesis:
        return pattern.format(name)
    return pattern.format(f"{name}({';'.join(atom[len(name) + 1 : -1] for atom in atoms)})")
