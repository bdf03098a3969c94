"""
Affected versions: a small grammar that both languages can be written from and that can be compared.

    versions = part {"," part}
    part     = "all" | V | V " to " W | "before " V | V " and earlier" | V " and later"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

# `7.4.x` names no version but many, which no comparison would find in it.
_VERSION = r"[A-Za-z]{0,3}\d(?![0-9A-Za-z.+_~:-]*\.[xX](?![0-9A-Za-z_]))[0-9A-Za-z.+_~:-]*"
_PART = re.compile(
    rf"(?P<all>all)|before (?P<before>{_VERSION})|(?P<low>{_VERSION}) to (?P<high>{_VERSION})"
    rf"|(?P<upto>{_VERSION}) and earlier|(?P<since>{_VERSION}) and later|(?P<exact>{_VERSION})"
)


class Span(StrEnum):
    """
    The shape of one part.
    """

    ALL = "all"
    EXACT = "exact"
    RANGE = "range"
    BEFORE = "before"
    UP_TO = "upto"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class VersionPart:
    """
    One part: *first* is its only or lower version, *last* the upper one of a range.
    """

    span: Span
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """
    What was written, and its parts; no parts when it does not follow the grammar, and then it is shown as written.
    """

    written: str
    parts: tuple[VersionPart, ...]


@lru_cache(maxsize=1024)  # several rules and the model read the same few values one after another
def parse_versions(text: str) -> Versions:
    """
    Reads *text*; never fails, for versions that do not follow the grammar are shown as they were written.
    """
    parts = []
    for written in text.split(","):
        match = _PART.fullmatch(written.strip())
        if match is None:
            return Versions(text, ())
        parts.append(_part(match))
    return Versions(text, tuple(parts))


def _part(match: re.Match[str]) -> VersionPart:
    if match["all"]:
        return VersionPart(Span.ALL)
    if match["low"]:
        return VersionPart(Span.RANGE, match["low"], match["high"])
    for name, span in (("before", Span.BEFORE), ("upto", Span.UP_TO), ("since", Span.SINCE)):
        if match[name]:
            return VersionPart(span, match[name])
    return VersionPart(Span.EXACT, match["exact"])
