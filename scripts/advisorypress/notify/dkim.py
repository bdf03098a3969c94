"""
DKIM signatures of our own (RFC 6376, RFC 8463), for a relay that does not sign.

Everything that is the same for a variant is made ready once: the hash of its body, which has no slots, and its canonical
header fields. What is left for each message is a few joins, one hash and the signature itself.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from advisorypress.compose.slots import Slot, Template
from advisorypress.errors import SettingsError
from advisorypress.settings import MailSettings

KEY = "PRESS_DKIM_KEY"
ED25519_KEY = "PRESS_DKIM_ED25519_KEY"
LEAST_BITS = 2048
# Named once more than they stand, so that a second one breaks the signature (RFC 6376 section 8.15).
_OVERSIGNED = ("from", "to", "subject", "date")
# What a relay may put in or take away on its way is not signed.
_UNSIGNED = {"return-path", "received", "dkim-signature", "bcc", "x-auto-response-suppress"}
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*?\r\n(?:[ \t].*?\r\n)*)", re.DOTALL)
_SPACES = re.compile(rb"[ \t]+")
# Between the halves of a header that is split at a slot: no header holds this octet.
_HOLE = b"\x00%d\x00"


@dataclass(frozen=True, slots=True)
class Signer:
    """
    One key: *selector*`._domainkey.`*domain* is where receivers find its public half.
    """

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        """
        The `a=` of its signatures.
        """
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"

    def sign(self, data: bytes) -> bytes:
        """
        The signature of *data*; RFC 8463 signs its digest with Ed25519.
        """
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), hashes.SHA256())
        return self.key.sign(hashlib.sha256(data).digest())

    def prepare(self, template: Template) -> Signing:
        """
        What is the same for every message of *template*. Raises `ValueError` when its slots are not all in its header.
        """
        pieces = [template.parts[0]]
        for number, part in enumerate(template.parts[1:]):
            pieces += (_HOLE % number, part)
        head, _, text = b"".join(pieces).partition(b"\r\n\r\n")
        if b"\x00" in text:
            raise ValueError("a template that is signed has slots in its header only")
        fields = [
            (match[1].decode("ascii").lower(), relaxed_field(match[1], match[2]))
            for match in _FIELD.finditer(head + b"\r\n")
        ]
        signed = [(name, relaxed) for name, relaxed in fields if name not in _UNSIGNED]
        names = [name for name, _ in signed] + [name for name in _OVERSIGNED if name in dict(signed)]
        body = base64.b64encode(hashlib.sha256(relaxed_body(text)).digest()).decode("ascii")
        # Several fields of one name are signed from the last upwards (RFC 6376 section 5.4.2).
        ordered: list[bytes] = []
        left = list(signed)
        for name in names:
            index = next((i for i in range(len(left) - 1, -1, -1) if left[i][0] == name), None)
            if index is not None:
                ordered.append(left.pop(index)[1])
        value = (
            f"v=1; a={self.algorithm}; c=relaxed/relaxed;\r\n d={self.domain}; s={self.selector};\r\n"
            f" h={_folded(names)};\r\n bh={body};\r\n b="
        ).encode("ascii")
        ordered.append(relaxed_field(b"DKIM-Signature", value).removesuffix(b"\r\n"))
        parts = re.split(rb"\x00(\d+)\x00", b"".join(ordered))
        return Signing(
            self,
            tuple(parts[::2]),
            tuple(template.slots[int(number)] for number in parts[1::2]),
            b"DKIM-Signature: " + value,
        )


@dataclass(frozen=True, slots=True)
class Signing:
    """
    A variant that is ready to be signed: its canonical header around the slots, and the field that the signature ends.
    """

    signer: Signer
    parts: tuple[bytes, ...]
    slots: tuple[Slot, ...]
    unsigned: bytes

    def fields(self, values: Mapping[Slot, bytes]) -> bytes:
        """
        The whole `DKIM-Signature` field for the message with *values*, to stand before it.
        """
        pieces = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            pieces += (_SPACES.sub(b" ", values[slot]), part)
        signature = base64.b64encode(self.signer.sign(b"".join(pieces)))
        lines = [signature[at : at + 72] for at in range(0, len(signature), 72)]
        return self.unsigned + b"\r\n ".join(lines) + b"\r\n"


@dataclass(frozen=True, slots=True)
class Signers:
    """
    The keys that sign each message, in the order in which their fields stand; every one of them signs the message alone.
    """

    each: tuple[Signer, ...]

    def prepare(self, template: Template) -> Signings:
        """
        `Signer.prepare` for all of them.
        """
        return Signings(tuple(signer.prepare(template) for signer in self.each))


@dataclass(frozen=True, slots=True)
class Signings:
    """
    A variant that is ready to be signed by each of several keys.
    """

    each: tuple[Signing, ...]

    def fields(self, values: Mapping[Slot, bytes]) -> bytes:
        """
        A whole `DKIM-Signature` field for each key.
        """
        return b"".join(signing.fields(values) for signing in self.each)


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """
    A field as RFC 6376 section 3.4.2 writes it, with its line's end.
    """
    return name.lower() + b":" + _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ") + b"\r\n"


def relaxed_body(text: bytes) -> bytes:
    """
    A body as RFC 6376 section 3.4.4 writes it: runs of spaces as one, none at a line's end, no empty lines at the end.
    """
    lines = [_SPACES.sub(b" ", line).rstrip(b" ") for line in text.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def public_record(signer: Signer) -> str:
    """
    What is to be published for *signer* as a TXT record (RFC 6376 section 3.6.1, RFC 8463 section 4).
    """
    public = signer.key.public_key()
    if isinstance(public, Ed25519PublicKey):
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(public.public_bytes_raw()).decode('ascii')}"
    octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(octets).decode('ascii')}"


def bits_of(kind: str, octets: bytes) -> int:
    """
    The length of a published key (`p=`) of *kind* `rsa` or `ed25519`. Raises `ValueError` for what is no such key.
    """
    if kind == "ed25519":
        Ed25519PublicKey.from_public_bytes(octets)
        return 256
    try:
        key = load_der_public_key(octets)
    except UnsupportedAlgorithm:
        raise ValueError("an unknown algorithm") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not RSA")
    return key.key_size


def signers_of(mail: MailSettings, environment: Mapping[str, str]) -> Signers | None:
    """
    What signs by the settings: RSA, which all receivers check, and beside it Ed25519 where a second selector is named; None
    when none is: then the relay signs.

    Raises `SettingsError` as `signer_of` does, and when the two keys are not one of each kind.
    """
    first = signer_of(mail.dkim_domain, mail.dkim_selector, environment)
    second = signer_of(mail.dkim_domain, mail.dkim_ed25519, environment, ED25519_KEY)
    if second is None:
        return Signers((first,)) if first is not None else None
    if first is None or not isinstance(first.key, RSAPrivateKey):
        raise SettingsError(
            f"mkdocs.yml: extra.press.mail.dkim.ed25519 is for a second key; the first ({KEY}, under `selector`) is RSA,"
            " for large receivers check no other"
        )
    if not isinstance(second.key, Ed25519PrivateKey) or first.selector == second.selector:
        raise SettingsError(
            f"{ED25519_KEY} is an Ed25519 key under a selector of its own (extra.press.mail.dkim.ed25519)"
        )
    return Signers((first, second))


def signer_of(domain: str, selector: str, environment: Mapping[str, str], variable: str = KEY) -> Signer | None:
    """
    The signer of the settings with the key of *variable* (a path to a PEM file, or the PEM itself); None when the settings
    name no selector: then the relay signs.

    Raises `SettingsError` for a key that is missing, unreadable, of another kind, or RSA of fewer than 2,048 bits.
    """
    if not selector:
        return None
    if not domain:
        raise SettingsError("mkdocs.yml: extra.press.mail.dkim has a selector and no domain")
    text = environment.get(variable, "")
    if not text:
        raise SettingsError(
            f"mkdocs.yml names a DKIM selector and {variable} is not set: give it the path to the private key"
        )
    try:
        pem = text.encode() if text.startswith("-----BEGIN") else Path(text).read_bytes()
        key = load_pem_private_key(pem, password=None)
    except OSError as error:
        raise SettingsError(f"{variable}: the file cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingsError(f"{variable} is no private key in PEM without a password") from None
    if isinstance(key, RSAPrivateKey) and key.key_size < LEAST_BITS:
        raise SettingsError(f"{variable} has {key.key_size} bits; receivers want {LEAST_BITS}")
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise SettingsError(f"{variable} is neither RSA nor Ed25519")
    return Signer(domain, selector, key)


def _folded(names: Sequence[str]) -> str:
    lines = [""]
    for number, name in enumerate(names):
        piece = name + (":" if number < len(names) - 1 else "")
        if len(lines[-1]) + len(piece) > 70:
            lines.append("")
        lines[-1] += piece
    return "\r\n ".join(lines)
