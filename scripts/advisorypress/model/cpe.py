"""
CPE 2.3 names in their written form, the formatted string of NISTIR 7695: `cpe:2.3:o:fortinet:fortios:7.4.6:*:*:*:*:*:*:*`.
"""

from __future__ import annotations

import re

PREFIX = "cpe:2.3:"
PARTS = (
    "part",
    "vendor",
    "product",
    "version",
    "update",
    "edition",
    "language",
    "sw_edition",
    "target_sw",
    "target_hw",
    "other",
)

# `*` is any value and `-` none; at either end `*` stands for any run of characters, and each `?` for one.
_VALUE = re.compile(r"[*-]|(?:\*|\?+)?(?:[A-Za-z0-9._-]|\\[!-,/:-@\[-^`{-~])+(?:\*|\?+)?")
_LANGUAGE = re.compile(r"[*-]|[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")


def parse_cpe(text: str) -> tuple[str, ...]:
    """
    The eleven parts of *text* as they are written.

    Raises `ValueError` that says what is wrong with it.
    """
    if not text.startswith(PREFIX):
        raise ValueError(f"does not begin with {PREFIX}")
    parts = split_cpe(text.removeprefix(PREFIX))
    if len(parts) != len(PARTS):
        raise ValueError(f"has {len(parts)} parts after {PREFIX}, not {len(PARTS)}")
    if parts[0] not in ("a", "o", "h", "*", "-"):
        raise ValueError("has a first part other than a (application), o (operating system) and h (hardware)")
    for name, part in zip(PARTS[1:], parts[1:], strict=True):
        if not part:
            raise ValueError(f"has nothing for its {name}, not even `*`")
        if name == "language" and not _LANGUAGE.fullmatch(part):
            raise ValueError("has a language that is no tag like en or zh-hk")
        if name != "language" and not _VALUE.fullmatch(part):
            raise ValueError(f"has a mark in its {name} that needs a backslash, or a character that no CPE has")
    return parts


def split_cpe(text: str) -> tuple[str, ...]:
    """
    What stands between the colons of *text*; one behind a backslash belongs to its part.
    """
    parts = [""]
    is_escaped = False
    for character in text:
        if character == ":" and not is_escaped:
            parts.append("")
        else:
            parts[-1] += character
        is_escaped = character == "\\" and not is_escaped
    return tuple(parts)
