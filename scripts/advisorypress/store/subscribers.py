"""
Who asked for what: finding, adding and forgetting people. Functions take a connection and run in the caller's transaction.

What people do by themselves (confirm, leave, change) is in `inbox.py`; this is what an operator and the senders need.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, insert, select, update

from advisorypress.address import Address
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.subscriber_tables import BOUNCE, EVENT, SUBSCRIBER, SUBSCRIPTION, SUPPRESSION
from advisorypress.store.suppression import suppression_key
from advisorypress.store.topics import Choice, Topic
from advisorypress.store.transactions import reading, writing

PID_BYTES = 8
STATES = ("pending", "active", "suspended", "gone")
DEFAULT = Wanted("both", "html", "both", ("all",))
"""
What somebody gets who says nothing else.
"""
_PAGE = 1_000
# No topic has a line's end in it.
_BETWEEN_TOPICS = "\n"
_PEOPLE = select(
    SUBSCRIBER.c.id,
    SUBSCRIBER.c.pid,
    SUBSCRIBER.c.addr,
    SUBSCRIBER.c.lang,
    SUBSCRIBER.c.format,
    SUBSCRIBER.c.state,
    SUBSCRIBER.c.consent_at,
    SUBSCRIBER.c.consent_how,
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """
    One person, as the store knows them: *language* is `en`, `zh-Hant` or `both`, *format* `html` or `text`, *state*
    `pending`, `active`, `suspended` or `gone`, *consent_at* a second since 1970. Only *pid* (8 bytes) may leave the store.
    """

    id: int
    pid: bytes
    address: str = field(repr=False)
    language: str
    format: str
    state: str
    choices: tuple[Choice, ...]
    consent_at: int | None
    consent: str


class Reader(NamedTuple):
    """
    What decides which mail somebody gets: their number, language and format as in `Subscriber`, and topics in their order.
    """

    id: int
    language: str
    format: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """
    That nobody may write to an address: why (`unsubscribe`, `forget`, `bounce`, `complaint`), and since which second.
    """

    reason: str
    at: int


def find(connection: Connection, address: Address) -> Subscriber | None:
    """
    The subscriber at *address*, in any of its spellings.
    """
    row = connection.execute(_PEOPLE.where(SUBSCRIBER.c.addr_key == address.key)).first()
    return None if row is None else _subscribers(connection, [row])[0]


def each(engine: Engine, states: Collection[str] = STATES) -> Iterator[Subscriber]:
    """
    Every subscriber in one of *states*, in the order of their numbers, read a page at a time and never all held.
    """
    last = 0
    while True:
        page = (
            _PEOPLE.where(SUBSCRIBER.c.id > last, SUBSCRIBER.c.state.in_(tuple(states)))
            .order_by(SUBSCRIBER.c.id)
            .limit(_PAGE)
        )
        # A page a transaction: a long reader would keep SQLite's log of changes from being cut.
        with reading(engine) as connection:
            rows = connection.execute(page).all()
            found = _subscribers(connection, rows)
        yield from found
        if len(rows) < _PAGE:
            return
        last = found[-1].id


def readers(engine: Engine, paces: Collection[str]) -> Iterator[Reader]:
    """
    Every active subscriber with a topic at one of *paces*, with those topics only, read as `each` does.

    Who stands on the suppression list is left out when rows are claimed, which is later and so decides.
    """
    page = (
        select(
            SUBSCRIBER.c.id,
            SUBSCRIBER.c.lang,
            SUBSCRIBER.c.format,
            # One row a person, for an urgent alert waits for a hundred thousand of them.
            func.aggregate_strings(SUBSCRIPTION.c.topic, _BETWEEN_TOPICS),
        )
        .join(SUBSCRIPTION, SUBSCRIPTION.c.subscriber == SUBSCRIBER.c.id)
        .where(
            SUBSCRIBER.c.id > bindparam("last"), SUBSCRIBER.c.state == "active", SUBSCRIPTION.c.pace.in_(tuple(paces))
        )
        .group_by(SUBSCRIBER.c.id)
        .order_by(SUBSCRIBER.c.id)
        .limit(_PAGE)
    )
    last = 0
    while True:
        with reading(engine) as connection:
            rows = connection.execute(page, {"last": last}).all()
        for number, language, form, topics in rows:
            yield Reader(number, language, form, _apart(topics))
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


@lru_cache(maxsize=4_096)
def _apart(topics: str) -> tuple[str, ...]:
    """
    Topics that were put together, in one order whatever the database's; most people's are those of many others.
    """
    return tuple(sorted(topics.split(_BETWEEN_TOPICS)))


def suppressed(connection: Connection, secret: bytes, address: Address) -> Suppressed | None:
    """
    What the suppression list says about *address*; *secret* is its key.
    """
    wanted = select(SUPPRESSION.c.reason, SUPPRESSION.c.at).where(
        SUPPRESSION.c.key == suppression_key(secret, address.key)
    )
    row = connection.execute(wanted).first()
    return None if row is None else Suppressed(*row)


def ask(inbox: Inbox, address: Address, wanted: Wanted) -> str:
    """
    Has *address* asked to confirm by mail, once a day. Gives `asked`, `asked-already`, `form-sent` (who is subscribed is
    sent the form to change it), or `suppressed` after a complaint.
    """
    return inbox.sign_up(str(address), address.key, wanted)


def confirm(inbox: Inbox, address: Address, wanted: Wanted, how: str, *, despite_complaint: bool = False) -> str:
    """
    A person has the consent of whoever has *address*, got in the way *how*: mail begins, and what stood on the suppression
    list is lifted; a complaint only *despite_complaint* (mail.md 4.9). Gives `confirmed` or `complaint`.
    """
    connection, now = inbox.connection, inbox.now
    listed = suppressed(connection, inbox.pepper, address)
    if listed is not None and listed.reason == "complaint" and not despite_complaint:
        return "complaint"
    given = {"state": "active", "asked_at": None, "consent_at": now, "consent_how": how}
    number = connection.execute(select(SUBSCRIBER.c.id).where(SUBSCRIBER.c.addr_key == address.key)).scalar()
    if number is None:
        row = new_row(address, wanted.language, wanted.format) | given
        number = connection.execute(insert(SUBSCRIBER).values(row).returning(SUBSCRIBER.c.id)).scalar_one()
    else:
        asked = {"lang": wanted.language, "format": wanted.format}
        given |= {name: value for name, value in asked.items() if value}
        connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == number).values(given))
    choose(connection, number, wanted)
    connection.execute(delete(SUPPRESSION).where(SUPPRESSION.c.key == suppression_key(inbox.pepper, address.key)))
    connection.execute(delete(BOUNCE).where(BOUNCE.c.subscriber == number))
    connection.execute(insert(EVENT).values(at=now, kind="consent", subscriber=number, detail=how))
    return "confirmed"


def new_row(address: Address, language: str, format_: str) -> dict[str, str | bytes | int | None]:
    """
    The columns of a new subscriber but its state; as most want it where nothing is said.
    """
    return {
        "pid": secrets.token_bytes(PID_BYTES),
        "addr": str(address),
        "addr_key": address.key,
        "lang": language or DEFAULT.language,
        "format": format_ or DEFAULT.format,
    }


def choose(connection: Connection, number: int, wanted: Wanted) -> None:
    """
    Gives subscriber *number* the topics of *wanted*; without any they keep what they have, or get everything.
    """
    held = select(func.count()).select_from(SUBSCRIPTION).where(SUBSCRIPTION.c.subscriber == number)
    if not wanted.topics and connection.execute(held).scalar_one():
        if wanted.pace:
            mine = SUBSCRIPTION.c.subscriber == number
            connection.execute(update(SUBSCRIPTION).where(mine).values(pace=wanted.pace))
        return
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.subscriber == number))
    pace, topics = wanted.pace or DEFAULT.pace, dict.fromkeys(wanted.topics or DEFAULT.topics)
    rows = [{"subscriber": number, "topic": topic, "pace": pace} for topic in topics]
    connection.execute(insert(SUBSCRIPTION), rows)


def forget(inbox: Inbox, address: Address) -> bool:
    """
    Erases whoever has *address* and what leads to them; the keyed hash on the suppression list stays, so that no import
    brings them back (mail.md 30). Says whether there was anybody; the hash is written in any case.

    Rows of the ledger keep the number, which names nobody any more and is never given again.
    """
    connection = inbox.connection
    number = connection.execute(select(SUBSCRIBER.c.id).where(SUBSCRIBER.c.addr_key == address.key)).scalar()
    if number is not None:
        # What was bounced, chosen and still to be answered goes with the row.
        connection.execute(delete(SUBSCRIBER).where(SUBSCRIBER.c.id == number))
        connection.execute(update(EVENT).where(EVENT.c.subscriber == number).values(subscriber=None))
    listed = suppressed(connection, inbox.pepper, address)
    key = suppression_key(inbox.pepper, address.key)
    if listed is None:
        connection.execute(insert(SUPPRESSION).values(key=key, reason="forget", at=inbox.now))
    elif listed.reason != "complaint":
        # A complaint binds more than forgetting: only a person lifts it.
        connection.execute(update(SUPPRESSION).where(SUPPRESSION.c.key == key).values(reason="forget", at=inbox.now))
    connection.execute(insert(EVENT).values(at=inbox.now, kind="forget", detail=""))
    return number is not None


def forget_for_good(store: Engine, secret: bytes, address: Address, now: int) -> bool:
    """
    `forget` in a transaction of its own, after which SQLite's files do not hold the address in their gaps either.

    PostgreSQL writes over such gaps by itself, in its own time (autovacuum).
    """
    with writing(store) as connection:
        there = forget(Inbox(connection, secret, now), address)
    if store.dialect.name == "sqlite":
        # The log of changes still has the page as it was.
        with reading(store) as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    return there


def counts(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """
    How many there are by `state`, and of those who are active by `language`, `format`, `pace` and `topic`.
    """
    active = SUBSCRIBER.c.state == "active"
    chosen = SUBSCRIPTION.join(SUBSCRIBER, SUBSCRIBER.c.id == SUBSCRIPTION.c.subscriber)
    people = func.count(SUBSCRIPTION.c.subscriber.distinct())
    questions = {
        "state": select(SUBSCRIBER.c.state, func.count()).group_by(SUBSCRIBER.c.state),
        "language": select(SUBSCRIBER.c.lang, func.count()).where(active).group_by(SUBSCRIBER.c.lang),
        "format": select(SUBSCRIBER.c.format, func.count()).where(active).group_by(SUBSCRIBER.c.format),
        "pace": select(SUBSCRIPTION.c.pace, people).select_from(chosen).where(active).group_by(SUBSCRIPTION.c.pace),
        "topic": select(SUBSCRIPTION.c.topic, people).select_from(chosen).where(active).group_by(SUBSCRIPTION.c.topic),
    }
    return {
        name: dict(sorted((row[0], row[1]) for row in connection.execute(question)))
        for name, question in questions.items()
    }


def _subscribers(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Subscriber]:
    if not rows:
        return []
    chosen = (
        select(SUBSCRIPTION.c.subscriber, SUBSCRIPTION.c.topic, SUBSCRIPTION.c.pace)
        # A page is one stretch of numbers, so its bounds find its choices faster than a list of a thousand.
        .where(SUBSCRIPTION.c.subscriber.between(rows[0].id, rows[-1].id))
        .order_by(SUBSCRIPTION.c.subscriber, SUBSCRIPTION.c.topic)
    )
    choices = {
        number: _choices(tuple((topic, pace) for _, topic, pace in group))
        for number, group in groupby(connection.execute(chosen).all(), itemgetter(0))
    }
    return [
        Subscriber(number, bytes(pid), address, language, format_, state, choices.get(number, ()), at, how)
        for number, pid, address, language, format_, state, at, how in rows
    ]


@lru_cache(maxsize=4_096)
def _choices(stored: tuple[tuple[str, str], ...]) -> tuple[Choice, ...]:
    """
    The choices as stored; most people's are those of many others.
    """
    return tuple(Choice(Topic(*topic.split(":", 1)), pace) for topic, pace in stored)
