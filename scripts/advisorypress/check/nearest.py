"""
What an author probably meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LONGEST = 100
MOST = 300


def nearest(written: str, candidates: Iterable[str]) -> str:
    """
    The one of *candidates* that is most like *written*; "" when none is.

    Case, spaces and underlines do not count. Neither what is far longer than any word nor more than a few hundred candidates
    are compared: an author can write as many of both as fit into a file.
    """
    if len(written) > LONGEST:
        return ""
    plain = {_plain(candidate): candidate for candidate in islice(candidates, MOST)}
    found = get_close_matches(_plain(written), plain, n=1)
    return plain[found[0]] if found else ""


def _plain(text: str) -> str:
    return text.strip().casefold().replace("_", "-").replace(" ", "-")
