"""Editions compared: everything that two knowledge bases tell anybody otherwise, each with the plainest record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, Literal, TypeAlias

from ..answers.results import Named
from ..answers.visible import worded
from ..diagrams.mdd import ALWAYS, Diagram
from ..diagrams.space import Space
from ..errors import InputError
from ..grounding.program import GroundProgram
from ..messages import Language
from ..reply import Reply
from ..structure import Struct
from ..vocabulary.contract import DEFECT, DUTY, IMPOSSIBLE, OCCASION, OPTION
from ..vocabulary.facts import Fact, Value
from ..vocabulary.labels import names_of
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, Term, show
from .differences import Differences, Pair
from .sayings import Saying, sayings
from .witness import Witness, Witnesses

__all__ = [
    "COMPARED",
    "EditionChange",
    "EditionReport",
    "RecordChange",
    "RuleChange",
    "SayingChange",
    "compare_editions",
]

Edition: TypeAlias = Literal["old", "new"]

Occasion: TypeAlias = Literal["told", "by_default", "unrecorded", "underlying", "defect"]
"""When patients gain or lose a conclusion: they are told so; only where nobody chooses a reading; only where facts are
left out; only where they ask why, or where facts are left out; it is a defect, which `check` tells."""

COMPARED: Final = (
    *("answers", "records", "absence", "readings", "words", "doses", "citations", "order", "explanations"),
    *("audit", "other"),
)
"""What is compared, which is all that anybody is told."""


class EditionChange(Struct):
    """Conclusions that some patients gain, or lose, by the newer edition; all with the same plainest patient.

    Attributes:
        occasion: when they do.
        statements: the conclusions.
        witness: the plainest patient who gains, or loses, them.
        rules: the rules that are in one edition alone and fire for that patient, as `old` or `new` file:line; where
            there is none, the rules of the conclusions themselves.
        unrecorded: facts that must be left out of the record.
    """

    direction: Literal["gained", "lost"]
    occasion: Occasion
    statements: tuple[Named, ...]
    witness: Witness
    rules: tuple[str, ...]
    unrecorded: tuple[str, ...] = ()


class RecordChange(Struct):
    """A record that one edition refuses as impossible and the other accepts.

    Attributes:
        direction: what the newer edition does.
        reason: why it cannot be, by the edition that refuses it.
        witness: the plainest such record.
    """

    direction: Literal["refused", "accepted"]
    reason: Named
    witness: Witness


class SayingChange(Struct):
    """Something that is said otherwise: a declaration, words, a dose, a citation.

    Attributes:
        aspect: what it bears on, one of `COMPARED`.
        subject: of what it is said, as the rules write it.
        part: what is said of it: `en`, `nb`, `boxes`, `range`, …
        before, after: what each edition says; None where it says nothing.
        witness: the plainest record of which it is said; None where it is said of nobody in particular.
    """

    aspect: str
    subject: str
    part: str
    before: str | None
    after: str | None
    witness: Witness | None


class RuleChange(Struct):
    """A rule that one edition alone has, or that says other things in it for what else the edition declares.

    Attributes:
        edition: which one.
        place: the rule, as file:line.
        witness: the plainest patient for whom it fires; None where it fires for nobody.
    """

    edition: Edition
    place: str
    text: str
    witness: Witness | None


class Compared(Struct):
    """One of the things that were compared.

    Attributes:
        id: which, one of `COMPARED`.
        same: whether it is the same for everybody, in both editions; that is then proved.
    """

    id: str
    same: bool


class EditionReport(Reply):
    """Two editions compared.

    Attributes:
        changes: conclusions that patients gain or lose.
        records: records that only one of the two refuses as impossible.
        sayings: what is said otherwise.
        rules: rules that one edition alone has.
        only_old, only_new: facts, values and questions that one edition alone knows.
        compared: what was compared, and whether it is the same.
    """

    schema: ClassVar = "osteo-asp/diff/2"

    language: Language
    changes: tuple[EditionChange, ...]
    records: tuple[RecordChange, ...]
    sayings: tuple[SayingChange, ...]
    rules: tuple[RuleChange, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    compared: tuple[Compared, ...]

    @property
    def same(self) -> bool:
        """Whether nobody is told anything else; that is then proved."""
        return all(one.same for one in self.compared)


def compare_editions(old: GroundProgram, new: GroundProgram, language: Language) -> EditionReport:
    """Find everything that anybody is told otherwise by one of two editions.

    What only one edition knows is left out of what makes two patients the same: its facts may be anything, and a value
    or a question that only one knows is compared where the other has it not at all.

    Raises:
        InputError: a fact is of another type in the two.
    """
    for name, fact in old.vocabulary.facts.items():
        other = new.vocabulary.facts.get(name)
        if other is not None and other.type != fact.type:
            raise InputError("not_comparable", field=name)
    return _Comparison(old, new, language).report()


class _Comparison:
    """Two editions being compared."""

    def __init__(self, old: GroundProgram, new: GroundProgram, language: Language) -> None:
        self.programs = old, new
        self.pair = pair = Pair(old, new)
        self.language = language
        self.spaces = pair.old, pair.new
        self.wordings = [Wording.of(space.program, language) for space in self.spaces]
        self.witnesses = [Witnesses(space) for space in self.spaces]
        self.texts = [{rule.text for rule in program.rules} for program in self.programs]

    def report(self) -> EditionReport:
        """Compare everything."""
        known = [_known(program) for program in self.programs]
        changes = tuple(self._changes())
        records = tuple(self._records())
        said = tuple(self._sayings())
        rules = tuple(self._rules())
        changed = {one.aspect for one in said}
        changed |= {
            "audit" if one.occasion == "defect" else "answers" for one in changes if one.occasion != "underlying"
        }
        if records:
            changed.add("records")
        if rules or any(one.occasion == "underlying" for one in changes):
            changed.add("explanations")
        return EditionReport(
            self.language,
            changes,
            records,
            said,
            rules,
            tuple(sorted(known[0] - known[1])),
            tuple(sorted(known[1] - known[0])),
            tuple(Compared(id_, id_ not in changed) for id_ in COMPARED),
        )

    # ---- conclusions

    def _changes(self) -> Iterator[EditionChange]:
        pair, diagrams = self.pair, self.pair.diagrams
        shown = pair.shown()
        yield from self._grouped("told", shown)
        defaults = [
            {name: one.default for name, one in program.vocabulary.questions.items()} for program in self.programs
        ]
        if defaults[0] != defaults[1]:
            yield from self._grouped("by_default", pair.by_default())
        for name in pair.moved_facts():
            left_out, found = pair.unrecorded(name)
            yield from self._grouped("unrecorded", found, left_out)
        changed = diagrams.any_of(region for regions in shown.values() for region in regions)
        yield from self._grouped("underlying", pair.underlying(changed))
        yield from self._grouped("defect", pair.of(DEFECT))

    def _grouped(
        self, occasion: Occasion, found: Differences, left_out: frozenset[str] = frozenset()
    ) -> Iterator[EditionChange]:
        """The differences with the same plainest patient, together."""
        grouped: dict[tuple[object, ...], tuple[Witness, list[Atom]]] = {}
        for atom, regions in found.items():
            for side, region in ((1, regions[0]), (0, regions[1])):
                witness = self._plainest(1 - side, region, left_out, by_default=occasion == "by_default")
                if witness is not None:
                    key = (side, *witness.patient.items(), *witness.readings.items())
                    grouped.setdefault(key, (witness, []))[1].append(atom)
        for key, (witness, atoms) in grouped.items():
            side = 1 if key[0] else 0
            named = dict.fromkeys(Named(show(atom), self._words(atom, side)) for atom in atoms)
            yield EditionChange(
                "gained" if side else "lost",
                occasion,
                tuple(named),
                witness,
                self._through(witness, atoms, side),
                tuple(sorted(left_out)),
            )

    def _plainest(self, side: int, region: Diagram, left_out: frozenset[str], *, by_default: bool) -> Witness | None:
        readings = None
        if by_default:
            questions = self.spaces[side].program.vocabulary.questions
            readings = {name: question.default for name, question in questions.items()}
        witness = self.witnesses[side].plainest(region, readings)
        if witness is None or not left_out:
            return witness
        kept = {name: value for name, value in witness.patient.items() if name not in left_out}
        return Witness(kept, witness.readings, tuple(name for name in witness.abnormal if name in kept))

    def _words(self, atom: Atom, side: int) -> str:
        wording = self.wordings[side]
        if OCCASION.matches(atom):  # which is told by the boxes beside the duty
            boxes = ", ".join(wording.legend.cited(atom))
            return f"{wording.statement(DUTY(OCCASION.get(atom, 'reason')))} [{boxes}]"
        return worded(atom, wording)

    def _through(self, witness: Witness, atoms: Iterable[Atom], side: int) -> tuple[str, ...]:
        """The rules of one edition alone that fire for a patient in it; else the rules of the statements."""
        found: dict[str, None] = {}
        for edition, space, others in (("old", self.spaces[0], self.texts[1]), ("new", self.spaces[1], self.texts[0])):
            values = self.witnesses[side].values(witness)
            for rules in space.program.ground_rules.values():
                for rule in rules:
                    source = space.program.rules[rule.rule]
                    if source.text not in others and space.diagrams.restrict(space.body(rule), values) == ALWAYS:
                        found[f"{edition} {source.place}"] = None
        if not found:
            space = self.spaces[side]
            values = self.witnesses[side].values(witness)
            for atom in atoms:
                for rule in space.program.ground_rules.get(space.program.literals_of.get(atom, 0), ()):
                    if space.diagrams.restrict(space.body(rule), values) == ALWAYS:
                        found[f"{'new' if side else 'old'} {space.program.rules[rule.rule].place}"] = None
        return tuple(found)

    # ---- records

    def _records(self) -> Iterator[RecordChange]:
        diagrams = self.pair.diagrams
        for atom, regions in self.pair.of(IMPOSSIBLE).items():
            for side, region in ((1, regions[0]), (0, regions[1])):
                accepted = diagrams.conj(region, self.spaces[1 - side].possible)
                witness = self.witnesses[1 - side].plainest(accepted)
                if witness is not None:
                    reason = Named(show(atom), self.wordings[side].statement(atom))
                    refusing = self._names(self.spaces[side].holds(atom))
                    yield RecordChange("refused" if side else "accepted", reason, _part(witness, refusing))

    def _names(self, region: Diagram) -> set[str]:
        """The facts on which a region depends."""
        inputs = self.pair.variables.inputs
        return {inputs[number][1] for number in self.pair.diagrams.support(region)}

    # ---- what is said

    def _sayings(self) -> Iterator[SayingChange]:
        before, after = map(sayings, self.programs)
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            if old != new:
                some: Saying = new or old  # type: ignore[assignment]
                yield SayingChange(
                    "explanations" if some.aspect == "changeability" else some.aspect,
                    *key,
                    None if old is None else old.value,
                    None if new is None else new.value,
                    self._told(some, 1 if new else 0),
                )
        orders = [sorted(program.statements, key=program.position) for program in self.programs]
        common = set(orders[0]).intersection(orders[1])
        pairs = zip(*([one for one in order if one in common] for order in orders), strict=True)
        for one, other in pairs:
            if one != other:
                witness = self._of_atoms([one, other], 1)
                yield SayingChange("order", "statements", "order", show(one), show(other), witness)
                break

    def _told(self, saying: Saying, side: int) -> Witness | None:
        """The plainest record of which something is said."""
        subject = saying.subject if isinstance(saying.subject, tuple) else (saying.subject,)
        facts = self.spaces[side].program.vocabulary.facts
        match subject:
            case ("fact" | "short" | "value", str(name), *value) if name in facts:
                return self._of_fact(facts[name], saying.part, value, side)
            case ("drug" | "dose" | "action", str(name)):
                options = [atom for atom in self.pair.told[side] if OPTION.matches(atom) and name in atom]
                return self._of_atoms(options, side)
            case ("absence", stated):
                atoms = self._atoms_of(stated, side)
                diagrams = self.pair.diagrams
                return self.witnesses[side].plainest(
                    diagrams.neg(diagrams.any_of(self.spaces[side].holds(atom) for atom in atoms))
                )
            case ("impossible", _):
                holds = self.spaces[side].holds(subject)
                values = self.pair.diagrams.min_cost_model(holds, self.witnesses[side].price)
                return values and _part(self.witnesses[side].at(values[1]), self._names(holds))
        return self._of_atoms(self._atoms_of(subject, side), side)

    def _atoms_of(self, subject: Term, side: int) -> list[Atom]:
        """The atoms that are worded, or cite, by a name."""
        program = self.spaces[side].program
        named = subject if isinstance(subject, tuple) else (subject,)
        return [
            atom
            for atom in dict.fromkeys((*program.statements, *program.names.values()))
            if named in names_of(atom) or subject in names_of(atom) or (isinstance(subject, str) and atom[0] == subject)
        ]

    def _of_atoms(self, atoms: Iterable[Atom], side: int) -> Witness | None:
        told, space = self.pair.told[side], self.spaces[side]
        region = self.pair.diagrams.any_of(told.get(atom) or space.holds(atom) for atom in atoms)
        return self.witnesses[side].plainest(region)

    def _of_fact(self, fact: Fact, part: str, value: list[Term], side: int) -> Witness:
        """A record of one fact; empty where it is about not recording it."""
        if part in ("absent", "assumed", "unless_recorded"):
            return Witness({}, {}, ())
        typical = self.witnesses[side].plain
        recorded: Value = typical[fact.name]
        if value:
            recorded = (value[0] == "yes") if fact.type == "yes_no" else str(value[0])
        elif recorded == fact.absent:
            recorded = not recorded if fact.type == "yes_no" else next(one for one in fact.choices if one != recorded)
        other = self.spaces[1 - side].program.vocabulary.facts.get(fact.name)
        if part == "range" and other is not None:
            ends = (fact.low, fact.high, other.low, other.high)
            only_one = (end for end in ends if (fact.low <= end <= fact.high) != (other.low <= end <= other.high))
            recorded = next(only_one, recorded)
        if part == "values" and other is not None:
            recorded = next(iter(set(fact.choices) ^ set(other.choices)), recorded)
        return Witness({fact.name: recorded}, {}, (fact.name,))

    # ---- rules

    def _rules(self) -> Iterator[RuleChange]:
        sides = [_instances(space) for space in self.spaces]
        for side, edition in ((0, "old"), (1, "new")):
            space = self.spaces[side]
            for index, rule in enumerate(space.program.rules):
                if sides[side][rule.text] != sides[1 - side].get(rule.text):
                    bodies = [
                        space.body(one)
                        for rules in space.program.ground_rules.values()
                        for one in rules
                        if one.rule == index
                    ]
                    fires = self.pair.diagrams.any_of(bodies)
                    yield RuleChange(edition, rule.place, rule.text, self.witnesses[side].plainest(fires))  # type: ignore[arg-type]


def _instances(space: Space) -> Mapping[str, set[object]]:
    """By the text of every rule, all that it says with its variables filled in."""
    program = space.program
    instances: dict[str, set[object]] = {rule.text: set() for rule in program.rules}
    for head, rules in program.ground_rules.items():
        for rule in rules:
            body = frozenset((literal > 0, program.names[abs(literal)]) for literal in rule.body)
            instances[program.rules[rule.rule].text].add((program.names[head], frozenset(rule.inputs), body))
    return instances


def _part(witness: Witness, names: set[str]) -> Witness:
    """A witness of whom only some facts are recorded."""
    kept = {name: value for name, value in witness.patient.items() if name in names}
    return Witness(kept, witness.readings, tuple(kept))


def _known(program: GroundProgram) -> set[str]:
    """What a program knows of: facts, values of choices, questions and their options."""
    facts = program.vocabulary.facts.values()
    return {
        *(fact.name for fact in facts),
        *(f"{fact.name}={value}" for fact in facts for value in fact.choices),
        *(f"{name}={one}" for name, question in program.vocabulary.questions.items() for one in question.options),
    }
