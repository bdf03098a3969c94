"""
How advisories are numbered: `<prefix>-<year>-<four digits or more>`.
"""

from __future__ import annotations

import re


def is_number(text: str, prefix: str) -> bool:
    """
    Whether *text* is the number of an advisory of a team whose prefix is *prefix*.
    """
    # No zero before five digits or more: SA-2026-0142 and SA-2026-00142 would be told apart by nobody on the telephone.
    return re.fullmatch(rf"{re.escape(prefix)}-[12][0-9]{{3}}-([0-9]{{4}}|[1-9][0-9]{{4,8}})", text) is not None


def year_of(number: str) -> str:
    """
    The year in an advisory's number.
    """
    return number.split("-")[1]


def example_number(prefix: str) -> str:
    """
    A number to show an author.
    """
    return f"{prefix}-2026-0142"
