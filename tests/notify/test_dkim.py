"""
Signatures of our own, verified by somebody else's code.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from advisorypress.compose.slots import Slot, Template
from advisorypress.errors import SettingsError
from advisorypress.notify.dkim import Signer, public_record, relaxed_body, relaxed_field, signer_of, signers_of
from advisorypress.notify.letters import Writer
from advisorypress.settings import MailSettings
from advisorypress.store.campaigns import Campaign
from advisorypress.store.ledger import Claimed
from tests.notify.sending import a_letterhead, a_template

VALUES = {
    Slot.TO: b"r1@cert.example",
    Slot.MESSAGE_ID: b"<m1x.digest@mail.cert.example>",
    Slot.LIST_UNSUBSCRIBE: b"<https://mail.cert.example/u/u1x>, <mailto:u-u1x@mail.cert.example?subject=unsubscribe>",
}


@pytest.fixture(scope="module", params=["rsa", "ed25519"])
def signer(request: pytest.FixtureRequest) -> Signer:
    """
    Each of the two kinds of keys.
    """
    key = generate_private_key(65537, 2048) if request.param == "rsa" else Ed25519PrivateKey.generate()
    return Signer("cert.example", "press", key)


class _VerifyKey:
    """
    What dkimpy wants of PyNaCl: the check of one Ed25519 signature, which `cryptography` does as well.
    """

    def __init__(self, key: bytes, encoder: object) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))

    def verify(self, digest: bytes, signature: bytes) -> None:
        self._key.verify(signature, digest)


@pytest.fixture(autouse=True)
def _ed25519(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    All the rest of a signature is dkimpy's own: parsing, canonical forms, digests, what is signed in which order.
    """
    exceptions = SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError)
    nacl = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=_VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=exceptions,
    )
    monkeypatch.setattr(dkim, "nacl", nacl, raising=False)


def published(signer: Signer) -> Callable[..., bytes]:
    """
    What the domain name system says about its key.
    """
    public = signer.key.public_key()
    if isinstance(signer.key, RSAPrivateKey):
        kind, octets = b"rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, octets = b"ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    record = b"v=DKIM1; k=" + kind + b"; p=" + base64.b64encode(octets)
    names = (b"press._domainkey.cert.example.", "press._domainkey.cert.example.")
    return lambda name, timeout=5: record if name in names else b""


def signed(signer: Signer, template: Template) -> bytes:
    return signer.prepare(template).fields(VALUES) + template.splice(VALUES)


def verified(signer: Signer, message: bytes) -> bool:
    return bool(dkim.verify(message, dnsfunc=published(signer)))


def test_a_signature_is_valid(signer: Signer) -> None:
    """
    Statement 5: for dkimpy, with every List field named and From, To, Subject and Date named once too often.
    """
    message = signed(signer, a_template(5_000))

    assert verified(signer, message)
    field = message.partition(b"\r\nFrom:")[0].decode("ascii")
    named = re.sub(r"\s", "", re.search(r"h=([^;]*);", field)[1]).split(":")  # type: ignore[index]
    assert {"list-id", "list-unsubscribe", "list-unsubscribe-post", "message-id", "content-type"} <= set(named)
    assert [2] * 4 == [named.count(name) for name in ("from", "to", "subject", "date")]
    assert 78 >= max(map(len, field.split("\r\n")))


@pytest.mark.parametrize(
    "change",
    [
        lambda message: message.replace(b"an end", b"an ens"),
        lambda message: message.replace(b"r1@cert", b"r2@cert"),
        lambda message: message.replace(b"/u/u1x>", b"/u/u1y>"),
        lambda message: message.replace(b"Subject: ", b"Subject: again\r\nSubject: "),
        lambda message: b"From: somebody@else.example\r\n" + message,
        lambda message: message.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Clicks"),
    ],
)
def test_a_change_breaks_it(signer: Signer, change: Callable[[bytes], bytes]) -> None:
    """
    Statement 5: one octet of the body or of a slot, a second From or Subject.
    """
    message = signed(signer, a_template())

    assert change(message) != message
    assert not verified(signer, change(message))


def test_what_a_relay_may_do(signer: Signer) -> None:
    """
    Spaces may be folded and empty lines at the end taken off: relaxed is what it is called.
    """
    message = signed(signer, a_template())

    assert verified(signer, message + b"\r\n\r\n")
    assert verified(
        signer, b"Received: from here\r\n" + message.replace(b"Subject: Advisories", b"Subject:   Advisories")
    )


def test_canonical_forms() -> None:
    """
    The examples of RFC 6376 section 3.4.5.
    """
    assert b"a:X\r\n" == relaxed_field(b"A", b" X\r\n")
    assert b"b:Y Z\r\n" == relaxed_field(b"B ".strip(), b" Y\t\r\n\tZ  \r\n")
    assert b" C\r\nD E\r\n" == relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n")
    assert b"" == relaxed_body(b"\r\n\r\n")


def test_two_keys_at_once() -> None:
    """
    Statement 5, and mail.md 4.6: RSA-2048 and Ed25519 beside each other, each valid alone for dkimpy, through the writer that
    makes what goes over the wire; one changed octet breaks both.
    """
    rsa, ed25519 = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    pem = [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        for key in (rsa, ed25519)  # type: ignore[attr-defined]
    ]
    mail = MailSettings(dkim_domain="cert.example", dkim_selector="press", dkim_ed25519="press-ed")
    environment = {"PRESS_DKIM_KEY": pem[0], "PRESS_DKIM_ED25519_KEY": pem[1]}
    signers = signers_of(mail, environment)
    assert signers is not None
    campaign = Campaign(1, "digest-2026-11-first", "digest", "digest", 0, "sending", 1, 0, None, False)
    writer = Writer(a_letterhead(campaign), lambda _: a_template(5_000).pack(), signers)
    wire = writer.parcel(Claimed(1, bytes(8), "r1@cert.example", 1, 0)).content()
    message = wire.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")

    records = {
        f"{signer.selector}._domainkey.cert.example.".encode(): public_record(signer).encode()
        for signer in signers.each
    }

    def dns(name: bytes, timeout: int = 5) -> bytes:
        return records.get(name if isinstance(name, bytes) else str(name).encode(), b"")

    assert [b"rsa-sha256", b"ed25519-sha256"] == re.findall(
        rb"^DKIM-Signature: v=1; a=([a-z0-9-]+);", message, re.MULTILINE
    )
    assert [True, True] == [dkim.DKIM(message).verify(number, dnsfunc=dns) for number in (0, 1)]
    changed = message.replace(b"an end", b"an ens")
    broken = [dkim.verify(changed, dnsfunc=dns)]
    broken.append(dkim.verify(changed[changed.index(b"DKIM-Signature", 1) :], dnsfunc=dns))
    assert [False, False] == broken
    for settings, said in (
        (replace(mail, dkim_selector=""), "is for a second key"),
        (replace(mail, dkim_ed25519="press"), "under a selector of its own"),
    ):
        with pytest.raises(SettingsError, match=said):
            signers_of(settings, environment)
    with pytest.raises(SettingsError, match="PRESS_DKIM_ED25519_KEY is not set"):
        signers_of(mail, {"PRESS_DKIM_KEY": pem[0]})
    with pytest.raises(SettingsError, match="is an Ed25519 key"):
        signers_of(mail, {**environment, "PRESS_DKIM_ED25519_KEY": pem[0]})
    assert None is signers_of(MailSettings(), {})


def test_the_key_of_the_environment(signer: Signer, tmp_path: object) -> None:
    """
    A PEM, or the path to one; without a selector the relay signs. What is wrong with a key is said, and never the key.
    """
    pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    weak = generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    found = signer_of("cert.example", "press", {"PRESS_DKIM_KEY": pem})

    assert found is not None
    assert verified(signer, signed(found, a_template()))
    assert None is signer_of("", "", {})
    for key, said in (
        ("", "is not set"),
        ("/nowhere", "cannot be read"),
        (pem[:99], "is no private key"),
        (weak, "1024 bits"),
    ):
        with pytest.raises(SettingsError, match=said) as caught:
            signer_of("cert.example", "press", {"PRESS_DKIM_KEY": key})
        assert "BEGIN" not in str(caught.value)
