"""The survey: a cohort counted batch by batch, in counts that can be added up, whatever the order of the batches.

Nothing is counted by the rule that comes first: every reason that stands is counted, and once more where it is the only
one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..diagrams import NEVER
from ..legend import identity
from ..terms import show
from ..words import Language
from .bits import Bits, count, nobody
from .builder import Builder
from .circuit import Steps
from .compiled import Compiled
from .evaluation import Evaluation
from .layout import Drug, Pair, Reason

if TYPE_CHECKING:
    from ..guideline import Guideline

__all__ = ["Survey", "Tally", "survey"]


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
        settling: for every fact, the answers that it bears on, each as it is and for each value of the fact, and for
            how many options it stands.
        readings: for every other reading, the statements that differ, as they are and as they would be.
    """

    compiled: Compiled
    boxes: Mapping[tuple[str, str], tuple[str, ...]]
    settling: tuple[tuple[int, tuple[tuple[Pair, tuple[Pair, ...], int], ...]], ...]
    readings: tuple[tuple[str, str, tuple[tuple[str, Pair, Pair], ...]], ...]

    def __getstate__(self) -> dict[str, object]:
        """The fields alone."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __call__(self, batch: pa.RecordBatch) -> Tally:
        """Count a batch of patients.

        Raises:
            InputError: as for `Compiled`.
        """
        self.compiled.check(batch.schema)
        total = Tally()
        for evaluation in self.compiled.evaluations(batch):
            total += self._counted(evaluation)
        return total

    def counted(self, batches: Iterable[pa.RecordBatch]) -> Tally:
        """Count several batches."""
        return sum(map(self, batches), start=Tally())

    def _counted(self, here: Evaluation) -> Tally:
        layout, alive = self.compiled.layout, here.alive
        tally = Tally(patients=count(alive), refused=here.length - count(alive))
        tally.indicated = _by_status(here, layout.indicated.pair)
        certain: list[tuple[tuple[str, ...], Bits]] = [((), alive)]
        for one in layout.indications:
            for status, number in _by_status(here, one.pair).items():
                tally.indications[one.id, status] = number
            holds = here.certain(one.pair)
            certain = [
                part
                for ids, bits in certain
                for part in (((*ids, one.id), bits & holds), (ids, bits & ~holds))
                if part[1].any()
            ]
        tally.together = Counter({ids: count(bits) for ids, bits in certain})
        possible = nobody(here.length)
        for drug in layout.drugs:
            possible = possible | _any((here.holds(option.pair) for _, option in drug.options), here.length)
            self._count_drug(here, drug, tally)
        tally.without = count(here.certain(layout.indicated.pair) & ~possible & alive) if layout.drugs else 0
        self._count_facts(here, tally)
        self._count_readings(here, tally)
        return tally

    def _count_drug(self, here: Evaluation, drug: Drug, tally: Tally) -> None:
        alive = here.alive
        open_ = _any((here.certain(option.pair) for _, option in drug.options), here.length)
        possible = _any((here.holds(option.pair) for _, option in drug.options), here.length)
        excluded = alive & ~possible
        for status, bits in (("open", open_ & alive), ("unsettled", possible & ~open_ & alive), ("excluded", excluded)):
            tally.drugs[drug.id, status] = count(bits)
        considered = {action: here.holds(pair) for action, pair in drug.considered}
        standing = [(one.id, self._standing(here, one, considered) & excluded) for one in _reasons(drug)]
        once, twice = nobody(here.length), nobody(here.length)
        for _, bits in standing:
            twice = twice | (once & bits)
            once = once | bits
        for name, bits in standing:
            tally.reasons[drug.id, name] = count(bits)
            tally.only[drug.id, name] = count(bits & ~twice)

    def _standing(self, here: Evaluation, reason: Reason, considered: Mapping[str, Bits]) -> Bits:
        found = nobody(here.length)
        for action, pair in reason.actions:
            if action in considered and pair.holds != NEVER:
                found = found | (here.certain(pair) & considered[action])
        return found

    def _count_facts(self, here: Evaluation, tally: Tally) -> None:
        room: list[Bits] = []
        for number, (variable, statements) in enumerate(self.settling):
            unknown = here.unknown(variable) & here.alive
            if here.exact or not unknown.any():
                continue
            nodes = here.nodes(self._settling_steps[number], room)
            name = self.compiled.asked[variable].fact.name
            for pair, values, times in statements:
                open_ = unknown & nodes[pair.holds] & nodes[pair.fails]
                if not open_.any():
                    continue
                always, sometimes = open_, nobody(here.length)
                for value in values:
                    holds, fails = nodes[value.holds], nodes[value.fails]
                    always = always & ~(holds & fails)
                    sometimes = sometimes | (holds ^ fails)
                tally.settles[name] += times * count(always)
                tally.may_settle[name] += times * count(open_ & sometimes)

    def _count_readings(self, here: Evaluation, tally: Tally) -> None:
        room: list[Bits] = []
        for number, (question, option, statements) in enumerate(self.readings):
            nodes = here.nodes(self._reading_steps[number], room)
            changed = nobody(here.length)
            for name, before, after in statements:
                # Complete patients have what they may have; of the others both rails tell.
                turned = (nodes[before.holds] ^ nodes[after.holds]) | (nodes[before.fails] ^ nodes[after.fails])
                turned = turned & here.alive
                changed = changed | turned
                tally.turned[question, option, name] = count(turned)
            tally.readings[question, option] = count(changed)

    @cached_property
    def _settling_steps(self) -> list[Steps]:
        return [
            self._steps(one for pair, values, _ in statements for one in (pair, *values))
            for _, statements in self.settling
        ]

    @cached_property
    def _reading_steps(self) -> list[Steps]:
        return [self._steps(one for _, *pairs in statements for one in pairs) for *_, statements in self.readings]

    def _steps(self, pairs: Iterable[Pair]) -> Steps:
        return self.compiled.circuit.steps(node for pair in pairs for node in (pair.holds, pair.fails))


def survey(
    guideline: Guideline,
    readings: Mapping[str, object] | None = None,
    *,
    assume_absent: bool = False,
    keep: Iterable[str] = (),
    lang: Language = "en",
) -> Survey:
    """Prepare to count cohorts.

    Arguments and errors are those of `compiled`.
    """
    chosen = guideline.vocabulary.readings(readings, guideline.readings)
    builder = Builder(guideline.space, chosen)
    plan = builder.compiled(assume_absent=assume_absent)
    layout = plan.layout
    shown = (layout.indicated, *layout.options)
    settling = []
    for variable in plan.matters:
        if plan.asked[variable].absent is None:
            bearing = dict.fromkeys(one.pair for one in shown if builder.asks(one.pair, variable))
            times = Counter(one.pair for one in shown)
            settling.append(
                (variable, tuple((pair, builder.by_value(pair, variable), times[pair]) for pair in bearing))
            )
    others = []
    firsts = [atom for atom in guideline.program.statements if atom[0] == "first_choice"]
    for question in guideline.vocabulary.questions.values():
        for option in question.options:
            if option != chosen[question.name]:
                read = builder.read_as({**chosen, question.name: option})
                after = [(one.atom, one.pair, read.pair(one.term)) for one in layout.answers]
                after += [(show(atom), builder.pair(atom), read.pair(atom)) for atom in firsts]
                others.append((question.name, option, tuple(one for one in after if one[1] != one[2])))
    reasons: dict[tuple[str, str], tuple[str, ...]] = {}
    for atom in guideline.program.statements:
        if atom[0] in ("against", "closed"):
            boxes = reasons.setdefault((str(atom[2]), identity(atom)), ())
            reasons[str(atom[2]), identity(atom)] = tuple(dict.fromkeys((*boxes, *guideline.legend.cited(atom))))
    plan = replace(plan, circuit=builder.circuit.circuit(), keep=tuple(dict.fromkeys(keep)), language=lang)
    return Survey(plan, reasons, tuple(settling), tuple(others))


def _by_status(here: Evaluation, pair: Pair) -> Counter[str]:
    holds, certain = here.holds(pair) & here.alive, here.certain(pair) & here.alive
    yes, possible = count(certain), count(holds)
    return Counter(yes=yes, unknown=possible - yes, no=count(here.alive) - possible)


def _any(columns: Iterable[Bits], length: int) -> Bits:
    found = nobody(length)
    for one in columns:
        found = found | one
    return found


def _reasons(drug: Drug) -> list[Reason]:
    """The reasons against a drug, of both kinds, each once."""
    found: dict[str, list[tuple[str, Pair]]] = {}
    for one in (*drug.against, *drug.closed):
        found.setdefault(one.id, []).extend(one.actions)
    return [Reason(name, tuple(actions)) for name, actions in found.items()]


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, Counter):
        both = one.copy()
        both.update(other)
        return both
    return one + other
