"""
The whole message: statements 3, 4, 8 and 9 of the mail design.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from advisorypress.address import Address
from advisorypress.compose.message import (
    Mail,
    copy_message_id,
    list_message_id,
    sender_of,
    write_message,
)
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.settings import MailSettings
from tests.compose.library import HOSTILE, at, some_settings

LIST = Address.parse("digest@lists.cert.example")
COLLEAGUE = Address.parse("colleague@cert.example")


def a_mail(**changes: Any) -> Mail:
    """
    A mail with bodies that try the encodings.
    """
    values: dict[str, Any] = {
        "slug": "digest-2026-11-second",
        "language": Language.EN,
        "published": at(1, month=12),
        "subject": "Alert Digest, 16 to 30 November 2026",
        "text": "A line\n.\n" + "long " * 60 + "\n漏洞\n",
        "html": "<!DOCTYPE html>\n<p>漏洞</p>\n",
        "archive": "https://www.cert.example/digests/2026-11-second/",
        "subscribe": "https://www.cert.example/subscribe/",
        "about": "https://www.cert.example/about/",
    }
    return Mail(**{**values, **changes})


def written(mail: Mail, to: Address = LIST) -> bytes:
    sender = sender_of(some_settings(), mail.language)
    return write_message(mail, sender, to, list_message_id(mail, sender, to))


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_headers_of_a_list() -> None:
    """
    The headers that mailboxes and list software look at, each once; no one-click header, for no endpoint is there.
    """
    message = parsed(written(a_mail()))

    assert [
        ("From", "Example CERT <digest@cert.example>"),
        ("To", "digest@lists.cert.example"),
        ("Subject", "Alert Digest, 16 to 30 November 2026"),
        ("Date", "Tue, 01 Dec 2026 09:30:00 +0800"),
        ("List-Id", "<digest.cert.example>"),
        ("List-Unsubscribe", "<https://www.cert.example/subscribe/>, <mailto:leave@cert.example?subject=unsubscribe>"),
        ("List-Help", "<https://www.cert.example/subscribe/>"),
        ("List-Owner", "<https://www.cert.example/about/>"),
        ("List-Archive", "<https://www.cert.example/digests/2026-11-second/>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", "en"),
        ("MIME-Version", "1.0"),
    ] == [(name, value) for name, value in message.items() if name not in ("Message-ID", "Content-Type")]
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize("language", Language)
def test_list_unsubscribe_is_one_raw_line(language: Language) -> None:
    """
    Statement 3: one line however long the addresses are, one https and one mailto, and never an encoded word.
    """
    long = f"https://www.cert.example/{'x' * 90}/subscribe/"

    lines = written(a_mail(language=language, subscribe=long)).split(b"\r\n")

    (line,) = (line for line in lines if line.lower().startswith(b"list-unsubscribe"))
    assert line.startswith(b"List-Unsubscribe: <https://")
    assert (1, 1, 0) == (line.count(b"<https://"), line.count(b"<mailto:"), line.count(b"=?"))
    assert not lines[lines.index(line) + 1].startswith((b" ", b"\t"))


def test_without_an_address_to_leave_there_is_the_page() -> None:
    """
    A team whose list has no such address still says where to leave.
    """
    settings = some_settings(mail=replace(some_settings().mail, leave=""))
    mail, sender = a_mail(), sender_of(settings, Language.EN)

    message = parsed(write_message(mail, sender, LIST, list_message_id(mail, sender, LIST)))

    assert "<https://www.cert.example/subscribe/>" == message["List-Unsubscribe"]


@pytest.mark.parametrize("language", Language)
def test_every_line_is_fit_for_the_wire(language: Language) -> None:
    """
    Statement 4: CRLF at every end, no bare CR or LF, no NUL, seven bits, headers at most 998 and bodies at most 76 columns.
    """
    raw = written(a_mail(language=language, subject=HOSTILE))

    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\x20-\x7e\r\n]", raw)
    head, _, rest = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, rest.split(b"\r\n"))) <= 76


@pytest.mark.parametrize(("language", "transfer"), [(Language.EN, "quoted-printable"), (Language.ZH, "base64")])
def test_both_forms_arrive_as_they_were_composed(language: Language, transfer: str) -> None:
    """
    multipart/alternative, text first; a Chinese subject and both bodies survive parsing and writing again (statement 8).
    """
    mail = a_mail(language=language, subject="警報摘要：2026年11月16日至30日")

    message = parsed(parsed(written(mail)).as_bytes(policy=email.policy.SMTP))

    assert "multipart/alternative" == message.get_content_type()
    text, html = message.iter_parts()
    assert mail.subject == message["Subject"]
    for part, kind, words in ((text, "text/plain", mail.text), (html, "text/html", mail.html)):
        assert (kind, "utf-8", transfer) == (
            part.get_content_type(),
            part.get_content_charset(),
            part["Content-Transfer-Encoding"],
        )
        # The last line end belongs to the boundary in one encoding and to the body in the other.
        assert words.rstrip("\n") == part.get_content().replace("\r\n", "\n").rstrip("\n")


@pytest.mark.parametrize("where", ["subject", "text", "html"])
def test_no_word_can_add_a_header(where: str) -> None:
    """
    Statement 9: the same headers whatever a title holds; a body cannot end its part.
    """
    hostile = a_mail(**{where: HOSTILE.replace("\r", "").replace("\0", "") if where != "subject" else HOSTILE})

    message = parsed(written(hostile))

    assert parsed(written(a_mail())).keys() == message.keys()
    assert 2 == len(list(message.iter_parts()))
    assert "Bcc" not in message


def test_the_bytes_are_the_same_every_time() -> None:
    """
    No clock, no chance: the same mail for the same list is the same bytes.
    """
    assert written(a_mail()) == written(a_mail())


def test_the_message_id_of_a_list() -> None:
    """
    It is of period, language and list: words that were mended do not change it, another language or list does.
    """
    sender = sender_of(some_settings(), Language.EN)
    ids = [
        list_message_id(mail, sender, to)
        for mail, to in (
            (a_mail(), LIST),
            (a_mail(text="mended\n"), LIST),
            (a_mail(language=Language.ZH), LIST),
            (a_mail(slug="digest-2026-12-first"), LIST),
            (a_mail(), COLLEAGUE),
        )
    ]

    assert ids[0] == ids[1]
    assert 4 == len(set(ids))
    assert all(re.fullmatch(r"<[0-9a-f]{32}\.digest-2026-1[12]-(first|second)@cert\.example>", id) for id in ids)


def test_a_copy_never_hides_the_list_message() -> None:
    """
    A colleague who is on the list too gets both, and a copy of mended words is another message.
    """
    sender = sender_of(some_settings(), Language.EN)
    ids = {
        list_message_id(a_mail(), sender, COLLEAGUE),
        copy_message_id(a_mail(), sender, COLLEAGUE),
        copy_message_id(a_mail(text="mended\n"), sender, COLLEAGUE),
    }

    assert 3 == len(ids)
    assert not any("colleague" in id for id in ids)


@pytest.mark.parametrize(
    ("mail", "key"),
    [
        (MailSettings("", "", "digest.cert.example"), "mail.from is empty"),
        (MailSettings("a@b.c>\r\nBcc: x@y.z", "", "digest.cert.example"), "mail.from has a character"),
        (MailSettings("a@b.c", "", ""), "mail.list_id"),
        (MailSettings("a@b.c", "", "digest.cert.example>\r\nBcc: x@y.z"), "mail.list_id"),
        (MailSettings("a@b.c", "", "digest.cert.example", leave="leave"), "mail.leave has no @"),
    ],
)
def test_settings_that_cannot_stand_in_a_header(mail: MailSettings, key: str) -> None:
    """
    Statement 9 for the team's own settings: refused with the setting's name.
    """
    with pytest.raises(SettingsError, match=re.escape(key)):
        sender_of(some_settings(mail=mail), Language.EN)
