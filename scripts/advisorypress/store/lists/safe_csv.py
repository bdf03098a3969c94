"""
Writing a list that a spreadsheet program opens without computing anything, and with Chinese as Chinese.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from advisorypress.spreadsheet import is_formula


class SafeCsv:
    """
    Rows to *file*: UTF-8 with the byte order mark by which Excel knows it, RFC 4180, an apostrophe before a formula.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
        self._writer = csv.writer(self._text)

    def write(self, cells: Iterable[object]) -> None:
        """
        One row.
        """
        texts = (str(cell) for cell in cells)
        self._writer.writerow([f"'{text}" if is_formula(text) else text for text in texts])

    def close(self) -> None:
        """
        Writes what is left; the file itself stays open.
        """
        self._text.detach()
