"""
What of a message is one recipient's own: whose it is, its Message-ID, their ways to leave, and where a bounce goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisorypress.address import Address
from advisorypress.compose.message import sender_of
from advisorypress.compose.slots import Slot
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.settings import Settings
from advisorypress.tokens import Purpose, TokenKeys

_ENDPOINT = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")


def demand_a_way_to_leave(settings: Settings) -> None:
    """
    Raises `SettingsError` when neither an endpoint nor a mailbox takes what a subscriber asks for, or one is malformed.
    """
    mail = settings.mail
    if not mail.endpoint and not mail.mailbox_domain:
        raise SettingsError(
            "mkdocs.yml: a mailing to subscribers needs a way to leave it: set extra.press.mail.mailbox_domain"
            " (the domain that takes u-TOKEN@ and b-TOKEN@), extra.press.mail.endpoint, or both"
        )
    if mail.endpoint and not _ENDPOINT.fullmatch(mail.endpoint):
        raise SettingsError("mkdocs.yml: extra.press.mail.endpoint is an https address like https://mail.cert.example")
    if mail.mailbox_domain:
        _mailbox(settings, "u")


def header_values(
    settings: Settings, keys: TokenKeys, pid: bytes, campaign: int, slug: str, to: str
) -> Mapping[Slot, bytes]:
    """
    The values of the slots for the subscriber *pid* (8 bytes) at the address *to*; *campaign* is its number in the ledger.

    A second sending gives the same Message-ID, by which mailboxes know it, as long as the keys are the same.
    """
    token = keys.issue(Purpose.UNSUBSCRIBE, pid)
    ways = [f"<{settings.mail.endpoint.rstrip('/')}/u/{token}>"] if settings.mail.endpoint else []
    if settings.mail.mailbox_domain:
        ways.append(f"<mailto:{_mailbox(settings, f'u-{token}')}?subject=unsubscribe>")
    host = sender_of(settings, Language.EN).address.domain
    return {
        Slot.TO: to.encode(),
        Slot.MESSAGE_ID: f"<{keys.issue(Purpose.MESSAGE, pid, campaign)}.{slug}@{host}>".encode("ascii"),
        Slot.LIST_UNSUBSCRIBE: ", ".join(ways).encode("ascii"),
    }


def envelope_sender(settings: Settings, keys: TokenKeys, pid: bytes, campaign: int) -> str:
    """
    The address to which a failure is reported: `b-TOKEN@` where there is a mailbox for it, else the sender's own.
    """
    if not settings.mail.mailbox_domain:
        return str(sender_of(settings, Language.EN).address)
    return _mailbox(settings, f"b-{keys.issue(Purpose.BOUNCE, pid, campaign)}")


def _mailbox(settings: Settings, local: str) -> str:
    """
    An address at the mailbox's domain; raises `SettingsError` for a domain that is none.
    """
    try:
        return str(Address.parse(f"{local}@{settings.mail.mailbox_domain}"))
    except ValueError as error:
        raise SettingsError(f"mkdocs.yml: extra.press.mail.mailbox_domain {error}") from None
