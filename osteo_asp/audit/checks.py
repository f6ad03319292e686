"""The checks, in the order in which they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from ..audit import monotone, rules, states
from ..diagrams.space import Space
from ..messages import Language, say
from .auditor import Auditor
from .report import Finding, Report, Result

Check: TypeAlias = Callable[[Auditor], Iterator[Finding | None]]

CHECKS: Final[Mapping[str, Check]] = {
    "gap": states.gaps,
    "overlap": states.overlaps,
    "demand_without_means": states.demands,
    "bypassed_duty": states.bypassed,
    "stranded_patient": states.stranded,
    "endless_chain": states.chains,
    "contradiction": states.contradictions,
    "boundary_drift": rules.drifting,
    "not_monotone": monotone.not_monotone,
    "dead_rule": rules.dead,
    "redundant_rule": rules.redundant,
    "shadowed_reason": rules.shadowed,
    "silent_state": states.silences,
    "unsafe_under_unknowns": states.unsafe,
    "unforbidden_drug": states.unforbidden,
    "undefined_term": states.undefined,
    "unencoded_box": states.unencoded,
    "defect": states.defects,
}
"""Every check by its name. Each looks through all patients and all readings."""


def check(
    space: Space,
    readings: Mapping[str, str],
    language: Language,
    progress: Callable[[str], None] = lambda name: None,
) -> Report:
    """Run every check.

    Args:
        space: every patient and every reading.
        readings: the readings by which separate regions are told apart.
        language: the language of the report.
        progress: told the name of each check before it is run.
    """
    auditor = Auditor(space, readings, language)
    results = []
    for name, run in CHECKS.items():
        progress(name)
        findings = {finding.id: finding for finding in run(auditor) if finding is not None}
        results.append(Result(name, say(language, f"check_{name}"), tuple(findings.values())))
    return Report(language, space.program.legend.document(language), tuple(results))
