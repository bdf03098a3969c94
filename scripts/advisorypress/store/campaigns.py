"""
The mailings: who is to get which variant is frozen once; then what state each is in, and how many rows are in which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)

from advisorypress.errors import StoreError
from advisorypress.store.ledger_tables import CAMPAIGN, CHANNEL_DELIVERY, DELIVERY, OPEN, VARIANT
from advisorypress.store.statements import ManyTimes
from advisorypress.store.subscriber_tables import EVENT, SUBSCRIBER
from advisorypress.store.transactions import reading, writing

_BATCH = 1000


class State(StrEnum):
    """
    How far a row is.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    LEFT = "left"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """
    A mailing that is to be frozen. *slug* names it for good; *date* (seconds since 1970) is the `Date` of every message of
    it; *lane* is `urgent` or `digest`; *expires_at* is when rows that still wait are given up, None is never.
    """

    slug: str
    kind: str
    lane: str
    date: int
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """
    What readers of *language* and *format* get of *items* (as in `Recipient`), as it was frozen: a packed *template*.
    """

    language: str
    format: str
    items: str
    template: bytes


@dataclass(frozen=True, slots=True)
class Campaign:
    """
    A frozen mailing. *state* is `frozen`, `held`, `sending`, `stopped` or `done`.
    """

    number: int
    slug: str
    kind: str
    lane: str
    date: int
    state: str
    expected: int
    frozen_at: int
    expires_at: int | None
    canary_passed: bool


class Recipient(NamedTuple):
    """
    One of an audience: the subscriber's row, and what decides the bytes: language, format and the ordered items, written
    `SA-2026-0142@3 SA-2026-0143@1` (an id and the number of its version).
    """

    subscriber: int
    language: str
    format: str
    items: str


def freeze(
    engine: Engine,
    campaign: NewCampaign,
    audience: Iterable[Recipient],
    compile_variant: Callable[[str, str, str], bytes],
    now: int,
    *,
    may_be_empty: bool = False,
) -> Campaign:
    """
    Writes down who is to get what, in one transaction, and gives the campaign; the one that exists under this slug is given
    back as it is, its audience unchanged.

    *compile_variant* (language, format, items) gives the packed template of a variant, and is asked once for each. The
    audience is read as a stream and never held. Raises `StoreError` when the audience is empty and not *may_be_empty*, as it
    may be where short texts carry the mailing.
    """
    with writing(engine) as connection:
        row = connection.execute(select(CAMPAIGN.c.id).where(CAMPAIGN.c.slug == campaign.slug)).first()
        if row is None:
            expected = _write_rows(connection, campaign, audience, compile_variant, now)
            if not expected and not may_be_empty:
                raise StoreError("nobody has asked for this; nothing was sent")
    found = find_campaign(engine, campaign.slug)
    assert found is not None  # noqa: S101 - it was written above
    return found


def _write_rows(
    connection: Connection,
    campaign: NewCampaign,
    audience: Iterable[Recipient],
    compile_variant: Callable[[str, str, str], bytes],
    now: int,
) -> int:
    number: int = connection.execute(
        insert(CAMPAIGN)
        .values(
            slug=campaign.slug,
            kind=campaign.kind,
            lane=campaign.lane,
            date_header=campaign.date,
            state="frozen",
            audience_sha256=b"",
            expected=0,
            frozen_at=now,
            expires_at=campaign.expires_at,
        )
        .returning(CAMPAIGN.c.id)
    ).scalar_one()
    variants: dict[tuple[str, str, str], int] = {}
    digest, expected = hashlib.sha256(), 0
    rest = iter(audience)
    while batch := list(islice(rest, _BATCH)):
        rows: list[tuple[object, ...]] = []
        for subscriber, language, form, items in batch:
            key = (language, form, items)
            if key not in variants:
                variants[key] = _write_variant(connection, number, key, compile_variant(*key))
            digest.update("\0".join((str(subscriber), *key, "\n")).encode())
            rows.append((number, subscriber, variants[key], campaign.lane))
        _FREEZE.execute(connection.connection.cursor(), connection.dialect, rows)
        expected += len(batch)
    connection.execute(
        update(CAMPAIGN).where(CAMPAIGN.c.id == number).values(expected=expected, audience_sha256=digest.digest())
    )
    note(connection, "frozen", number, now, f"{expected} recipients, {len(variants)} variants")
    return expected


def _write_variant(connection: Connection, campaign: int, key: tuple[str, str, str], template: bytes) -> int:
    values = dict(zip(("lang", "format", "items_key"), key, strict=True))
    made: int = connection.execute(
        insert(VARIANT)
        .values(campaign=campaign, **values, template=template, sha256=hashlib.sha256(template).digest())
        .returning(VARIANT.c.id)
    ).scalar_one()
    return made


def note(connection: Connection, kind: str, campaign: int | None, now: float, detail: str = "") -> None:
    """
    One line in the events, which nobody changes afterwards; *detail* holds no address.
    """
    connection.execute(insert(EVENT).values(at=int(now), kind=kind, campaign=campaign, detail=detail))


def find_campaign(engine: Engine, slug: str) -> Campaign | None:
    """
    The mailing of this name.
    """
    return next((campaign for campaign in campaigns(engine) if campaign.slug == slug), None)


def campaigns(engine: Engine) -> tuple[Campaign, ...]:
    """
    All mailings, the newest last.
    """
    with reading(engine) as connection:
        rows = connection.execute(select(CAMPAIGN).order_by(CAMPAIGN.c.id)).all()
    return tuple(
        Campaign(
            row.id,
            row.slug,
            row.kind,
            row.lane,
            row.date_header,
            row.state,
            row.expected,
            row.frozen_at,
            row.expires_at,
            bool(row.canary_passed),
        )
        for row in rows
    )


def counts(engine: Engine, campaign: int) -> dict[State, int]:
    """
    How many rows are in each state; states without a row are missing.
    """
    statement = select(DELIVERY.c.state, func.count()).where(DELIVERY.c.campaign == campaign).group_by(DELIVERY.c.state)
    with reading(engine) as connection:
        return {State(state): number for state, number in connection.execute(statement)}


def editions(engine: Engine, campaign: int) -> list[tuple[str, str, int]]:
    """
    How many rows there are of each language and format.
    """
    statement = (
        select(VARIANT.c.lang, VARIANT.c.format, func.count())
        .join(DELIVERY, DELIVERY.c.variant == VARIANT.c.id)
        .where(DELIVERY.c.campaign == campaign)
        .group_by(VARIANT.c.lang, VARIANT.c.format)
        .order_by(VARIANT.c.lang, VARIANT.c.format)
    )
    with reading(engine) as connection:
        return [(language, form, number) for language, form, number in connection.execute(statement)]


def refusals(engine: Engine, campaign: int, most: int = 10) -> list[tuple[str, int]]:
    """
    What relays said most often to rows that failed, wait or are in doubt, without addresses, and how often.
    """
    number = func.count()
    statement = (
        select(DELIVERY.c.reply, number)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.reply.is_not(None))
        .group_by(DELIVERY.c.reply)
        .order_by(number.desc(), DELIVERY.c.reply)
        .limit(most)
    )
    with reading(engine) as connection:
        return [(words, count) for words, count in connection.execute(statement)]


def template_of(engine: Engine, variant: int) -> bytes:
    """
    The packed template of a variant. Raises `StoreError` when it is not what was frozen.
    """
    with reading(engine) as connection:
        row = connection.execute(select(VARIANT).where(VARIANT.c.id == variant)).one()
    if hashlib.sha256(row.template).digest() != row.sha256:
        raise StoreError(f"variant {variant} is not what was frozen; nothing of it was sent")
    return bytes(row.template)


def open_variants(engine: Engine, campaign: int) -> tuple[Variant, ...]:
    """
    The variants of which a message may still go out.
    """
    going = select(DELIVERY.c.variant).where(DELIVERY.c.campaign == campaign, DELIVERY.c.state.in_(OPEN))
    with reading(engine) as connection:
        rows = connection.execute(select(VARIANT).where(VARIANT.c.id.in_(going)).order_by(VARIANT.c.id)).all()
    return tuple(Variant(row.lang, row.format, row.items_key, bytes(row.template)) for row in rows)


def discard(engine: Engine, campaign: int, now: float) -> None:
    """
    Takes back what was frozen and never begun, so that the next time asks anew who wants it.
    """
    with writing(engine) as connection:
        state = connection.execute(select(CAMPAIGN.c.state).where(CAMPAIGN.c.id == campaign)).scalar_one()
        if state not in ("frozen", "held"):
            raise StoreError(f"this mailing is {state}; it is not taken back")
        for table in (DELIVERY, CHANNEL_DELIVERY, VARIANT):
            connection.execute(table.delete().where(table.c.campaign == campaign))
        connection.execute(CAMPAIGN.delete().where(CAMPAIGN.c.id == campaign))
        note(connection, "discarded", campaign, now)


def set_state(engine: Engine, campaign: int, state: str, now: float, unless: Sequence[str] = ("done",)) -> bool:
    """
    Puts a mailing into *state*, unless it is in one of *unless*; whether it was.
    """
    with writing(engine) as connection:
        done = connection.execute(
            update(CAMPAIGN)
            .where(CAMPAIGN.c.id == campaign, CAMPAIGN.c.state.not_in([*unless, state]))
            .values(state=state)
        ).rowcount
        if done:
            note(connection, state, campaign, now)
    return bool(done)


def pass_canary(engine: Engine, campaign: int) -> None:
    """
    Remembers that a person has looked at what the first messages met.
    """
    with writing(engine) as connection:
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign).values(canary_passed=1))


def finish(engine: Engine, campaign: int, now: float) -> bool:
    """
    Calls a mailing done if no row of it is open; whether it is done.
    """
    with writing(engine) as connection:
        still_open = [
            select(table.c.campaign).where(table.c.campaign == campaign, table.c.state.in_(OPEN)).exists()
            for table in (DELIVERY, CHANNEL_DELIVERY)
        ]
        done = connection.execute(
            update(CAMPAIGN)
            .where(CAMPAIGN.c.id == campaign, CAMPAIGN.c.state != "done", *(~each for each in still_open))
            .values(state="done", finished_at=int(now))
        ).rowcount
        if done:
            note(connection, "done", campaign, now)
        state: str = connection.execute(select(CAMPAIGN.c.state).where(CAMPAIGN.c.id == campaign)).scalar_one()
    return state == "done"


def recent_urgent(engine: Engine, since: int) -> int:
    """
    How many urgent mailings were frozen after *since*.
    """
    statement = select(func.count()).where(CAMPAIGN.c.lane == "urgent", CAMPAIGN.c.frozen_at > since)
    with reading(engine) as connection:
        return int(connection.execute(statement).scalar_one())


def handed(engine: Engine, advisory: str, before: int) -> Iterator[tuple[int, str, str]]:
    """
    Those who were handed a version of *advisory* older than *before* and still want mail, each once: subscriber, language
    and format. A row in doubt counts, for it may have arrived; exercises do not.
    """
    had = (State.SENT.value, State.HANDING.value, State.IN_DOUBT.value, State.LEFT.value)
    with reading(engine) as connection:
        variants = {
            row.id: (row.lang, row.format)
            for row in connection.execute(
                select(VARIANT.c.id, VARIANT.c.lang, VARIANT.c.format, VARIANT.c.items_key)
                .join(CAMPAIGN, CAMPAIGN.c.id == VARIANT.c.campaign)
                .where(CAMPAIGN.c.kind != "exercise")
            )
            if _is_older(row.items_key, advisory, before)
        }
        rows = connection.execute(
            select(DELIVERY.c.subscriber, func.max(DELIVERY.c.variant))
            .join(SUBSCRIBER, SUBSCRIBER.c.id == DELIVERY.c.subscriber)
            .where(DELIVERY.c.variant.in_(list(variants)), DELIVERY.c.state.in_(had), SUBSCRIBER.c.state == "active")
            .group_by(DELIVERY.c.subscriber)
            .order_by(DELIVERY.c.subscriber)
        )
        for subscriber, variant in rows:
            yield (subscriber, *variants[variant])


def _is_older(items: str, advisory: str, before: int) -> bool:
    for item in items.split():
        name, _, version = item.partition("@")
        if name == advisory:
            return not version.isdigit() or int(version) < before
    return False


_FREEZE = ManyTimes(
    insert(DELIVERY).values(
        campaign=bindparam("at_campaign"),
        subscriber=bindparam("at_subscriber"),
        variant=bindparam("of_variant"),
        lane=bindparam("in_lane"),
        state=literal_column("'pending'"),
    ),
    "at_campaign",
    "at_subscriber",
    "of_variant",
    "in_lane",
)
