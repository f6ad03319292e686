"""Advice: what may this patient have, and on which box does each answer rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..diagrams.space import PartialPatient, Space
from ..grounding import Consequences
from ..messages import Language
from ..vocabulary.labels import identity
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, Term
from .readings import ReadingDependences
from .results import Advice, Named, Option, OptionStatus, ReadingDependence, Recorded, Statement, Status
from .visible import answer

__all__ = ["advise"]


def advise(
    space: Space,
    consequences: Consequences,
    patient: Patient,
    readings: Mapping[str, str],
    language: Language,
    *,
    hinged: bool = True,
) -> Advice:
    """Answer one patient: every statement and option with its status over all completions of the unrecorded facts.

    Args:
        space: every patient and every reading.
        consequences: what follows for this patient.
        patient: the patient.
        readings: how every question of reading is answered.
        language: the language of every text.
        hinged: say on which readings the answer hangs.
    """
    return _Advisor(space, consequences, patient, readings, language).advice(hinged)


class _Advisor:
    def __init__(
        self,
        space: Space,
        consequences: Consequences,
        patient: Patient,
        readings: Mapping[str, str],
        language: Language,
    ) -> None:
        self.space = space
        self.program = space.program
        self.patient = patient
        self.readings = readings
        self.language = language
        self.vocabulary = self.program.vocabulary
        self.legend = self.program.legend
        self.wording = Wording.of(self.program, language, patient)
        self.known = PartialPatient(space, patient, readings)
        self.consequences = consequences
        self.holding: dict[str, list[Atom]] = {}
        for statement in sorted(self.consequences.brave, key=self.program.position):
            self.holding.setdefault(statement[0], []).append(statement)

    def advice(self, hinged: bool) -> Advice:
        language = self.language
        every_indication = (atom for atom in self.program.statements if atom[0] == "indication")
        return Advice(
            language=language,
            guideline=self.legend.document(language),
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
            reading_dependence=self._hinges() if hinged else (),
        )

    def _recorded(self) -> Iterable[Recorded]:
        return (Recorded.of(self.wording, name) for name in (*self.patient.recorded, *self.patient.assumed))

    def _chosen(self) -> Iterable[Named]:
        for name, option in self.readings.items():
            if option != self.vocabulary.questions[name].default:
                question = self.legend.words(("question", name), self.language)
                yield Named(name, f"{question} {self.legend.meaning(name, option, self.language)} ({name}={option})")

    def _status(self, term: Atom) -> Status:
        return self.consequences.status(term)

    def _statement(self, term: Atom) -> Statement:
        return Statement(
            identity(term),
            self._status(term),
            self.legend.cited(term),
            self.wording.statement(term),
            self.legend.strength(term),
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
            yield Statement(identity(duty), self._status(duty), boxes, self.wording.statement(duty), strength)

    def _options(self) -> Iterable[Option]:
        possible: list[tuple[str, str]] = [atom[1:] for atom in self.holding.get("option", ())]
        certain = {option for option in possible if ("option", *option) in self.consequences.cautious}
        has_option = {drug for _, drug in possible}
        excluded: dict[str, tuple[str, str]] = {}
        for _, action, drug in self.holding.get("considered", ()):
            if drug not in has_option:
                excluded.setdefault(drug, (action, drug))
        options = []
        for action, drug in (*possible, *excluded.values()):
            status: OptionStatus = "excluded"
            settling: Iterable[str] = ()
            if (action, drug) in certain:
                status = "admissible"
            elif (action, drug) in possible:
                status = "conditional"
                settling = self.known.settling(self.known.where(("option", action, drug)))
            options.append(self._option(action, drug, status, settling))
        drugs = [drug for (drug,) in self.program.declared("drug", 1)]
        actions = [action for (action,) in self.program.declared("action", 1)]
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
            drug=Named(drug, self.wording.drug(drug)),
            lines=tuple(sorted(term[2] for term in self.holding.get("line", ()) if term[1] == drug)),
            status=status,
            first_choice=action == "start" and ("first_choice", drug) in self.consequences.cautious,
            reasons=reasons("proposed", certain=False) + reasons("favoured", certain=True),
            against=reasons("against", certain=True),
            closed=reasons("closed", certain=True),
            unless=tuple(Named(name, self.wording.fact(name)) for name in facts),
            dose=dose,
        )

    def _hinges(self) -> tuple[ReadingDependence, ...]:
        return ReadingDependences(self.space, self.wording, self.readings, answer(self.known)).hinges()

    def _warnings(self) -> Iterable[Named]:
        if self.patient.assumed:
            yield Named("assumed", self.wording.say("assumed", number=len(self.patient.assumed)))


def _index(order: list[Term], name: str) -> int:
    return order.index(name) if name in order else len(order)
