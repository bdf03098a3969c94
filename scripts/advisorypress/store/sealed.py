"""
A stream of bytes under a key: ChaCha20-Poly1305 (RFC 8439) in chunks, so that it can be written and read without holding it.

A file is a magic line, 16 random bytes of salt, and chunks of 64 KiB and 16 bytes. Its key is HKDF-SHA-256 (RFC 5869) of the
secret and the salt, so it serves this file alone; a chunk's nonce is its number and whether it is the last (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). So no chunk can be changed, moved, left out, added or cut off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from advisorypress.errors import SettingsError, StoreError

KEY = "PRESS_BACKUP_KEY"
MAGIC = b"advisorypress backup 1\n"
_SECRET = re.compile(r"[0-9a-fA-F]{64,}")
_SALT = 16
_TAG = 16
CHUNK = 65_536


def backup_secret(environment: Mapping[str, str]) -> bytes:
    """
    The secret of `PRESS_BACKUP_KEY`, 64 hexadecimal digits or more. Raises `SettingsError`; its text holds none of it.
    """
    text = environment.get(KEY, "").strip()
    if not text:
        raise SettingsError(
            f"{KEY} is not set; make one, keep it apart from the backups, and set it: openssl rand -hex 32"
        )
    if not _SECRET.fullmatch(text) or len(text) % 2:
        raise SettingsError(f"{KEY} is 64 hexadecimal digits or more: openssl rand -hex 32")
    return bytes.fromhex(text)


def seal(pieces: Iterable[bytes], secret: bytes) -> Iterator[bytes]:
    """
    *pieces*, of any length, as the bytes of a sealed file.
    """
    head = MAGIC + os.urandom(_SALT)
    yield head
    cipher = _cipher(secret, head)
    number = 0
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        # One byte more than a chunk says that it is not the last.
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), head)
            del waiting[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), head)


def unseal(read: Callable[[int], bytes], secret: bytes) -> Iterator[bytes]:
    """
    What was sealed, as *read* (like a file's) gives it; nothing that is not as it was written is ever given.

    Raises `StoreError` when it was sealed under another secret, is damaged, cut off or no backup.
    """
    head = read(len(MAGIC) + _SALT)
    if not head.startswith(MAGIC) or len(head) != len(MAGIC) + _SALT:
        raise StoreError("this is no backup of a store, or of a newer version")
    cipher = _cipher(secret, head)
    number = 0
    chunk = read(CHUNK + _TAG)
    while True:
        after = read(CHUNK + _TAG) if len(chunk) == CHUNK + _TAG else b""
        try:
            yield cipher.decrypt(_nonce(number, last=not after), chunk, head)
        except InvalidTag:
            why = f"it was made with another {KEY}, or is damaged" if number == 0 else "it is damaged or cut off"
            raise StoreError(f"the backup cannot be read: {why}") from None
        if not after:
            return
        chunk = after
        number += 1


def _cipher(secret: bytes, head: bytes) -> ChaCha20Poly1305:
    derived = HKDF(algorithm=SHA256(), length=32, salt=head[len(MAGIC) :], info=MAGIC).derive(secret)
    return ChaCha20Poly1305(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
