"""
What a spreadsheet program makes of a cell: a table that somebody opens must not run anything.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_BEGINNING = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Numbers, telephone numbers and dashes begin in the same way and compute nothing.
_HARMLESS = re.compile(r"[+-]?[0-9][0-9 .,/()-]*%?|-+")


def is_formula(cell: str) -> bool:
    """
    Whether a spreadsheet program would compute *cell* instead of showing it.
    """
    return cell.lstrip(" ").startswith(_BEGINNING) and _HARMLESS.fullmatch(cell.strip(" ")) is None


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """
    *rows* as a spreadsheet program opens them: RFC 4180, UTF-8 with the mark by which Excel knows it, an apostrophe before
    what would be computed.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in map(str, row)])
    return text.getvalue().encode("utf-8-sig")
