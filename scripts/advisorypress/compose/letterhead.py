"""
What of a message is one recipient's own: whose it is, its Message-ID, their ways to leave, and where a bounce goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from advisorypress.address import Address
from advisorypress.compose.leaving import demand_a_way_to_leave
from advisorypress.compose.message import sender_of
from advisorypress.compose.slots import Slot
from advisorypress.language import Language
from advisorypress.settings import Settings
from advisorypress.tokens import Purpose, TokenKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """
    What the messages of one mailing share: its number in the ledger and its name, the keys of its tokens, the host of its
    Message-IDs, and where what comes back goes; made once, for it is asked for every message.

    *endpoint* is where `u/TOKEN` takes one click, *mailbox_domain* what stands behind `u-TOKEN@` and `b-TOKEN@`; one of them
    may be "". *sender* takes reports of failure where there is no such mailbox.
    """

    campaign: int
    slug: str
    keys: TokenKeys = field(repr=False)
    host: str
    sender: str
    endpoint: str = ""
    mailbox_domain: str = ""

    @classmethod
    def of(cls, settings: Settings, keys: TokenKeys, campaign: int, slug: str) -> Self:
        """
        The letterhead as the settings say it; raises `SettingsError` when nobody could leave.
        """
        demand_a_way_to_leave(settings)
        address = sender_of(settings, Language.EN).address
        mailbox = settings.mail.mailbox_domain
        return cls(
            campaign=campaign,
            slug=slug,
            keys=keys,
            host=address.domain,
            sender=str(address),
            endpoint=settings.mail.endpoint.rstrip("/"),
            mailbox_domain=Address.parse(f"u@{mailbox}").domain if mailbox else "",
        )

    def message_id(self, pid: bytes) -> str:
        """
        The Message-ID for the subscriber *pid* (8 bytes). A second sending gives the same one, by which mailboxes know it, as
        long as the keys are the same.
        """
        return f"<{self.keys.issue(Purpose.MESSAGE, pid, self.campaign)}.{self.slug}@{self.host}>"

    def envelope_sender(self, pid: bytes) -> str:
        """
        The address to which a failure is reported: `b-TOKEN@` where there is a mailbox for it, else the sender's own.
        """
        if not self.mailbox_domain:
            return self.sender
        return f"b-{self.keys.issue(Purpose.BOUNCE, pid, self.campaign)}@{self.mailbox_domain}"

    def values(self, pid: bytes, to: str) -> Mapping[Slot, bytes]:
        """
        The values of the slots for the subscriber *pid* at the address *to*.
        """
        token = self.keys.issue(Purpose.UNSUBSCRIBE, pid)
        ways = [f"<{self.endpoint}/u/{token}>"] if self.endpoint else []
        if self.mailbox_domain:
            ways.append(f"<mailto:u-{token}@{self.mailbox_domain}?subject=unsubscribe>")
        return {
            Slot.TO: to.encode(),
            Slot.MESSAGE_ID: self.message_id(pid).encode("ascii"),
            Slot.LIST_UNSUBSCRIBE: ", ".join(ways).encode("ascii"),
        }
