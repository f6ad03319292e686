"""The compiled guideline: one pure function from an Arrow record batch of patients to one of answers.

It holds plain data only, no solver, and can be pickled; so every engine that moves Arrow batches can run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import pyarrow as pa

from ..errors import InputError
from ..messages import Language
from .bits import Bits
from .circuit import Circuit, Gate, Steps
from .columns import Asked, is_text
from .evaluation import REFUSED, Evaluation, Memo
from .layout import Layout, Wire
from .output import Output, schema_of
from .refusal import Checker

__all__ = ["REFUSED", "Compiled"]

CHUNK: Final = 1 << 17
"""How many patients are evaluated at a time: the bits of all their gates fit into the caches of the processor."""


@dataclass(frozen=True)
class Compiled:
    """A guideline under chosen readings, compiled for whole columns.

    Attributes:
        circuit: the gates of its statements.
        layout: the columns of the answer, with their gates.
        asked: the facts, by the number of their variable.
        assumed: the place that a fact is assumed to have on request.
        matters: the facts that can matter at all, each with the facts without which it does not.
        settling: for facts that others can settle, the gates that say whether each value is possible.
        possible: the gate that says whether a patient can be.
        checker: says why a row is refused.
        assume_absent: take unrecorded facts as absent where the vocabulary allows it.
        language: the language of the errors.
        keep: columns that are handed through.
        plain: give plain strings, for engines that know no dictionaries.
        counted: evaluate, too, what is only counted.
    """

    circuit: Circuit
    layout: Layout
    asked: Mapping[int, Asked]
    assumed: Mapping[int, int]
    matters: Mapping[int, tuple[int, ...]]
    settling: Mapping[int, tuple[Gate, ...]]
    possible: Gate
    checker: Checker
    assume_absent: bool = False
    language: Language = "en"
    keep: tuple[str, ...] = ()
    plain: bool = False
    counted: bool = False

    def __getstate__(self) -> dict[str, object]:
        """The fields alone; what is worked out from them is worked out again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Answer every patient of a batch, in order; a row that cannot be used has its error, and nothing else.

        Raises:
            InputError: a column is no fact of the guideline, or stands there twice.
        """
        self.check(batch.schema)
        output = Output(self, batch)
        for evaluation in self.evaluations(batch):
            output.add(evaluation)
        return output.batch()

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Answer batch after batch, as Spark's `mapInArrow` wants it."""
        return map(self, batches)

    def evaluations(self, batch: pa.RecordBatch) -> Iterator[Evaluation]:
        """The patients of a batch, some at a time."""
        room: list[Bits] = []
        memo: Memo = {}
        for start in range(0, batch.num_rows, CHUNK):
            yield Evaluation(self, batch.slice(start, CHUNK), room, memo)

    def check(self, schema: pa.Schema) -> None:
        """Check the names of the columns.

        Raises:
            InputError: one is no fact of the guideline, stands there twice, or is to be kept and does not.
        """
        for name in schema.names:
            if schema.names.count(name) > 1:
                raise InputError("repeated_name", field=name)
            if name not in self.keep and name != REFUSED:
                self.checker.vocabulary.fact(name)
        for name in self.keep:
            if name not in schema.names:
                raise InputError("no_column", field=name, values=", ".join(schema.names))

    def schema(self, batch: pa.Schema) -> pa.Schema:
        """The columns of the answer to a batch of these columns."""
        return schema_of(self, batch)

    def refusal(self, batch: pa.RecordBatch, row: int) -> str:
        """Why a row cannot be used."""
        record: dict[str, object] = {}
        written = []
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            value = array[row]
            if name == REFUSED and value.is_valid:
                return str(value.as_py())
            if name in self.variables:
                record[name] = value.as_py()
                if is_text(array.type):
                    written.append(name)
        error = self.checker.refusal(record, written, assume_absent=self.assume_absent)
        assert error is not None, "a row is refused only for a reason"
        return error.message(self.language)

    @cached_property
    def variables(self) -> Mapping[str, int]:
        """The number of the variable of every fact."""
        return {asked.fact.name: variable for variable, asked in self.asked.items()}

    @cached_property
    def steps_possible(self) -> Steps:
        """The operations that say whether a patient can be."""
        return self.circuit.steps([self.possible])

    @cached_property
    def steps_settling(self) -> Mapping[int, Steps]:
        """The operations that say which values each fact that others can settle can have."""
        return {variable: self.circuit.steps(roots) for variable, roots in self.settling.items()}

    @cached_property
    def steps(self) -> Steps:
        """The operations for everything that is asked."""
        return self.circuit.steps(wire.open for wire in self._wires)

    @cached_property
    def steps_complete(self) -> Steps:
        """The operations for patients of whom all that matters is known."""
        return self.circuit.steps(wire.complete for wire in self._wires)

    @property
    def _wires(self) -> Iterable[Wire]:
        layout = self.layout
        return (*layout.wires, *layout.counted) if self.counted else layout.wires
