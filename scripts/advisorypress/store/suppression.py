"""
The list of those who must not be written to: an HMAC of each address, so that nobody can be read out of it.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping

from advisorypress.errors import SettingsError

KEY = "PRESS_SUPPRESSION_KEY"
_SECRET = re.compile(r"[0-9a-fA-F]{64,}")


def pepper(environment: Mapping[str, str]) -> bytes:
    """
    The key of the list, from `PRESS_SUPPRESSION_KEY`. It is never rotated: with another one nobody is on the list any more.

    Raises `SettingsError` when it is missing or malformed; the message holds none of it.
    """
    text = environment.get(KEY, "").strip()
    if not text:
        raise SettingsError(f"{KEY} is not set; make one, keep it for good, and set it: openssl rand -hex 32")
    if not _SECRET.fullmatch(text) or len(text) % 2:
        raise SettingsError(f"{KEY} is 64 hexadecimal digits or more: openssl rand -hex 32")
    return bytes.fromhex(text)


def suppression_key(secret: bytes, addr_key: str) -> bytes:
    """
    How *addr_key* stands on the list, 32 bytes.
    """
    return hmac.digest(secret, addr_key.encode(), "sha256")
