"""The auditor: what every check needs, from a region of patients to a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ..answers.visible import worded
from ..diagrams.mdd import ALWAYS, NEVER, Diagram
from ..diagrams.space import Space
from ..messages import Language, say
from ..structure import replace
from ..vocabulary.facts import Value
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, Term
from .regions import hanging_on
from .report import Finding, Severity
from .witness import Witness, Witnesses


class Auditor:
    """Looks through the space of one guideline.

    Attributes:
        space: every patient and every reading.
        readings: the readings under which a witness is looked for first.
        wording: the words.
        witnesses: finds plainest patients.
    """

    def __init__(self, space: Space, readings: Mapping[str, str], language: Language) -> None:
        program = space.program
        self.space = space
        self.program = program
        self.diagrams = space.diagrams
        self.readings = readings
        self.language = language
        self.legend = program.legend
        self.wording = Wording.of(program, language)
        self.witnesses = Witnesses(space)
        self._fires: dict[int, Diagram] = {}

    def finding(
        self,
        check: str,
        name: str,
        severity: Severity,
        region: Diagram,
        *,
        rules: Iterable[str] = (),
        boxes: Iterable[str] = (),
        witnesses: tuple[Witness, ...] | None = None,
        hanging: Diagram | None = None,
        **values: object,
    ) -> Finding | None:
        """The finding that somebody is in a region; None where nobody is.

        Args:
            check: what found it.
            name: tells it from others of the check.
            severity: how grave it is.
            region: over facts and readings.
            rules: which are involved, as file:line.
            boxes: which are involved.
            witnesses: who shows it, where that is not the plainest of the region.
            hanging: the region of which it is said on which readings it hangs, where that is another one.
            values: what the sentence of the check fills in; a statement, in words with the values of the witness.
        """
        if witnesses is None:
            witness = self.plainest(region)
            if witness is None:
                return None
            witnesses = (witness,)
        if severity == "error" and witnesses and witnesses[0].readings:
            severity = "warning"  # only when the page is read otherwise than by default
        shown = witnesses[-1].patient if witnesses else {}
        values = {key: self.words(value, shown) if isinstance(value, tuple) else value for key, value in values.items()}
        order = list(self.legend.boxes)
        return Finding(
            id=f"{check}:{name}" if name else check,
            check=check,
            severity=severity,
            text=say(self.language, f"found_{check}", **values),
            rules=tuple(dict.fromkeys(rules)),
            boxes=tuple(sorted(set(boxes), key=order.index)),
            readings=hanging_on(self.space, region if hanging is None else hanging),
            witnesses=witnesses,
        )

    def by_reading(self, region: Diagram, spared: Diagram) -> Iterator[tuple[str, Diagram, Diagram]]:
        """A region by the chosen readings; then whom each other option of a question alone brings into it.

        Where that is nobody at all, the region by any readings. Each comes with its name, and with the region of which
        it may be said on which readings it hangs.

        Args:
            region: over facts and readings.
            spared: counts by other readings only whom the chosen ones leave in here.
        """
        diagrams, variables = self.diagrams, self.space.variables
        chosen = variables.chosen(self.readings)
        fixed = [diagrams.literal(number, [place]) for number, place in chosen.items()]
        known = diagrams.restrict(spared, chosen)
        yield "", diagrams.all_of((region, *fixed)), region
        moved = diagrams.conj(region, known)
        alone = diagrams.conj(diagrams.restrict(region, chosen), self.space.possible) != NEVER
        for question in self.program.vocabulary.questions.values():
            for option in question.options:
                other = variables.chosen({**self.readings, question.name: option})
                here = diagrams.conj(diagrams.restrict(region, other), known)
                if other != chosen and diagrams.conj(here, self.space.possible) != NEVER:
                    alone = True
                    fixed = [diagrams.literal(number, [place]) for number, place in other.items()]
                    yield f"{question.name}={option}", diagrams.all_of((here, *fixed)), moved
        if not alone:
            yield "several", region, region

    def where(self, *atoms: Atom) -> Diagram:
        """Where all of some statements hold."""
        return self.diagrams.all_of(self.space.holds(atom) for atom in atoms)

    def holds(self, atom: Atom, witness: Witness) -> bool:
        """Whether a statement holds of a witness."""
        return self.diagrams.restrict(self.space.holds(atom), self.witnesses.values(witness)) == ALWAYS

    def any_of(self, atoms: Iterable[Atom]) -> Diagram:
        """Where some of the statements hold."""
        return self.diagrams.any_of(self.space.holds(atom) for atom in atoms)

    def atoms(self, predicate: str, *start: Term) -> list[Atom]:
        """The statements of a predicate, with these first arguments, that some patient may have."""
        return [
            atom for atom in self.program.names.values() if atom[0] == predicate and atom[1 : 1 + len(start)] == start
        ]

    def places(self, *atoms: Atom) -> list[str]:
        """The rules that give some statements, as file:line."""
        literals = self.program.literals_of
        found = [rule.rule for atom in atoms if atom in literals for rule in self.program.ground_rules[literals[atom]]]
        return list(dict.fromkeys(self.program.rules[rule].place for rule in found))

    def boxes(self, *atoms: Term) -> list[str]:
        """The boxes that some statements cite."""
        return [box for atom in atoms for box in self.legend.cited(atom)]

    def words(self, atom: Atom, patient: Mapping[str, Value] | None = None) -> str:
        """A statement in words, of one patient where there is one."""
        return worded(atom, replace(self.wording, patient=Patient(patient or {})))

    def plainest(self, region: Diagram) -> Witness | None:
        """The plainest patient of a region whom a record can tell; None where there is none."""
        return self.witnesses.plainest(region, recordable=True)

    def is_inhabited(self, region: Diagram) -> bool:
        """Whether there is a patient in a region whom a record can tell."""
        return self.witnesses.recordable(self.diagrams.conj(region, self.space.possible)) != NEVER

    def fires(self, rule: int) -> Diagram:
        """Where a rule, by its index, fires with some binding."""
        found = self._fires.get(rule)
        if found is None:
            found = self._fires[rule] = self.diagrams.any_of(self.bodies[rule])
        return found

    @cached_property
    def bodies(self) -> Mapping[int, Sequence[Diagram]]:
        """For every rule, by its index, where it fires with each binding; what is impossible is not left out."""
        bodies: dict[int, list[Diagram]] = {index: [] for index in range(len(self.program.rules))}
        for rules in self.program.ground_rules.values():
            for rule in rules:
                bodies[rule.rule].append(self.space.body(rule))
        return bodies
