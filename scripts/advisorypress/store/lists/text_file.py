"""
A table as text, whatever saved it: with or without a byte order mark, in UTF-8, UTF-16, or what an old spreadsheet writes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import SourceUnavailable

MAX_LINE = 65_536
_BLOCK = 65_536
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What Excel saves as plain "CSV" on a Windows in Hong Kong; what it saves elsewhere decodes anything.
_CHINESE = "big5hkscs"
_WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Encoding:
    """
    How the bytes of a file are read; one that is *guessed* may give wrong letters beyond ASCII.
    """

    name: str
    guessed: bool


def encoding_of(path: Path) -> Encoding:
    """
    The encoding of *path*, which is read through once when no mark says it.

    Raises `SourceUnavailable` for a file that cannot be read or is no text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4_096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return Encoding(name, guessed=False)
        if head.startswith(_WORKBOOKS):
            raise SourceUnavailable(f"{path} is a workbook; save it as CSV UTF-8 first")
        # One or two are somebody's hostile row, which is refused by itself.
        if head.count(0) * 4 > len(head):
            raise SourceUnavailable(f"{path} is no text, or UTF-16 without a byte order mark; save it as CSV UTF-8")
        if _decodes(path, "utf-8"):
            return Encoding("utf-8", guessed=False)
        return Encoding(_CHINESE if _decodes(path, _CHINESE) else _WESTERN, guessed=True)
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path}: {error.strerror}") from error


@contextmanager
def lines(path: Path, encoding: Encoding) -> Iterator[Iterator[str]]:
    """
    The lines of *path* with their ends; of one longer than `MAX_LINE` only so much, without an end.
    """
    try:
        file = path.open(encoding=encoding.name, errors="replace", newline="")
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path}: {error.strerror}") from error
    with file:
        yield _lines(file.readline)


def _lines(read: Callable[[int], str]) -> Iterator[str]:
    while line := read(MAX_LINE):
        yield line
        while not line.endswith(("\n", "\r")) and len(line) == MAX_LINE:
            line = read(MAX_LINE)


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
