"""
What a spreadsheet program makes of a cell: a table that somebody opens must not run anything.
"""

from __future__ import annotations

import re

_BEGINNING = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Numbers, telephone numbers and dashes begin in the same way and compute nothing.
_HARMLESS = re.compile(r"[+-]?[0-9][0-9 .,/()-]*%?|-+")


def is_formula(cell: str) -> bool:
    """
    Whether a spreadsheet program would compute *cell* instead of showing it.
    """
    return cell.lstrip(" ").startswith(_BEGINNING) and _HARMLESS.fullmatch(cell.strip(" ")) is None
