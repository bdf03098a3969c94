"""
A mail address that can stand in an envelope and a header without saying anything else there (mail.md 9 to 12).
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

# RFC 5322 section 3.2.3; beyond ASCII what RFC 6531 section 3.3 adds, of which `_odd_character` has taken what cannot be seen.
_ATOMS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+)*"
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_BYTE_ORDER_MARK = "\ufeff"
_FULL_WIDTH_AT = "\uff20"


class Rejected(ValueError):
    """
    Something from outside that is not what it should be; the reason can follow "the address", and never repeats it.
    """


@dataclass(frozen=True, slots=True)
class Address:
    """
    One bare address; *domain* is in lower case, with A-labels for letters that are not ASCII.
    """

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str, *, any_letters: bool = False) -> Self:
        """
        The address *text*; it must be nothing but one address. With *any_letters* what is before the @ may be in any script,
        which only a relay with SMTPUTF8 (RFC 6531) can carry.

        Raises `Rejected`, a `ValueError`, with a reason that can follow "the first address" and never repeats the address.
        """
        for trouble in (_odd_character(text), _more_than_an_address(text)):
            if trouble:
                raise Rejected(trouble)
        local, at, domain = text.rpartition("@")
        if not at:
            raise Rejected("has no @")
        if not local:
            raise Rejected("has nothing before the @")
        if not domain:
            raise Rejected("has nothing after the @")
        _examine_local(local, any_letters=any_letters)
        return cls(local, _domain(domain, MAX_ADDRESS - len(local.encode()) - 1))

    @property
    def key(self) -> str:
        """
        What two spellings of one mailbox have in common: for uniqueness only, never to write to (mail.md 11).
        """
        return f"{unicodedata.normalize('NFC', self.local).lower()}@{self.domain}"

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
        if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"):
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


def _examine_local(local: str, *, any_letters: bool) -> None:
    if "@" in local:
        raise Rejected("has more than one @")
    if not local.isascii() and not any_letters:
        raise Rejected("has letters before the @ that are not ASCII")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise Rejected("has a dot too many before the @")
    if len(local.encode()) > MAX_LOCAL:
        raise Rejected(f"has more than {MAX_LOCAL} characters before the @")
    # Full-width letters and their like look as others do, and no mailbox is called so.
    if unicodedata.normalize("NFKC", local) != unicodedata.normalize("NFC", local):
        raise Rejected("has a look-alike character before the @")
    if not _ATOMS.fullmatch(local):
        raise Rejected("has a sign before the @ that is not allowed there")


def _domain(domain: str, room: int) -> str:
    name = unicodedata.normalize("NFC", domain).lower()
    if len(name) > MAX_DOMAIN:
        raise Rejected("has a domain that is too long")
    if not name.isascii():
        try:
            encoded = name.encode("idna").decode("ascii")
            # A name that comes back as another one was mapped on the way (full-width letters, for one).
            if encoded.encode("ascii").decode("idna") != name:
                raise UnicodeError
        except UnicodeError:
            raise Rejected("has a domain that no registry gives out") from None
        name = encoded
    labels = name.split(".")
    if "" in labels:
        raise Rejected("has a dot too many after the @")
    if len(name) > MAX_DOMAIN or any(len(label) > MAX_LABEL for label in labels):
        raise Rejected("has a domain that is too long")
    for label in labels:
        if label.startswith("-") or label.endswith("-"):
            raise Rejected("has a part of its domain that begins or ends with a hyphen")
        if not _LABEL.fullmatch(label):
            raise Rejected("has a sign after the @ that is not allowed there")
    if labels[-1].isdigit():
        raise Rejected("names a machine by its number; give a domain name")
    if len(name) > room:
        raise Rejected(f"has more than {MAX_ADDRESS} characters")
    return name
