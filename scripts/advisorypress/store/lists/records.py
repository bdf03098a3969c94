"""
The rows of a table that is text: which sign parts its cells, and which lines make one row.

Nobody's address may get lost in somebody else's cell: a quotation mark that is never closed would take all the rows after it
into one cell, so it costs its own row only.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from advisorypress.store.lists.text_file import MAX_LINE

SEPARATORS = (",", ";", "\t", "|")
NO_SEPARATOR = "\x1f"
"""
Parts the cells of a list with one column: a sign that no text holds.
"""
SAMPLE = 200
_LONGEST_ROW = 30
_HINT = "sep="


@dataclass(frozen=True, slots=True)
class Record:
    """
    One row: the number of its first line, counted from 1, and its cells; *trouble* says why it cannot be read.
    """

    line: int
    cells: tuple[str, ...] = field(repr=False)
    trouble: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.trouble and not any(cell.strip() for cell in self.cells)


def records(lines: Iterator[str]) -> Iterator[Record]:
    """
    The rows of *lines*. The separator is told by the first lines, or named by Excel's `sep=;` in the very first.
    """
    sample = list(islice(lines, SAMPLE))
    start = 1
    if sample and sample[0].lower().startswith(_HINT):
        separator = sample[0].rstrip("\r\n")[len(_HINT) :][:1] or NO_SEPARATOR
        sample, start = sample[1:], 2
    else:
        separator = separator_of(sample)
    return _Reader(chain(sample, lines), separator, start).rows()


def separator_of(sample: Sequence[str]) -> str:
    """
    The sign that gives most lines of *sample* the same number of cells, two or more; else there is one column.
    """
    filled = [line for line in sample if line.strip()]
    best, found = (0, 0), NO_SEPARATOR
    for separator in SEPARATORS:
        cells = [len(_parse(line, separator)) for line in filled]
        widths = Counter(width for width in cells if width > 1)
        if widths:
            # Of a very short list the first line, which may have the names, weighs more.
            first = cells[0]
            width, times = max(widths.items(), key=lambda item: (item[1], item[0] == first, item[0]))
            most = times * 2 > len(filled) or (times * 2 == len(filled) and first == width)
            if most and (times, width) > best:
                best, found = (times, width), separator
    return found


class _Reader:
    """
    Lines that can be put back.
    """

    def __init__(self, lines: Iterable[str], separator: str, start: int) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._separator = separator
        self._number = start

    def rows(self) -> Iterator[Record]:
        while (line := self._next()) is not None:
            record, used = self._record(line)
            yield record
            self._number += used

    def _record(self, first: str) -> tuple[Record, int]:
        number = self._number
        if len(first) == MAX_LINE and not first.endswith(("\r", "\n")):
            return Record(number, (first[:100],), f"is longer than {MAX_LINE:,} characters"), 1
        if '"' not in first:
            return Record(number, tuple(_parse(first, self._separator))), 1
        used = [first]
        wanted_more = False

        def feed() -> Iterator[str]:
            nonlocal wanted_more
            yield first
            while len(used) < _LONGEST_ROW and (line := self._next()) is not None:
                used.append(line)
                yield line
            wanted_more = True

        try:
            cells = next(csv.reader(feed(), delimiter=self._separator))
        except csv.Error:
            wanted_more = True
        if wanted_more:
            self._back.extendleft(reversed(used[1:]))
            return Record(number, (first,), "has a quotation mark that is not closed"), 1
        if any("@" in line for line in used[1:]):
            trouble = (
                f"goes on to line {number + len(used) - 1} inside quotation marks, with an @ there; take the break out"
            )
            return Record(number, tuple(cells), trouble), len(used)
        return Record(number, tuple(cells)), len(used)

    def _next(self) -> str | None:
        return self._back.popleft() if self._back else next(self._lines, None)


def _parse(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]
