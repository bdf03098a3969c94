"""
What the press has to say about an author's text: one value per mistake, with its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """
    How much a finding weighs: only an error stops a build.
    """

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """
    A run of characters in a file.

    *path* is relative to the repository with forward slashes; *line* and *column* count from 1, *column* and
    *width* in characters.
    """

    path: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to mend: which rule saw it, where, what is wrong, and what to do.
    """

    rule: str
    place: Place
    message: str
    hint: str = ""
    level: Level = Level.ERROR

    @property
    def order(self) -> tuple[Place, str, str]:
        """
        Sorts findings by file and place, then by rule, so that two runs print the same.
        """
        return (self.place, self.rule, self.message)


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """
    Whether any of *findings* stops a build.
    """
    return any(finding.level is Level.ERROR for finding in findings)
