"""
How long a text message is: GSM 03.38 packs a character of its alphabet into 7 bits, and all others need UTF-16.

One character outside the alphabet (a Chinese one, a curly quotation mark) makes the whole message UTF-16.
"""

from __future__ import annotations

MOST_SEPTETS = 160
MOST_UNITS = 70

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each is written behind an escape, and so takes two.
_EXTENSION = frozenset("\f^{}\\[~]|€")


def septets(text: str) -> int | None:
    """
    How many septets *text* takes; None when the alphabet cannot write it.
    """
    if outside(text):
        return None
    return len(text) + sum(character in _EXTENSION for character in text)


def units(text: str) -> int:
    """
    How many 16-bit units *text* takes: one a character, two for one beyond the first plane (most emoji).
    """
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def outside(text: str) -> tuple[str, ...]:
    """
    The characters of *text* that the alphabet does not have, each once.
    """
    return tuple(dict.fromkeys(character for character in text if character not in _ALPHABET | _EXTENSION))


def message_with_id(id: str, short: str) -> str:
    """
    The text message about the advisory *id*.
    """
    return f"{id} {short}"
