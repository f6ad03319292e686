"""The survey: a cohort counted batch by batch, in counts that can be added up, whatever the order of the batches.

Nothing is counted by the rule that comes first: every reason that stands is counted, and once more where it is the only
one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

import pyarrow as pa

from ..kernel.bits import Bits, count, nobody
from ..kernel.builder import Builder, Guide
from ..kernel.circuit import Gate, Steps
from ..kernel.compiled import Compiled
from ..kernel.evaluation import Evaluation, evaluations
from ..kernel.layout import Drug, Statement
from ..messages import Language
from ..vocabulary.labels import identity
from ..vocabulary.terms import show

_Gates: TypeAlias = tuple[Gate, Gate]
"""Of whom a statement is possible, and of whom it is certain."""


@dataclass
class Tally:
    """Counts of a cohort, or of a part of it.

    Attributes:
        patients: how many patients could be used.
        refused: how many rows could not.
        indicated: of how many treatment is indicated, by status.
        indications: the same of each indication, by its id.
        together: how many have exactly these indications with certainty.
        drugs: of how many each drug is open, unsettled or excluded.
        reasons: of how many a reason certainly stands against an excluded drug, by drug and reason.
        only: of how many it is the only one.
        without: of how many treatment is certainly indicated, and nothing is possible.
        settles: how many open answers an unrecorded fact would settle alone, whatever it is.
        may_settle: how many it would settle alone if it has some possible value.
        readings: how many have another answer under another reading, by question and option.
        turned: which statements have another status then, by question, option and statement.
    """

    patients: int = 0
    refused: int = 0
    indicated: Counter[str] = field(default_factory=Counter)
    indications: Counter[tuple[str, str]] = field(default_factory=Counter)
    together: Counter[tuple[str, ...]] = field(default_factory=Counter)
    drugs: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    only: Counter[tuple[str, str]] = field(default_factory=Counter)
    without: int = 0
    settles: Counter[str] = field(default_factory=Counter)
    may_settle: Counter[str] = field(default_factory=Counter)
    readings: Counter[tuple[str, str]] = field(default_factory=Counter)
    turned: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        """The counts of both."""
        return Tally(*(_sum(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)))


@dataclass(frozen=True)
class Survey:
    """What counts a cohort. Plain data, like the compiled guideline in it.

    Attributes:
        compiled: answers the patients.
        boxes: the boxes of every reason against a drug, by drug and id.
        settling: for every fact, the answers that it bears on: their gates as they are and for each value of the fact,
            and for how many options they stand.
        readings: for every other reading, the statements that differ: their gates as they are and as they would be.
    """

    compiled: Compiled
    boxes: Mapping[tuple[str, str], tuple[str, ...]]
    settling: tuple[tuple[int, tuple[tuple[_Gates, tuple[_Gates, ...], int], ...]], ...]
    readings: tuple[tuple[str, str, tuple[tuple[str, _Gates, _Gates], ...]], ...]

    def __getstate__(self) -> dict[str, object]:
        """The fields alone."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __call__(self, batch: pa.RecordBatch, unread: pa.Array | None = None) -> Tally:
        """Count a batch of patients.

        Args:
            batch: a row for each patient.
            unread: of every row that could not be read, why; null for all others.

        Raises:
            InputError: as for `Compiled`.
        """
        self.compiled.check(batch.schema)
        total = Tally()
        for evaluation in evaluations(self.compiled.plan, batch, unread):
            total += self._counted(evaluation)
        return total

    def counted(self, batches: Iterable[pa.RecordBatch]) -> Tally:
        """Count several batches."""
        return sum(map(self, batches), start=Tally())

    def _counted(self, here: Evaluation) -> Tally:
        layout, alive = self.compiled.plan.layout, here.alive
        tally = Tally(patients=count(alive), refused=here.length - count(alive))
        tally.indicated = _by_status(here, layout.indicated)
        certain: list[tuple[tuple[str, ...], Bits]] = [((), alive)]
        for one in layout.indications:
            for status, number in _by_status(here, one).items():
                tally.indications[one.id, status] = number
            holds = here.bits(one.certain)
            certain = [
                part
                for ids, bits in certain
                for part in (((*ids, one.id), bits & holds), (ids, bits & ~holds))
                if part[1].any()
            ]
        tally.together = Counter({ids: count(bits) for ids, bits in certain})
        tally.without = count(here.bits(layout.without) & alive)
        for drug in layout.drugs:
            self._count_drug(here, drug, tally)
        self._count_facts(here, tally)
        self._count_readings(here, tally)
        return tally

    def _count_drug(self, here: Evaluation, drug: Drug, tally: Tally) -> None:
        possible, certain = count(here.bits(drug.possible) & here.alive), count(here.bits(drug.certain) & here.alive)
        tally.drugs[drug.id, "open"] = certain
        tally.drugs[drug.id, "unsettled"] = possible - certain
        tally.drugs[drug.id, "excluded"] = tally.patients - possible
        standing = [(name, here.bits(wire) & here.alive) for name, wire in drug.excluding]
        once, twice = nobody(here.length), nobody(here.length)
        for _, bits in standing:
            twice = twice | (once & bits)
            once = once | bits
        for name, bits in standing:
            tally.reasons[drug.id, name] = count(bits)
            tally.only[drug.id, name] = count(bits & ~twice)

    def _count_facts(self, here: Evaluation, tally: Tally) -> None:
        room: list[Bits] = []
        for number, (variable, statements) in enumerate(self.settling):
            unknown = here.unknown(variable) & here.alive
            if here.complete or not unknown.any():
                continue
            gates = here.gates(self._settling_steps[number], room)
            name = self.compiled.plan.encodings[variable].fact.name
            for (possible, certain), values, times in statements:
                open_ = unknown & gates[possible] & ~gates[certain]
                if not open_.any():
                    continue
                always, sometimes = open_, nobody(here.length)
                for can, must in values:  # where nobody can have the value, nobody can and everybody must
                    always = always & ~(gates[can] & ~gates[must])
                    sometimes = sometimes | ~(gates[can] ^ gates[must])
                tally.settles[name] += times * count(always)
                tally.may_settle[name] += times * count(open_ & sometimes)

    def _count_readings(self, here: Evaluation, tally: Tally) -> None:
        room: list[Bits] = []
        for number, (question, option, statements) in enumerate(self.readings):
            gates = here.gates(self._reading_steps[number], room)
            changed = nobody(here.length)
            for name, before, after in statements:
                turned = (gates[before[0]] ^ gates[after[0]]) | (gates[before[1]] ^ gates[after[1]])
                turned = turned & here.alive
                changed = changed | turned
                tally.turned[question, option, name] = count(turned)
            tally.readings[question, option] = count(changed)

    @cached_property
    def _settling_steps(self) -> list[Steps]:
        return [
            self._steps(one for gates, values, _ in statements for one in (gates, *values))
            for _, statements in self.settling
        ]

    @cached_property
    def _reading_steps(self) -> list[Steps]:
        return [self._steps(one for _, *gates in statements for one in gates) for *_, statements in self.readings]

    def _steps(self, gates: Iterable[_Gates]) -> Steps:
        return self.compiled.plan.circuit.steps(gate for both in gates for gate in both)


def survey(
    guideline: Guide,
    readings: Mapping[str, object] | None = None,
    *,
    assume_absent: bool = False,
    keep: Iterable[str] = (),
    lang: Language = "en",
) -> Survey:
    """Prepare to count cohorts.

    Arguments and errors are those of `compiled`.
    """
    program = guideline.space.program
    chosen = program.vocabulary.readings(readings, guideline.readings)
    builder = Builder(guideline.space, chosen)
    plan = builder.plan(assume_absent=assume_absent)
    layout = plan.layout
    shown: dict[_Gates, list[Statement]] = {}
    for one in (layout.indicated, *layout.options):
        shown.setdefault(builder.gates(one.term), []).append(one)
    settling = []
    for variable in plan.matters:
        if plan.encodings[variable].absent is None:
            bearing = [(gates, same) for gates, same in shown.items() if builder.asks(same[0].term, variable)]
            statements = ((gates, builder.by_value(same[0].term, variable), len(same)) for gates, same in bearing)
            settling.append((variable, tuple(statements)))
    others = []
    told = [(one.atom, one.term) for one in layout.answers]
    told += [(show(atom), atom) for atom in program.statements if atom[0] == "first_choice"]
    for question in program.vocabulary.questions.values():
        for option in question.options:
            if option != chosen[question.name]:
                read = builder.read_as({**chosen, question.name: option})
                after = [(name, builder.gates(atom), read.gates(atom)) for name, atom in told]
                others.append((question.name, option, tuple(one for one in after if one[1] != one[2])))
    reasons: dict[tuple[str, str], tuple[str, ...]] = {}
    for atom in program.statements:
        if atom[0] in ("against", "closed"):
            boxes = reasons.setdefault((str(atom[2]), identity(atom)), ())
            reasons[str(atom[2]), identity(atom)] = tuple(dict.fromkeys((*boxes, *program.legend.cited(atom))))
    plan = replace(
        plan, circuit=builder.circuit.circuit(), counted=True, keep=tuple(dict.fromkeys(keep)), language=lang
    )
    return Survey(Compiled(plan), reasons, tuple(settling), tuple(others))


def _by_status(here: Evaluation, statement: Statement) -> Counter[str]:
    possible = count(here.bits(statement.possible) & here.alive)
    yes = count(here.bits(statement.certain) & here.alive)
    return Counter(yes=yes, unknown=possible - yes, no=count(here.alive) - possible)


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, Counter):
        both = one.copy()
        both.update(other)
        return both
    return one + other
