from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from advisorypress.check.context import Context
from advisorypress.check.passage import everything_of, whole_texts
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record

RULE_ID = "mixed-letters"

MOST = 20

# Greek and Coptic, Cyrillic, Armenian, Cherokee: the scripts whose letters pass for Latin ones.
_FOREIGN = "\u0370-\u03ff\u0400-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1d26-\u1d2b\u1f00-\u1fff\u2c80-\u2cff\u2de0-\u2dff\ua640-\ua69f\uab70-\uabbf"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(f"[{_LATIN}{_FOREIGN}]+")
_ANY_FOREIGN = re.compile(f"[{_FOREIGN}]")
_ANY_LATIN = re.compile(f"[{_LATIN}]")
# They look like no Latin letter and are written before them: μTorrent, Δt.
_SIGNS = re.compile("[μΔΩπλΣ]")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    No word mixes Latin letters with letters of another alphabet that look like them.

    `Forti` and `Fоrti` look the same, but the second has a Cyrillic о: a search does not find it, and an address made with it
    belongs to somebody else. Words that are Greek or Cyrillic from end to end may stand.
    """
    for source, text in whole_texts(record):
        for passage in everything_of(source) if _ANY_FOREIGN.search(text) else ():
            if _ANY_FOREIGN.search(passage.text) is not None:
                for match in islice(_mixed(passage.text), MOST):
                    foreign = _ANY_FOREIGN.search(_SIGNS.sub(" ", match[0]))
                    start = match.start() + (foreign.start() if foreign else 0)
                    place = passage.place(start, start + 1)
                    yield Finding(RULE_ID, place, *_told(match[0], passage.text[start]))


def _mixed(text: str) -> Iterator[re.Match[str]]:
    for match in _WORD.finditer(text):
        plain = _SIGNS.sub("", match[0])
        if _ANY_FOREIGN.search(plain) and _ANY_LATIN.search(plain):
            yield match


def _told(word: str, letter: str) -> tuple[str, str]:
    name = unicodedata.name(letter, "letter of another alphabet").lower()
    message = f"{quote(word)} has a letter of another alphabet: U+{ord(letter):04X} ({name})"
    return message, "type the word again with Latin letters"
