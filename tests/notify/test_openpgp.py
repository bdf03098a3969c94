"""
Signed mode: one OpenPGP signature a variant, checked by GnuPG itself.
"""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import pytest
from sqlalchemy import insert

from advisorypress.address import Address
from advisorypress.compose.digest import compose_digest
from advisorypress.compose.mailing import DigestMailing
from advisorypress.compose.message import sender_of
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.signed import sign_template, unsigned
from advisorypress.compose.slots import Template
from advisorypress.compose.variant import compile_variant
from advisorypress.errors import MailError, SettingsError
from advisorypress.language import Language
from advisorypress.model.digest_items import digest_items
from advisorypress.notify import openpgp
from advisorypress.notify.audience import freeze_audience
from advisorypress.notify.mailing import copies, for_list
from advisorypress.notify.openpgp import OpenPgp, openpgp_of
from advisorypress.notify.unchanged import what_changed
from advisorypress.store.campaigns import Campaign, open_variants, set_state
from advisorypress.store.ledger import Ledger
from advisorypress.store.subscriber_tables import SUBSCRIBER, SUBSCRIPTION
from advisorypress.store.transactions import writing
from tests.compose.library import a_digest, a_library, some_settings
from tests.notify.sending import a_letterhead, a_writer
from tests.store.mailings import a_store, add_subscribers

FORMATS = [(edition, format) for edition in Edition for format in Format]


@pytest.fixture(scope="module")
def keyring() -> Iterator[Path]:
    """
    A keyring of our own in a folder whose name is short enough for the agent's socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="press-gpg-"))
    yield folder
    subprocess.run(["gpgconf", "--homedir", str(folder), "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def fingerprint(keyring: Path) -> str:
    """
    That of a new key without a passphrase, which ends after a year.
    """
    gpg = ["gpg", "--homedir", str(keyring), "--batch", "--quiet"]
    make = [*gpg, "--passphrase", "", "--quick-gen-key", "Example CERT <digest@cert.example>", "ed25519", "sign", "1y"]
    subprocess.run(make, check=True, capture_output=True)
    listing = subprocess.run([*gpg, "--with-colons", "--list-keys"], check=True, capture_output=True, text=True).stdout
    return next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))


@pytest.fixture
def key(keyring: Path, fingerprint: str, monkeypatch: pytest.MonkeyPatch) -> OpenPgp:
    """
    The key, as the settings name it.
    """
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    found = openpgp_of(fingerprint.lower())
    assert found is not None
    return found


def a_template(edition: Edition = Edition.EN, format: Format = Format.HTML) -> Template:
    library = a_library(settings=some_settings(mail=replace(some_settings().mail, mailbox_domain="mail.cert.example")))
    items = digest_items(library, a_digest())
    return compile_variant(
        library, DigestMailing(digest=a_digest()), edition, format, (*items.advisories, *items.reading)
    )


def halves(raw: bytes) -> tuple[bytes, bytes]:
    """
    What is signed, octet for octet as RFC 1847 cuts it out, and the signature.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert "multipart/signed" == message.get_content_type()
    assert ("pgp-sha512", "application/pgp-signature") == (message.get_param("micalg"), message.get_param("protocol"))
    mark = f"\r\n--{message.get_boundary()}".encode()
    content, signature = raw.split(mark)[1:3]
    parts = message.get_payload()
    assert isinstance(parts, list)
    assert "application/pgp-signature" == parts[1].get_content_type()
    return content.removeprefix(b"\r\n"), signature.partition(b"\r\n\r\n")[2]


def is_valid(content: bytes, signature: bytes, folder: Path) -> bool:
    (folder / "content").write_bytes(content)
    (folder / "signature.asc").write_bytes(signature)
    verify = ["gpg", "--batch", "--verify", str(folder / "signature.asc"), str(folder / "content")]
    return 0 == subprocess.run(verify, check=False, capture_output=True).returncode


def leaves(message: Message) -> list[str]:
    return [part.get_content_type() for part in message.walk() if not part.is_multipart()]


@pytest.mark.needs("gpg")
@pytest.mark.parametrize(("edition", "format"), FORMATS)
def test_gpg_verifies_it(key: OpenPgp, edition: Edition, format: Format, tmp_path: Path) -> None:
    """
    Statement 7, and 4 for what is added: every edition and form; one changed octet fails.
    """
    template = a_template(edition, format)

    raw = key.sign_template(template).splice(a_letterhead(_campaign()).values(bytes(8), "r1@cert.example"))

    content, signature = halves(raw)
    assert is_valid(content, signature, tmp_path)
    assert not is_valid(content.replace(b"e", b"f", 1), signature, tmp_path)
    lines = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(len(line) for line in lines if not line.startswith(b"Content-")) <= 76
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    forms = ["text/plain"] if format is Format.TEXT else ["text/plain", "text/html"]
    assert [*forms, "application/pgp-signature"] == leaves(email.message_from_bytes(raw))
    assert template == unsigned(key.sign_template(template))


def _campaign() -> Campaign:
    return Campaign(1, "digest-2026-11-second", "digest", "digest", 0, "frozen", 1, 0, None, False)


@pytest.mark.needs("gpg")
def test_one_signature_a_variant(key: OpenPgp, tmp_path: Path, quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Statement 7: of a frozen mailing the signer ran once for each variant, the signed octets of two recipients are equal, and
    gpg verifies what each of them gets; what was frozen is known to be unchanged although no two signatures are alike.
    """
    calls: list[int] = []
    gpg = openpgp._gpg
    monkeypatch.setattr(openpgp, "_gpg", lambda *words, said=b"": calls.append(len(said)) or gpg(*words, said=said))
    engine = a_store(quick)
    add_subscribers(engine, 5)
    with writing(engine) as connection:
        for number in range(1, 6):
            language = "both" if number > 3 else "en"
            connection.execute(SUBSCRIBER.update().where(SUBSCRIBER.c.id == number).values(lang=language))
            connection.execute(insert(SUBSCRIPTION).values(subscriber=number, topic="all", pace="both"))
    mail = replace(some_settings().mail, mailbox_domain="mail.cert.example", openpgp=key.fingerprint)
    library = a_library(settings=some_settings(mail=mail))
    now = datetime(2026, 12, 2, tzinfo=UTC)

    campaign = freeze_audience(library, DigestMailing(digest=a_digest()), engine, now, print)

    assert (5, 2) == (campaign.expected, len(open_variants(engine, campaign.number)))
    # The first is a trial, before the store is locked.
    assert (3, 0) == (len(calls), calls[0])
    set_state(engine, campaign.number, "sending", 0)
    rows = Ledger(engine, campaign, "one").claim(now.timestamp(), 10)
    writer = a_writer(engine, campaign)
    texts: dict[int, set[bytes]] = {}
    for row in rows:
        content, signature = halves(writer.parcel(row).content().removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))
        texts.setdefault(row.variant, set()).add(content + signature)
        assert is_valid(content, signature, tmp_path)
    assert [1, 1] == [len(each) for each in texts.values()]
    assert 3 == len(calls)
    assert "" == what_changed(library, engine, campaign)
    engine.dispose()


@pytest.mark.needs("gpg")
def test_what_is_wrong_with_a_key(key: OpenPgp, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    One that is not there, and a short name, are refused before anything is sent; when a key ends is known.
    """
    with pytest.raises(MailError, match=r"gpg did not sign: .*; nothing was sent") as caught:
        OpenPgp("0" * 40).sign(b"x")
    assert "@" not in str(caught.value)
    with pytest.raises(SettingsError, match="a whole fingerprint, 40 hexadecimal digits"):
        openpgp_of("DEADBEEF")
    assert None is openpgp_of("")
    assert 364 <= (next(key.ends()) - datetime.now(UTC)).days <= 365
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MailError, match="gpg is not installed; nothing was sent"):
        key.sign(b"another")


def test_the_content_is_found_again() -> None:
    """
    Of a template that is not signed, and of one that is, without GnuPG.
    """
    template = a_template()

    signed = sign_template(template, lambda content: b"-----BEGIN PGP SIGNATURE-----\n\nabcd\n")

    assert template == unsigned(template) == unsigned(signed)
    assert template.slots == signed.slots


def test_copies_and_lists_are_signed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each of two languages once, however many colleagues get it; without a key nothing is signed.
    """
    calls: list[bytes] = []
    armour = b"-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n"
    monkeypatch.setattr(openpgp, "_gpg", lambda *words, said=b"": calls.append(said) or armour)
    mails = [
        (compose_digest(a_library(), a_digest(), language), sender_of(some_settings(), language))
        for language in Language
    ]
    people = [Address.parse(f"{name}@cert.example") for name in ("one", "two")]

    signed = [*copies(mails, people, OpenPgp("0" * 40)), *for_list(mails, people[0], OpenPgp("0" * 40))]

    assert [b"multipart/signed"] * 6 == [
        letter.content.partition(b"\r\nContent-Type: ")[2].partition(b";")[0] for letter in signed
    ]
    assert (4, 2) == (len(calls), len(set(calls)))
    assert all(b"multipart/signed" not in letter.content for letter in copies(mails, people))
