"""
A message with places left open for what differs from one recipient to the next: joining bytes is all that sending does.

Building a message for each recipient costs some 2,000 µs, filling a template 7 (mail.md 1.1). The slots are values of
header fields only, so the body of a variant is the same for everybody and can be signed once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_MAGIC = b"press template 1\n"
# RFC 5322 section 2.1.1 allows 998 octets a line; the longest of our field names and its ": " are taken off.
_MOST = 998 - len("List-Unsubscribe: ")
_VALUE = re.compile(rb"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_VALUE_8BIT = re.compile(rb"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


class Slot(StrEnum):
    """
    A header field whose whole value is the recipient's own.
    """

    TO = "To"
    MESSAGE_ID = "Message-ID"
    LIST_UNSUBSCRIBE = "List-Unsubscribe"


@dataclass(frozen=True, slots=True)
class Template:
    """
    *parts* with one of *slots* between each two of them, so there is one part more than slots.

    Raises `ValueError` for any other number, and for a slot that stands twice.
    """

    parts: tuple[bytes, ...]
    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if len(self.parts) != len(self.slots) + 1:
            raise ValueError("a template has one part more than slots")
        if len(set(self.slots)) != len(self.slots):
            raise ValueError("a slot stands in a template once")

    @property
    def sha256(self) -> bytes:
        """
        The digest (32 bytes) of the packed template, by which two variants are known to be the same.
        """
        return hashlib.sha256(self.pack()).digest()

    def splice(self, values: Mapping[Slot, bytes]) -> bytes:
        """
        The message with the values of its slots filled in; values of other slots are left alone.

        Raises `KeyError` for a slot without a value and `ValueError` for a value that would end its line or be too long for
        it, or is empty (mail.md 9). Only `To` may hold UTF-8, for an address that goes by SMTPUTF8 (mail.md 12).
        """
        pieces = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            value = values[slot]
            allowed = _VALUE_8BIT if slot is Slot.TO else _VALUE
            if len(value) > _MOST or not allowed.fullmatch(value):
                # Never the value itself: it may be an address.
                raise ValueError(f"the value of {slot} is no single line of header text")
            pieces += (value, part)
        return b"".join(pieces)

    def pack(self) -> bytes:
        """
        The template as the bytes that a store keeps; `unpack` reads them.
        """
        lines = [f"{len(part)} {slot}" for part, slot in zip(self.parts, (*self.slots, ""), strict=True)]
        head = "".join(f"{line}\n" for line in lines).encode("ascii")
        return b"".join((_MAGIC, f"{len(self.parts)}\n".encode("ascii"), head, *self.parts))

    @classmethod
    def unpack(cls, packed: bytes) -> Template:
        """
        The template that `pack` wrote; raises `ValueError` for any other bytes.
        """
        if not packed.startswith(_MAGIC):
            raise ValueError("these bytes are no template")
        number, _, rest = packed[len(_MAGIC) :].partition(b"\n")
        *lines, body = rest.split(b"\n", int(number))
        lengths: list[int] = []
        slots: list[str] = []
        for line in lines:
            octets, _, slot = line.decode("ascii").partition(" ")
            lengths.append(int(octets))
            slots.append(slot)
        if len(lines) != int(number) or sum(lengths) != len(body) or not slots or slots.pop():
            raise ValueError("these bytes are a template that was cut or changed")
        parts: list[bytes] = []
        at = 0
        for length in lengths:
            parts.append(body[at : at + length])
            at += length
        return cls(tuple(parts), tuple(Slot(slot) for slot in slots))
