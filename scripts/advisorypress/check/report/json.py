"""
Findings for programs: one JSON object.

    {"version": 1,
     "summary": {"errors": 1, "warnings": 0, "hints": 0, "files": 24},
     "findings": [{"rule": "malformed-cve", "level": "error",
                   "path": "advisories/2026/SA-2026-0142.en.md", "line": 21, "column": 13, "width": 3,
                   "message": "`1.2` is not a CVE identifier", "hint": "write it like CVE-2026-12345"}]}

Lines and columns count from 1, columns and widths in characters (code points). `hint` may be empty, and may have several
lines. Keys may be added; none is renamed or removed without a new `version`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from advisorypress.check.report.summary import Summary
from advisorypress.finding import Finding

VERSION = 1


def report_json(findings: Iterable[Finding], summary: Summary) -> str:
    """
    The object as text, in ASCII: no character of an author reaches a terminal or a log as it is.
    """
    told = {
        "version": VERSION,
        "summary": {
            "errors": summary.errors,
            "warnings": summary.warnings,
            "hints": summary.hints,
            "files": summary.files,
        },
        "findings": [
            {
                "rule": finding.rule,
                "level": finding.level.value,
                "path": finding.place.path,
                "line": finding.place.line,
                "column": finding.place.column,
                "width": finding.place.width,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in findings
        ],
    }
    return json.dumps(told, indent=2)
