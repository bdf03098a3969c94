"""
A composed mail and where it goes, as the bytes that a relay is given.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from advisorypress.compose.address import Address
from advisorypress.compose.wire import Transfer, body, field, mailbox_field, text_field
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.settings import Settings

_LIST_ID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")
_URL = re.compile(r"https?://[!-;=?-~]+")
_TRANSFER = {Language.EN: Transfer.QUOTED_PRINTABLE, Language.ZH: Transfer.BASE64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """
    One mailing in one language, the same for everybody: its words in both forms, when it was published, and its pages.

    *slug* names the mailing in every language (`digest-2024-07-first`); *archive* and *subscribe* are pages of the site.
    """

    slug: str
    language: Language
    published: datetime
    subject: str
    text: str
    html: str
    archive: str
    subscribe: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """
    Who sends, and what is said of the list; made from the team's settings.
    """

    address: Address
    name: str
    list_id: str
    leave: Address | None = None


def sender_of(settings: Settings, language: Language) -> Sender:
    """
    The sender as the settings say it, its name in *language*.

    Raises `SettingsError` for an address or a List-Id that cannot stand in a header.
    """
    mail = settings.mail
    if not _LIST_ID.fullmatch(mail.list_id):
        raise SettingsError("mkdocs.yml: extra.press.mail.list_id is a name like digest.cert.example")
    return Sender(
        address=_setting("from", mail.sender),
        name=settings.name[language],
        list_id=mail.list_id,
        leave=_setting("leave", mail.leave) if mail.leave else None,
    )


def _setting(key: str, text: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as error:
        raise SettingsError(f"mkdocs.yml: extra.press.mail.{key} {error}") from None


def list_message_id(mail: Mail, sender: Sender, to: Address) -> str:
    """
    The Message-ID of *mail* for the list at *to*: of period, language and list alone, so that a second sending of one
    issue is known as the same message to lists and mailboxes that drop what they have.
    """
    return _message_id(mail, sender, str(to))


def copy_message_id(mail: Mail, sender: Sender, to: Address) -> str:
    """
    The Message-ID of a copy for a colleague: never the list's, or their mailbox would drop what the list brings later,
    and another one for other words, or it would drop the mended copy.
    """
    return _message_id(mail, sender, "copy", str(to), mail.subject, mail.text, mail.html)


def _message_id(mail: Mail, sender: Sender, *parts: str) -> str:
    named = "\0".join((mail.slug, mail.language.value, *parts))
    return f"<{hashlib.sha256(named.encode()).hexdigest()[:32]}.{mail.slug}@{sender.address.domain}>"


def write_message(mail: Mail, sender: Sender, to: Address, message_id: str) -> bytes:
    """
    The whole message for *to* as it goes over the wire, the same bytes at every hour and on every machine.
    """
    transfer = _TRANSFER[mail.language]
    parts = [
        _part("text/plain", transfer, mail.text),
        _part("text/html", transfer, mail.html),
    ]
    boundary = _boundary(parts)
    head = [
        mailbox_field("From", sender.name, str(sender.address)),
        field("To", str(to)),
        text_field("Subject", mail.subject),
        field("Date", format_datetime(mail.published)),
        field("Message-ID", message_id),
        field("List-Id", f"<{sender.list_id}>"),
        field("List-Unsubscribe", _unsubscribe(mail, sender)),
        field("List-Help", _page(mail.subscribe)),
        field("List-Owner", _page(mail.about)),
        field("List-Archive", _page(mail.archive)),
        field("Auto-Submitted", "auto-generated"),
        field("Precedence", "bulk"),
        # Never `All`: it would also suppress the reports of failure that the list lives on.
        field("X-Auto-Response-Suppress", "OOF, AutoReply"),
        field("Content-Language", mail.language.value),
        field("MIME-Version", "1.0"),
        field("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
        b"\r\n",
    ]
    mark = f"--{boundary}".encode("ascii")
    return b"".join([*head, *(mark + b"\r\n" + part for part in parts), mark + b"--\r\n"])


def _unsubscribe(mail: Mail, sender: Sender) -> str:
    # No List-Unsubscribe-Post: one click would need an endpoint that knows the reader, and a list has none.
    page = _page(mail.subscribe)
    return (
        page if sender.leave is None else f"{page}, <mailto:{quote(str(sender.leave), safe='@')}?subject=unsubscribe>"
    )


def _page(url: str) -> str:
    if not _URL.fullmatch(url):
        raise SettingsError(f"mkdocs.yml: an address under `site_url` cannot stand in a mail header: {url!r}")
    return f"<{url}>"


def _part(kind: str, transfer: Transfer, words: str) -> bytes:
    return (
        field("Content-Type", f"{kind}; charset=utf-8")
        + field("Content-Transfer-Encoding", transfer.value)
        + b"\r\n"
        + body(words, transfer)
    )


def _boundary(parts: list[bytes]) -> str:
    # `=_` stands in neither quoted-printable nor base64, so no body can hold the boundary.
    return f"=_{hashlib.sha256(b''.join(parts)).hexdigest()[:32]}"
