"""
Tables of hand-written texts whose rows are cards on a phone: three columns or more do not fit beside each other there.
"""

from __future__ import annotations

import re
from itertools import count

_TABLE = re.compile(r'<div class="press-scroll"( tabindex="0"><table>.*?</table></div>)', re.DOTALL)
_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
_HEADING = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td(?=[ >])")
_TAG = re.compile(r"<[^>]*>")
_FEWEST = 3


def with_row_labels(html: str) -> str:
    """
    Clean *html* in which each cell of such a table says what its column is called, for the style sheet to print.

    A table with cells that go over several columns or rows stays as it is.
    """
    return _TABLE.sub(_labelled, html) if "<table>" in html else html


def _labelled(match: re.Match[str]) -> str:
    table = match[1]
    head = _HEAD.search(table)
    labels = [_TAG.sub("", each).strip().replace('"', "&quot;") for each in _HEADING.findall(head[1])] if head else []
    if head is None or len(labels) < _FEWEST or "span=" in table:
        return match[0]
    body = _ROW.sub(lambda row: f"<tr>{_row(row[1], labels)}</tr>", table[head.end() :])
    return f'<div class="press-scroll press-rows"{table[: head.end()]}{body}'


def _row(cells: str, labels: list[str]) -> str:
    column = count()

    def label(_: re.Match[str]) -> str:
        number = next(column)
        return f'<td data-label="{labels[number]}"' if number < len(labels) else "<td"

    return _CELL.sub(label, cells)
