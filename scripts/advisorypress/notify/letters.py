"""
What of a message is one recipient's own: the values of its slots, its envelope, and with a key of ours its signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisorypress.compose.letterhead import Letterhead
from advisorypress.compose.slots import Slot, Template
from advisorypress.notify.dkim import Signer, Signers, Signing, Signings
from advisorypress.notify.session import Parcel
from advisorypress.store.ledger import Claimed

_KEPT_TEMPLATES = 32


def envelope(address: str) -> tuple[bytes, bool]:
    """
    *address* as it stands in `RCPT TO`, its domain as A-label, and whether only SMTPUTF8 can carry it (mail.md 12).
    """
    if address.isascii():
        return address.encode("ascii"), False
    local, _, domain = address.rpartition("@")
    name = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return f"{local}@{name}".encode(), not local.isascii()


class Writer:
    """
    Makes the parcels of one mailing. *template_of* gives the packed template of a variant; at most 32 are kept.
    """

    def __init__(
        self, letterhead: Letterhead, template_of: Callable[[int], bytes], signer: Signer | Signers | None = None
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

        sender = letterhead.envelope_sender(row.pid).encode("ascii")
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
    signing: Signing | Signings | None

    @classmethod
    def of(cls, template: Template, signer: Signer | Signers | None) -> _Plate:
        first, *rest = template.parts
        parts = [first.replace(b"\r\n.", b"\r\n.."), *(re.sub(rb"\r\n\.", b"\r\n..", part) for part in rest)]
        parts[-1] += b".\r\n" if parts[-1].endswith(b"\r\n") else b"\r\n.\r\n"
        return cls(Template(tuple(parts), template.slots), signer.prepare(template) if signer else None)

    def fill(self, values: Mapping[Slot, bytes]) -> bytes:
        text = self.wire.splice(values)
        return text if self.signing is None else self.signing.fields(values) + text
