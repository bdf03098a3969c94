"""
The characters that every format can hold, and that a reader can see.

XML 1.0 has no way to write most control characters, UTF-8 none to write half a surrogate pair; a title with one of them
must not take a whole feed away from its readers. Characters that turn the direction of text make it read as what it is not,
and tags, which nobody sees, carry words past every reviewer.
"""

from __future__ import annotations

import re

# All but C0 and C1 controls (of which tab, line feed and carriage return may stay); DEL; the two non-characters that XML leaves
# out; embeddings, overrides and isolates of direction; tags; halves of surrogate pairs. That it names what may stay makes the
# search three times as fast, and whole pages go through it.
_TO_MEND = re.compile(
    "[^\t\n\r -~\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U000dffff\U000e1000-\U0010ffff]"
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def writable(text: str) -> str:
    """
    *text* without control characters and tags, and with U+FFFD for half a surrogate pair.
    """
    # Most texts are a few words, of which this is sooner asked.
    if text.isascii() and text.isprintable():
        return text
    return _TO_MEND.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    return "\ufffd" if _HALF_PAIR.match(match[0]) else ""


def one_line(text: str) -> str:
    """
    *text* as a title may hold it: writable, on one line, without white space at its ends.
    """
    return " ".join(writable(text).split())
