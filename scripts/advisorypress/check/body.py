"""
The body of an edition as rules look at it: its text without code, and the links, tags and headings in it.

This is no Markdown parser, and renders nothing: it knows where code, comments and escapes are, and what is left is searched.
A rule needs the line and column of a link, which the parsers that render do not tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from advisorypress.finding import Place
from advisorypress.load.source import Source

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<!--")
_LINK = re.compile(r"\]\([ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<>]+))", re.MULTILINE)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>")
_ATTRIBUTE = re.compile(r"(?<=\s)(?:href|src)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
_ATX = re.compile(r"^ {0,3}(#{1,6})(?=[ \t]|$)", re.MULTILINE)
_SETEXT = re.compile(r"^ {0,3}(=+)[ \t]*$", re.MULTILINE)
_MARKER = re.compile(r"[-*+](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$)")
_BLOCK_MARKER = re.compile(r"(!!!|\?\?\?|===)")


@dataclass(frozen=True, slots=True)
class Run:
    """
    A run of characters of a body, from *start* to *end*; *text* is what the author wrote there.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of a body: where it starts, its text and indentation, and how many marks of lists and quotations (*depth*, of
    which *quotes*) it begins with, up to *column*.
    """

    start: int
    text: str
    indent: int
    column: int
    depth: int
    quotes: int

    @property
    def content(self) -> str:
        """
        What stands behind the marks.
        """
        return self.text[self.column :].rstrip()


@dataclass(frozen=True, slots=True)
class Prose:
    """
    A body with code, comments and escapes blanked out, character for character, so that places stay right.

    *lines* are those that are not code, *links* is where
    links and images lead, in the order of the text.
    """

    written: str
    text: str
    lines: tuple[Line, ...]
    links: tuple[Run, ...]

    def tags(self) -> Iterator[Run]:
        """
        The opening tags of raw HTML.
        """
        for match in _TAG.finditer(self.text):
            yield Run(self.written[match.start() : match.end()], match.start(), match.end())

    def top_headings(self) -> Iterator[Run]:
        """
        The marks of headings of the first level: `#`, or a line of `=` under a line of text.
        """
        for match in _ATX.finditer(self.text):
            if len(match[1]) == 1:
                yield Run(match[1], match.start(1), match.end(1))
        for match in _SETEXT.finditer(self.text):
            above = self.text.rfind("\n", 0, max(0, match.start() - 1)) + 1
            if self.text[above : match.start()].strip():
                yield Run(match[1], match.start(1), match.end(1))


def _links(written: str, text: str) -> tuple[Run, ...]:
    closed = _closing_brackets(text)

    def matches(pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[Run]:
        for match in pattern.finditer(text, start, len(text) if end is None else end):
            group = match.lastindex
            if group is not None and (pattern is not _LINK or match.start() in closed):
                first, last = match.span(group)
                yield Run(written[first:last], first, last)

    found = [*matches(_LINK), *matches(_DEFINITION), *matches(_AUTOLINK)]
    for tag in _TAG.finditer(text):
        found += matches(_ATTRIBUTE, tag.start(), tag.end())
    return tuple(sorted(found, key=lambda run: run.start))


def _closing_brackets(text: str) -> set[int]:
    """
    Where a `]` closes a `[` of the same paragraph.
    """
    closing: set[int] = set()
    depth = 0
    for match in re.finditer(r"\[|\]|\n[ \t]*(?=\n)", text):
        if match[0] == "[":
            depth += 1
        elif match[0] == "]" and depth:
            depth -= 1
            closing.add(match.start())
        elif match[0] != "]":
            depth = 0
    return closing


def place_in_body(source: Source, start: int, end: int) -> Place:
    """
    The place of the characters from *start* to *end* of the body of *source*; a run over several lines ends with its
    first.
    """
    line_start = source.body.rfind("\n", 0, start) + 1
    line_end = source.body.find("\n", start)
    end = min(end, line_end) if line_end >= 0 else end
    line = source.body_line + source.body.count("\n", 0, start)
    return Place(source.path, line, start - line_start + 1, max(1, end - start))


@lru_cache(maxsize=8)
def read_prose(body: str) -> Prose:
    """
    *body* as rules look at it.
    """
    lines = tuple(_lines_without_code(lines_of(body)))
    text = _without_inline("\n".join(_without_code(body, {line.start for line in lines})))
    return Prose(body, text, lines, _links(body, text))


def _without_code(body: str, starts: Set[int]) -> Iterator[str]:
    """
    The lines of *body*, those that do not begin at one of *starts* blanked.
    """
    start = 0
    for text in body.split("\n"):
        yield text if start in starts else " " * len(text)
        start += len(text) + 1


def lines_of(body: str) -> Iterator[Line]:
    """
    Every line of *body*, code or not.
    """
    start = 0
    for text in body.split("\n"):
        column, depth, quotes = _container(text)
        yield Line(start, text, _indent(text), column, depth, quotes)
        start += len(text) + 1


@dataclass(frozen=True, slots=True)
class _Fence:
    """
    A fence around code that was opened: its mark, and the column of the list item or the quotation that it stands in.
    """

    mark: str
    column: int
    quoted: bool

    def outlived_by(self, line: Line) -> bool:
        """
        Whether *line* stands outside the list item or quotation with which this fence ends.
        """
        if self.quoted:
            return not line.quotes
        return bool(self.column and line.content and line.indent < self.column)

    def closed_by(self, line: Line) -> bool:
        """
        Whether *line* is the other end of this fence.
        """
        return len(line.content) >= len(self.mark) and not line.content.strip(self.mark[0])


def _opened_fence(line: Line) -> _Fence | None:
    match = _FENCE.match(line.content)
    if match is None:
        return None
    return _Fence(match[1] or match[2], line.column if line.depth > line.quotes else 0, line.quotes > 0)


def _lines_without_code(lines: Iterable[Line]) -> Iterator[Line]:
    fence: _Fence | None = None
    in_list = in_indented_code = False
    after_blank = True
    for line in lines:
        if fence is not None and not fence.outlived_by(line):
            fence = None if fence.closed_by(line) else fence
            continue
        fence = _opened_fence(line)
        if fence is not None:
            after_blank = in_indented_code = False
        elif not line.text.strip():
            after_blank = True
        else:
            if line.depth or _BLOCK_MARKER.match(line.content):
                in_list = True
            elif line.indent == 0 and after_blank:
                in_list = False
            in_indented_code = line.indent >= 4 and not in_list and (after_blank or in_indented_code)
            after_blank = False
            if not in_indented_code:
                yield line


def _container(text: str) -> tuple[int, int, int]:
    """
    Where the content of a line begins, how many list and quotation marks stand before it, and how many are quotations.
    """
    position = depth = quotes = 0
    while position < len(text):
        if text[position] in " \t":
            position += 1
        elif text[position] == ">":
            position, depth, quotes = position + 1, depth + 1, quotes + 1
        elif marker := _MARKER.match(text, position):
            position, depth = marker.end(), depth + 1
        else:
            break
    return position, depth, quotes


def _indent(text: str) -> int:
    width = 0
    for character in text:
        if character == " ":
            width += 1
        elif character == "\t":
            width += 4 - width % 4
        else:
            break
    return width


def _without_inline(text: str) -> str:
    """
    *text* with code spans, comments and escaped characters blanked.
    """
    # Most bodies have none.
    if _TOKEN.search(text) is None:
        return text
    shown = list(text)
    runs: dict[int, list[int]] = {}
    for match in re.finditer(r"`+", text):
        runs.setdefault(len(match[0]), []).append(match.start())
    # A code span ends with its paragraph, a comment may go on over blank lines.
    paragraph_ends = [match.start() for match in re.finditer(r"\n[ \t]*(?=\n)", text)]
    last_comment_end = text.rfind("-->")
    position = 0
    while (found := _TOKEN.search(text, position)) is not None:
        mark, start, position = found[0], found.start(), found.end()
        if mark[0] == "`":
            closers = runs.get(len(mark), [])
            following = bisect_right(closers, start)
            end_of_paragraph = bisect_left(paragraph_ends, start)
            limit = paragraph_ends[end_of_paragraph] if end_of_paragraph < len(paragraph_ends) else len(text)
            if following == len(closers) or closers[following] > limit:
                continue
            position = closers[following] + len(mark)
        elif mark == "<!--":
            if start > last_comment_end:
                continue
            position = text.find("-->", start) + 3
        for index in range(start, position):
            if shown[index] != "\n":
                shown[index] = " "
    return "".join(shown)
