"""
A composed mail and where it goes, as the bytes that a relay is given.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from advisorypress.address import Address
from advisorypress.compose.slots import Slot, Template
from advisorypress.compose.wire import Transfer, body, field, mailbox_field, text_field
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.settings import Settings

_LIST_ID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")
_URL = re.compile(r"https?://[!-;=?-~]+")
# Gmail's statistics take five to fifteen characters for who sends.
_SENDER_ID = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """
    One mailing in one language or several, the same for everybody: its words in both forms, its `Date`, and its pages.

    *slug* names the mailing in every language (`digest-2024-07-first`), *below* are the languages that stand below
    *language*; *archive* and *subscribe* are pages of the site. With *html* "" the text is all there is.
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
    below: tuple[Language, ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        """
        All its languages, in the order in which they stand.
        """
        return (self.language, *self.below)


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


def _as_it_is(template: Template) -> Template:
    return template


def write_message(
    mail: Mail, sender: Sender, to: Address, message_id: str, signed: Callable[[Template], Template] = _as_it_is
) -> bytes:
    """
    The whole message for a list or a colleague at *to*, as it goes over the wire: the same bytes at every hour and on every
    machine; *signed* may sign its content.
    """
    head = _head(mail, sender, _unsubscribe(mail, sender), [])
    values = {Slot.TO: str(to).encode("ascii"), Slot.MESSAGE_ID: message_id.encode("ascii")}
    return signed(template_of([*head, _content(mail)])).splice(values)


def write_template(mail: Mail, sender: Sender, kind: str, *, one_click: bool) -> Template:
    """
    The message for every subscriber, each of whose own way to leave stands in its header; *kind* is what mail services
    count it under (`Feedback-ID`, mail.md 4.6). *one_click* says that an endpoint takes it by POST (RFC 8058).
    """
    organisation = re.sub("[^a-z0-9]+", "-", sender.address.domain)[:_SENDER_ID]
    own = [field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if one_click else []
    own.append(field("Feedback-ID", f"{mail.slug}:{sender.list_id}:{kind}:{organisation}"))
    own.append(field("Reply-To", str(sender.address)))
    return template_of([*_head(mail, sender, Slot.LIST_UNSUBSCRIBE, own), _content(mail)])


def _head(mail: Mail, sender: Sender, unsubscribe: str | Slot, own: list[bytes]) -> list[bytes | Slot]:
    # Never folded, never encoded: one-click does not survive either (mail.md 3).
    leave = unsubscribe if isinstance(unsubscribe, Slot) else field("List-Unsubscribe", unsubscribe)
    return [
        mailbox_field("From", sender.name, str(sender.address)),
        Slot.TO,
        text_field("Subject", mail.subject),
        field("Date", format_datetime(mail.published)),
        Slot.MESSAGE_ID,
        field("List-Id", f"<{sender.list_id}>"),
        leave,
        *own,
        field("List-Help", _page(mail.subscribe)),
        field("List-Owner", _page(mail.about)),
        field("List-Archive", _page(mail.archive)),
        field("Auto-Submitted", "auto-generated"),
        field("Precedence", "bulk"),
        # Never `All`: it would also suppress the reports of failure that the list lives on.
        field("X-Auto-Response-Suppress", "OOF, AutoReply"),
        field("Content-Language", ", ".join(language.value for language in mail.languages)),
        field("MIME-Version", "1.0"),
    ]


def template_of(pieces: Sequence[bytes | Slot]) -> Template:
    """
    The template of *pieces*, each one or more whole lines, or the field that a slot is the value of.
    """
    parts, slots = [b""], []
    for piece in pieces:
        if isinstance(piece, Slot):
            parts[-1] += f"{piece}: ".encode("ascii")
            parts.append(b"\r\n")
            slots.append(piece)
        else:
            parts[-1] += piece
    return Template(tuple(parts), tuple(slots))


def _content(mail: Mail) -> bytes:
    """
    What stands below the fields of the head, with those that say what it is.
    """
    transfer = Transfer.BASE64 if Language.ZH in mail.languages else Transfer.QUOTED_PRINTABLE
    parts = [_part("text/plain", transfer, mail.text)]
    if not mail.html:
        return parts[0]
    parts.append(_part("text/html", transfer, mail.html))
    boundary = _boundary(parts)
    mark = f"--{boundary}".encode("ascii")
    head = field("Content-Type", f'multipart/alternative; boundary="{boundary}"')
    return b"".join([head, b"\r\n", *(mark + b"\r\n" + part for part in parts), mark + b"--\r\n"])


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
