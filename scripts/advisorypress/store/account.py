"""
All that is stored about one person: the answer to a request for access.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from advisorypress.address import Address
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY
from advisorypress.store.reply_tables import REPLY
from advisorypress.store.subscriber_tables import BOUNCE, EVENT, SUBSCRIBER
from advisorypress.store.subscribers import Subscriber, Suppressed, find, suppressed


@dataclass(frozen=True, slots=True)
class Happened:
    """
    Something at a second since 1970: *what*, of which mailing ("" where of none), and *detail*.
    """

    at: int
    what: str
    mailing: str
    detail: str


@dataclass(frozen=True, slots=True)
class Account:
    """
    The person, None when only the suppression list knows the address; since when they are asked to confirm; and what
    happened, oldest first. *deliveries* are the mailings with how far each is and what the relay said.
    """

    subscriber: Subscriber | None
    asked_at: int | None
    suppressed: Suppressed | None
    happened: tuple[Happened, ...] = ()
    deliveries: tuple[tuple[str, str, str], ...] = ()


def account_of(connection: Connection, secret: bytes, address: Address) -> Account:
    """
    What the store holds about *address*; *secret* is the key of the suppression list.
    """
    listed = suppressed(connection, secret, address)
    person = find(connection, address)
    if person is None:
        return Account(None, None, listed)
    number = person.id
    asked_at = connection.execute(select(SUBSCRIBER.c.asked_at).where(SUBSCRIBER.c.id == number)).scalar()
    mailing = CAMPAIGN.c.slug
    events = (
        select(EVENT.c.at, EVENT.c.kind, mailing, EVENT.c.detail)
        .join(CAMPAIGN, CAMPAIGN.c.id == EVENT.c.campaign, isouter=True)
        .where(EVENT.c.subscriber == number)
    )
    bounces = (
        select(BOUNCE.c.at, mailing, BOUNCE.c.status)
        .join(CAMPAIGN, CAMPAIGN.c.id == BOUNCE.c.campaign, isouter=True)
        .where(BOUNCE.c.subscriber == number)
    )
    answers = select(REPLY.c.at, REPLY.c.kind, REPLY.c.state).where(REPLY.c.subscriber == number)
    happened = [
        *(Happened(at, kind, slug or "", detail) for at, kind, slug, detail in connection.execute(events)),
        *(Happened(at, "mail came back", slug or "", status) for at, slug, status in connection.execute(bounces)),
        *(Happened(at, f"answer: {kind}", "", state) for at, kind, state in connection.execute(answers)),
    ]
    deliveries = (
        select(mailing, DELIVERY.c.state, DELIVERY.c.reply)
        .join(CAMPAIGN, CAMPAIGN.c.id == DELIVERY.c.campaign)
        .where(DELIVERY.c.subscriber == number)
        .order_by(DELIVERY.c.campaign)
    )
    return Account(
        person,
        asked_at,
        listed,
        tuple(sorted(happened, key=lambda each: (each.at, each.what, each.mailing))),
        tuple((slug, state, reply or "") for slug, state, reply in connection.execute(deliveries)),
    )
