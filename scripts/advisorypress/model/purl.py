"""
Package URLs, as the purl specification writes them: `pkg:npm/%40angular/core@12.3.1?arch=x64#dist`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

_TYPE = re.compile(r"[a-z][a-z0-9.-]*")
_KEY = re.compile(r"[a-z][a-z0-9._-]*")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class PackageUrl:
    """
    The parts of a package URL, decoded; what is not said is "".
    """

    type: str
    namespace: tuple[str, ...]
    name: str
    version: str = ""
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    subpath: tuple[str, ...] = ()


def parse_purl(text: str) -> PackageUrl:
    """
    The package that *text* names.

    Raises `ValueError` that says what is wrong with it. What other readers forgive (`pkg://`, capitals in the type, an `@`
    that is not the version's) is refused: they forgive it in different ways.
    """
    wrong = next((c for c in _ENCODED.sub("", text) if not "!" <= c <= "~" or c in '"<>\\^`{|}%'), None)
    if wrong is not None:
        raise ValueError(f"has a `{wrong}` that is not percent-encoded")
    scheme, colon, rest = text.partition(":")
    if scheme != "pkg" or not colon:
        raise ValueError("does not begin with pkg:")
    rest, _, subpath = rest.partition("#")
    rest, _, qualifiers = rest.partition("?")
    path, at, version = rest.rpartition("@") if "@" in rest.rpartition("/")[2] else (rest, "", "")
    type, _, name = path.partition("/")
    if not _TYPE.fullmatch(type):
        raise ValueError("has slashes after pkg:" if rest.startswith("/") else "has no type in lower case after pkg:")
    *namespace, name = name.split("/")
    if not name:
        raise ValueError("names no package after its type")
    if "@" in path:
        raise ValueError("has an @ that is not the one before the version")
    if at and not version:
        raise ValueError("has no version after its @")
    return PackageUrl(
        type,
        _segments(namespace, "namespace"),
        _decoded(name, "name"),
        _decoded(version, "version"),
        _qualifiers(qualifiers),
        _segments(subpath.split("/") if subpath else [], "subpath"),
    )


def _segments(written: list[str], what: str) -> tuple[str, ...]:
    segments = tuple(_decoded(segment, what) for segment in written)
    if any(segment in ("", ".", "..") or "/" in segment for segment in segments):
        raise ValueError(f"has an empty or dotted part in its {what}")
    return segments


def _qualifiers(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in written.split("&") if written else ():
        key, _, value = pair.partition("=")
        if not _KEY.fullmatch(key):
            raise ValueError(f"has a qualifier `{key}` that is no word in lower case")
        if key in found:
            raise ValueError(f"has the qualifier `{key}` twice")
        if not value:
            raise ValueError(f"has no value for its qualifier `{key}`")
        found[key] = _decoded(value, key)
    return found


def _decoded(text: str, what: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"has a {what} that is not percent-encoded UTF-8") from None
