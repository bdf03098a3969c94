"""
An author's text as it may go to a terminal: nothing in it is obeyed, and everything in it is seen.

The door to wcwidth, which knows how wide a terminal shows a character.
"""

from __future__ import annotations

import unicodedata

from wcwidth import wcswidth

# They join and vary what stands before them, so a name in an Indian script or an emoji needs them, and can hide nothing.
_JOINERS = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}
TAB = "    "


def visible(text: str) -> str:
    """
    *text* with control, bidirectional and other unseen characters written as `<U+202E>`, and tabs as spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return TAB
    category = unicodedata.category(character)
    unseen = category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in _JOINERS
    return f"<U+{ord(character):04X}>" if unseen else character


def width(text: str) -> int:
    """
    How many columns a terminal gives to *text*, which `visible` made.
    """
    return max(0, wcswidth(text))


def shortened(text: str, longest: int = 300) -> str:
    """
    *text*, cut where it is longer than *longest* characters.
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"
