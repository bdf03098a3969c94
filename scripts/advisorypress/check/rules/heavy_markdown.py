from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from advisorypress.check.body import place_in_body
from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "heavy-markdown"

MAXIMUM = 1000
MAXIMUM_DEFINITIONS = 200
MAXIMUM_OPEN_FENCES = 100
MAXIMUM_CELLS = 10_000
# Characters that are read again and again in search of a closing bracket, and bars that are looked for in code.
MAXIMUM_REREAD = 1_000_000

_COUNTED = (
    ("`[`", re.compile(r"\[")),
    ("`<`", re.compile(r"<")),
    ("headings", re.compile(r"^ *#|^[=-]+ *$", re.MULTILINE)),
)
_DEFINITION_OR_BLANK = re.compile(r"^ {0,3}(:)|^[ \t]*$", re.MULTILINE)
_BLOCK_END = re.compile(r"\n[ \t]*(?=\n)")
_TOKEN = re.compile(r"\\.|`+|[\[\]()'\"]", re.DOTALL)
_FENCE = re.compile(r"^(`{3,}|~{3,})(?: *\{[^\n]*\}|[^\n`~]*)$", re.MULTILINE)
_LINE_OF_FENCE = re.compile(r"^(?:```|~~~).*$", re.MULTILINE)
_DASHES = re.compile(r"[ \t>]*[|:-][|: -]*")
_TICKS = re.compile(r"`+")

# Where it becomes too much, what is too much, and what to do.
Excess = tuple[int, str, str]


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A page has no more brackets, headings, definitions, table cells and open code blocks than its Markdown reader takes in a
    second.

    Python-Markdown, which reads everything but advisories, needs a time that grows with the square of their number: 64 KB of
    `[` would stop a build for minutes. No real page comes near the limits.
    """
    if record.kind is Kind.ADVISORY:
        return
    for source in record.editions.values():
        for measure in (_counts, _definitions, _brackets, _fences, _tables):
            for start, message, hint in measure(source.body):
                yield Finding(RULE_ID, place_in_body(source, start, start + 1), message, hint)


def _counts(body: str) -> Iterator[Excess]:
    for what, pattern in _COUNTED:
        for number, match in enumerate(pattern.finditer(body), start=1):
            if number > MAXIMUM:
                yield match.start(), f"there are more than {MAXIMUM:,} {what} before this", "split the page"
                break


def _definitions(body: str) -> Iterator[Excess]:
    run = 0
    for match in _DEFINITION_OR_BLANK.finditer(body):
        run = run + 1 if match[1] else 0
        if run > MAXIMUM_DEFINITIONS:
            message = f"there are more than {MAXIMUM_DEFINITIONS} definitions before this without a blank line"
            yield match.start(1), message, "put a blank line between them"
            return


def _brackets(body: str) -> Iterator[Excess]:
    """
    Each `[` is followed up to its `]`, and each `](` up to its `)`, or to the end of its paragraph where it has none.
    """
    reread = 0
    for start, end in _blocks(body):
        marks = list(_marks(body, start, end))
        opened: list[int] = []
        for number, (position, mark) in enumerate(marks):
            if mark == "[":
                opened.append(position)
            elif mark == "]" and opened:
                reread += position - opened.pop()
                if marks[number + 1 : number + 2] == [(position + 1, "(")]:
                    reread += _end_of_address(body, marks, number + 2, end) - position
            if reread > MAXIMUM_REREAD:
                break
        reread += sum(end - position for position in opened)
        if reread > MAXIMUM_REREAD:
            yield start, "too many brackets and links of this paragraph are never closed", "close them, or write `\\[`"
            return


def _marks(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """
    The brackets, parentheses and quotation marks between *start* and *end* that are neither escaped nor in code.
    """
    runs: dict[int, list[int]] = {}
    for match in _TICKS.finditer(body, start, end):
        runs.setdefault(len(match[0]), []).append(match.end())
    position = start
    while (found := _TOKEN.search(body, position, end)) is not None:
        position = found.end()
        if found[0][0] == "`":
            # As the reader does it: the longest part of the run that has an equal after it opens code.
            for length in range(len(found[0]), 0, -1):
                ends = runs.get(length, [])
                following = bisect_right(ends, found.end())
                if following < len(ends):
                    position = ends[following]
                    break
        elif found[0][0] != "\\":
            yield found.start(), found[0]


def _end_of_address(body: str, marks: list[tuple[int, str]], first: int, end: int) -> int:
    depth = 1
    for number in range(first, len(marks)):
        position, mark = marks[number]
        if mark in "'\"":
            # A title, which goes on up to the same mark before a parenthesis.
            for (each, quote), (after, closing) in pairwise(marks[number + 1 :]):
                if quote == mark and closing == ")" and not body[each + 1 : after].strip(" "):
                    return after
            return end
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if not depth:
            return position
    return end


def _fences(body: str) -> Iterator[Excess]:
    """
    The reader looks for the end of each code block up to the end of the page.
    """
    closing: dict[str, list[int]] = {}
    for match in _FENCE.finditer(body):
        if match[0].rstrip(" ") == match[1]:
            closing.setdefault(match[1], []).append(match.end())
    position = never_closed = 0
    while (opening := _FENCE.search(body, position)) is not None:
        ends = closing.get(opening[1], [])
        following = bisect_right(ends, opening.end())
        position = ends[following] if following < len(ends) else opening.end()
        never_closed += following == len(ends)
        if never_closed > MAXIMUM_OPEN_FENCES:
            message = f"there are more than {MAXIMUM_OPEN_FENCES} code blocks before this that are never closed"
            yield opening.start(), message, f"close each with a line {opening[1][:3]}"
            break
    for match in _LINE_OF_FENCE.finditer(body):
        if "hl_lines" in match[0]:
            yield match.start(), "`hl_lines` marks lines of code, which the press does not show", "remove it"
            return
        if " " * 100 in match[0]:
            yield match.start(), "there is a wide gap in the first line of this code block", "put one space there"
            return


def _tables(body: str) -> Iterator[Excess]:
    """
    A row has as many cells as the head of its table, however few are written; bars in code are no ends of cells.
    """
    cells = looked_for = 0
    for start, end in _blocks(body):
        lines = body[start:end].split("\n")
        widest = max((above.count("|") + 1 for above, line in pairwise(lines) if _is_dashes(line)), default=0)
        cells += widest * len(lines)
        if cells > MAXIMUM_CELLS:
            yield start, f"this table makes more than {MAXIMUM_CELLS:,} cells", "link to the data instead"
            return
        for line in lines if widest > 1 else ():
            looked_for += line.count("|") * line.count("`")
            if looked_for > MAXIMUM_REREAD:
                yield start, "this table has too many bars and code marks in one row", "split the row"
                return


def _is_dashes(line: str) -> bool:
    return "-" in line and _DASHES.fullmatch(line.rstrip()) is not None


def _blocks(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BLOCK_END.finditer(body):
        yield start, match.start()
        start = match.end()
    yield start, len(body)
