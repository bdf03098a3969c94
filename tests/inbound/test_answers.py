"""
The answers to subscribers: what they say, and that each is sent once (mail.md 28).
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from advisorypress.errors import MailError
from advisorypress.inbound.post import HOLD_SECONDS, PAUSE_SECONDS, Post
from advisorypress.inbound.reply import Answer, Person, Scribe
from advisorypress.notify.relay import Relay, Tls
from advisorypress.settings import MailSettings
from advisorypress.store.inbox import Inbox
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import writing
from advisorypress.tokens import Purpose, Token
from advisorypress.wording import standard_wording
from tests.examples import the_settings
from tests.inbound.mailbox import DOMAIN, KEYS, NOW, PEPPER, Mailbox, pid_of
from tests.notify.postfix import Postfix, free_port
from tests.repositories import copy_repository

MAIL = MailSettings(
    sender="digest@cert.example",
    relay="localhost:25",
    list_id="digest.cert.example",
    endpoint=f"https://{DOMAIN}/",
    tls="none",
    mailbox_domain=DOMAIN,
)
READER = "reader@cert.example"


def a_scribe(**changes: object) -> Scribe:
    values = {name: getattr(MAIL, name) for name in MailSettings.__slots__}
    return Scribe(the_settings(mail=MailSettings(**{**values, **changes})), standard_wording(), KEYS)  # type: ignore[arg-type]


def a_person(**changes: object) -> Person:
    values = {
        "pid": pid_of(1), "address": READER, "language": "en", "format": "html", "pace": "both", "topics": ("all",),
        **changes,
    }  # fmt: skip
    return Person(**values)  # type: ignore[arg-type]


def parsed(answer: Answer) -> EmailMessage:
    message = email.message_from_bytes(answer.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "box")


def a_post(mailbox: Mailbox, port: int) -> Post:
    return Post(mailbox.store, PEPPER, a_scribe(), Relay(host="127.0.0.1", port=port, tls=Tls.NONE, patience=10))


@pytest.mark.parametrize(
    ("language", "first"), [("en", "We were asked"), ("zh-Hant", "我們收到要求"), ("both", "We were asked")]
)
def test_the_confirmation_is_in_both_languages(language: str, first: str) -> None:
    """
    The reader's first; what was asked for stands in both; an answer to it is the confirmation.
    """
    message = parsed(a_scribe().confirmation(a_person(language=language), NOW))
    text = message.get_content()

    assert text.startswith(first)
    assert {"We were asked", "我們收到要求", "everything", "全部"} <= {
        words for words in ("We were asked", "我們收到要求", "everything", "全部") if words in text
    }
    assert "請確認訂閱" in message["Subject"] and "Please confirm your subscription" in message["Subject"]
    token = re.fullmatch(rf"c-(\w{{42}})@{re.escape(DOMAIN)}", message["Reply-To"])
    assert token is not None
    assert Token(Purpose.CONFIRM, pid_of(1), NOW) == KEYS.read(token[1])
    assert f"https://{DOMAIN}/c/{token[1]}" in text


def test_no_machine_answers_it() -> None:
    """
    It says that it is automatic, and a failure of it comes back to a token (RFC 3834).
    """
    answer = a_scribe().confirmation(a_person(), NOW)
    message = parsed(answer)

    assert ("auto-replied", READER, "digest@cert.example") == (
        message["Auto-Submitted"], message["To"], message["From"].addresses[0].addr_spec,
    )  # fmt: skip
    assert Token(Purpose.BOUNCE, pid_of(1), 0) == KEYS.read(answer.sender.local.removeprefix("b-"))


def test_lines_are_as_mail_wants_them() -> None:
    """
    CRLF everywhere, 7 bits, no long line (mail.md 4).
    """
    for answer in (a_scribe().confirmation(a_person(), NOW), a_scribe().preferences(a_person(language="both"), NOW)):
        lines = answer.content.split(b"\r\n")
        assert not [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 998 or not line.isascii()]


def test_a_stranger_smuggles_no_words_in() -> None:
    """
    Topics that are free words are counted, not repeated, to somebody who may not have asked for anything.
    """
    topics = ("kind:alert", "word:win money at evil.example", "word:http://evil.example")
    text = parsed(a_scribe().confirmation(a_person(topics=topics), NOW)).get_content()

    assert "evil" not in text
    assert "kind:alert, 2 more of your own words" in text
    assert "kind:alert、另有2個自訂主題" in text


def test_the_form_stands_once_and_can_be_sent_back(mailbox: Mailbox) -> None:
    """
    What it says is what one has; sent back as it is, it changes nothing.
    """
    mailbox.subscribe(1)
    message = parsed(a_scribe().preferences(a_person(pace="digest", topics=("kind:alert", "vendor:acme")), NOW))
    text = message.get_content()

    assert 1 == text.count("pace: digest")
    local = message["Reply-To"].partition("@")[0]
    mailbox.deliver(
        local, "Content-Type: text/plain; charset=utf-8", body="".join(f"> {line}\n" for line in text.splitlines())
    )
    assert {"preferred": 1} == mailbox.intake()
    with mailbox.store.connect() as connection:
        person = connection.execute(select(SUBSCRIBER.c.lang, SUBSCRIBER.c.format)).one()
    assert ("en", "html") == tuple(person)


def test_the_form_says_how_to_leave(mailbox: Mailbox) -> None:
    """
    In both languages, by an address of the reader's own: for those whose mail program shows no button.
    """
    mailbox.subscribe(1)
    text = parsed(a_scribe().preferences(a_person(), NOW)).get_content().replace("\r\n", "\n")
    (local,) = set(re.findall(r"^(u-u1[a-z2-7]{40})@mail\.cert\.example$", text, re.MULTILINE))

    assert (
        "To get nothing more, send an empty message to:\n" in text
    ) and "如不想再收到任何電郵，請發送空白電郵至：\n" in text
    mailbox.deliver(local, sender="elsewhere@example.org")
    assert {"unsubscribed": 1} == mailbox.intake()


def test_without_a_relay_answers_wait(mailbox: Mailbox) -> None:
    """
    Nothing is lost and nothing is called sent.
    """
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()

    with pytest.raises(MailError):
        a_post(mailbox, free_port()).send(NOW)
    assert [("confirm", "waiting")] == mailbox.replies()


@pytest.mark.needs("postfix")
def test_a_hundred_sign_ups_give_one_mail(mailbox: Mailbox, postfix: Postfix) -> None:
    """
    Through a real relay; a second run sends nothing; its Reply-To confirms.
    """
    for _ in range(100):
        mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()
    post = a_post(mailbox, postfix.port)

    assert ({"sent": 1}, {}) == (post.send(NOW), post.send(NOW))
    [raw] = postfix.received(1)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    mailbox.deliver(message["Reply-To"].partition("@")[0], sender=READER)
    assert {"confirmed": 1} == mailbox.intake(NOW + 60)


@pytest.mark.needs("postfix")
def test_a_refused_answer_is_given_up(mailbox: Mailbox, postfix: Postfix) -> None:
    """
    The relay's 5xx is final, and keeps no other answer back.
    """
    mailbox.deliver("subscribe", sender="refused@cert.example")
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()

    assert {"refused": 1, "sent": 1} == a_post(mailbox, postfix.port).send(NOW)
    assert [("confirm", "failed"), ("confirm", "sent")] == mailbox.replies()
    postfix.received(1)


@pytest.mark.needs("postfix")
def test_an_answer_of_a_killed_run_is_sent_by_the_next(mailbox: Mailbox, postfix: Postfix) -> None:
    """
    What another process holds is left alone until its hold ends.
    """
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()
    with writing(mailbox.store) as connection:
        assert 1 == len(Inbox(connection, PEPPER, NOW).claim_replies(10, HOLD_SECONDS, 8))
    post = a_post(mailbox, postfix.port)

    assert ({}, {"sent": 1}) == (post.send(NOW + HOLD_SECONDS - 1), post.send(NOW + HOLD_SECONDS))


def test_who_has_left_is_not_asked(mailbox: Mailbox) -> None:
    """
    An answer that waited too long is dropped.
    """
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()
    pid, _ = mailbox.asked(READER)
    mailbox.deliver(f"u-{KEYS.issue(Purpose.UNSUBSCRIBE, pid)}")
    mailbox.intake(NOW + PAUSE_SECONDS)

    assert {} == a_post(mailbox, free_port()).send(NOW + PAUSE_SECONDS)
    assert [("confirm", "failed")] == mailbox.replies()


def press(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PRESS_")}
    return subprocess.run(
        [sys.executable, "-m", "advisorypress", *arguments],
        cwd=root, capture_output=True, text=True, timeout=60, check=False, env={**clean, "NO_COLOR": "1", **environment},
    )  # fmt: skip


@pytest.mark.needs("postfix")
def test_the_command(tmp_path: Path, mailbox: Mailbox, postfix: Postfix) -> None:
    """
    Prints counts and no address, and a second run has nothing to do.
    """
    root = copy_repository(tmp_path / "repository")
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("mailbox_domain: mail.cert.example", f"mailbox_domain: {DOMAIN}", 1)
    settings.write_text(text, "utf-8")
    now = int(time.time())
    mailbox.subscribe(1)
    mailbox.deliver(mailbox.leaving(1), sender="reader-1@example.com")
    mailbox.spool.append("subscribe", now, address=READER, topics=["all"])
    mailbox.store.dispose()
    words = [
        "subscribers", "process", "--maildir", str(mailbox.folder / "mail"), "--spool", str(mailbox.folder / "spool"),
        "--relay", f"127.0.0.1:{postfix.port}",
    ]  # fmt: skip
    environment = {
        "PRESS_STATE": str(mailbox.folder / "state"),
        "PRESS_TOKEN_KEYS": f"1:{(b'k' * 32).hex()}",
        "PRESS_SUPPRESSION_KEY": PEPPER.hex(),
    }
    first = press(root, *words, **environment)
    second = press(root, *words, **environment)

    assert "taken in: 1 asked, 1 unsubscribed\nanswers: 1 sent\n" == first.stdout, first.stderr
    assert "taken in: nothing\nanswers: nothing\n" == second.stdout, second.stderr
    assert "@" not in first.stdout + first.stderr
    postfix.received(1)


@pytest.mark.full
def test_without_anything_to_read_it_says_so(tmp_path: Path) -> None:
    """
    Each trouble is one line with what to do, and no traceback.
    """
    root = copy_repository(tmp_path / "repository")
    nowhere = press(root, "subscribers", "process")
    no_keys = press(root, "subscribers", "process", "--spool", str(tmp_path), PRESS_STATE=str(tmp_path / "state"))

    assert (2, 3) == (nowhere.returncode, no_keys.returncode)
    assert "--maildir DIR" in nowhere.stderr
    assert "PRESS_TOKEN_KEYS is not set" in no_keys.stderr
    assert "Traceback" not in nowhere.stderr + no_keys.stderr
