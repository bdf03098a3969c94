"""
A mail address that can stand in an envelope and a header without saying anything else there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

# RFC 5321 section 4.5.3.1: octets of the local part, and of what stands between the angle brackets.
MAX_LOCAL = 64
MAX_ADDRESS = 254
MAX_LABEL = 63
MAX_DOMAIN = 253

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_BYTE_ORDER_MARK = "\ufeff"
_FULL_WIDTH_AT = "\uff20"


@dataclass(frozen=True, slots=True)
class Address:
    """
    One bare address; *domain* is in lower case, with A-labels for letters that are not ASCII.
    """

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        The address *text*; it must be nothing but one address.

        Raises `ValueError` with a reason that can follow "the first address", and that never repeats the address.
        """
        for trouble in (_odd_character(text), _more_than_an_address(text)):
            if trouble:
                raise ValueError(trouble)
        local, at, domain = text.rpartition("@")
        if not at:
            raise ValueError("has no @")
        if not local:
            raise ValueError("has nothing before the @")
        if not domain:
            raise ValueError("has nothing after the @")
        return cls(_local(local), _domain(domain, MAX_ADDRESS - len(local) - 1))

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def _odd_character(text: str) -> str:
    if not text:
        return "is empty"
    if _BYTE_ORDER_MARK in text:
        return "has a byte order mark (U+FEFF) in it"
    if _FULL_WIDTH_AT in text:
        return "has a full-width ＠ in it; write @"
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            return f"has a character in it that cannot be seen (U+{ord(character):04X})"
        if character.isspace():
            return "has a space in it"
    return ""


def _more_than_an_address(text: str) -> str:
    if ":" in text or ";" in text:
        return "is a group or has a colon or semicolon in it"
    if "," in text:
        return "has a comma in it; give each address by itself"
    if "<" in text or ">" in text:
        return "has an angle bracket in it; give the bare address"
    if "[" in text or "]" in text:
        return "names a machine by its number; give a domain name"
    if '"' in text or "\\" in text:
        return "has a quotation mark or backslash in it"
    if "(" in text or ")" in text:
        return "has a bracket in it"
    return ""


def _local(local: str) -> str:
    if "@" in local:
        raise ValueError("has more than one @")
    if not local.isascii():
        raise ValueError("has letters before the @ that are not ASCII")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("has a dot too many before the @")
    if len(local) > MAX_LOCAL:
        raise ValueError(f"has more than {MAX_LOCAL} characters before the @")
    if not _ATOMS.fullmatch(local):
        raise ValueError("has a sign before the @ that is not allowed there")
    return local


def _domain(domain: str, room: int) -> str:
    name = unicodedata.normalize("NFC", domain).lower()
    if len(name) > MAX_DOMAIN:
        raise ValueError("has a domain that is too long")
    if not name.isascii():
        try:
            encoded = name.encode("idna").decode("ascii")
            # A name that comes back as another one was mapped on the way (full-width letters, for one).
            if encoded.encode("ascii").decode("idna") != name:
                raise UnicodeError
        except UnicodeError:
            raise ValueError("has a domain that no registry gives out") from None
        name = encoded
    labels = name.split(".")
    if "" in labels:
        raise ValueError("has a dot too many after the @")
    if len(name) > MAX_DOMAIN or any(len(label) > MAX_LABEL for label in labels):
        raise ValueError("has a domain that is too long")
    for label in labels:
        if label.startswith("-") or label.endswith("-"):
            raise ValueError("has a part of its domain that begins or ends with a hyphen")
        if not _LABEL.fullmatch(label):
            raise ValueError("has a sign after the @ that is not allowed there")
    if labels[-1].isdigit():
        raise ValueError("names a machine by its number; give a domain name")
    if len(name) > room:
        raise ValueError(f"has more than {MAX_ADDRESS} characters")
    return name
