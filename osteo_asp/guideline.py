"""The guideline: one knowledge base, compiled, and everything that can be asked of it."""

from __future__ import annotations

import os
from _thread import RLock  # as threading has it, without the time to import that
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from .answers.advise import advise
from .answers.results import Advice
from .errors import check_language
from .form import model_of
from .grounding.program import GroundProgram
from .messages import Language
from .model import Model
from .structure import replace
from .views import connect
from .vocabulary.facts import Vocabulary
from .vocabulary.labels import Legend
from .vocabulary.patient import Patient

if TYPE_CHECKING:
    from pathlib import Path

    from .answers.solve import Solution
    from .audit import EditionReport, ReadingReport, Report
    from .cohort.frames import Cohort
    from .diagrams.space import Space
    from .explanation import Comparison, Difference, Explainer, Explanation, Missing

__all__ = ["Consultation", "Guideline", "load"]

_Explained = TypeVar("_Explained", "Explanation", "Comparison", "Difference", "Missing")


class Consultation:
    """One patient being asked about, under one choice of readings, in one language.

    Attributes:
        guideline: what is asked.
        patient: the patient, checked.
        readings: how every question of reading is answered.
        lang: the language of every text.
        verify: have clingo derive anew what each answer rests on. It raises `VerificationError` where it comes to
            something else, and no answer is given.
    """

    def __init__(
        self,
        guideline: Guideline,
        patient: Patient,
        readings: Mapping[str, str],
        lang: Language,
        *,
        verify: bool = False,
    ) -> None:
        self.guideline, self.patient, self.readings, self.lang = guideline, patient, readings, lang
        self.verify = verify

    @cached_property
    def _explainer(self) -> Explainer:
        from .explanation import Explainer  # here, for advice needs it not

        return Explainer(self.guideline.model, self.patient, self.readings, self.lang)

    def advise(self) -> Advice:
        """What may this patient have, and why?"""
        answer = advise(self.guideline.model, self.patient, self.readings, self.lang)
        if self.verify:
            from .answers.verification import verify_answer  # here, for it takes clingo

            verification = verify_answer(self.guideline.model, self.patient, self.readings)
            answer = replace(answer, verification=verification)
        return answer

    def solve(self, limit: int | None = None) -> Solution:
        """What does clingo decide, from the knowledge base's own files, and what holds beside each decision?

        Args:
            limit: list so many single answer sets, too.

        Raises:
            InputError: the limit is no number of answer sets.
            KnowledgeBaseError: clingo cannot solve the files.
        """
        from .answers.solve import solve  # here, for no other question takes clingo

        return solve(self.guideline.program, self.patient, self.readings, self.lang, limit)

    def why(self, target: str) -> Explanation:
        """Why does something hold?

        Args:
            target: a drug, an action with a drug (`switch denosumab`), an indication, or any statement of the rules.

        Raises:
            InputError: there is no such target.
        """
        return self._verified(self._explainer.why(target))

    def why_not(self, target: str) -> Explanation:
        """Why does something not hold, and by which smallest changes would it? As `why`."""
        return self._verified(self._explainer.why_not(target))

    def instead_of(self, first: str, second: str) -> Comparison:
        """Why is one option the answer, and another is not, or comes later? Two targets as for `why`."""
        return self._verified(self._explainer.instead_of(first, second))

    def what_if(self, changes: Mapping[str, object], *, assume_absent: bool = False) -> Difference:
        """What would other values change?

        Args:
            changes: the facts that would be otherwise; None for one that would not be recorded.
            assume_absent: take what is then unrecorded as absent.

        Raises:
            InputError: the record as it would be cannot be used.
        """
        record = {**self.patient.recorded, **changes}
        other = self.guideline.about(record, assume_absent=assume_absent, readings=self.readings, lang=self.lang)
        return self._verified(self._explainer.what_if(other._explainer), other)

    def missing(self, target: str | None = None, *, skip: Collection[str] = ()) -> Missing:
        """Which unrecorded facts can still change the answer, or one target, and which to ask for first?

        Args:
            target: as for `why`; None for the whole answer.
            skip: facts that are not known and need not be asked for.

        Raises:
            InputError: there is no such target.
        """
        return self._verified(self._explainer.missing(target, skip))

    def _verified(self, answer: _Explained, *others: Consultation) -> _Explained:
        """An explanation; verified, of every patient that it speaks of, where that is asked for."""
        if not self.verify:
            return answer
        from .answers.verification import verify_explanations  # here, for it takes clingo

        first, *rest = (verify_explanations(one._explainer.known) for one in (self, *others))
        return replace(answer, verification=sum(rest, start=first))

    def instance(self) -> str:
        """The patient and the readings as facts, to be run by plain clingo beside the knowledge base.

        Raises:
            InputError: a value lies between two thresholds that leave no whole number for it.
        """
        from .answers.clingo_facts import instance

        return instance(self.guideline.program, self.patient, self.readings)


class Guideline:
    """A guideline that can be asked.

    Attributes:
        model: the compiled guideline.
        program: the ground program.
        vocabulary: the facts that a patient can bring, and the questions of reading.
        legend: the words, citations and boxes.
        readings: how each question is answered where a question to the guideline does not say otherwise.
    """

    def __init__(self, model: Model, readings: Mapping[str, object] | None = None) -> None:
        self.model = model
        self.program: GroundProgram = model.program
        self.vocabulary: Vocabulary = model.vocabulary
        self.legend: Legend = model.legend
        self.readings: Mapping[str, str] = self.vocabulary.readings(readings)
        self._lock = RLock()  # the diagrams of all patients grow while they are calculated with; threads take turns

    @property
    def space(self) -> Space:
        """Every patient and every reading, with diagrams to be calculated with."""
        return self.model.space

    def patient(self, facts: Mapping[str, object] | Patient, *, assume_absent: bool = False) -> Patient:
        """Check a record of facts; on request, take what is unrecorded as absent.

        Raises:
            InputError: the record cannot be used; the message names the field, the value and what is allowed.
        """
        return self.model.patient(facts, assume_absent=assume_absent)

    def about(
        self,
        facts: Mapping[str, object] | Patient,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Consultation:
        """One patient, to be asked about.

        Args:
            facts: the record, by the names of the vocabulary; None, or a missing name, is not recorded.
            assume_absent: take unrecorded facts as absent where the vocabulary allows it; the answer lists them.
            readings: questions to be answered otherwise than `self.readings` does.
            lang: the language of every text in the answers, `en` or `nb`.
            verify: have clingo derive anew what each answer rests on, from the knowledge base's own files.

        Raises:
            InputError: a fact, a reading or the language cannot be used.
        """
        check_language(lang)
        chosen = self.vocabulary.readings(readings, self.readings)
        patient = self.patient(facts, assume_absent=assume_absent)
        return Consultation(self, patient, chosen, lang, verify=verify)

    def advise(
        self,
        facts: Mapping[str, object] | Patient,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Advice:
        """What may this patient have, and why? Arguments and errors are those of `about`."""
        return self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify).advise()

    def solve(
        self,
        facts: Mapping[str, object] | Patient,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        limit: int | None = None,
    ) -> Solution:
        """What does clingo decide for this patient, by itself? As `about` and `Consultation.solve`."""
        return self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang).solve(limit)

    def why(
        self,
        facts: Mapping[str, object] | Patient,
        target: str,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Explanation:
        """Why does something hold for this patient? As `about` and `Consultation.why`."""
        return self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify).why(target)

    def why_not(
        self,
        facts: Mapping[str, object] | Patient,
        target: str,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Explanation:
        """Why does something not hold for this patient, and by which smallest changes would it? As `why`."""
        return self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify).why_not(
            target
        )

    def instead_of(
        self,
        facts: Mapping[str, object] | Patient,
        first: str,
        second: str,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Comparison:
        """Why is one option the answer for this patient, and another is not, or comes later? As `why`, two targets."""
        return self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify).instead_of(
            first, second
        )

    def what_if(
        self,
        facts: Mapping[str, object] | Patient,
        changes: Mapping[str, object],
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Difference:
        """What would other values change for this patient? As `about` and `Consultation.what_if`."""
        asked = self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify)
        return asked.what_if(changes, assume_absent=assume_absent)

    def missing(
        self,
        facts: Mapping[str, object] | Patient,
        target: str | None = None,
        *,
        skip: Collection[str] = (),
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
        verify: bool = False,
    ) -> Missing:
        """Which unrecorded facts can still change the answer, or one target? As `about` and `Consultation.missing`."""
        asked = self.about(facts, assume_absent=assume_absent, readings=readings, lang=lang, verify=verify)
        return asked.missing(target, skip=skip)

    def check(self, *, lang: Language = "en", progress: Callable[[str], None] = lambda name: None) -> Report:
        """Is the guideline sound? Every check looks through all patients and all readings.

        Args:
            lang: the language of the report.
            progress: told the name of each check before it is run.

        Raises:
            InputError: the language cannot be used.
        """
        from .audit import check  # here, for a question about a patient needs it not

        check_language(lang)
        with self._lock:
            return check(self.space, self.readings, lang, progress)

    def compare_readings(self, *, lang: Language = "en") -> ReadingReport:
        """Does each question of reading ever matter, for whom, and to which conclusions?

        Raises:
            InputError: the language cannot be used.
        """
        from .audit import compare_readings

        check_language(lang)
        with self._lock:
            return compare_readings(self.space, self.readings, lang)

    def diff(self, other: Guideline | str | Path, *, lang: Language = "en") -> EditionReport:
        """What does another edition of the knowledge base conclude otherwise, and for whom?

        Args:
            other: the other edition, or its folder.
            lang: the language of the report.

        Raises:
            KnowledgeBaseError: the other edition breaks a rule of the house.
            InputError: the language cannot be used, or the two speak of a fact in ways that cannot be compared.
        """
        from .audit import compare_editions

        check_language(lang)
        edition = other if isinstance(other, Guideline) else load(other)
        return compare_editions(self.program, edition.program, lang)

    def cohort(
        self,
        frame: Any,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        keep: Iterable[str] = (),
        every_statement: bool = False,
        lang: Language = "en",
    ) -> Cohort:
        """What may each patient of a cohort have? Takes the extra `cohort`.

        Args:
            frame: a row for every patient, as a data frame that narwhals reads, or one of Spark; columns by the names
                of the vocabulary, null for not recorded.
            assume_absent: as for `about`.
            readings: as for `about`.
            keep: columns that are no facts, such as a number of the patient, to be handed through.
            every_statement: answer every single statement of the rules too, each in a column of its own.
            lang: the language of the errors.

        Returns:
            the answers, with a data frame of the same kind as `frame`, and their summary.

        Raises:
            InputError: the frame, a column, a reading or the language cannot be used. A row that cannot be used raises
                nothing; it is answered with its error.
        """
        from .cohort import require  # here, for it takes libraries that a question about one patient needs not

        require()
        from .cohort.frames import cohort

        with self._lock:
            return cohort(
                self,
                frame,
                readings,
                assume_absent=assume_absent,
                keep=keep,
                every_statement=every_statement,
                lang=lang,
            )


connect(lambda: import_module("osteo_asp.render.notebook"))  # loaded when an answer is first shown, and not before


def load(path: str | Path | None = None, readings: Mapping[str, object] | None = None) -> Guideline:
    """Load a guideline: the knowledge base in a folder, or the one that comes with the package.

    Raises:
        KnowledgeBaseError: the knowledge base breaks a rule of the house; the message names file, line and what to do.
        InputError: a reading that does not exist.
    """
    return Guideline(model_of(shipped() if path is None else os.fspath(path)), readings)


def shipped() -> str:
    """The knowledge base of the package: beside its modules when installed, beside the package in a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    return next(
        folder for folder in (os.path.join(here, "kb"), os.path.join(here, "..", "kb")) if os.path.isdir(folder)
    )
