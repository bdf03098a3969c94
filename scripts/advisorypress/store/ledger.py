"""
The account of every message: who is to get which variant of a mailing, and how far each of them is.

    pending ─claim─► claimed ─intent─► handing ─250─► sent
       ▲  ▲             │                 ├─4xx──► deferred ─(next_at)─► claimed
       │  └─lease over──┘                 ├─5xx──► failed
       │                                  └─cut, kill─► in_doubt ─settle─► sent | pending | left
    suppressed (left since the audience was frozen)          expired (an urgent alert beyond its window)

No text goes out before its row says `handing` on disk, and every reply is on disk before the next text goes out; both in
one transaction a pass of the sender's loop. So a kill leaves one text a connection in doubt, and the rows name them
(mail.md 4.3 to 4.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPICursor

from advisorypress.store import lanes
from advisorypress.store.campaigns import Campaign, State, note
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY
from advisorypress.store.statements import ManyTimes
from advisorypress.store.subscriber_tables import EVENT, SUBSCRIBER, SUPPRESSION
from advisorypress.store.transactions import in_words, reading, transaction, writing

LEASE_SECONDS = 300


CLAIM = 500


_NEVER_THERE = re.compile(r"5\.(1\.1|1\.2|1\.10|2\.1)")


class Claimed(NamedTuple):
    """
    A row that this sender holds until its lease ends; *attempts* is how often a relay said 4xx to it.
    """

    subscriber: int
    pid: bytes
    address: str
    variant: int
    attempts: int


class Intent(NamedTuple):
    """
    A text that is about to go out, by the connection from our *port*.
    """

    subscriber: int
    port: int


class Result(NamedTuple):
    """
    What became of a row that was claimed. *reply* holds no address.
    """

    subscriber: int
    state: State
    attempts: int
    next_at: int = 0
    code: int | None = None
    status: str | None = None
    reply: str | None = None
    queue_id: str | None = None
    # The relay knows the address to be no mailbox: it gets no mail until it is confirmed again.
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    A row whose text may have arrived: its subscriber, and the port by which it left (0 when unknown).
    """

    subscriber: int
    pid: bytes
    port: int


class LostLease(Exception):
    """
    Another sender holds rows that this one was about to send: its lease had lapsed. *subscribers* are those still held.
    """

    def __init__(self, subscribers: frozenset[int]) -> None:
        super().__init__("a lease lapsed")
        self.subscribers = subscribers


def is_gone(status: str) -> bool:
    """
    Whether an enhanced status says that there is no such mailbox and never will be (RFC 3463: 5.1.1, 5.1.2, 5.1.10, 5.2.1).
    """
    return _NEVER_THERE.fullmatch(status) is not None


class Ledger:
    """
    What one sender does with the rows of one mailing, under the name *owner*.

    It keeps one connection for as long as the sender runs. Every method is one transaction and raises `StoreError` when that
    could not be written: then nothing more may be sent.
    """

    def __init__(
        self,
        engine: Engine,
        campaign: Campaign,
        owner: str,
        suppression_key: Callable[[str], bytes] | None = None,
    ) -> None:
        self.engine = engine
        self.campaign = campaign
        self.owner = owner
        self._key = suppression_key
        self._connection: Connection | None = None

    def close(self) -> None:
        """
        Gives the connection back.
        """
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with in_words(self.engine, "written"):
            if self._connection is None:
                self._connection = self.engine.connect()
            with transaction(self._connection):
                yield self._connection

    def claim(self, now: float, limit: int = CLAIM) -> list[Claimed]:
        """
        Up to *limit* rows that are due, held for five minutes. Who has left since the audience was frozen is marked and not
        among them; of an alert beyond its window nothing is.
        """
        campaign = self.campaign
        with self._writing() as connection:
            if campaign.expires_at is not None and now >= campaign.expires_at:
                connection.execute(_EXPIRE, {"at_campaign": campaign.number})
                return []
            rows = connection.execute(
                _DUE, {"at_campaign": campaign.number, "lane": campaign.lane, "now": int(now), "limit": limit}
            ).all()
            if not rows:
                return []
            stays = self._who_stays(connection, rows, now)
            lease = {"owner": self.owner, "lease": int(now) + LEASE_SECONDS}
            for state, held, each in (
                (State.CLAIMED, lease, stays),
                (State.SUPPRESSED, {"owner": None, "lease": None}, {row.subscriber for row in rows} - stays),
            ):
                if each:
                    wanted = {"at_campaign": campaign.number, "subscribers": list(each), "new_state": state.value}
                    connection.execute(_CLAIM, wanted | held)
        return [
            Claimed(row.subscriber, bytes(row.pid), row.addr, row.variant, row.attempts)
            for row in rows
            if row.subscriber in stays
        ]

    def _who_stays(self, connection: Connection, rows: Sequence[Row[*tuple[object, ...]]], now: float) -> set[int]:
        active = {row.subscriber: row.addr_key for row in rows if row.state == "active"}
        if self._key is None or not active:
            return set(active)
        keys = {self._key(text): subscriber for subscriber, text in active.items()}
        barred = connection.execute(_BARRED, {"keys": list(keys)})
        gone = {keys[bytes(key)] for key, until in barred if until is None or until > now}
        return set(active) - gone

    def commit(self, intents: Sequence[Intent], results: Sequence[Result], now: float, wanted: int = 0) -> int:
        """
        One pass of the sender's loop: the replies that came in, and the texts about to go out; also *wanted* tokens of the
        lane for messages to begin with, of which it says how many it got.

        Raises `LostLease` when some of *intents* are no longer this sender's: then nothing was written.
        """
        if wanted or any(result.is_gone for result in results):
            with self._writing() as connection:
                self._write_pass(connection.connection.cursor(), intents, results)
                gone = [result.subscriber for result in results if result.is_gone]
                if gone:
                    self._suspend(connection, gone, now)
                return lanes.take(connection, self.campaign.lane, wanted, now) if wanted else 0
        with self._quickly() as cursor:
            self._write_pass(cursor, intents, results)
        return 0

    @contextmanager
    def _quickly(self) -> Iterator[DBAPICursor]:
        """
        A transaction like `_writing`, in the driver's own words: a sender has several hundred of them a second.
        """
        with in_words(self.engine, "written"):
            if self._connection is None:
                self._connection = self.engine.connect()
            driver = self._connection.connection
            try:
                cursor = driver.cursor()
                if self.engine.dialect.name == "sqlite":
                    cursor.execute("begin immediate")
                yield cursor
                driver.commit()
            except BaseException:
                with suppress(Exception):
                    driver.rollback()
                raise

    def _write_pass(self, cursor: DBAPICursor, intents: Sequence[Intent], results: Sequence[Result]) -> None:
        number, dialect = self.campaign.number, self.engine.dialect
        if results:
            _RESULT.execute(
                cursor,
                dialect,
                [(number, subscriber, self.owner, state.value, *values) for subscriber, state, *values, _ in results],
            )
        if intents:
            rows = [(number, subscriber, self.owner, port) for subscriber, port in intents]
            if _INTENT.execute(cursor, dialect, rows) != len(intents):
                raise LostLease(self._still_held(intent.subscriber for intent in intents))

    def _still_held(self, subscribers: Iterable[int]) -> frozenset[int]:
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(DELIVERY.c.subscriber).where(
                    DELIVERY.c.campaign == self.campaign.number,
                    DELIVERY.c.subscriber.in_(list(subscribers)),
                    DELIVERY.c.owner == self.owner,
                    DELIVERY.c.state == State.CLAIMED.value,
                )
            )
            return frozenset(subscriber for (subscriber,) in rows)

    def _suspend(self, connection: Connection, subscribers: Sequence[int], now: float) -> None:
        connection.execute(
            update(SUBSCRIBER)
            .where(SUBSCRIBER.c.id.in_(subscribers), SUBSCRIBER.c.state == "active")
            .values(state="suspended")
        )
        connection.execute(
            insert(EVENT),
            [
                {"at": int(now), "kind": "no-mailbox", "campaign": self.campaign.number, "subscriber": subscriber}
                for subscriber in subscribers
            ],
        )

    def renew(self, now: float) -> None:
        """
        Holds this sender's rows for another five minutes.
        """
        with self._writing() as connection:
            connection.execute(
                update(DELIVERY)
                .where(
                    DELIVERY.c.campaign == self.campaign.number,
                    DELIVERY.c.owner == self.owner,
                    DELIVERY.c.state.in_(_HELD),
                )
                .values(lease_until=int(now) + LEASE_SECONDS)
            )

    def give_back(self, is_gone: Callable[[str], bool], now: float) -> int:
        """
        Takes the rows of senders whose lease is over, or who *is_gone* (by name): claimed ones can be claimed again, those
        whose text was going out are in doubt. How many there were; a renewed lease is never touched.
        """
        mine = DELIVERY.c.campaign == self.campaign.number
        with self._writing() as connection:
            owners = connection.execute(
                select(DELIVERY.c.owner, func.min(DELIVERY.c.lease_until))
                .where(DELIVERY.c.owner.is_not(None), DELIVERY.c.state.in_(_HELD), mine)
                .group_by(DELIVERY.c.owner)
            ).all()
            over = [owner for owner, until in owners if until < now or is_gone(owner)]
            return sum(_release(connection, self.campaign.number, owner) for owner in over)

    def leave(self) -> int:
        """
        Gives this sender's own rows back, as at the end of a run.
        """
        with self._writing() as connection:
            return _release(connection, self.campaign.number, self.owner)

    def next_due(self) -> int | None:
        """
        When the next row falls due (seconds since 1970); None when none is waiting.
        """
        with reading(self.engine) as connection:
            due: int | None = connection.execute(
                select(func.min(DELIVERY.c.next_at)).where(
                    DELIVERY.c.campaign == self.campaign.number,
                    DELIVERY.c.lane == self.campaign.lane,
                    _WAITING,
                )
            ).scalar_one()
        return due

    def is_held(self) -> bool:
        """
        Whether a row of the mailing is held by any sender.
        """
        with reading(self.engine) as connection:
            held = connection.execute(
                select(DELIVERY.c.subscriber)
                .where(DELIVERY.c.campaign == self.campaign.number, DELIVERY.c.state.in_(_HELD))
                .limit(1)
            ).first()
        return held is not None

    def state_now(self) -> str:
        """
        The mailing's state, which another process may have changed.
        """
        with reading(self.engine) as connection:
            state: str = connection.execute(
                select(CAMPAIGN.c.state).where(CAMPAIGN.c.id == self.campaign.number)
            ).scalar_one()
        return state

    def slow_down(self, measured: float, now: float) -> float | None:
        """
        `lanes.slow_down` for this mailing's lane.
        """
        with self._writing() as connection:
            return lanes.slow_down(connection, self.campaign.lane, measured, now)

    def speed_up(self, now: float) -> float | None:
        """
        `lanes.speed_up` for this mailing's lane.
        """
        with self._writing() as connection:
            return lanes.speed_up(connection, self.campaign.lane, now)

    def lane(self) -> lanes.Lane:
        """
        This mailing's lane as it stands.
        """
        with reading(self.engine) as connection:
            return lanes.read_lane(connection, self.campaign.lane)


def doubts(engine: Engine, campaign: int) -> list[Doubt]:
    """
    The rows in doubt, by subscriber.
    """
    statement = (
        select(DELIVERY.c.subscriber, DELIVERY.c.port, SUBSCRIBER.c.pid)
        .join(SUBSCRIBER, SUBSCRIBER.c.id == DELIVERY.c.subscriber)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.state == State.IN_DOUBT.value)
        .order_by(DELIVERY.c.subscriber)
    )
    with reading(engine) as connection:
        return [Doubt(row.subscriber, bytes(row.pid), row.port or 0) for row in connection.execute(statement)]


def settle(engine: Engine, campaign: int, verdicts: Iterable[tuple[int, State]], how: str, now: float) -> int:
    """
    Decides rows in doubt: each subscriber's becomes sent, pending or left; how many were. Rows that are no longer in doubt
    stay as they are.
    """
    decided = [
        {"at_campaign": campaign, "at_subscriber": subscriber, "new_state": state.value}
        for subscriber, state in verdicts
    ]
    if not decided:
        return 0
    with writing(engine) as connection:
        done = connection.execute(_SETTLE, decided).rowcount
        note(connection, "settled", campaign, now, f"{done} rows by {how}")
    return done


def _release(connection: Connection, campaign: int, owner: str) -> int:
    mine = (DELIVERY.c.campaign == campaign, DELIVERY.c.owner == owner)
    free = {"owner": None, "lease_until": None}
    pairs = ((State.CLAIMED, State.PENDING), (State.HANDING, State.IN_DOUBT))
    return sum(
        connection.execute(
            update(DELIVERY).where(*mine, DELIVERY.c.state == held.value).values(state=then.value, **free)
        ).rowcount
        for held, then in pairs
    )


_HELD = (State.CLAIMED.value, State.HANDING.value)


_AT = (DELIVERY.c.campaign == bindparam("at_campaign"), DELIVERY.c.subscriber == bindparam("at_subscriber"))


# In the words of the index `delivery_due`: a database uses a partial index only when it sees that its condition holds.
_WAITING = DELIVERY.c.state.in_((literal_column("'pending'"), literal_column("'deferred'")))


_DUE = (
    select(
        DELIVERY.c.subscriber,
        DELIVERY.c.variant,
        DELIVERY.c.attempts,
        SUBSCRIBER.c.pid,
        SUBSCRIBER.c.addr,
        SUBSCRIBER.c.addr_key,
        SUBSCRIBER.c.state,
    )
    # A row whose subscriber was forgotten has nobody to write to; it is `suppressed` like one who left.
    .join(SUBSCRIBER, SUBSCRIBER.c.id == DELIVERY.c.subscriber, isouter=True)
    .where(
        DELIVERY.c.campaign == bindparam("at_campaign"),
        DELIVERY.c.lane == bindparam("lane"),
        _WAITING,
        DELIVERY.c.next_at <= bindparam("now"),
    )
    .order_by(DELIVERY.c.next_at, DELIVERY.c.subscriber)
    .limit(bindparam("limit"))
    .with_for_update(of=DELIVERY, skip_locked=True)
)


_CLAIM = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign == bindparam("at_campaign"),
        DELIVERY.c.subscriber.in_(bindparam("subscribers", expanding=True)),
    )
    .values(
        state=bindparam("new_state"),
        owner=bindparam("owner"),
        lease_until=bindparam("lease"),
        code=null(),
        reply=null(),
    )
)


_BARRED = select(SUPPRESSION.c.key, SUPPRESSION.c.until).where(SUPPRESSION.c.key.in_(bindparam("keys", expanding=True)))


_EXPIRE = (
    update(DELIVERY).where(DELIVERY.c.campaign == bindparam("at_campaign"), _WAITING).values(state=State.EXPIRED.value)
)


_INTENT = ManyTimes(
    update(DELIVERY)
    .where(*_AT, DELIVERY.c.state == literal_column("'claimed'"), DELIVERY.c.owner == bindparam("at_owner"))
    .values(state=literal_column("'handing'"), port=bindparam("new_port")),
    "at_campaign",
    "at_subscriber",
    "at_owner",
    "new_port",
)


# A row that a lapsed lease has put into doubt may still be told its true fate by the sender that lived on.
_RESULT = ManyTimes(
    update(DELIVERY)
    .where(*_AT, or_(DELIVERY.c.owner == bindparam("at_owner"), DELIVERY.c.state == literal_column("'in_doubt'")))
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("new_attempts"),
        next_at=bindparam("new_next"),
        code=bindparam("new_code"),
        esc=bindparam("new_esc"),
        reply=bindparam("new_reply"),
        queue_id=bindparam("new_queue"),
        owner=null(),
        lease_until=null(),
    ),
    "at_campaign",
    "at_subscriber",
    "at_owner",
    "new_state",
    "new_attempts",
    "new_next",
    "new_code",
    "new_esc",
    "new_reply",
    "new_queue",
)


_SETTLE = (
    update(DELIVERY)
    .where(*_AT, DELIVERY.c.state == State.IN_DOUBT.value)
    .values(state=bindparam("new_state"), next_at=0)
)
