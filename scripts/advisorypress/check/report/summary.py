"""
How many findings there are, and in how many files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisorypress.finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Summary:
    """
    The findings of each level, and how many *files* were looked at.
    """

    errors: int
    warnings: int
    hints: int
    files: int

    @classmethod
    def of(cls, findings: Iterable[Finding], files: int) -> Summary:
        """
        The summary of *findings* in *files* files.
        """
        levels = [finding.level for finding in findings]
        return cls(levels.count(Level.ERROR), levels.count(Level.WARNING), levels.count(Level.HINT), files)

    def __str__(self) -> str:
        told = [
            _plural(number, name)
            for number, name in ((self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint"))
            if number
        ]
        files = _plural(self.files, "file")
        return f"{', '.join(told)} in {files}" if told else f"No problems in {files}."


def _plural(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
