"""
How a finding repeats what an author wrote.
"""

from __future__ import annotations

LONGEST = 60


def quote(text: str) -> str:
    """
    *text* between backticks, cut where it is too long to be read in one look.
    """
    return f"`{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}`"
