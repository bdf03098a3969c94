"""
Lists of tags as DKIM and DMARC write them: `v=DKIM1; k=rsa; p=…` (RFC 6376 section 3.2).
"""

from __future__ import annotations

import re


def read_tags(text: str) -> dict[str, str]:
    """
    The tags of *text* by name, the first of each; spaces inside values go, for they only fold lines.
    """
    tags: dict[str, str] = {}
    for piece in text.split(";"):
        name, equals, value = piece.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), re.sub(r"\s+", "", value))
    return tags
