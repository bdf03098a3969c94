"""
A relay that does everything wrong: statements 9, 14 to 18 and 30 of the mail design, as far as they need no ledger.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from advisorypress.address import Address
from advisorypress.errors import MailError
from advisorypress.notify.mailing import demand_all
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.smtp import Letter, Outcome, State, hand_over
from tests.notify.postfix import Certificate, make_certificate
from tests.notify.scripted import CUT, SILENCE, Scripted

SENDER = Address.parse("digest@cert.example")
READERS = [Address.parse(f"{name}@cert.example") for name in ("somebody", "nobody", "anybody")]
TEXT = b"Subject: x\r\n\r\nhello\r\n.\r\n..\r\n"


def letters(count: int = 3) -> list[Letter]:
    return [Letter(f"letter {n}", SENDER, READERS[n], TEXT) for n in range(count)]


def relay_at(server: Scripted, **changes: Any) -> Relay:
    return Relay(**{"host": "127.0.0.1", "port": server.port, "tls": Tls.NONE, "patience": 1, **changes})


def states(outcomes: Sequence[Outcome]) -> list[State]:
    return [outcome.state for outcome in outcomes]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """
    A certificate that nobody trusts unless told to.
    """
    return make_certificate(tmp_path_factory.mktemp("certificate"), "127.0.0.1")


def context_of(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


def trust(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    As an administrator would: OpenSSL's own variable.
    """
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))


def test_what_arrives_is_what_was_composed() -> None:
    """
    Lines of dots arrive as such (statement 4); the greeting gives the sender's domain and not this machine's name.
    """
    with Scripted({}) as server:
        outcomes = hand_over(relay_at(server), letters())

    assert [State.ACCEPTED] * 3 == states(outcomes)
    assert [TEXT.replace(b"\r\n.", b"\r\n..")] * 3 == server.texts
    assert "EHLO cert.example" == server.heard[0]
    assert ["MAIL FROM:<digest@cert.example>", "RCPT TO:<somebody@cert.example>"] == server.heard[1:3]
    assert "QUIT" == server.verbs[-1]


@pytest.mark.parametrize("code", [421, 450, 451, 452, 550, 552, 554])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "text"])
def test_a_refused_letter_does_not_take_its_neighbours_along(step: str, code: int) -> None:
    """
    Statement 14 without the ledger: a 4xx or 5xx at each step refuses that letter alone; after a 421 the rest is not sent.
    """
    wrong = f"{code} 4.7.1 <somebody@cert.example>: not now\r\n".encode()
    right = {"MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go on\r\n", "text": b"250 ok\r\n"}[step]
    with Scripted({step: [wrong, right]}) as server:
        outcomes = hand_over(relay_at(server), letters())

    gone = code == 421 and step in ("MAIL", "RCPT")
    assert [State.REFUSED, *([State.NOT_SENT] * 2 if gone else [State.ACCEPTED] * 2)] == states(outcomes)
    assert f"{code} 4.7.1 (an address) not now" == outcomes[0].reason
    assert (0 if gone else 2) == len(server.texts)


@pytest.mark.parametrize("answer", [CUT, SILENCE, b"banana\r\n", b"999 what\r\n", b"250-" + b"x" * 40_000], ids=repr)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "text"])
def test_a_relay_that_is_lost(step: str, answer: bytes) -> None:
    """
    Statements 16 and 17: cut, silent, garbage or endless; before the text nothing was sent, and from then on it is in
    doubt: never said to be accepted, never said to be refused.
    """
    with Scripted({step: answer}) as server:
        outcomes = hand_over(relay_at(server), letters())

    first = State.IN_DOUBT if step in ("DATA", "text") else State.NOT_SENT
    assert [first, State.NOT_SENT, State.NOT_SENT] == states(outcomes)
    assert ("may have the message all the same" in outcomes[0].reason) == (first is State.IN_DOUBT)
    with pytest.raises(MailError, match="3 of 3 messages were not accepted"):
        demand_all(outcomes)


def a_long_reply(lines: int) -> bytes:
    return b"".join(b"250-%b\r\n" % (b"x" * 4_990) for _ in range(lines)) + b"250 last\r\n"


def test_long_replies() -> None:
    """
    Statement 17: many lines, and lines of 5,000 columns.
    """
    with Scripted({"EHLO": a_long_reply(5), "MAIL": a_long_reply(5), "text": a_long_reply(5)}) as server:
        assert [State.ACCEPTED] * 3 == states(hand_over(relay_at(server), letters()))


def test_endless_replies() -> None:
    """
    Statement 17: more than 32 KB for one answer is no answer, so memory stays bounded.
    """
    with Scripted({"EHLO": a_long_reply(10)}) as server, pytest.raises(MailError, match="does not greet us"):
        hand_over(relay_at(server), letters(1))
    with Scripted({"text": a_long_reply(10)}) as server:
        assert [State.IN_DOUBT] == states(hand_over(relay_at(server), letters(1)))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"greeting": b"554 5.7.1 no mail from you\r\n"}, "cannot be reached: 554 5.7.1 no mail from you"),
        ({"greeting": CUT}, "cannot be reached: it closed the connection"),
        ({"greeting": SILENCE}, "cannot be reached: it did not answer in time"),
        ({"greeting": b"SSH-2.0-OpenSSH_9.2\r\n"}, "cannot be reached: no SMTP reply"),
        ({"EHLO": CUT}, "does not greet us: it closed the connection"),
        ({"EHLO": b"502 what\r\n"}, "does not greet us: 502 what"),
    ],
)
def test_a_relay_that_cannot_be_talked_to(answers: dict[str, bytes], said: str) -> None:
    """
    Each trouble in words, with the relay's name, and that nothing was sent.
    """
    with Scripted(answers) as server, pytest.raises(MailError) as caught:
        hand_over(relay_at(server), letters())

    assert f"the relay 127.0.0.1:{server.port} {said}" in str(caught.value)
    assert str(caught.value).endswith("nothing was sent")


def test_nobody_is_there() -> None:
    """
    A closed port and a name that does not exist.
    """
    with Scripted({}) as server:
        port = server.port
    with pytest.raises(MailError, match="nothing listens there"):
        hand_over(Relay(host="127.0.0.1", port=port, tls=Tls.NONE), letters())
    with pytest.raises(MailError, match="no machine of this name"):
        hand_over(Relay(host="relay.invalid", port=25), letters())


def test_no_starttls_where_it_is_required() -> None:
    """
    Statement 18: nothing is sent and no password leaves.
    """
    answers = {"EHLO": b"250-mx\r\n250 AUTH PLAIN LOGIN\r\n"}
    with Scripted(answers) as server, pytest.raises(MailError, match="offers no STARTTLS; nothing was sent"):
        hand_over(relay_at(server, tls=Tls.STARTTLS, user="press", password="geheim"), letters())

    assert not {"AUTH", "MAIL"} & set(server.verbs)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"454 4.7.0 TLS not available\r\n", "454 4.7.0 TLS not available"),
        (CUT, "it closed the connection"),
        (b"220 go ahead\r\n" * 3, "it did not answer in time"),
        (SILENCE, "did not answer in time"),
    ],
    ids=repr,
)
def test_a_handshake_that_fails(answer: bytes, said: str) -> None:
    """
    Statement 18: a refusal, a cut, or text in place of the handshake.
    """
    answers = {"EHLO": b"250-mx\r\n250 STARTTLS\r\n", "STARTTLS": answer}
    with Scripted(answers) as server, pytest.raises(MailError, match="cannot be trusted") as caught:
        hand_over(relay_at(server, tls=Tls.STARTTLS), letters())

    assert said in str(caught.value)
    assert "MAIL" not in server.verbs


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize("trouble", ["unknown", "another name"])
def test_a_wrong_certificate(
    tls: Tls, trouble: str, certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Statement 18: one that nobody vouches for, and one that is another machine's.
    """
    if trouble == "another name":
        certificate = make_certificate(tmp_path, "mx.other.example")
        trust(certificate, monkeypatch)
    answers = {"EHLO": b"250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"}
    script = Scripted(answers, context_of(certificate), implicit=tls is Tls.IMPLICIT)
    with script as server, pytest.raises(MailError, match="its certificate is not valid"):
        hand_over(relay_at(server, tls=tls, user="press", password="geheim"), letters())

    assert not {"AUTH", "MAIL"} & set(server.verbs)
    assert [] == server.texts


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_tls_and_login(tls: Tls, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    With a certificate that is trusted everything goes through, the login only after the handshake.
    """
    trust(certificate, monkeypatch)
    first = b"250-mx\r\n250 STARTTLS\r\n"
    inside = b"250-mx\r\n250 AUTH PLAIN\r\n"
    answers = {"EHLO": [first, inside] if tls is Tls.STARTTLS else inside}
    with Scripted(answers, context_of(certificate), implicit=tls is Tls.IMPLICIT) as server:
        outcomes = hand_over(relay_at(server, tls=tls, user="press", password="geheim"), letters())

    assert [State.ACCEPTED] * 3 == states(outcomes)
    before = ["EHLO", "STARTTLS", "EHLO"] if tls is Tls.STARTTLS else ["EHLO"]
    assert [*before, "AUTH", "MAIL"] == server.verbs[: len(before) + 2]


def test_text_before_the_handshake_is_not_believed(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Statement 18: what somebody on the way puts between the answer to STARTTLS and the handshake is no part of the session.
    """
    trust(certificate, monkeypatch)
    injected = b"250-mx\r\n250 AUTH PLAIN\r\n"
    answers = {"EHLO": [b"250-mx\r\n250 STARTTLS\r\n", b"250 mx\r\n"], "STARTTLS": b"220 go ahead\r\n" + injected}
    script = Scripted(answers, context_of(certificate))
    with script as server, pytest.raises(MailError, match="offers no AUTH"):
        hand_over(relay_at(server, tls=Tls.STARTTLS, user="press", password="geheim"), letters())

    assert ["EHLO", "STARTTLS", "EHLO", "QUIT"] == server.verbs


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"EHLO": b"250 mx\r\n"}, "offers no AUTH that we know"),
        (
            {"EHLO": b"250-mx\r\n250 AUTH PLAIN\r\n", "AUTH": b"535 5.7.8 wrong password for press@cert.example\r\n"},
            "refused the name or the password (535)",
        ),
        ({"EHLO": b"250-mx\r\n250 AUTH PLAIN\r\n", "AUTH": CUT}, "closed the connection"),
        ({"EHLO": b"250-mx\r\n250 AUTH CRAM-MD5\r\n", "AUTH": b"334 !!!\r\n"}, "(500)"),
        ({"EHLO": b"250-mx\r\n250 AUTH GSSAPI\r\n"}, "offers no AUTH that we know"),
    ],
)
def test_a_login_that_fails(answers: dict[str, bytes], said: str) -> None:
    """
    Said in words; name and password stand in none of them, nor does what the relay says about them.
    """
    with Scripted(answers) as server, pytest.raises(MailError) as caught:
        hand_over(relay_at(server, user="press@cert.example", password="geheim"), letters())

    assert said in str(caught.value)
    assert "MAIL" not in server.verbs
    for secret in ("geheim", "press@cert.example"):
        assert secret not in str(caught.value)


def test_what_a_relay_says_is_made_harmless() -> None:
    """
    Statement 30: no address in a report, no control character for the terminal, no endless line.
    """
    hostile = (
        b"550 5.1.1 \x1b[2J\x07 somebody unknown, Somebody@CERT.example <somebody@cert.example> \xff\xe6 " + b"x" * 900
    )
    with Scripted({"RCPT": hostile + b"\r\n"}) as server:
        (outcome,) = hand_over(relay_at(server), letters(1))

    assert "somebody" not in outcome.reason.lower()
    assert outcome.reason.isascii()
    assert outcome.reason.isprintable()
    assert len(outcome.reason) < 220
    assert outcome.reason.startswith("550 5.1.1 [2J (an address) unknown")


def test_each_outcome_is_told_at_once() -> None:
    """
    So a person who stops it knows what has gone out.
    """
    heard: list[Outcome] = []
    with Scripted({"RCPT": [b"250 ok\r\n", b"550 no\r\n", b"250 ok\r\n"]}) as server:
        outcomes = hand_over(relay_at(server), letters(), heard.append)

    assert tuple(heard) == outcomes
    assert [State.ACCEPTED, State.REFUSED, State.ACCEPTED] == states(heard)
