"""The guideline: one knowledge base, grounded once, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from .answers.advise import advise
from .answers.results import Advice
from .diagrams.space import Space
from .errors import check_language
from .explanation import Comparison, Difference, Explainer, Explanation, Missing
from .grounding import GroundProgram, Solver, ground
from .messages import Language
from .views import connect
from .vocabulary.facts import Vocabulary
from .vocabulary.labels import Legend
from .vocabulary.patient import Patient

if TYPE_CHECKING:
    from .audit import EditionReport, ReadingReport, Report
    from .cohort.frames import Cohort

__all__ = ["Guideline", "load"]


class Guideline:
    """A guideline that can be asked.

    Attributes:
        vocabulary: the facts that a patient can bring, and the questions of reading.
        legend: the words, citations and boxes.
        readings: how each question is answered where a question to the guideline does not say otherwise.
        program: the ground program.
        space: every patient and every reading, with the diagrams of the statements.
    """

    def __init__(self, program: GroundProgram, readings: Mapping[str, object] | None = None) -> None:
        self.program = program
        self.vocabulary: Vocabulary = program.vocabulary
        self.legend: Legend = program.legend
        self.readings: Mapping[str, str] = self.vocabulary.readings(readings)
        self.space = Space(program)
        self._solver = Solver(program)
        self._explained: tuple[object, Explainer] | None = None
        self._lock = RLock()  # the diagrams grow while a question is answered; threads take turns

    def patient(self, facts: Mapping[str, object] | Patient, *, assume_absent: bool = False) -> Patient:
        """Check a record of facts; on request, take what is unrecorded as absent.

        Raises:
            InputError: the record cannot be used; the message names the field, the value and what is allowed.
        """
        record = facts.recorded if isinstance(facts, Patient) else facts
        patient = Patient.of(self.vocabulary, record)
        self._solver.check(patient)
        if assume_absent:
            settled = self._solver.settled(patient, patient.unknown(self.vocabulary))
            patient = patient.assume_absent(self.vocabulary, settled)
            self._solver.check(patient)
        elif isinstance(facts, Patient):
            patient = Patient(patient.recorded, facts.assumed)
        return patient

    def advise(
        self,
        facts: Mapping[str, object] | Patient,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
    ) -> Advice:
        """What may this patient have, and why?

        Args:
            facts: the record, by the names of the vocabulary; None, or a missing name, is not recorded.
            assume_absent: take unrecorded facts as absent where the vocabulary allows it; the answer lists them.
            readings: questions to be answered otherwise than `self.readings` does.
            lang: the language of every text in the answer, `en` or `nb`.

        Raises:
            InputError: a fact, a reading or the language cannot be used.
        """
        check_language(lang)
        chosen = self.vocabulary.readings(readings, self.readings)
        with self._lock:
            patient = self.patient(facts, assume_absent=assume_absent)
            return advise(self.space, self._solver.consequences(patient, chosen), patient, chosen, lang)

    def why(self, facts: Mapping[str, object] | Patient, target: str, **options: Any) -> Explanation:
        """Why does something hold for this patient?

        Args:
            facts: the record, as for `advise`.
            target: a drug, an action with a drug (`switch denosumab`), an indication, or any statement of the rules.
            options: `assume_absent`, `readings` and `lang`, as for `advise`.

        Raises:
            InputError: a fact, a reading, the language or the target cannot be used.
        """
        with self._lock:
            return self._explainer(facts, **options).why(target)

    def why_not(self, facts: Mapping[str, object] | Patient, target: str, **options: Any) -> Explanation:
        """Why does something not hold for this patient, and by which smallest changes would it?

        Arguments and errors are those of `why`.
        """
        with self._lock:
            return self._explainer(facts, **options).why_not(target)

    def instead_of(self, facts: Mapping[str, object] | Patient, first: str, second: str, **options: Any) -> Comparison:
        """Why is one option the answer for this patient, and another is not, or comes later?

        Arguments and errors are those of `why`, with two targets.
        """
        with self._lock:
            return self._explainer(facts, **options).instead_of(first, second)

    def what_if(
        self, facts: Mapping[str, object] | Patient, changes: Mapping[str, object], **options: Any
    ) -> Difference:
        """What would other values change for this patient?

        Args:
            facts: the record, as for `advise`.
            changes: the facts that would be otherwise; None for one that would not be recorded.
            options: as for `why`.

        Raises:
            InputError: as for `advise`, of the record as it is and as it would be.
        """
        record = facts.recorded if isinstance(facts, Patient) else facts
        with self._lock:
            before = self._explainer(facts, **options)
            return before.what_if(self._explainer({**record, **changes}, **options))

    def missing(
        self,
        facts: Mapping[str, object] | Patient,
        target: str | None = None,
        *,
        skip: Collection[str] = (),
        **options: Any,
    ) -> Missing:
        """Which unrecorded facts can still change the answer, or one target, and which to ask for first?

        Args:
            facts: the record, as for `advise`.
            target: as for `why`; None for the whole answer.
            skip: facts that are not known and need not be asked for.
            options: as for `why`.

        Raises:
            InputError: as for `why`.
        """
        with self._lock:
            return self._explainer(facts, **options).missing(target, skip)

    def _explainer(
        self,
        facts: Mapping[str, object] | Patient,
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
        lang: Language = "en",
    ) -> Explainer:
        check_language(lang)
        chosen = self.vocabulary.readings(readings, self.readings)
        patient = self.patient(facts, assume_absent=assume_absent)
        asked = (dict(patient.recorded), dict(patient.assumed), dict(chosen), lang)
        if self._explained is None or self._explained[0] != asked:  # one patient is mostly asked about several times
            self._explained = asked, Explainer(self.space, patient, chosen, lang)
        return self._explained[1]

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
        program = other.program if isinstance(other, Guideline) else ground(Path(other))
        return compare_editions(self.program, program, lang)

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
            assume_absent: as for `advise`.
            readings: as for `advise`.
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

    def firing(
        self,
        facts: Mapping[str, object] | Patient,
        rules: Iterable[int],
        *,
        assume_absent: bool = False,
        readings: Mapping[str, object] | None = None,
    ) -> frozenset[int]:
        """Which of these rules, by their index in `program.rules`, fire for this patient whatever is unrecorded?"""
        chosen = self.vocabulary.readings(readings, self.readings)
        return self._solver.firing(self.patient(facts, assume_absent=assume_absent), chosen, rules)


connect(lambda: import_module("osteo_asp.render.notebook"))  # loaded when an answer is first shown, and not before


def load(path: str | Path | None = None, readings: Mapping[str, object] | None = None) -> Guideline:
    """Load a guideline: the knowledge base in a folder, or the one that comes with the package.

    Raises:
        KnowledgeBaseError: the knowledge base breaks a rule of the house; the message names file, line and what to do.
        InputError: a reading that does not exist.
    """
    return Guideline(ground(_shipped() if path is None else Path(path)), readings)


def _shipped() -> Path:
    """The knowledge base of the package: beside its modules when installed, beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    return next(folder for folder in (here / "kb", here.parent / "kb") if folder.is_dir())
