"""
A run of the sending engine from a test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, select

from advisorypress.compose.letterhead import Letterhead
from advisorypress.compose.slots import Slot, Template
from advisorypress.notify.letters import Writer
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.send import End, Manner, Sending
from advisorypress.store.campaigns import Campaign, template_of
from advisorypress.store.ledger import Ledger
from advisorypress.store.ledger_tables import DELIVERY
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import reading
from advisorypress.tokens import TokenKeys

KEYS = TokenKeys({1: bytes(range(32))})
DOMAIN = "mail.cert.example"

HEAD = (
    b"From: Example CERT <digest@cert.example>\r\nTo: ",
    b"\r\nSubject: Advisories\r\nDate: Thu, 26 Nov 2026 09:00:00 +0800\r\nMessage-ID: ",
    b"\r\nList-Id: <digest.cert.example>\r\nList-Unsubscribe: ",
)
BODY = (
    b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nWords  with spaces \r\n.\r\n..two\r\nand an end\r\n"
)


def a_template(padding: int = 0) -> Template:
    """
    A small message, or one with *padding* octets more.
    """
    lines = b"".join(b"%075d\r\n" % number for number in range(padding // 77))
    return Template((*HEAD, BODY + lines), (Slot.TO, Slot.MESSAGE_ID, Slot.LIST_UNSUBSCRIBE))


def a_letterhead(campaign: Campaign) -> Letterhead:
    """
    What the messages of *campaign* share.
    """
    return Letterhead(
        campaign=campaign.number,
        slug=campaign.slug,
        keys=KEYS,
        host=DOMAIN,
        sender="digest@cert.example",
        endpoint="https://mail.cert.example",
        mailbox_domain=DOMAIN,
    )


def a_writer(engine: Engine, campaign: Campaign) -> Writer:
    """
    Its writer, without a signature of ours.
    """
    return Writer(a_letterhead(campaign), lambda variant: template_of(engine, variant))


def a_sending(engine: Engine, campaign: Campaign, port: int, owner: str = "one", **changes: Any) -> Sending:
    """
    A run through the relay at *port*; *changes* are of `Manner`, the relay's patience or of `Sending` itself.
    """
    relay = Relay(host="127.0.0.1", port=port, tls=Tls.NONE, patience=changes.pop("patience", 5))
    names = ("connections", "attempts", "first_delay", "give_up")
    manner = {"connections": 2, "tick": 0.02, **{name: changes.pop(name) for name in names if name in changes}}
    return Sending(
        Ledger(engine, campaign, owner),
        a_writer(engine, campaign),
        changes.pop("relay", relay),
        Manner(**manner),
        domain="cert.example",
        **changes,
    )


def run(sending: Sending, seconds: float = 30) -> End:
    """
    How it ended; a run that hangs fails.
    """

    async def bounded() -> End:
        return await asyncio.wait_for(sending.run(), seconds)

    return asyncio.run(bounded())


def rows(engine: Engine, campaign: Campaign, *columns: str) -> dict[str, Any]:
    """
    By address, the state of each row, or its *columns*.
    """
    wanted = [DELIVERY.c[name] for name in columns or ("state",)]
    statement = (
        select(SUBSCRIBER.c.addr, *wanted)
        .join(DELIVERY, DELIVERY.c.subscriber == SUBSCRIBER.c.id)
        .where(DELIVERY.c.campaign == campaign.number)
    )
    take: Callable[[Any], Any] = (lambda row: row[1]) if len(wanted) == 1 else (lambda row: tuple(row[1:]))
    with reading(engine) as connection:
        return {row[0]: take(row) for row in connection.execute(statement)}
