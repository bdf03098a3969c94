"""
Lines of a given width, where a Han character takes two columns and may end a line, and punctuation keeps its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

COLUMNS = 72

HELD = "\x1f"
"""
Stands for a space at which no line may end; clean text has no such character.
"""

# A line must not begin with a closing mark, nor end with an opening one.
_CLOSING = "，。、；：？！）」』》〉】］｝…—～％%.,;:?!)]}”’"
_OPENING = "（「『《〈【［｛([{“‘"

_WORD = re.compile(r"[ \t\n]+|[^ \t\n]+")
_UNEVEN = re.compile(r"[\t\r\n\f]|  ")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def columns_of(text: str) -> int:
    """
    How many columns of a terminal *text* takes.
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def one_spaced(text: str) -> str:
    """
    *text* with every run of white space as one space; a line end between two Han characters is none at all.
    """

    def space(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        joined = "\n" in match[0] and before and after and _columns(before) == 2 and _columns(after) == 2
        return "" if joined else " "

    return _SPACE.sub(space, text) if _UNEVEN.search(text) else text


def wrap(text: str, first: str = "", rest: str = "", columns: int = COLUMNS) -> list[str]:
    """
    *text* in lines of at most *columns*, the first after *first*, the others after *rest*.

    Only a word that is itself longer, such as an address, makes a longer line. A line feed in *text* is kept.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines.extend(_wrap_one(part, first if not lines else rest, rest, columns))
    return lines


def _wrap_one(text: str, first: str, rest: str, columns: int) -> Iterator[str]:
    line, width, begun = first, columns_of(first), False
    space = ""
    for piece in _pieces(text):
        if piece.isspace():
            space = " " if begun else ""
            continue
        wider = width + len(space) + columns_of(piece)
        if begun and wider > columns:
            yield line.rstrip()
            line, space = rest, ""
            wider = columns_of(rest) + columns_of(piece)
        line, width, begun, space = f"{line}{space}{piece}", wider, True, ""
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """
    The runs between which a line may end, and the white space between them as runs of their own.
    """
    for word in _WORD.findall(text):
        if word.isascii():
            yield word
            continue
        run = ""
        for character in word:
            if run and _may_end_between(run[-1], character):
                yield run
                run = ""
            run += character
        yield run


def _may_end_between(before: str, after: str) -> bool:
    if after in _CLOSING or before in _OPENING or unicodedata.combining(after):
        return False
    return _columns(before) == 2 or _columns(after) == 2


@cache
def _columns(character: str) -> int:
    if character == HELD:
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
