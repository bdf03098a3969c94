"""
The order of version numbers, for vendors who agree on none: 7.4.6 < 7.4.7, 1.0-beta2 < 1.0, 9.7p1 < 9.8p1, 1.0.1 < 1.0.1g.

A version is read as numbers and words; marks between them only part them. Numbers are compared as numbers. A word that
announces a version (`beta`, `rc`) stands before it, any other word (`p1`, `-h3`, `g`) after it and before one more number.
Zeros at the end of the numbers count for nothing: 8.0 is 8.0.0. That is what PEP 440, Semantic Versioning, Debian and the
vendors' letters have in common; where they disagree (`1.0+x`, an unknown word after a hyphen), the word stands after.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from advisorypress.model.versions import Span, VersionPart

Key = tuple[int, tuple[tuple[int, int, str], ...]]

_TOKEN = re.compile(r"(\d+)|([A-Za-z]+)|(~)", re.ASCII)
_FAMILY = re.compile(r"[A-Za-z]*", re.ASCII)

# Each announces the version it is written behind. Of PEP 440's single letters `a1` is an alpha, but OpenSSL's 1.0.1a is a
# later version: the letter counts as announcing only where a number follows it.
_TILDE, _DEVELOPMENT, _ALPHA, _BETA, _MILESTONE, _CANDIDATE, _END, _WORD, _NUMBER = range(9)
_BEFORE = {
    "dev": _DEVELOPMENT,
    "snapshot": _DEVELOPMENT,
    "nightly": _DEVELOPMENT,
    "canary": _DEVELOPMENT,
    "alpha": _ALPHA,
    "beta": _BETA,
    "milestone": _MILESTONE,
    "pre": _MILESTONE,
    "preview": _MILESTONE,
    "rc": _CANDIDATE,
    "cr": _CANDIDATE,
}
_LETTERS = {"a": _ALPHA, "b": _BETA, "c": _CANDIDATE, "M": _MILESTONE}
_THE_VERSION_ITSELF = {"final", "ga", "release"}


def compare_versions(one: str, other: str) -> int:
    """
    Below 0 when *one* is the lower version, above 0 when it is the higher one, 0 when they are the same.
    """
    first, second = version_key(one), version_key(other)
    return (first > second) - (first < second)


@lru_cache(maxsize=4096)
def version_key(text: str) -> Key:
    """
    What to sort *text* by: a total order over all texts.
    """
    epoch, rest = _parted(text)
    return int(epoch[:18]), tuple(_without_zeros(_tokens(rest)))


def leading_numbers(text: str) -> tuple[tuple[int, str], ...]:
    """
    The numbers before the first word of *text*, zeros included: of 10.2.9-h1 they are 10, 2 and 9.

    Each is its first 18 digits and the rest, for a number of more digits is no number to Python.
    """
    return tuple(
        (number, rest) for _, number, rest in takewhile(lambda token: token[0] == _NUMBER, _tokens(_parted(text)[1]))
    )


def are_comparable(one: str, other: str) -> bool:
    """
    Whether two versions are numbered in one way, as far as their first letters tell: R81.10 and R81.20, but not KB5034441 and 10.0.
    """
    return _family(one) == _family(other)


def holds(part: VersionPart, version: str) -> bool:
    """
    Whether *version* is one of those that *part* says.
    """
    match part.span:
        case Span.ALL:
            return True
        case Span.EXACT:
            return compare_versions(version, part.first) == 0
        case Span.RANGE:
            return compare_versions(part.first, version) <= 0 <= compare_versions(part.last, version)
        case Span.BEFORE:
            return compare_versions(version, part.first) < 0
        case Span.UP_TO:
            return compare_versions(version, part.first) <= 0
        case Span.SINCE:
            return compare_versions(version, part.first) >= 0


def _family(text: str) -> str:
    match = _FAMILY.match(text)
    letters = match[0].lower() if match else ""
    return "" if letters == "v" else letters


def _parted(text: str) -> tuple[str, str]:
    """
    The epoch ("0" when there is none) and the rest without its leading v.
    """
    epoch, colon, rest = text.partition(":")
    if not (colon and epoch.isascii() and epoch.isdecimal()):
        epoch, rest = "0", text
    return epoch, re.sub(r"^[vV](?=\d)", "", rest)


def _tokens(text: str) -> list[tuple[int, int, str]]:
    tokens: list[tuple[int, int, str]] = []
    for match in _TOKEN.finditer(text):
        number, word, tilde = match.groups()
        if number is not None:
            # A number of more digits than any version has would take long to read, and Python refuses some.
            tokens.append((_NUMBER, int(number[:18]), number[18:]))
        elif tilde:
            tokens.append((_TILDE, 0, ""))
        elif word.lower() in _BEFORE:
            tokens.append((_BEFORE[word.lower()], 0, ""))
        elif word in _LETTERS and text[match.end() : match.end() + 1].isdecimal():
            tokens.append((_LETTERS[word], 0, ""))
        elif word.lower() not in _THE_VERSION_ITSELF:
            tokens.append((_WORD, 0, word.lower()))
    return tokens


def _without_zeros(tokens: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    numbers = next((n for n, token in enumerate(tokens) if token[0] != _NUMBER), len(tokens))
    kept = numbers
    while kept and tokens[kept - 1] == (_NUMBER, 0, ""):
        kept -= 1
    return [*tokens[:kept], *tokens[numbers:], (_END, 0, "")]
