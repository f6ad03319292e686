"""A report as SARIF 2.1.0, so that editors and code hosts show each finding at its rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..reply import json_value
from .report import Report


def to_sarif(report: Report, folder: Path) -> dict[str, Any]:
    """The findings as results, with the rules involved as their locations.

    Args:
        report: the report.
        folder: the folder of the knowledge base, as the locations are to name it.
    """
    return {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "osteo-asp check",
                        "rules": [
                            {"id": result.check, "shortDescription": {"text": result.text}} for result in report.results
                        ],
                    }
                },
                "results": [
                    {
                        "ruleId": finding.check,
                        "level": finding.severity,
                        "message": {"text": finding.text},
                        "partialFingerprints": {"finding": finding.id},
                        "locations": [_location(place, folder) for place in finding.rules]
                        or [_location("boxes.lp:1", folder)],
                        "properties": {
                            "boxes": list(finding.boxes),
                            "readings": list(finding.readings),
                            "witnesses": json_value(finding.witnesses),
                        },
                    }
                    for finding in report.findings
                ],
            }
        ],
    }


def _location(place: str, folder: Path) -> dict[str, Any]:
    file, _, line = place.rpartition(":")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": f"{folder.as_posix()}/{file}"},
            "region": {"startLine": int(line)},
        }
    }
