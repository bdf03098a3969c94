"""
Into a real Postfix and out of it again.
"""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword

from advisorypress.address import Address
from advisorypress.compose.digest import compose_digest
from advisorypress.compose.message import Mail, Sender, sender_of
from advisorypress.errors import MailError
from advisorypress.language import Language
from advisorypress.notify.mailing import copies, for_list
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.smtp import State, hand_over
from tests.compose.library import a_digest, a_library, some_settings
from tests.notify.postfix import Certificate, Postfix, free_port, make_certificate

LIST = Address.parse("digest@lists.cert.example")

# What a mail server puts before a message that it takes in.
ADDED = ("Return-Path", "X-Original-To", "Delivered-To", "Received")


def mails(change: Callable[[Mail], Mail] = lambda mail: mail) -> list[tuple[Mail, Sender]]:
    library = a_library()
    return [
        (change(compose_digest(library, a_digest(), language)), sender_of(some_settings(), language))
        for language in Language
    ]


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.needs("postfix")
def test_a_message_a_language_arrives_as_it_was_composed(postfix: Postfix) -> None:
    """
    Statements 3, 4 and 8: every octet of it, `List-Unsubscribe` on one line, Chinese words, and a line of a single dot.
    """
    sent = mails(lambda mail: replace(mail, text=f"{mail.text}.\n..\n.end\n"))
    letters = for_list(sent, LIST)

    outcomes = hand_over(Relay(host="127.0.0.1", port=postfix.port, tls=Tls.NONE), letters)

    assert [State.ACCEPTED] * 2 == [outcome.state for outcome in outcomes], outcomes
    arrived = {str(parsed(raw)["Content-Language"]): raw for raw in postfix.received(2)}
    for letter, (mail, _) in zip(letters, sent, strict=True):
        raw = arrived[mail.language.value]
        # Postfix puts its own fields before ours and changes none; a Maildir has line feeds only.
        assert raw.endswith(letter.content.replace(b"\r\n", b"\n"))
        message = parsed(raw)
        assert "<digest@cert.example>" == message["Return-Path"]
        assert [*ADDED, *parsed(letter.content).keys()] == message.keys()
        assert mail.subject == message["Subject"]
        text, html = (part.get_content() for part in message.iter_parts())
        assert mail.text.rstrip("\n") == text.replace("\r\n", "\n").rstrip("\n")
        assert mail.html.rstrip("\n") == html.replace("\r\n", "\n").rstrip("\n")


@pytest.mark.needs("postfix")
def test_one_refused_reader_does_not_stop_the_others(postfix: Postfix) -> None:
    """
    Statement 14 with real answers; the report names nobody (statement 30).
    """
    addresses = [Address.parse(f"{name}@cert.example") for name in ("one", "refused", "three")]

    outcomes = hand_over(Relay(host="127.0.0.1", port=postfix.port, tls=Tls.NONE), copies(mails(), addresses))

    assert [State.ACCEPTED] * 2 + [State.REFUSED] * 2 + [State.ACCEPTED] * 2 == [each.state for each in outcomes]
    assert outcomes[2].reason.startswith("554 5.7.1 (an address) Recipient address rejected: no such reader")
    received = sorted(str(parsed(raw)["Delivered-To"]) for raw in postfix.received(4))
    assert ["one@cert.example"] * 2 + ["three@cert.example"] * 2 == received


@pytest.mark.needs("postfix")
def test_starttls_with_postfix(postfix_with_tls: tuple[Postfix, Certificate], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Statement 18: its certificate must be trusted and be of the name that we asked for; then the mail goes through.
    """
    postfix, certificate = postfix_with_tls
    letters = for_list(mails(), LIST)

    with pytest.raises(MailError, match="cannot be trusted: its certificate is not valid"):
        hand_over(Relay(host="localhost", port=postfix.port), letters)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    with pytest.raises(MailError, match="cannot be trusted: its certificate is not valid"):
        hand_over(Relay(host="127.0.0.1", port=postfix.port), letters)
    hand_over(Relay(host="localhost", port=postfix.port), letters)

    postfix.received(2)


def test_login_with_another_mail_server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    AUTH after STARTTLS, as a provider's relay demands it: the right password is let in, a wrong one is not.
    """
    certificate = make_certificate(tmp_path_factory.mktemp("aiosmtpd"), "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(b"press", b"geheim") == (data.login, data.password), handled=False)

    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    try:
        relay = Relay(host="localhost", port=controller.port, user="press", password="geheim")
        outcomes = hand_over(relay, for_list(mails(), LIST))
        with pytest.raises(MailError, match=r"does not let us in: it refused the name or the password \(535\)"):
            hand_over(replace(relay, password="wrong"), for_list(mails(), LIST))
    finally:
        controller.stop()

    assert [State.ACCEPTED] * 2 == [outcome.state for outcome in outcomes]
