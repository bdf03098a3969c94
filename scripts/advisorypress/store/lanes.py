"""
The token buckets that all senders of a lane share, so that a rate holds over every connection, process and machine.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, insert, select, update

from advisorypress.store.ledger_tables import LANE

# After the relay asked for less, how many seconds pass before it can ask again: fifty connections hear one "too fast".
BACK_OFF_SECONDS = 5.0
SLOWEST = 0.1
# A lane without a ceiling that has recovered to this many messages a second is without limit again.
_NO_LIMIT_FROM = 10_000.0
_CLOCK_FAR_WRONG = 60.0
# What a relay is thought to have borne when a run was too short to tell.
_LEAST_MEASURED = 20.0
_SLOWER = 0.5
_FASTER = 1.1


@dataclass(frozen=True, slots=True)
class Lane:
    """
    A lane as it stands: *ceiling* and *rate* in messages a second (0 is without limit), *burst* in messages.
    """

    name: str
    ceiling: float
    rate: float
    burst: float


def set_lane(connection: Connection, name: str, ceiling: float, burst: float, now: float) -> None:
    """
    Makes lane *name*, or gives it another ceiling; what it learnt about the relay stays where it is lower.
    """
    row = connection.execute(select(LANE.c.ceiling, LANE.c.burst).where(LANE.c.name == name)).first()
    if row is None:
        values = {"name": name, "ceiling": ceiling, "rate": ceiling, "burst": burst, "tokens": burst, "at": now}
        connection.execute(insert(LANE).values(**values, concurrency=0))
    elif (row.ceiling, row.burst) != (ceiling, burst):
        connection.execute(
            update(LANE)
            .where(LANE.c.name == name)
            .values(
                ceiling=ceiling,
                burst=burst,
                rate=ceiling,
                tokens=case((LANE.c.tokens < burst, LANE.c.tokens), else_=burst),
            )
        )


def read_lane(connection: Connection, name: str) -> Lane:
    """
    Lane *name*, which `set_lane` has made.
    """
    row = connection.execute(select(LANE).where(LANE.c.name == name)).one()
    return Lane(row.name, row.ceiling, row.rate, row.burst)


def take(connection: Connection, name: str, wanted: int, now: float) -> int:
    """
    Takes up to *wanted* tokens at *now* (seconds since 1970) and says how many it got; in a transaction that holds the
    write lock (SQLite) or locks the row (PostgreSQL).
    """
    row = connection.execute(select(LANE).where(LANE.c.name == name).with_for_update()).one()
    if row.rate <= 0:
        return wanted
    # A clock that was put back gives nothing, now or when it has caught up; only one far wrong is believed at once.
    since = now if now < row.at - _CLOCK_FAR_WRONG else max(now, row.at)
    there = min(row.burst, row.tokens + max(0.0, now - row.at) * row.rate)
    got = min(wanted, int(there))
    connection.execute(update(LANE).where(LANE.c.name == name).values(tokens=there - got, at=since))
    return got


def slow_down(connection: Connection, name: str, measured: float, now: float) -> float | None:
    """
    Halves the rate of a lane whose relay asked for less, once in five seconds; *measured* is what it bore until now.

    The new rate, in messages a second; None when it was halved just before.
    """
    row = connection.execute(select(LANE).where(LANE.c.name == name).with_for_update()).one()
    if now < row.backoff_until:
        return None
    rate: float = max(SLOWEST, (row.rate if row.rate > 0 else max(measured, _LEAST_MEASURED)) * _SLOWER)
    connection.execute(
        update(LANE)
        .where(LANE.c.name == name)
        .values(rate=rate, tokens=min(row.tokens, 1.0), at=now, backoff_until=now + BACK_OFF_SECONDS)
    )
    return rate


def speed_up(connection: Connection, name: str, now: float) -> float | None:
    """
    Raises the rate by a tenth, up to the ceiling; the new rate, None when there was nothing to raise.
    """
    row = connection.execute(select(LANE).where(LANE.c.name == name).with_for_update()).one()
    if row.rate <= 0 or row.rate == row.ceiling or now < row.backoff_until:
        return None
    rate: float = row.rate * _FASTER
    if row.ceiling:
        rate = min(rate, row.ceiling)
    elif rate >= _NO_LIMIT_FROM:
        rate = 0.0
    connection.execute(update(LANE).where(LANE.c.name == name).values(rate=rate))
    return rate
