"""The report of an audit: findings with their witnesses, and what was proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypeAlias

from ..messages import Language
from ..reply import Reply
from ..structure import Struct
from .witness import Witness

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""`error`: the guideline demands what cannot be, or leaves somebody without. `warning`: it says two things, or nothing.
`note`: worth knowing."""


class Finding(Struct):
    """One defect.

    Attributes:
        id: its name, the same from run to run.
        check: the check that found it.
        text: one sentence.
        rules: the rules involved, as file:line.
        boxes: the boxes involved.
        readings: the questions of reading on which it depends whether the defect is there.
        witnesses: the plainest patient who shows it; two, where it lies between two.
    """

    id: str
    check: str
    severity: Severity
    text: str
    rules: tuple[str, ...]
    boxes: tuple[str, ...]
    readings: tuple[str, ...]
    witnesses: tuple[Witness, ...]


class Result(Struct):
    """What one check found; without findings it is proved for every patient and every reading."""

    json_names: ClassVar = {"id": "check", "proved": "proved", "findings": None}

    check: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def proved(self) -> bool:
        """Whether there is nothing to find."""
        return not self.findings


class Report(Reply):
    """The results of all checks."""

    schema: ClassVar = "osteo-asp/audit/1"
    json_names: ClassVar = {"checks": "results", "findings": "findings"}

    language: Language
    guideline: Mapping[str, str]
    results: tuple[Result, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the gravest first."""
        every = [finding for result in self.results for finding in result.findings]
        return tuple(sorted(every, key=lambda finding: SEVERITIES.index(finding.severity)))

    def fails(self, severity: Severity) -> bool:
        """Whether there is a finding of this severity, or a graver one."""
        return any(SEVERITIES.index(one.severity) <= SEVERITIES.index(severity) for one in self.findings)
