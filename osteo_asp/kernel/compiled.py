"""The compiled guideline: one pure function from an Arrow record batch of patients to one of answers.

It holds its plan and nothing else, and can be pickled; so every engine that moves Arrow batches can run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from ..errors import InputError
from .evaluation import Evaluation, evaluations
from .output import Output, schema_of
from .plan import Plan


@dataclass(frozen=True)
class Compiled:
    """A guideline under chosen readings, as a function.

    Attributes:
        plan: what it does.
    """

    plan: Plan

    def __call__(self, batch: pa.RecordBatch, unread: pa.Array | None = None) -> pa.RecordBatch:
        """Answer every patient of a batch, in order; a row that cannot be used has its error, and nothing else.

        Args:
            batch: a row for each patient.
            unread: of every row that could not even be read, why; null for all others.

        Raises:
            InputError: a column is no fact of the guideline, or stands there twice.
        """
        self.check(batch.schema)
        output = Output(self.plan, batch, unread)
        for evaluation in evaluations(self.plan, batch, unread):
            output.add(evaluation)
        return output.batch()

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Answer batch after batch, as Spark's `mapInArrow` wants it."""
        return map(self, batches)

    def evaluations(self, batch: pa.RecordBatch) -> Iterator[Evaluation]:
        """The patients of a batch, some at a time, with the bits of every statement."""
        return evaluations(self.plan, batch)

    def check(self, schema: pa.Schema) -> None:
        """Check the names of the columns.

        Raises:
            InputError: one is no fact of the guideline, stands there twice, or is to be kept and does not.
        """
        for name in schema.names:
            if schema.names.count(name) > 1:
                raise InputError("repeated_name", field=name)
            if name not in self.plan.keep:
                self.plan.vocabulary.fact(name)
        for name in self.plan.keep:
            if name not in schema.names:
                raise InputError("no_column", field=name, values=", ".join(schema.names))

    def schema(self, batch: pa.Schema) -> pa.Schema:
        """The columns of the answer to a batch of these columns.

        Raises:
            InputError: a column that is kept has the name of one of the answer.
        """
        return schema_of(self.plan, batch)
