"""Advice: what may this patient have, and on which box does each answer rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from .answers import Advice, Named, Option, OptionStatus, Recorded, Statement, Status
from .ground import Consequences, Solver
from .legend import PLACEHOLDER, identity
from .patient import Patient, plain
from .terms import Atom, Term
from .vocabulary import Value
from .words import Language, number, say

__all__ = ["advise"]


def advise(solver: Solver, patient: Patient, readings: Mapping[str, str], language: Language) -> Advice:
    """Answer one patient: every statement and option with its status over all completions of the unrecorded facts."""
    return _Advisor(solver, patient, readings, language).advice()


class _Advisor:
    def __init__(self, solver: Solver, patient: Patient, readings: Mapping[str, str], language: Language) -> None:
        self.solver = solver
        self.patient = patient
        self.readings = readings
        self.language = language
        self.vocabulary = solver.program.vocabulary
        self.legend = solver.program.legend
        self.consequences: Consequences = solver.consequences(patient, readings)
        self.holding: dict[str, list[Atom]] = {}
        for statement in sorted(self.consequences.brave, key=solver.program.position):
            self.holding.setdefault(statement[0], []).append(statement)

    def advice(self) -> Advice:
        legend, language = self.legend, self.language
        every_indication = (atom for atom in self.solver.program.statements if atom[0] == "indication")
        return Advice(
            language=language,
            guideline={**legend.guideline, "title": legend.words("guideline", language)},
            readings=dict(self.readings),
            chosen=tuple(self._chosen()),
            patient=tuple(self._recorded()),
            indicated=self._status(("indicated",)),
            indications=tuple(self._statement(atom) for atom in every_indication),
            options=tuple(self._options()),
            duties=tuple(self._duties()),
            switch_reasons=self._statements("switch_reason"),
            silent=self._statements("silent"),
            conflicts=self._statements("conflict"),
            warnings=tuple(self._warnings()),
        )

    def _recorded(self) -> Iterable[Recorded]:
        for values, assumed in ((self.patient.recorded, False), (self.patient.assumed, True)):
            for name, value in values.items():
                yield Recorded(name, self._fact(name), plain(value), self._value(name, value), assumed)

    def _chosen(self) -> Iterable[Named]:
        for name, option in self.readings.items():
            if option != self.vocabulary.questions[name].default:
                question = self.legend.words(("question", name), self.language)
                yield Named(name, f"{question} {self.legend.meaning(name, option, self.language)} ({name}={option})")

    def _status(self, term: Atom) -> Status:
        return self.consequences.status(term)

    def _statement(self, term: Atom) -> Statement:
        return Statement(
            identity(term), self._status(term), self.legend.cited(term), self._words(term), self.legend.strength(term)
        )

    def _statements(self, predicate: str) -> tuple[Statement, ...]:
        return tuple(self._statement(term) for term in self.holding.get(predicate, ()))

    def _duties(self) -> Iterable[Statement]:
        occasions: dict[Atom, list[Atom]] = {}
        for duty in self.holding.get("duty", ()):
            occasions.setdefault(duty[:2], []).extend([duty] if len(duty) == 3 else [])
        for duty, reasons in occasions.items():
            boxes = tuple(dict.fromkeys(box for reason in reasons for box in self.legend.cited(reason)))
            strength = self.legend.strength(reasons[0] if reasons else duty)
            yield Statement(identity(duty), self._status(duty), boxes, self._words(duty), strength)

    def _options(self) -> Iterable[Option]:
        possible: list[tuple[str, str]] = [atom[1:] for atom in self.holding.get("option", ())]
        certain = {option for option in possible if ("option", *option) in self.consequences.cautious}
        settling = self.solver.depends_on(self.patient, self.readings, self.consequences)
        has_option = {drug for _, drug in possible}
        excluded: dict[str, tuple[str, str]] = {}
        for _, action, drug in self.holding.get("considered", ()):
            if drug not in has_option:
                excluded.setdefault(drug, (action, drug))
        options = []
        for action, drug in (*possible, *excluded.values()):
            status: OptionStatus = "excluded"
            if (action, drug) in possible:
                status = "admissible" if (action, drug) in certain else "conditional"
            options.append(self._option(action, drug, status, settling.get(("option", action, drug), ())))
        drugs = [drug for (drug,) in self.solver.program.declared("drug", 1)]
        actions = [action for (action,) in self.solver.program.declared("action", 1)]
        return sorted(
            options,
            key=lambda option: (
                not option.lines,
                option.lines,
                _index(drugs, option.drug.id),
                _index(actions, option.action.id),
            ),
        )

    def _option(self, action: str, drug: str, status: OptionStatus, unless: Iterable[str]) -> Option:
        def reasons(predicate: str, *, certain: bool) -> tuple[Statement, ...]:
            known = self.consequences.cautious if certain else self.consequences.brave
            return tuple(
                self._statement(term)
                for term in self.holding.get(predicate, ())
                if term in known and term[1:-1] in ((action, drug), (drug,))
            )

        facts = [name for name in self.vocabulary.facts if name in unless]
        dose = None if action == "pause" else self.legend.label(("dose", drug), self.language)
        return Option(
            action=Named(action, self.legend.words(("action", action), self.language)),
            drug=Named(drug, self.legend.words(("drug", drug), self.language)),
            lines=tuple(sorted(term[2] for term in self.holding.get("line", ()) if term[1] == drug)),
            status=status,
            first_choice=action == "start" and ("first_choice", drug) in self.consequences.cautious,
            reasons=reasons("proposed", certain=False) + reasons("favoured", certain=True),
            against=reasons("against", certain=True),
            closed=reasons("closed", certain=True),
            unless=tuple(Named(name, self._fact(name)) for name in facts),
            dose=dose,
        )

    def _warnings(self) -> Iterable[Named]:
        if self.patient.assumed:
            yield Named("assumed", say(self.language, "assumed", number=len(self.patient.assumed)))

    def _fact(self, name: str) -> str:
        return self.legend.words(("fact", name), self.language)

    def _words(self, term: Atom) -> str:
        """The words for a statement, with the patient's values filled in."""
        words = self.legend.words(term, self.language)
        return PLACEHOLDER.sub(
            lambda found: self._value(found[1], self.patient.value(self.vocabulary, found[1])), words
        )

    def _value(self, name: str, value: Value | None) -> str:
        fact = self.vocabulary.facts[name]
        if value is None:
            return say(self.language, "not_recorded")
        if isinstance(value, bool):
            return say(self.language, "yes" if value else "no")
        if isinstance(value, Decimal):
            unit = fact.units.get(self.language)
            return number(value, self.language) + (f" {unit}" if unit else "")
        return self.legend.words(("value", name, value), self.language)


def _index(order: list[Term], name: str) -> int:
    return order.index(name) if name in order else len(order)
