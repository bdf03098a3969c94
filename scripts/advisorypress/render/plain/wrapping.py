"""
Lines of a given width, where a Han character takes two columns and may end a line, and punctuation keeps its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

COLUMNS = 72

HELD = "\x1f"
"""
Stands for a space at which no line may end; clean text has no such character.
"""

# A line must not begin with a closing mark, nor end with an opening one.
_CLOSING = "，。、；：？！）」』》〉】］｝…—～％%.,;:?!)]}”’"
_OPENING = "（「『《〈【［｛([{“‘"

_WORD = re.compile(r"[ \t\n]+|[^ \t\n]+")
# Characters of two columns, as far as Chinese texts are made of them,, and those that keep their place.
_WIDE = re.compile("[\u3001-\u3029\u4e00-\u9fff\uff01-\uff60]+")
_BEGIN, _END = ("".join(filter(_WIDE.match, marks)) for marks in (_OPENING, _CLOSING))
# Characters of one column, as far as English texts are made of them.
_NARROW = re.compile("[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027]*")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def columns_of(text: str) -> int:
    """
    How many columns of a terminal *text* takes.
    """
    if text.isascii():
        return len(text)
    rest = _WIDE.sub("", text)
    return 2 * (len(text) - len(rest)) + (
        len(rest) if rest.isascii() and rest.isprintable() else sum(map(_columns, rest))
    )


def one_spaced(text: str) -> str:
    """
    *text* with every run of white space as one space; a line end between two Han characters is none at all.
    """

    def space(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        joined = "\n" in match[0] and before and after and _columns(before) == 2 and _columns(after) == 2
        return "" if joined else " "

    # Most texts are even already, and a search for each of these is faster than a pattern of all.
    is_uneven = "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text
    return _SPACE.sub(space, text) if is_uneven else text


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
    is_plain = text.isprintable() and text[:1] != " " and "  " not in text
    if is_plain and columns_of(first) + columns_of(text) <= columns:
        yield f"{first}{text}".rstrip()
        return
    if is_plain and _NARROW.fullmatch(text):
        yield from _wrap_narrow(text.rstrip(), first, rest, columns)
        return
    line, width, begun = [first], columns_of(first), False
    space = ""
    for piece, wide in _pieces(text):
        if wide < 0:
            space = " " if begun else ""
            continue
        wider = width + len(space) + wide
        while wider > columns and _WIDE.fullmatch(piece):
            # One run at least stands in each line.
            at = _last_end(piece, (columns - width - len(space)) // 2) or (0 if begun else _first_end(piece))
            if at == len(piece):
                break
            line += (space, piece[:at]) if at else ()
            yield "".join(line).rstrip()
            line, width, begun, space, piece = [rest], columns_of(rest), False, "", piece[at:]
            wider = width + 2 * len(piece)
        if begun and wider > columns:
            yield "".join(line).rstrip()
            line, space = [rest], ""
            wider = columns_of(rest) + wide
        line += (space, piece)
        width, begun, space = wider, True, ""
    yield "".join(line).rstrip()


def _wrap_narrow(text: str, first: str, rest: str, columns: int) -> Iterator[str]:
    """
    Lines of words of narrow characters with one space between them, as most of English is: no word needs to be looked at.
    """
    start, before = 0, first
    while len(text) - start > (room := columns - columns_of(before)):
        end = text.rfind(" ", start, start + max(room, 0) + 1)
        if end < 0 and (end := text.find(" ", start)) < 0:
            break
        yield f"{before}{text[start:end]}"
        start, before = end + 1, rest
    yield f"{before}{text[start:]}".rstrip()


def _may_end(word: str, at: int) -> bool:
    return at == len(word) or (word[at] not in _END and word[at - 1] not in _BEGIN)


def _first_end(word: str) -> int:
    """
    The first place in *word*, as `_last_end` takes it.
    """
    return next(at for at in range(1, len(word) + 1) if _may_end(word, at))


def _last_end(word: str, most: int) -> int:
    """
    The last place within the first *most* characters of *word*, all of them wide, at which a line may end; 0 for none.
    """
    return next((at for at in range(min(most, len(word)), 0, -1) if _may_end(word, at)), 0)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """
    The runs between which a line may end, each with its columns, and the white space between them: -1 columns. Runs of wide
    characters only are left together.
    """
    for word in _WORD.findall(text):
        if word.isascii():
            yield word, -1 if word.isspace() else len(word)
            continue
        if _WIDE.fullmatch(word):
            yield word, 2 * len(word)
            continue
        run, last = [word[0]], _trait(word[0])
        columns = last.columns
        for character in word[1:]:
            trait = _trait(character)
            if (last.columns == 2 or trait.columns == 2) and not trait.ends and not last.begins:
                yield _run(run, columns)
                run, columns = [], 0
            run.append(character)
            columns += trait.columns
            last = trait
        yield _run(run, columns)


def _run(characters: list[str], columns: int) -> tuple[str, int]:
    run = "".join(characters)
    return run, -1 if run.isspace() else columns


class _Trait(NamedTuple):
    """
    The columns of a character, and whether it belongs to the one before it (*ends*) or to the one after it (*begins*).
    """

    columns: int
    ends: bool
    begins: bool


@cache
def _trait(character: str) -> _Trait:
    ends = character in _CLOSING or bool(unicodedata.combining(character))
    return _Trait(_columns(character), ends, character in _OPENING)


@cache
def _columns(character: str) -> int:
    if character == HELD:
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
