"""
The characters that every format can hold, and that a reader can see.

XML 1.0 has no way to write most control characters, UTF-8 none to write half a surrogate pair; a title with one of them
must not take a whole feed away from its readers. Characters that turn the direction of text make it read as what it is not,
and tags, which nobody sees, carry words past every reviewer.
"""

from __future__ import annotations

import re

# C0 and C1 controls but tab, line feed and carriage return; DEL; the two non-characters that XML leaves out; embeddings,
# overrides and isolates of direction; tags.
_UNWRITABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff"
_HALVES = "\ud800-\udfff"
_TO_MEND = re.compile(f"[{_UNWRITABLE}{_HALVES}]")
_HALF_PAIR = re.compile(f"[{_HALVES}]")


def writable(text: str) -> str:
    """
    *text* without control characters and tags, and with U+FFFD for half a surrogate pair.
    """
    # In one pass, for whole pages come here.
    return _TO_MEND.sub(lambda match: "\ufffd" if _HALF_PAIR.match(match[0]) else "", text)


def one_line(text: str) -> str:
    """
    *text* as a title may hold it: writable, on one line, without white space at its ends.
    """
    return " ".join(writable(text).split())
