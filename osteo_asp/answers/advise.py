"""Advice: what may this patient have, and on which box does each answer rest?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain

from ..diagrams.forest import Mask
from ..diagrams.settling import settling
from ..grounding.program import GroundProgram
from ..messages import Language
from ..model import Model, alternatives
from ..vocabulary.contract import (
    AGAINST,
    CLOSED,
    CONFLICT,
    DUTY,
    FAVOURED,
    FIRST_CHOICE,
    INDICATED,
    INDICATION,
    LINE,
    OCCASION,
    OPTION,
    PROPOSED,
    SILENT,
    SWITCH_REASON,
    Predicate,
)
from ..vocabulary.labels import identity
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, show
from .results import (
    Advice,
    Alternative,
    Named,
    Option,
    OptionStatus,
    ReadingDependence,
    Recorded,
    Statement,
    Status,
    StatusChange,
    chosen_readings,
)
from .visible import Bits, decisive, visible, worded

__all__ = ["CHOSEN", "Advisor", "advise", "status_at"]

CHOSEN: Mask = 1
"""The first point: the readings as they are chosen. Each other point answers one question otherwise."""


def advise(model: Model, patient: Patient, readings: Mapping[str, str], language: Language) -> Advice:
    """Answer one patient: every statement and option with its status over all completions of the unrecorded facts.

    Args:
        model: the compiled guideline.
        patient: the patient.
        readings: how every question of reading is answered.
        language: the language of every text.
    """
    points = model.points(*readings.items())
    domains = model.domains(patient, points.choices[0])

    def unless(option: Atom) -> Collection[str]:
        numbers = settling(model.forest, *model.statements[option], domains)
        return {model.variables.inputs[number][1] for number in numbers}

    masks = model.statuses(patient, points)
    return Advisor(model.program, masks, points.whole, unless, patient, readings, language).advice()


def status_at(masks: tuple[Mask, Mask], point: Mask = CHOSEN) -> Status:
    """The status of a statement at a point, by the points at which it can hold, and at which it can fail."""
    can_hold, can_fail = masks
    return "no" if not can_hold & point else "unknown" if can_fail & point else "yes"


class Advisor:
    """Makes the answer from the statuses of the statements."""

    def __init__(
        self,
        program: GroundProgram,
        masks: Mapping[Atom, tuple[Mask, Mask]],
        whole: Mask,
        unless: Callable[[Atom], Collection[str]],
        patient: Patient,
        readings: Mapping[str, str],
        language: Language,
    ) -> None:
        """Take the statuses, and of whom they are.

        Args:
            program: the ground program.
            masks: the statements that can hold, each with the points at which it can, and at which it can fail; in the
                order of the page. The first point is the chosen readings; if there are others, each answers one
                question otherwise.
            whole: all points.
            unless: of a conditional option, the facts that settle it.
            patient: the patient.
            readings: how every question of reading is answered.
            language: the language of every text.
        """
        self.program = program
        self.masks = masks
        self.whole = whole
        self.unless = unless
        self.patient = patient
        self.readings = readings
        self.language = language
        self.vocabulary = program.vocabulary
        self.legend = program.legend
        self.wording = Wording.of(program, language, patient)
        self.visible = visible(
            self.masks,
            lambda atom: self.masks[atom][0] if atom in self.masks else 0,
            lambda atom: whole & ~self.masks[atom][1] if atom in self.masks else 0,
            Bits(whole),
            self.legend.ordered,
        )
        self.listed: dict[tuple[str, int], list[Atom]] = {}
        for atom, (possible, _) in self.visible.statements.items():
            if possible & CHOSEN:
                self.listed.setdefault((atom[0], len(atom) - 1), []).append(atom)

    def advice(self) -> Advice:
        """The answer."""
        language = self.language
        every_indication = (atom for atom in self.program.statements if INDICATION.matches(atom))
        return Advice(
            language=language,
            guideline=self.legend.document(language),
            readings=dict(self.readings),
            chosen=chosen_readings(self.wording, self.readings),
            patient=tuple(self._recorded()),
            indicated=self._status(INDICATED()),
            indications=tuple(self._statement(atom) for atom in every_indication),
            options=tuple(self._options()),
            duties=tuple(self._duties()),
            switch_reasons=self._statements(SWITCH_REASON),
            silent=self._statements(SILENT),
            conflicts=self._statements(CONFLICT),
            warnings=tuple(self._warnings()),
            reading_dependence=tuple(self._dependence()),
        )

    def _recorded(self) -> Iterable[Recorded]:
        return (Recorded.of(self.wording, name) for name in (*self.patient.recorded, *self.patient.assumed))

    def _status(self, atom: Atom) -> Status:
        return status_at(self.masks.get(atom, (0, self.whole)))

    def _statement(self, atom: Atom) -> Statement:
        return Statement(
            identity(atom),
            self._status(atom),
            self.legend.cited(atom),
            self.wording.statement(atom),
            self.legend.strength(atom),
        )

    def _statements(self, predicate: Predicate) -> tuple[Statement, ...]:
        return tuple(self._statement(atom) for atom in self.listed.get(predicate.signature, ()))

    def _duties(self) -> Iterable[Statement]:
        """What the page asks for, with the boxes of the occasions that may be the patient's."""
        occasions: dict[Atom, list[Atom]] = {}
        for atom, (possible, _) in self.masks.items():
            if possible & CHOSEN and OCCASION.matches(atom):
                occasions.setdefault(DUTY(OCCASION.get(atom, "reason")), []).append(atom)
        for duty in dict.fromkeys(chain(occasions, self.listed.get(DUTY.signature, ()))):
            reasons = occasions.get(duty, [])
            boxes = tuple(dict.fromkeys(box for reason in reasons for box in self.legend.cited(reason)))
            strength = self.legend.strength(reasons[0] if reasons else duty)
            yield Statement(identity(duty), self._status(duty), boxes, self.wording.statement(duty), strength)

    def _options(self) -> Iterable[Option]:
        reasons: dict[tuple[Predicate, Atom], list[Atom]] = {}
        for predicate in (PROPOSED, AGAINST, CLOSED):
            for atom in self.listed.get(predicate.signature, ()):
                key = OPTION(predicate.get(atom, "action"), predicate.get(atom, "drug"))
                reasons.setdefault((predicate, key), []).append(atom)
        about_drug: dict[tuple[Predicate, str], list[Atom]] = {}
        for predicate in (FAVOURED, LINE, FIRST_CHOICE):
            for atom in self.listed.get(predicate.signature, ()):
                about_drug.setdefault((predicate, predicate.get(atom, "drug")), []).append(atom)
        options = [
            self._option(atom, reasons, about_drug) for atom, row in self.visible.options.items() if row & CHOSEN
        ]
        drugs = {drug: number for number, (drug,) in enumerate(self.program.declared("drug", 1))}
        actions = {action: number for number, (action,) in enumerate(self.program.declared("action", 1))}
        return sorted(
            options,
            key=lambda option: (
                not option.lines,
                option.lines,
                drugs.get(option.drug.id, len(drugs)),
                actions.get(option.action.id, len(actions)),
            ),
        )

    def _option(
        self,
        atom: Atom,
        reasons: Mapping[tuple[Predicate, Atom], Sequence[Atom]],
        about_drug: Mapping[tuple[Predicate, str], Sequence[Atom]],
    ) -> Option:
        action, drug = OPTION.get(atom, "action"), OPTION.get(atom, "drug")
        status: OptionStatus = {"no": "excluded", "yes": "admissible", "unknown": "conditional"}[self._status(atom)]  # type: ignore[assignment]
        in_order = action in self.legend.ordered
        lines = about_drug.get((LINE, drug), ()) if in_order else ()
        told = [*reasons.get((PROPOSED, atom), ()), *about_drug.get((FAVOURED, drug), ())]
        return Option(
            action=Named(action, self.legend.words(("action", action), self.language)),
            drug=Named(drug, self.wording.drug(drug)),
            lines=tuple(sorted(LINE.get(line, "number") for line in lines)),
            status=status,
            first_choice=in_order and (FIRST_CHOICE, drug) in about_drug,
            reasons=tuple(map(self._statement, told)),
            against=tuple(map(self._statement, reasons.get((AGAINST, atom), ()))),
            closed=tuple(map(self._statement, reasons.get((CLOSED, atom), ()))),
            unless=tuple(self._unless(atom)) if status == "conditional" else (),
            dose=None if action in self.legend.undosed else self.legend.label(("dose", drug), self.language),
        )

    def _unless(self, atom: Atom) -> Iterable[Named]:
        names = self.unless(atom)
        return (Named(name, self.wording.fact(name)) for name in self.vocabulary.facts if name in names)

    def _warnings(self) -> Iterable[Named]:
        if self.patient.assumed:
            yield Named("assumed", self.wording.say("assumed", number=len(self.patient.assumed)))

    def _dependence(self) -> Iterable[ReadingDependence]:
        """The questions that change what is shown, each with what its other options would change, alone."""
        changes: dict[str, list[Alternative]] = {}
        shown = [(atom, *masks) for atom, masks in self.visible.statements.items() if self._varies(*masks)]
        shown.sort(key=lambda one: not decisive(one[0]))
        for number, (name, option) in enumerate(alternatives(self.vocabulary, self.readings), 1):
            point = CHOSEN << number
            turned = tuple(
                StatusChange(
                    show(atom),
                    worded(atom, self.wording),
                    _told(possible, certain, CHOSEN),
                    _told(possible, certain, point),
                )
                for atom, possible, certain in shown
                if _told(possible, certain, CHOSEN) != _told(possible, certain, point)
            )
            if turned:
                meaning = self.wording.meaning(name, option)
                changes.setdefault(name, []).append(Alternative(option, meaning, turned))
        for name, other in changes.items():
            question, chosen = ("question", name), self.readings[name]
            yield ReadingDependence(
                name,
                self.wording.statement(question),
                self.legend.cited(question),
                chosen,
                self.wording.meaning(name, chosen),
                tuple(other),
            )

    def _varies(self, possible: Mask, certain: Mask) -> bool:
        whole = self.whole
        return possible not in (0, whole) or certain not in (0, whole)


def _told(possible: Mask, certain: Mask, point: Mask) -> Status:
    """What is shown of a statement at a point; `no` where nothing is."""
    return "yes" if certain & possible & point else "unknown" if possible & point else "no"
