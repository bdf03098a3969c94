"""
How much of what a rule finds in one record is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisorypress.finding import Finding, Level

MOST_TOLD = 100
"""
How many errors of one rule in one record are told, and how many warnings.
"""


def enough(findings: Iterator[Finding]) -> Iterator[Finding]:
    """
    *findings* up to so many that nobody would read more. Behind the last error that is told, nothing is looked for: the file
    is refused, whatever else is in it.
    """
    errors = warnings = 0
    for finding in findings:
        if finding.level is Level.ERROR:
            errors += 1
            yield finding
            if errors == MOST_TOLD:
                return
        else:
            warnings += 1
            if warnings <= MOST_TOLD:
                yield finding
