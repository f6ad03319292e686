"""The report of an audit: findings with their witnesses, and what was proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from ..messages import Language
from .witness import Witness

__all__ = ["SEVERITIES", "Finding", "Report", "Result", "Severity"]

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""`error`: the guideline demands what cannot be, or leaves somebody without. `warning`: it says two things, or nothing.
`note`: worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
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

    def to_dict(self) -> dict[str, Any]:
        """The finding, ready for JSON."""
        return {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "text": self.text,
            "rules": list(self.rules),
            "boxes": list(self.boxes),
            "readings": list(self.readings),
            "witnesses": [witness.to_dict() for witness in self.witnesses],
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found; without findings it is proved for every patient and every reading."""

    check: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The results of all checks."""

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

    def to_dict(self) -> dict[str, Any]:
        """The report, ready for JSON."""
        return {
            "schema": "osteo-asp/audit/1",
            "guideline": dict(self.guideline),
            "language": self.language,
            "checks": [
                {"id": result.check, "text": result.text, "proved": not result.findings} for result in self.results
            ],
            "findings": [finding.to_dict() for finding in self.findings],
        }
