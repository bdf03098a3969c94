"""
What the doctor reads in a message: the ways to leave, and whether signatures cover them.
"""

from __future__ import annotations

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from advisorypress.doctor.diagnosis import Verdict
from advisorypress.doctor.message import headers_of, places_of, signed_sample
from advisorypress.doctor.sender import KeyPlace
from advisorypress.notify.dkim import Signer, public_record
from advisorypress.settings import MailSettings
from advisorypress.tokens import TokenKeys
from tests.compose.library import some_settings

SIGNATURE = "DKIM-Signature: v=1; a=rsa-sha256; d=cert.example; s=press;\r\n h={h};\r\n bh=x; b=y\r\n"
LEAVE = "List-Unsubscribe: <https://mail.cert.example/u/x>, <mailto:u-x@in.cert.example?subject=unsubscribe>\r\n"
POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
ALL = "From:To:List-Unsubscribe:List-Unsubscribe-Post"


def a_message(*head: str) -> bytes:
    return ("".join(head) + "From: digest@cert.example\r\n\r\nList-Unsubscribe: not here\r\n").encode()


def told(message: bytes, has_endpoint: bool = True) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.words) for each in headers_of(message, is_received=True, has_endpoint=has_endpoint)]


def test_our_own_message() -> None:
    """
    Statement 5: what we sign ourselves is verified by dkimpy and covers both fields; nothing is wrong with it.
    """
    mail = MailSettings(
        sender="digest@cert.example", relay="localhost:25", list_id="digest.cert.example", tls="none",
        endpoint="https://mail.cert.example", mailbox_domain="in.cert.example",
    )  # fmt: skip
    signer = Signer("cert.example", "press", generate_private_key(65537, 2048))
    sample = signed_sample(some_settings(mail=mail), TokenKeys({1: b"k" * 32}), signer)

    assert [Verdict.PASS, Verdict.PASS] == [verdict for verdict, _ in told(sample)]
    assert (KeyPlace("cert.example", "press"),) == places_of(sample)
    record = public_record(signer).encode()
    assert dkim.verify(sample, dnsfunc=lambda name, timeout=5: record)


def test_a_good_message() -> None:
    """
    Whatever its line ends are, as it was saved.
    """
    good = a_message(SIGNATURE.format(h=ALL), LEAVE, POST)
    expected = [
        (Verdict.PASS, "List-Unsubscribe and List-Unsubscribe-Post let one click leave"),
        (Verdict.PASS, "the signature of cert.example (rsa-sha256) covers List-Unsubscribe and List-Unsubscribe-Post"),
    ]

    assert expected == told(good)
    assert expected == told(good.replace(b"\r\n", b"\n"))


def test_opendkim_as_debian_sets_it() -> None:
    """
    mail.md 1.5: it signs List-Unsubscribe and not List-Unsubscribe-Post, so one click is not valid.
    """
    message = a_message(SIGNATURE.format(h="from:to:list-unsubscribe"), LEAVE, POST)

    (finding,) = [
        each for each in headers_of(message, is_received=True, has_endpoint=True) if each.verdict is Verdict.FAIL
    ]
    assert "does not cover list-unsubscribe-post" in finding.words
    assert "SignHeaders *,+list-unsubscribe,+list-unsubscribe-post" == finding.record


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ([LEAVE, POST], "the message has no DKIM signature"),
        ([SIGNATURE.format(h=ALL), POST], "the message has 0 List-Unsubscribe fields, not one"),
        ([SIGNATURE.format(h=ALL), LEAVE, LEAVE, POST], "the message has 2 List-Unsubscribe fields, not one"),
        (
            [SIGNATURE.format(h=ALL), "List-Unsubscribe: =?utf-8?q?=3Chttps=3A//x=3E?=\r\n", POST],
            "List-Unsubscribe is in encoded-words, which nobody reads",
        ),
        ([SIGNATURE.format(h=ALL), LEAVE], "one click does not leave"),
        ([SIGNATURE.format(h="to:list-unsubscribe:list-unsubscribe-post"), LEAVE, POST], "does not cover From"),
    ],
)
def test_what_is_wrong_with_a_message(head: list[str], words: str) -> None:
    """
    Each trouble that keeps a mail service from showing its button.
    """
    assert any(verdict is Verdict.FAIL and words in said for verdict, said in told(a_message(*head)))


def test_mail_only() -> None:
    """
    Without an endpoint leaving by mail is all there is, and could be better.
    """
    message = a_message(
        SIGNATURE.format(h="from:list-unsubscribe"), "List-Unsubscribe: <mailto:u-x@in.cert.example>\r\n"
    )

    assert [Verdict.WARN, Verdict.PASS] == [verdict for verdict, _ in told(message, has_endpoint=False)]


def test_what_the_receiving_server_says() -> None:
    """
    Its own field stands first; a field further down may be anybody's (RFC 8601).
    """
    message = a_message(
        "Authentication-Results: mx.reader.example;\r\n spf=pass smtp.mailfrom=cert.example;\r\n dkim=fail (body hash)\r\n",
        "Authentication-Results: forged; dkim=pass; dmarc=pass\r\n",
        SIGNATURE.format(h=ALL),
        LEAVE,
        POST,
    )

    assert [
        (Verdict.FAIL, "the server that received it says dkim=fail"),
        (Verdict.PASS, "the server that received it says spf=pass"),
    ] == told(message)[-2:]


@pytest.mark.parametrize(
    "message", [b"", b"\x00\xff" * 400, b"no colon\r\n", b":" * 5000, b"DKIM-Signature: d=;s=\r\n\r\n"]
)
def test_what_is_no_message(message: bytes) -> None:
    """
    Anything can be given; it is told as wrong, never as a traceback.
    """
    assert () == places_of(message)
    assert Verdict.FAIL in [verdict for verdict, _ in told(message)]
