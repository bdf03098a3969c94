"""
Signed names of subscribers for addresses and links: short, case-insensitive, each good for one purpose only.

A token is the letter of its purpose, the number of its key, and in base32 (RFC 4648, without padding) eight bytes of
subscriber, four of scope and 100 bits of HMAC-SHA-256: 42 characters, for a local part may have 64 and mail servers write
it in lower case. It tells nothing without the key, and needs no database to be checked.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from advisorypress.errors import SettingsError

KEYS = "PRESS_TOKEN_KEYS"
_SECRET = re.compile(r"([1-9]):([0-9a-fA-F]{64,})")
_PID_BYTES = 8
_SCOPE_BYTES = 4
# ASCII: other letters that have one of these as their capital are another spelling, which nobody was given.
_TOKEN = re.compile(r"(?P<purpose>[ubmcp])(?P<number>[1-9])(?P<packed>[a-z2-7]{40})", re.ASCII | re.IGNORECASE)
# 100 bits of HMAC and four of nothing, which makes the whole a multiple of a base32 character.
_MAC_BYTES = 13
_MAC_MASK = 0xF0


class Purpose(StrEnum):
    """
    What a token is good for; each purpose has keys of its own, so that none can be turned into another.
    """

    UNSUBSCRIBE = "u"
    BOUNCE = "b"
    MESSAGE = "m"
    CONFIRM = "c"
    PREFERENCES = "p"


@dataclass(frozen=True, slots=True)
class Token:
    """
    What a valid token says. *scope* is the campaign of a bounce or message, the second since 1970 at which a confirmation
    or preferences token was issued, 0 for unsubscribing.
    """

    purpose: Purpose
    pid: bytes
    scope: int


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """
    The numbered secrets; the highest number signs, all of them check.
    """

    secrets: Mapping[int, bytes] = field(repr=False)

    def issue(self, purpose: Purpose, pid: bytes, scope: int = 0) -> str:
        """
        A token of *purpose* for the subscriber *pid* (8 bytes), 42 characters in lower case.
        """
        number = max(self.secrets)
        head, keyed = _stamp(number, self.secrets[number], purpose)
        body = pid + scope.to_bytes(_SCOPE_BYTES, "big")
        return head + _base32(body + _mac(keyed, body))

    def read(self, text: str) -> Token | None:
        """
        What *text* says, in upper or lower case; None when it was never issued.
        """
        match = _TOKEN.fullmatch(text)
        if match is None or int(match["number"]) not in self.secrets:
            return None
        purpose, number = Purpose(match["purpose"].lower()), int(match["number"])
        packed = base64.b32decode(match["packed"].upper())
        body, mac = packed[: _PID_BYTES + _SCOPE_BYTES], packed[_PID_BYTES + _SCOPE_BYTES :]
        _, keyed = _stamp(number, self.secrets[number], purpose)
        if not hmac.compare_digest(mac, _mac(keyed, body)):
            return None
        return Token(purpose, body[:_PID_BYTES], int.from_bytes(body[_PID_BYTES:], "big"))


@cache
def _stamp(number: int, secret: bytes, purpose: Purpose) -> tuple[str, hmac.HMAC]:
    """
    How the tokens of *purpose* begin, and the HMAC that signs them, which has its key and no words yet: copying it takes
    half as long as beginning anew. Each purpose has a key of its own, so that what signs one kind says nothing about another.
    """
    key = hmac.digest(secret, f"advisorypress token {purpose}".encode(), "sha256")
    return f"{purpose}{number}", hmac.new(key, digestmod="sha256")


def _mac(keyed: hmac.HMAC, body: bytes) -> bytes:
    signing = keyed.copy()
    signing.update(body)
    mac = signing.digest()
    return mac[: _MAC_BYTES - 1] + bytes([mac[_MAC_BYTES - 1] & _MAC_MASK])


_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range((_PID_BYTES + _SCOPE_BYTES + _MAC_BYTES) * 8 - 10, -1, -10)


def _base32(packed: bytes) -> str:
    """
    *packed* (25 bytes, which are 20 pairs of characters and no padding) in base32, in lower case.

    `base64.b32encode` takes half as long again, and three tokens are made for every message.
    """
    number = int.from_bytes(packed, "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def token_keys(environment: Mapping[str, str]) -> TokenKeys:
    """
    The secrets of `PRESS_TOKEN_KEYS`, written `1:HEX` or `1:HEX,2:HEX`, each of at least 32 bytes.

    Raises `SettingsError` when there is none or one is malformed; the message never holds any of it.
    """
    text = environment.get(KEYS, "")
    if not text:
        raise SettingsError(f"{KEYS} is not set; make one, keep it, and set it: echo 1:$(openssl rand -hex 32)")
    found = [_SECRET.fullmatch(part.strip()) for part in text.split(",")]
    secrets = {
        int(match[1]): bytes.fromhex(match[2]) for match in found if match is not None and len(match[2]) % 2 == 0
    }
    if len(secrets) != len(found):
        raise SettingsError(f"{KEYS} is written 1:HEX or 1:HEX,2:HEX, each number once and with 64 digits or more")
    return TokenKeys(secrets)
