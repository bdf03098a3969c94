"""
Package URLs of other formats.
"""

from __future__ import annotations

from advisorypress.importing.account import Part
from advisorypress.importing.plain_text import one_line
from advisorypress.model.purl import parse_purl


def read_purls(part: Part, key: str = "purl") -> tuple[str, ...]:
    """
    The package URL behind *key* of *part*; none, and nothing noted, when it is not one that all readers understand alike.
    """
    written = one_line(part.peek(key))
    try:
        parse_purl(written)
    except ValueError:
        return ()
    part.note(key)
    return (written,)
