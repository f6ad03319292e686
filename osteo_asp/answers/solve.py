"""Solve: clingo's own answer sets for one patient, by what they decide."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from ..errors import Flaw, InputError, KnowledgeBaseError, shown
from ..grounding.patient_run import DECISION, PatientRun
from ..grounding.program import GroundProgram
from ..messages import Language
from ..structure import Struct
from ..vocabulary.contract import (
    AGAINST,
    CLOSED,
    CONSIDERED,
    DUTY,
    FAVOURED,
    FIRST_CHOICE,
    LINE,
    OCCASION,
    OPTION,
    PROPOSED,
    STATEMENTS,
    predicate_of,
)
from ..vocabulary.patient import Patient
from ..vocabulary.phrasing import Wording
from ..vocabulary.terms import Atom, Term, show
from .results import Answer, JsonScalar, Named, Recorded, Statement, Status, chosen_readings
from .visible import worded

MOST: Final = 10_000
"""How many single answer sets are listed at most."""


class Choice(Struct):
    """An action with a drug."""

    json_names: ClassVar = {"action": "action.id", "drug": "drug.id", "text": "text"}

    action: Named
    drug: Named

    @property
    def text(self) -> str:
        """The choice in words."""
        return f"{self.action.text} {self.drug.text}"


class Decision(Struct):
    """What may be decided, and all that holds where it is.

    A status is `yes` where a statement holds in every answer set that decides so, and `unknown` where in some only.

    Attributes:
        decision: the action with its drug; None where an answer set decides nothing, for nothing is possible.
        lines: the drug's place in the order of choice.
        reasons: what speaks for it (`for` in JSON).
        statements: what holds of the patient: indications, duties, silences, and so on.
        others: what holds of other options, and what stands in their way.
    """

    json_names: ClassVar = {"for": "reasons"}

    decision: Choice | None
    lines: tuple[int, ...]
    reasons: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    others: tuple[Statement, ...]


class AnswerSet(Struct):
    """One answer set: a complete patient, one decision, and every statement that holds.

    Attributes:
        decision: as in `Decision`.
        completion: every fact, those that nobody recorded with a value that they might have.
        statements: every statement that holds.
    """

    json_names: ClassVar = {"patient": "values", "completion": None}

    decision: Choice | None
    completion: tuple[Recorded, ...]
    statements: tuple[Statement, ...]

    @property
    def values(self) -> Mapping[str, JsonScalar | None]:
        """The complete patient: name and value."""
        return {fact.id: fact.value for fact in self.completion}


class Exclusion(Struct):
    """An option that the patient's state gives, with a drug of which no answer set has any option.

    Attributes:
        option: the action with its drug.
        reasons: what stands in its way in every answer set.
    """

    option: Choice
    reasons: tuple[Statement, ...]


class Solution(Answer):
    """Clingo's own answer sets for one patient: each is one way to fill in what is not recorded.

    Attributes:
        chosen: the readings that are not the default, in words.
        statements: what holds of the patient in every answer set.
        others: what holds of the options in every answer set.
        excluded: what no answer set allows.
        decisions: everything that some answer set decides, in the order of choice.
        answer_sets: some of the answer sets, as many as were asked for; each says something else.
    """

    schema: ClassVar = "osteo-asp/solution/1"

    chosen: tuple[Named, ...]
    statements: tuple[Statement, ...]
    others: tuple[Statement, ...]
    excluded: tuple[Exclusion, ...]
    decisions: tuple[Decision, ...]
    answer_sets: tuple[AnswerSet, ...]


def solve(
    program: GroundProgram, patient: Patient, readings: Mapping[str, str], language: Language, limit: int | None = None
) -> Solution:
    """Have clingo solve the knowledge base's own files for one patient.

    There may be very many answer sets. What holds in all of those that decide alike, and what in some, are their
    cautious and brave consequences; so the answer is small, and exact.

    Args:
        program: the ground program.
        patient: the patient.
        readings: how every question of reading is answered.
        language: the language of every text.
        limit: list so many single answer sets, too.

    Raises:
        InputError: the limit is no number of answer sets.
        KnowledgeBaseError: an answer set decides two things at once, or clingo cannot solve the files.
    """
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST):
        raise InputError("bad_limit", field="limit", value=shown(limit), most=MOST)
    return _Solver(program, patient, readings, language).solution(limit or 0)


class _Solver:
    def __init__(
        self, program: GroundProgram, patient: Patient, readings: Mapping[str, str], language: Language
    ) -> None:
        self.program = program
        self.patient = patient
        self.readings = readings
        self.language = language
        self.legend = program.legend
        self.wording = Wording.of(program, language, patient)
        self.run = PatientRun(program, patient, readings, (predicate.signature for predicate in STATEMENTS))
        self.actions, self.drugs = ([name for (name,) in program.declared(kind, 1)] for kind in ("action", "drug"))

    def solution(self, limit: int) -> Solution:
        brave, cautious = self.run.consequences()
        decided = [atom for atom in brave if _decides(atom)]
        decisions = [self._decision(atom, *self.run.consequences(atom)) for atom in decided]
        undecided = self.run.undecided()
        if undecided is not None:
            decisions.append(self._decision(None, *undecided))
        return Solution(
            language=self.language,
            guideline=self.legend.document(self.language),
            readings=dict(self.readings),
            patient=tuple(Recorded.of(self.wording, name) for name in (*self.patient.recorded, *self.patient.assumed)),
            chosen=chosen_readings(self.wording, self.readings),
            statements=self._statements((atom for atom in cautious if not _about(atom)), cautious),
            others=self._statements(filter(_about, cautious), cautious),
            excluded=tuple(self._excluded(brave, cautious)),
            decisions=tuple(sorted(decisions, key=self._rank)),
            answer_sets=tuple(self._answer_set(*found) for found in self.run.answer_sets(limit)) if limit else (),
        )

    def _decision(self, decided: Atom | None, brave: Collection[Atom], cautious: Collection[Atom]) -> Decision:
        if sum(map(_decides, brave)) != (decided is not None):
            both = " and ".join(sorted(show(atom) for atom in brave if _decides(atom)))
            message = f"an answer set decides several things, {both}; let it choose one: {{ … }} = 1"
            raise KnowledgeBaseError([Flaw(str(self.program.folder), 0, message)])
        action, drug = decided[1:] if decided else (None, None)
        own, general, others = list[Atom](), list[Atom](), list[Atom]()
        lines = []
        for atom in brave:
            predicate = predicate_of(atom)
            if predicate is None or atom == OPTION(action, drug):
                continue
            about = _about(atom)
            if about not in ([action, drug], [drug]):
                (others if about else general).append(atom)
            elif predicate is LINE:
                lines.append(LINE.get(atom, "number"))
            else:
                {PROPOSED: own, FAVOURED: own, FIRST_CHOICE: general}.get(predicate, others).append(atom)
        reasons = self._statements(own, cautious, Wording.statement)
        rest = (self._statements(atoms, cautious) for atoms in (general, others))
        return Decision(self._choice(decided) if decided else None, tuple(sorted(lines)), reasons, *rest)

    def _excluded(self, brave: Collection[Atom], cautious: Collection[Atom]) -> Iterator[Exclusion]:
        open_ = {OPTION.get(atom, "drug") for atom in brave if OPTION.matches(atom)}
        against: dict[Atom, list[Atom]] = {}
        for atom in cautious:
            predicate = predicate_of(atom)
            if predicate in (AGAINST, CLOSED):
                against.setdefault(OPTION(*_about(atom)), []).append(atom)
        for atom in sorted(filter(CONSIDERED.matches, cautious), key=self.program.position):
            option = OPTION(*_about(atom))
            if CONSIDERED.get(atom, "drug") not in open_:
                reasons = self._statements(against.get(option, ()), cautious, Wording.statement)
                yield Exclusion(self._choice(option), reasons)

    def _choice(self, decided: Atom) -> Choice:
        _, action, drug = decided
        words = self.legend.words(("action", action), self.language)
        return Choice(Named(action, words), Named(drug, self.wording.drug(drug)))

    def _rank(self, decision: Decision) -> tuple[object, ...]:
        one = decision.decision
        if one is None:
            return (True,)
        places = (_place(names, name) for names, name in ((self.drugs, one.drug.id), (self.actions, one.action.id)))
        return False, not decision.lines, decision.lines, *places

    def _answer_set(self, values: Mapping[str, object], atoms: Collection[Atom]) -> AnswerSet:
        complete = Patient(values)  # type: ignore[arg-type]
        wording = Wording.of(self.program, self.language, complete)
        decided = next((atom for atom in atoms if _decides(atom)), None)
        facts = tuple(Recorded.of(wording, name) for name in values)
        statements = self._statements(atoms, atoms, lambda _, atom: worded(atom, wording))
        return AnswerSet(self._choice(decided) if decided else None, facts, statements)

    def _statements(
        self,
        atoms: Iterable[Atom],
        cautious: Collection[Atom],
        words: Callable[[Wording, Atom], str] = lambda wording, atom: worded(atom, wording),
    ) -> tuple[Statement, ...]:
        """Statements in the order of the page; a duty with the boxes of its occasions, which are told with it."""
        atoms = sorted(atoms, key=self.program.position)
        occasions: dict[Atom, list[Atom]] = {}
        for atom in atoms:
            if OCCASION.matches(atom):
                occasions.setdefault(DUTY(OCCASION.get(atom, "reason")), []).append(atom)
        statements = []
        for atom in atoms:
            predicate = predicate_of(atom)
            if predicate is None or predicate in (OCCASION, CONSIDERED):
                continue
            cited = occasions.get(atom, [atom])
            boxes = tuple(dict.fromkeys(box for one in cited for box in self.legend.cited(one)))
            status: Status = "yes" if atom in cautious else "unknown"
            strength = self.legend.strength(cited[0])
            statements.append(Statement(show(atom), status, boxes, words(self.wording, atom), strength))
        return tuple(statements)


def _decides(atom: Atom) -> bool:
    return (atom[0], len(atom) - 1) == DECISION


def _about(atom: Atom) -> list[Term]:
    """The action and the drug that a statement is about, as far as it is about any."""
    predicate = predicate_of(atom)
    arguments = predicate.arguments if predicate else ()
    return [atom[number] for number, name in enumerate(arguments, 1) if name in ("action", "drug")]


def _place(names: Sequence[object], name: str) -> int:
    return names.index(name) if name in names else len(names)
