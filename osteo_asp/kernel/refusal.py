"""The record: one patient checked without a solver, for the words in which a row is refused.

Every check is that of `Patient.of`, and what cannot hold together is found as the solver finds it; whether anybody can
be so is read off the diagrams of what is impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from ..diagrams.mdd import ALWAYS, MDD, NEVER, Diagram
from ..errors import InputError
from ..messages import Language
from ..vocabulary.facts import Value, Vocabulary
from ..vocabulary.patient import Patient, contradiction
from .columns import FactEncoding, is_text, read_written

__all__ = ["Checker", "copied", "row_refusal"]


@dataclass(frozen=True)
class Checker:
    """What refuses a record.

    Attributes:
        vocabulary: the facts.
        encodings: the places of the values of each fact, by the number of its variable.
        diagrams: holds the diagrams of what is impossible.
        barred: for everything impossible: its words in each language, and where it holds.
    """

    vocabulary: Vocabulary
    encodings: Mapping[int, FactEncoding]
    diagrams: MDD
    barred: tuple[tuple[Mapping[Language, str], Diagram], ...]

    def refusal(
        self, record: Mapping[str, object], written: Iterable[str], *, assume_absent: bool
    ) -> InputError | None:
        """Why a record cannot be used; None where it can.

        Args:
            record: the values, None for not recorded.
            written: the names of those that are texts to be read.
            assume_absent: whether what is not recorded is taken as absent.
        """
        try:
            read: dict[str, object] = dict(record)
            for name in written:
                value = read_written(self.vocabulary.fact(name), record[name])  # type: ignore[arg-type]
                if isinstance(value, InputError):
                    raise value
                read[name] = value
            patient = Patient.of(self.vocabulary, read)
            self._check(patient)
            if assume_absent:
                settled = self._settled(patient)
                self._check(patient.assume_absent(self.vocabulary, settled))
        except InputError as error:
            return error.with_traceback(None)  # which would keep the whole batch alive
        return None

    def _check(self, patient: Patient) -> None:
        places = self._places(patient)
        names = {encoding.fact.name: variable for variable, encoding in self.encodings.items()}
        found = contradiction(
            self.vocabulary,
            patient,
            {number: words.__getitem__ for number, (words, _) in enumerate(self.barred)},
            lambda facts, barred: self._possible({names[name]: places[names[name]] for name in facts}, barred),
        )
        if found is not None:
            raise found

    def _settled(self, patient: Patient) -> frozenset[str]:
        if not self.barred:
            return frozenset()
        values, barred = self._places(patient), range(len(self.barred))
        unknown = patient.unknown(self.vocabulary)
        return frozenset(
            encoding.fact.name
            for variable, encoding in self.encodings.items()
            if encoding.fact.name in unknown
            and not encoding.fact.numeric
            and sum(self._possible({**values, variable: place}, barred) for place in range(len(encoding.names))) == 1
        )

    def _places(self, patient: Patient) -> dict[int, int]:
        places = {}
        for variable, encoding in self.encodings.items():
            value: Value | None = patient.value(self.vocabulary, encoding.fact.name)
            if value is not None:
                places[variable] = encoding.place(value)
        return places

    def _possible(self, values: Mapping[int, int], barred: Iterable[int]) -> bool:
        diagrams = self.diagrams
        return diagrams.all_of(diagrams.restrict(diagrams.neg(self.barred[n][1]), values) for n in barred) != NEVER


def row_refusal(checker: Checker, batch: pa.RecordBatch, row: int, *, assume_absent: bool) -> InputError:
    """Why a row of a batch cannot be used; only for one that cannot."""
    record: dict[str, object] = {}
    written = []
    for name, array in zip(batch.schema.names, batch.columns, strict=True):
        if name in checker.vocabulary.facts:
            record[name] = array[row].as_py()
            if is_text(array.type):
                written.append(name)
    error = checker.refusal(record, written, assume_absent=assume_absent)
    assert error is not None, "a row is refused only for a reason"
    return error


def copied(diagrams: MDD, roots: Iterable[Diagram]) -> tuple[MDD, list[Diagram]]:
    """Some diagrams alone, in a space of their own."""
    made = MDD(diagrams.sizes)
    done = {NEVER: NEVER, ALWAYS: ALWAYS}

    def copy(diagram: Diagram) -> Diagram:
        if diagram not in done:
            done[diagram] = made.node(
                diagrams.variable(diagram), tuple(copy(child) for child in diagrams.children(diagram))
            )
        return done[diagram]

    return made, [copy(root) for root in roots]
