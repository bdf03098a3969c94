"""
The short texts of one mailing, from the choice of channels to the account of each: sent, refused, in doubt, waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from advisorypress.compose.mailing import AlertMailing, DigestMailing, Mailing
from advisorypress.compose.short import digest_short_text, short_text
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.notify.channels import PATIENCE_SECONDS, Answer, Channel, Verdict, open_channel
from advisorypress.notify.senders import is_gone, own_name
from advisorypress.settings import ChannelSettings, Settings
from advisorypress.store.campaigns import Campaign, State
from advisorypress.store.channel_ledger import (
    ChannelLedger,
    ChannelRow,
    ShortText,
    channel_rows,
    freeze_channels,
    told_channels,
)
from advisorypress.store.connect import Store

ATTEMPTS = 6
FIRST_DELAY = 30.0
"""
Seconds to the second attempt; each further one waits twice as long, the last at about a quarter of an hour.
"""
_AT_ONCE = 4
_TICK = 0.5


@dataclass(frozen=True, slots=True)
class ChannelManner:
    """
    How hard to try: up to *attempts*, the second *first_delay* seconds after the first, each answer within *patience*.
    """

    attempts: int = ATTEMPTS
    first_delay: float = FIRST_DELAY
    patience: float = PATIENCE_SECONDS


def texts_of(library: Library, mailing: Mailing, store: Store | None = None) -> tuple[ShortText, ...]:
    """
    The texts that *mailing* puts into the channels of the settings.

    A correction for recipients goes to those channels in which the wrong version was told, which *store* knows; without a
    store to none.
    """
    chosen = [
        (channel, language)
        for channel in library.settings.channels
        if _kind(mailing) in channel.kinds
        for language in channel.languages
    ]
    if isinstance(mailing, AlertMailing) and mailing.is_for_recipients and not mailing.is_exercise:
        had = told_channels(store, mailing.advisory.id, mailing.revision.number) if store is not None else frozenset()
        chosen = [each for each in _all(library.settings) if (each[0].name, each[1].value) in had]
    return tuple(
        ShortText(channel.name, language.value, _item(mailing), _text(library, mailing, language, channel.link))
        for channel, language in chosen
    )


def send_channels(
    store: Store,
    campaign: Campaign,
    library: Library,
    mailing: Mailing,
    environment: Mapping[str, str],
    *,
    tell: Callable[[str], None] = lambda _: None,
    is_stopping: Callable[[], bool] = lambda: False,
    manner: ChannelManner | None = None,
    clock: Callable[[], float] = time.time,
) -> tuple[ChannelRow, ...]:
    """
    Sends the short texts of *campaign*, or takes up what an earlier run left, and gives the account of all of them.

    It ends when nothing is left that can go: texts in doubt wait for a person (`settle_channels`), those of a channel whose
    URL is missing or wrong for the next run. *tell* hears a line about each, without any secret. A mailing that was stopped
    ends after the texts on their way, as it does once *is_stopping*. Raises `StoreError` when the ledger cannot be written: then no more text goes out.
    """
    freeze_channels(store, campaign, texts_of(library, mailing, store), clock())
    return resume_channels(
        store,
        campaign,
        library.settings,
        environment,
        tell=tell,
        is_stopping=is_stopping,
        manner=manner,
        clock=clock,
    )


def resume_channels(
    store: Store,
    campaign: Campaign,
    settings: Settings,
    environment: Mapping[str, str],
    *,
    tell: Callable[[str], None] = lambda _: None,
    is_stopping: Callable[[], bool] = lambda: False,
    manner: ChannelManner | None = None,
    clock: Callable[[], float] = time.time,
) -> tuple[ChannelRow, ...]:
    """
    `send_channels` for a mailing whose texts are frozen already, as after `press mail resume` or `settle`.
    """
    run = _Run(ChannelLedger(store, campaign, own_name()), manner or ChannelManner(), tell, is_stopping, clock)
    run.open(channel_rows(store, campaign.number), settings, environment)
    run.work()
    rows = channel_rows(store, campaign.number)
    for row in rows:
        if row.state is State.IN_DOUBT:
            tell(f"{row.name}: in doubt ({row.reply or 'an earlier run was cut off'}); a person has to settle it")
    return rows


class _Run:
    def __init__(
        self,
        ledger: ChannelLedger,
        manner: ChannelManner,
        tell: Callable[[str], None],
        is_stopping: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._ledger = ledger
        self._manner = manner
        self._tell = tell
        self._is_stopping = is_stopping
        self._clock = clock
        self._channels: dict[str, Channel] = {}
        self._closed: set[str] = set()

    def open(self, rows: Sequence[ChannelRow], settings: Settings, environment: Mapping[str, str]) -> None:
        """
        Opens the channels of the rows that wait; which cannot be is told, and its texts keep waiting.
        """
        known = {channel.name: channel for channel in settings.channels}
        waiting = (State.PENDING, State.DEFERRED, State.CLAIMED)
        for name in dict.fromkeys(row.channel for row in rows if row.state in waiting):
            try:
                self._channels[name] = open_channel(known.get(name) or ChannelSettings(name, (), ()), environment)
            except SettingsError as error:
                self._closed.add(name)
                self._tell(f"{name}: not sent yet: {error}")

    def work(self) -> None:
        """
        Round by round what is due, and waiting between them; one channel's texts go one after another.
        """
        while not self._is_stopped():
            self._ledger.give_back(is_gone, self._clock())
            rows = self._claim()
            if rows:
                by_channel: dict[str, list[ChannelRow]] = {}
                for row in rows:
                    by_channel.setdefault(row.channel, []).append(row)
                with ThreadPoolExecutor(_AT_ONCE, "channel") as pool:
                    # `list` brings an error of the ledger out of its thread.
                    list(pool.map(self._send_all, by_channel.values()))
                continue
            due = self._ledger.next_due(self._closed)
            if due is None:
                return
            time.sleep(min(_TICK, max(0.01, due - self._clock())))

    def _is_stopped(self) -> bool:
        return self._is_stopping() or self._ledger.is_stopped()

    def _claim(self) -> list[ChannelRow]:
        rows = []
        while (row := self._ledger.claim(self._clock(), self._closed)) is not None:
            rows.append(row)
        return rows

    def _send_all(self, rows: Sequence[ChannelRow]) -> None:
        for row in rows:
            self._send(row)

    def _send(self, row: ChannelRow) -> None:
        if self._is_stopped():
            self._ledger.put_down(
                row, State.PENDING, self._clock(), reply=row.reply, attempts=row.attempts, next_at=row.next_at
            )
            return
        if not self._ledger.intend(row):
            return
        answer = self._channels[row.channel].post(row.text, self._manner.patience)
        state, attempts, next_at = self._fate(answer, row)
        self._ledger.put_down(row, state, self._clock(), reply=answer.words, attempts=attempts, next_at=next_at)
        self._tell(_told(row, state, answer, round(next_at - self._clock())))

    def _fate(self, answer: Answer, row: ChannelRow) -> tuple[State, int, int]:
        match answer.verdict:
            case Verdict.ACCEPTED:
                return State.SENT, row.attempts, 0
            case Verdict.IN_DOUBT:
                return State.IN_DOUBT, row.attempts, 0
            case _:
                attempts = row.attempts + 1
                if attempts >= self._manner.attempts:
                    return State.FAILED, attempts, 0
                delay = self._manner.first_delay * 2 ** (attempts - 1)
                return State.DEFERRED, attempts, int(self._clock() + delay)


def _told(row: ChannelRow, state: State, answer: Answer, seconds: int) -> str:
    match state:
        case State.SENT:
            return f"{row.name}: sent"
        case State.DEFERRED:
            return f"{row.name}: {answer.words}; again in {max(seconds, 0)} s"
        case State.FAILED:
            return f"{row.name}: given up: {answer.words}"
        case _:
            return f"{row.name}: {answer.words}; it may have arrived"


def _all(settings: Settings) -> list[tuple[ChannelSettings, Language]]:
    # Also a language that the settings have no more: who got the wrong text gets the right one.
    return [(channel, language) for channel in settings.channels for language in Language]


def _kind(mailing: Mailing) -> str:
    """
    The kind of a mailing as channels know them.
    """
    if isinstance(mailing, DigestMailing):
        return "digest"
    return "exercise" if mailing.is_exercise else "alert"


def _item(mailing: Mailing) -> str:
    if isinstance(mailing, DigestMailing):
        return mailing.slug
    return f"{mailing.advisory.id}@{mailing.revision.number}"


def _text(library: Library, mailing: Mailing, language: Language, link: bool) -> str:
    if isinstance(mailing, DigestMailing):
        return digest_short_text(library, mailing, language, link)
    return short_text(library, mailing, language, link)
