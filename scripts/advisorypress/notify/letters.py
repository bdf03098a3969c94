"""
What of a message is one recipient's own: the values of its slots, its envelope, and with a key of ours its signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from advisorypress.compose.slots import Slot, Template
from advisorypress.notify.dkim import Signer, Signing
from advisorypress.notify.session import Parcel
from advisorypress.store.ledger import Claimed
from advisorypress.tokens import Purpose, TokenKeys

_KEPT_TEMPLATES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """
    What the messages of one mailing share: its number and name, the keys of its tokens, and where what comes back goes.

    *domain* is behind the @ of bounces and unsubscribing (`b-TOKEN@`, `u-TOKEN@`) and of Message-IDs; *endpoint* is the URL
    under which `u/TOKEN` unsubscribes with one click, "" where there is none; *page* stands in its place then.
    """

    campaign: int
    slug: str
    keys: TokenKeys = field(repr=False)
    domain: str
    endpoint: str = ""
    page: str = ""

    def message_id(self, pid: bytes) -> str:
        """
        The Message-ID for the subscriber *pid*, the same at every attempt.
        """
        return f"<{self.keys.issue(Purpose.MESSAGE, pid, self.campaign)}.{self.slug}@{self.domain}>"

    def sender(self, pid: bytes) -> str:
        """
        The envelope's sender, to which a report of failure comes back.
        """
        return f"b-{self.keys.issue(Purpose.BOUNCE, pid, self.campaign)}@{self.domain}"

    def values(self, pid: bytes, address: str) -> dict[Slot, bytes]:
        """
        The values of the slots for the subscriber *pid* at *address*.
        """
        token = self.keys.issue(Purpose.UNSUBSCRIBE, pid)
        click = f"{self.endpoint.rstrip('/')}/u/{token}" if self.endpoint else self.page
        unsubscribe = ", ".join(
            f"<{way}>" for way in (click, f"mailto:u-{token}@{self.domain}?subject=unsubscribe") if way
        )
        return {
            Slot.TO: address.encode(),
            Slot.MESSAGE_ID: self.message_id(pid).encode("ascii"),
            Slot.LIST_UNSUBSCRIBE: unsubscribe.encode("ascii"),
        }


def envelope(address: str) -> tuple[bytes, bool]:
    """
    *address* as it stands in `RCPT TO`, its domain as A-label, and whether only SMTPUTF8 can carry it (mail.md 12).
    """
    if address.isascii():
        return address.encode("ascii"), False
    local, _, domain = address.rpartition("@")
    name = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return f"{local}@{name}".encode(), not local.isascii()


def stuffed(text: bytes) -> bytes:
    """
    *text* as DATA carries it: dots at the beginning of lines doubled, and the dot that ends it (RFC 5321 section 4.5.2).
    """
    doubled = text.replace(b"\r\n.", b"\r\n..")
    return (b"." if text.startswith(b".") else b"") + doubled + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")


class Writer:
    """
    Makes the parcels of one mailing. *template_of* gives the packed template of a variant; at most 32 are kept.
    """

    def __init__(
        self, letterhead: Letterhead, template_of: Callable[[int], bytes], signer: Signer | None = None
    ) -> None:
        self.letterhead = letterhead
        self.signs = signer is not None
        self._template_of = template_of
        self._signer = signer
        self._plates: dict[int, _Plate] = {}

    def parcel(self, row: Claimed) -> Parcel:
        """
        The message for *row*; its text is joined when its turn comes, or signed at once where we sign.
        """
        plate = self._plate(row.variant)
        to, needs_utf8 = envelope(row.address)
        shown = row.address if needs_utf8 else to.decode("ascii")
        letterhead = self.letterhead

        def content() -> bytes:
            return plate.fill(letterhead.values(row.pid, shown))

        sender = letterhead.sender(row.pid).encode("ascii")
        if self.signs:
            ready = content()
            return Parcel(row.subscriber, row.attempts, sender, to, lambda: ready, needs_utf8)
        return Parcel(row.subscriber, row.attempts, sender, to, content, needs_utf8)

    def load(self, variant: int) -> None:
        """
        Has the template of *variant* at hand, so that threads need not ask the store for it.
        """
        self._plate(variant)

    def _plate(self, variant: int) -> _Plate:
        plate = self._plates.get(variant)
        if plate is None:
            while len(self._plates) >= _KEPT_TEMPLATES:
                del self._plates[next(iter(self._plates))]
            template = Template.unpack(self._template_of(variant))
            plate = self._plates[variant] = _Plate.of(template, self._signer)
        return plate


@dataclass(frozen=True, slots=True)
class _Plate:
    """
    A template whose dots are doubled already, once for everybody; a header's line never begins with one.
    """

    wire: Template
    signing: Signing | None

    @classmethod
    def of(cls, template: Template, signer: Signer | None) -> _Plate:
        first, *rest = template.parts
        parts = [first.replace(b"\r\n.", b"\r\n.."), *(re.sub(rb"\r\n\.", b"\r\n..", part) for part in rest)]
        parts[-1] += b".\r\n" if parts[-1].endswith(b"\r\n") else b"\r\n.\r\n"
        return cls(Template(tuple(parts), template.slots), signer.prepare(template) if signer else None)

    def fill(self, values: dict[Slot, bytes]) -> bytes:
        text = self.wire.splice(values)
        return text if self.signing is None else self.signing.fields(values) + text
