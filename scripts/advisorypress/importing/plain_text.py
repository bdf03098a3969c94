"""
Text from outside: without what deceives the eye, and written so that Markdown shows it as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Control, format (bidirectional marks, zero-width and tag characters), lone surrogates, private and unassigned ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPECIAL = re.compile(r"([\\`*\[\]<|])")
_EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)|~(?=~)|(?<=~)~")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={2,}|-{2,}|~{3,}|!!!|\?\?\?|\d{1,9}(?=[.)](?:\s|$)))")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_ATTRIBUTES = re.compile(r"\{(?=:? *[.#:])")
_ICON = re.compile(r":(?=(?:material|octicons|fontawesome|simple)-)")
_NEW_THOUGHT = re.compile(r"^(?:[-*+•o] |\d{1,3}[.)] )")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z(\"'“]|$)")
_SHORT_LINE = 60
_LONGEST = 100_000
_HIGHEST_PILE = 8


def clean(text: str) -> str:
    """
    *text* in NFC, its line ends as we write them, without characters that cannot be seen.

    What is longer than any advisory is cut here: it fits in no body, and the run tells what did not fit.
    """
    text = text[:_LONGEST]
    # OSV exports of the NVD use a lone carriage return for a line end.
    text = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text).replace("\t", " ")
    if not text.isascii():
        text = "".join(_seen(text))
    elif not text.isprintable():
        text = "".join(c for c in text if c == "\n" or c.isprintable())
    return unicodedata.normalize("NFC", text).strip()


def _seen(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        # No script piles up more marks, and to normalise a pile takes a time that grows with its square.
        if marks <= _HIGHEST_PILE and (character == "\n" or unicodedata.category(character) not in _UNSEEN):
            yield character


def one_line(text: str) -> str:
    """
    *text* with each run of white space as one space.
    """
    return " ".join(text.split())


def shortened(text: str, limit: int) -> str:
    """
    As much of *text* as *limit* characters hold: whole sentences if there is one, else whole words and an ellipsis.
    """
    text = one_line(text)
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if match.end() <= limit]
    if ends and ends[-1] >= limit // 4:
        return text[: ends[-1]]
    return f"{text[: limit - 1].rsplit(' ', 1)[0].rstrip(' ,;:-–(')[: limit - 1]}…"


def escaped(line: str) -> str:
    """
    One line of plain text as Markdown that shows it as it is.
    """
    line = _SPECIAL.sub(r"\\\1", one_line(line))
    line = _EMPHASIS.sub(lambda match: f"\\{match[0]}", line)
    line = _ENTITY.sub(r"\\&", line)
    line = _ATTRIBUTES.sub(r"\\{", line)
    line = _ICON.sub(r"\\:", line)
    if _NUMBERED.match(line):
        return _NUMBERED.sub(r"\1\\\2", line)
    return f"\\{line}" if _LINE_START.match(line) else line


def as_markdown(text: str) -> str:
    """
    Plain text of several lines as Markdown paragraphs.

    A line end within a paragraph stays a soft one when the text was wrapped; before a bullet, and after a short line, a
    paragraph ends, for there the line end was meant.
    """
    paragraphs: list[list[str]] = [[]]
    previous = ""
    for line in text.split("\n"):
        line = line.strip()
        if not line:
            paragraphs.append([])
        elif paragraphs[-1] and (_NEW_THOUGHT.match(line) or len(previous) < _SHORT_LINE or previous[-1] in ".:!?"):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
        previous = line
    return "\n\n".join("\n".join(escaped(line) for line in lines) for lines in paragraphs if lines)
