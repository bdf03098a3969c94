"""
Who a mailing could be for: the active subscribers and what they asked for, one after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from advisorypress.store.connect import Store
from advisorypress.store.ledger import reading
from advisorypress.store.subscriber_tables import SUBSCRIBER, SUBSCRIPTION

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """
    One topic, and at which pace it is wanted: `urgent`, `digest` or `both`.
    """

    topic: str
    pace: str


@dataclass(frozen=True, slots=True)
class Reader:
    """
    An active subscriber without the address: the row, language (`en`, `zh-Hant`, `both`), format (`html`, `text`), wishes.
    """

    subscriber: int
    language: str
    format: str
    wishes: tuple[Wish, ...]


def each_reader(store: Store) -> Iterator[Reader]:
    """
    All active subscribers by number, read as a stream: never more than a thousand rows are held.
    """
    statement = (
        select(SUBSCRIBER.c.id, SUBSCRIBER.c.lang, SUBSCRIBER.c.format, SUBSCRIPTION.c.topic, SUBSCRIPTION.c.pace)
        .join(SUBSCRIPTION, SUBSCRIPTION.c.subscriber == SUBSCRIBER.c.id)
        .where(SUBSCRIBER.c.state == "active")
        .order_by(SUBSCRIBER.c.id, SUBSCRIPTION.c.topic)
        .execution_options(stream_results=True, yield_per=_AT_ONCE)
    )
    with reading(store) as connection:
        for _, group in groupby(connection.execute(statement), key=lambda row: row.id):
            rows = list(group)
            wishes = tuple(Wish(row.topic, row.pace) for row in rows)
            yield Reader(rows[0].id, rows[0].lang, rows[0].format, wishes)


def those_of(store: Store, subscribers: Sequence[int]) -> Iterator[int]:
    """
    Those of *subscribers* who still want mail.
    """
    with reading(store) as connection:
        for at in range(0, len(subscribers), _AT_ONCE):
            part = subscribers[at : at + _AT_ONCE]
            rows = connection.execute(
                select(SUBSCRIBER.c.id).where(SUBSCRIBER.c.id.in_(part), SUBSCRIBER.c.state == "active")
            )
            yield from sorted(number for (number,) in rows)
