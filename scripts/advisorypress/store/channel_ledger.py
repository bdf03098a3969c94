"""
The account of short texts: a row a mailing, channel and language, with the states of `ledger.py`.

    pending ─claim─► claimed ─intent─► handing ─accepted─► sent
       ▲                │                 ├─refused─► deferred ─(next_at)─► claimed, at last failed
       └──lease over────┘                 └─cut, kill─► in_doubt ─settle─► sent | pending | left

A gateway has no log that could be asked, so a text in doubt is settled by a person and never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from advisorypress.store.campaigns import Campaign, State, note
from advisorypress.store.connect import Store
from advisorypress.store.ledger import LEASE_SECONDS
from advisorypress.store.ledger_tables import CAMPAIGN
from advisorypress.store.ledger_tables import CHANNEL_DELIVERY as CHANNEL
from advisorypress.store.transactions import reading, writing

_WAITING = (State.PENDING.value, State.DEFERRED.value)
_HELD = (State.CLAIMED.value, State.HANDING.value)


@dataclass(frozen=True, slots=True)
class ShortText:
    """
    A *text* for *channel* in *language* (`en`, `zh-Hant`); *item* is what it tells of, `SA-2026-0142@2`.
    """

    channel: str
    language: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """
    A text and how far it is. *attempts* is how often it was refused, *next_at* (seconds since 1970) when it may go again,
    *reply* what the gateway answered last, without its words.
    """

    channel: str
    language: str
    text: str
    state: State
    attempts: int
    next_at: int
    reply: str

    @property
    def name(self) -> str:
        """
        What a person calls it: `sms:zh-Hant`.
        """
        return f"{self.channel}:{self.language}"


def freeze_channels(store: Store, campaign: Campaign, texts: Iterable[ShortText], now: float) -> int:
    """
    Writes down which texts *campaign* has; how many are new. Once its sending has begun and it has texts nothing is added,
    whatever the settings say by then.
    """
    with writing(store) as connection:
        state = connection.execute(select(CAMPAIGN.c.state).where(CAMPAIGN.c.id == campaign.number)).scalar_one()
        there = {
            (row.channel, row.lang)
            for row in connection.execute(select(CHANNEL).where(CHANNEL.c.campaign == campaign.number))
        }
        if state == "done" or (there and state not in ("frozen", "held")):
            return 0
        new = [
            {
                "campaign": campaign.number,
                "channel": text.channel,
                "lang": text.language,
                "item": text.item,
                "text": text.text,
                "state": State.PENDING.value,
            }
            for text in texts
            if (text.channel, text.language) not in there
        ]
        if new:
            connection.execute(insert(CHANNEL), new)
            note(connection, "frozen", campaign.number, now, f"{len(new)} short texts")
    return len(new)


def channel_rows(store: Store, campaign: int) -> tuple[ChannelRow, ...]:
    """
    The texts of a mailing, by channel and language.
    """
    statement = select(CHANNEL).where(CHANNEL.c.campaign == campaign).order_by(CHANNEL.c.channel, CHANNEL.c.lang)
    with reading(store) as connection:
        return tuple(_row(row) for row in connection.execute(statement))


def told_channels(store: Store, advisory: str, before: int) -> frozenset[tuple[str, str]]:
    """
    The channels and languages in which a version of *advisory* older than *before* was told, or may have been.
    """
    had = (State.SENT.value, State.HANDING.value, State.IN_DOUBT.value, State.LEFT.value)
    statement = (
        select(CHANNEL.c.channel, CHANNEL.c.lang, CHANNEL.c.item)
        .join(CAMPAIGN, CAMPAIGN.c.id == CHANNEL.c.campaign)
        .where(CHANNEL.c.state.in_(had), CAMPAIGN.c.kind != "exercise")
    )
    with reading(store) as connection:
        rows = connection.execute(statement).all()
    return frozenset((row.channel, row.lang) for row in rows if _is_older(row.item, advisory, before))


class ChannelLedger:
    """
    What one sender, under the name *owner*, does with the texts of one mailing. Each method is one transaction and raises
    `StoreError` when that could not be written: then nothing may be sent.
    """

    def __init__(self, store: Store, campaign: Campaign, owner: str) -> None:
        self._store = store
        self._campaign = campaign
        self._owner = owner

    def claim(self, now: float, without: Collection[str] = ()) -> ChannelRow | None:
        """
        A text that is due and held by nobody, now held by this sender; None when there is none. *without* are channels that
        cannot be sent to. Of an alert beyond its window nothing is.
        """
        campaign = self._campaign
        with writing(self._store) as connection:
            if campaign.expires_at is not None and now >= campaign.expires_at:
                connection.execute(update(CHANNEL).where(self._mine(_WAITING)).values(state=State.EXPIRED.value))
                return None
            due = connection.execute(
                select(CHANNEL)
                .where(self._mine(_WAITING), CHANNEL.c.next_at <= int(now), CHANNEL.c.channel.not_in(list(without)))
                .order_by(CHANNEL.c.next_at, CHANNEL.c.channel, CHANNEL.c.lang)
            ).all()
            for row in due:
                # Another sender may have been faster between the two statements; the state decides.
                held = update(CHANNEL).where(self._mine(_WAITING), *_at(row.channel, row.lang))
                lease = {"owner": self._owner, "lease_until": int(now) + LEASE_SECONDS}
                if connection.execute(held.values(state=State.CLAIMED.value, **lease)).rowcount:
                    return _row(row)
        return None

    def intend(self, row: ChannelRow) -> bool:
        """
        Writes down that the text is about to go out; False when this sender holds it no more: then it must not.
        """
        claimed = and_(self._mine((State.CLAIMED.value,)), CHANNEL.c.owner == self._owner)
        with writing(self._store) as connection:
            done = connection.execute(
                update(CHANNEL).where(claimed, *_at(row.channel, row.language)).values(state=State.HANDING.value)
            ).rowcount
        return bool(done)

    def put_down(
        self, row: ChannelRow, state: State, now: float, *, reply: str, attempts: int, next_at: int = 0
    ) -> None:
        """
        What became of a text that went out, or did not.
        """
        # A row that a lapsed lease has put into doubt may still be told its true fate by the sender that lived on.
        ours = and_(
            CHANNEL.c.campaign == self._campaign.number,
            or_(CHANNEL.c.owner == self._owner, CHANNEL.c.state == State.IN_DOUBT.value),
        )
        values = {"state": state.value, "reply": reply, "attempts": attempts, "next_at": next_at}
        with writing(self._store) as connection:
            done = connection.execute(
                update(CHANNEL).where(ours, *_at(row.channel, row.language)).values(**values, **_FREE)
            ).rowcount
            if done and state is not State.DEFERRED:
                note(connection, f"channel {state.value}", self._campaign.number, now, row.name)

    def give_back(self, is_gone: Callable[[str], bool], now: float) -> int:
        """
        Takes the texts of senders whose lease is over, or who *is_gone* (by name): claimed ones can be claimed again, those
        that were going out are in doubt. How many there were.
        """
        with writing(self._store) as connection:
            owners = connection.execute(
                select(CHANNEL.c.owner, func.min(CHANNEL.c.lease_until))
                .where(self._mine(_HELD), CHANNEL.c.owner.is_not(None))
                .group_by(CHANNEL.c.owner)
            ).all()
            over = [owner for owner, until in owners if until < now or is_gone(owner)]
            pairs = ((State.CLAIMED, State.PENDING), (State.HANDING, State.IN_DOUBT))
            return sum(
                connection.execute(
                    update(CHANNEL)
                    .where(self._mine((held.value,)), CHANNEL.c.owner == owner)
                    .values(state=then.value, **_FREE)
                ).rowcount
                for owner in over
                for held, then in pairs
            )

    def next_due(self, without: Collection[str] = ()) -> int | None:
        """
        When the next waiting text falls due (seconds since 1970); None when none is waiting.
        """
        statement = select(func.min(CHANNEL.c.next_at)).where(
            self._mine(_WAITING), CHANNEL.c.channel.not_in(list(without))
        )
        with reading(self._store) as connection:
            due: int | None = connection.execute(statement).scalar_one()
        return due

    def is_stopped(self) -> bool:
        """
        Whether a person stopped the mailing, in this process or another.
        """
        with reading(self._store) as connection:
            state: str = connection.execute(
                select(CAMPAIGN.c.state).where(CAMPAIGN.c.id == self._campaign.number)
            ).scalar_one()
        return state == "stopped"

    def _mine(self, states: Collection[str]) -> ColumnElement[bool]:
        return and_(CHANNEL.c.campaign == self._campaign.number, CHANNEL.c.state.in_(states))


def settle_channels(
    store: Store, campaign: int, state: State, now: float, channels: Collection[str] | None = None
) -> tuple[str, ...]:
    """
    A person's word on texts in doubt: they arrived (`sent`), are to go again (`pending`), or are left as they are (`left`);
    the names of those decided. *channels* (`sms` or `sms:en`) are those meant, None is all.

    By name, a text that was refused for good can go again too, and one that still waits can be left.
    """
    open_to = {State.IN_DOUBT}
    if channels is not None:
        open_to |= {State.PENDING: {State.FAILED}, State.LEFT: {State.PENDING, State.DEFERRED}}.get(state, set())
    decided = [
        row
        for row in channel_rows(store, campaign)
        if row.state in open_to and (channels is None or row.channel in channels or row.name in channels)
    ]
    done = []
    with writing(store) as connection:
        for row in decided:
            values = {"state": state.value, "next_at": 0, "attempts": 0 if state is State.PENDING else row.attempts}
            changed = connection.execute(
                update(CHANNEL)
                .where(
                    CHANNEL.c.campaign == campaign, CHANNEL.c.state == row.state.value, *_at(row.channel, row.language)
                )
                .values(**values)
            ).rowcount
            if changed:
                note(connection, f"channel settled {state.value}", campaign, now, row.name)
                done.append(row.name)
    return tuple(done)


_FREE: dict[str, Any] = {"owner": None, "lease_until": None}


def _at(channel: str, language: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return CHANNEL.c.channel == channel, CHANNEL.c.lang == language


def _row(row: Row[Any]) -> ChannelRow:
    return ChannelRow(row.channel, row.lang, row.text, State(row.state), row.attempts, row.next_at, row.reply or "")


def _is_older(item: str, advisory: str, before: int) -> bool:
    name, _, version = item.partition("@")
    return name == advisory and (not version.isdigit() or int(version) < before)
