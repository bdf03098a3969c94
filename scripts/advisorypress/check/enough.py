"""
How much of what a rule finds in one record is told.
"""

from __future__ import annotations

from collections import Counter
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
    told: Counter[bool] = Counter()
    for finding in findings:
        is_error = finding.level is Level.ERROR
        told[is_error] += 1
        if told[is_error] <= MOST_TOLD:
            yield finding
        if told[True] == MOST_TOLD:
            return
