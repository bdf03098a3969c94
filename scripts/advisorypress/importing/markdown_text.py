"""
Markdown from outside, as OSV records carry it: what it says stays, what it could do does not.

HTML is shown as written, images become links, links keep only web addresses, and headings stand below ours. Where that
cannot be done for certain, the text is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisorypress.check.body import Run, read_prose
from advisorypress.importing.addresses import web_address
from advisorypress.importing.plain_text import as_markdown

_LONGEST = 48 * 1024
_DEEPEST = 8
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]|$)", re.MULTILINE)
_UNDERLINE = re.compile(r"^( {0,3})(=+|-+)([ \t]*)$", re.MULTILINE)
_THEME = re.compile(
    r"^([ \t]*)(!!!|\?\?\?|===|\[TOC\]|-{1,2}8<|\*\[)|\{(?=:? *[.#:])|\[(?=\^)|:(?=(?:material|octicons|fontawesome|simple)-)",
    re.MULTILINE,
)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_SENTINEL = "end-of-text"


def tamed(text: str) -> str:
    """
    *text* (Markdown that is already clean of unseen characters) for the body of an advisory.
    """
    if len(text) > _LONGEST or "<!--" in text or _DEFINITION.search(text) or _is_left_open(text):
        return as_markdown(text)
    if any(line.depth > _DEEPEST for line in read_prose(text).lines):
        return as_markdown(text)
    text = _without_dangerous_links(text)
    return _with_marks(text).strip()


def _is_left_open(text: str) -> bool:
    """
    Whether *text* ends within code that it began, which would swallow what stands behind it.
    """
    return _SENTINEL not in read_prose(f"{text}\n\n{_SENTINEL}").text


def _without_dangerous_links(text: str) -> str:
    links = read_prose(text).links
    return _edited(text, (Run(web_address(link.text) or "#", link.start, link.end) for link in links))


def _with_marks(text: str) -> str:
    prose = read_prose(text).text
    edits: list[Run] = []
    for position, character in enumerate(prose):
        if character == "<" and not _AUTOLINK.match(prose, position):
            edits.append(Run("\\<", position, position + 1))
        elif character == "!" and prose.startswith("![", position):
            edits.append(Run("", position, position + 1))
    for match in _HEADING.finditer(prose):
        level = min(6, len(match[2]) + 3)
        edits.append(Run("#" * level, match.start(2), match.end(2)))
    for match in (*_UNDERLINE.finditer(prose), *_THEME.finditer(prose)):
        start = match.start() + len(match[1] or "")
        edits.append(Run("\\" + text[start], start, start + 1))
    return _edited(text, edits)


def _edited(text: str, edits: Iterable[Run]) -> str:
    """
    *text* with the text of each run in its place; of two that overlap the first.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda run: run.start):
        if edit.start >= done:
            pieces += (text[done : edit.start], edit.text)
            done = edit.end
    return "".join((*pieces, text[done:]))
