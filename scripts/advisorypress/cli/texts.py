"""
Short texts beside the mail: both go out at the same time, and neither waits for the other or is stopped by its troubles.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import click

from advisorypress.compose.mailing import AlertMailing
from advisorypress.errors import MailError, PressError
from advisorypress.model.library import Library
from advisorypress.notify.channel_run import resume_channels, texts_of
from advisorypress.notify.channels import Verdict, open_channel
from advisorypress.settings import Settings
from advisorypress.store.campaigns import Campaign, State
from advisorypress.store.channel_ledger import ChannelRow, ShortText, channel_rows
from advisorypress.store.connect import Store

_WORDS = {
    State.SENT: "sent",
    State.FAILED: "given up",
    State.IN_DOUBT: "in doubt",
    State.LEFT: "left in doubt",
    State.EXPIRED: "too late",
}


class Beside:
    """
    Sends the short texts of *campaign* in a thread of its own while the block runs; *tell* hears a line about each.

    When the block ends they are waited for, also when the relay failed it; when it was broken off, or after `stop`, only the
    texts on their way are. What could not be written down is raised when the block ends.
    """

    def __init__(self, settings: Settings, store: Store, campaign: Campaign, tell: Callable[[str], None]) -> None:
        self._stopping = threading.Event()
        self._error: Exception | None = None

        def run() -> None:
            try:
                resume_channels(store, campaign, settings, os.environ, tell=tell, is_stopping=self._stopping.is_set)
            except Exception as error:
                self._error = error

        has_some = any(row.state in _OPEN for row in channel_rows(store, campaign.number))
        self._thread = threading.Thread(target=run, name="texts") if has_some else None

    def stop(self) -> None:
        """
        Lets no further text go out.
        """
        self._stopping.set()

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None and not isinstance(error, MailError):
            self.stop()
        if self._thread is not None:
            try:
                self._thread.join()
            except BaseException:
                # Ctrl-C while only texts were left: those on their way are written down, the rest waits.
                self.stop()
                self._thread.join()
                raise
        if error is None and self._error is not None:
            raise self._error


_OPEN = (State.PENDING, State.CLAIMED, State.HANDING, State.DEFERRED)


def show_texts(texts: Sequence[ShortText] | Sequence[ChannelRow]) -> None:
    """
    The texts that are about to go out, each once with the channels that get it.
    """
    channels: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        channels.setdefault((text.language, text.text), []).append(text.channel)
    for (language, words), names in channels.items():
        click.echo(f"  {', '.join(names)} in {language}: {words}", err=True)


def told_texts(rows: Sequence[ChannelRow]) -> str:
    """
    The texts of a mailing by state, in words; "" when it has none.
    """
    counted = Counter(_WORDS.get(row.state, "waiting") for row in rows)
    return ", ".join(f"{number} {words}" for words, number in counted.items())


def doubtful_texts(rows: Sequence[ChannelRow]) -> list[str]:
    """
    The names of the texts in doubt, like `sms:en`.
    """
    return [row.name for row in rows if row.state is State.IN_DOUBT]


def exercise_texts(library: Library, mailing: AlertMailing, tell: Callable[[str], None]) -> int:
    """
    Sends the texts of an exercise to the channels of exercises, once and without a ledger, as its mail goes; how many.

    Raises `MailError` that names those that were not accepted.
    """
    known = {channel.name: channel for channel in library.settings.channels}
    failed, done = [], 0
    for text in texts_of(library, mailing):
        name = f"{text.channel}:{text.language}"
        try:
            answer = open_channel(known[text.channel], os.environ).post(text.text)
        except PressError as error:
            failed.append(f"{name}: {error}")
            continue
        tell(f"{name}: {answer.verdict}")
        done += 1
        if answer.verdict is not Verdict.ACCEPTED:
            failed.append(f"{name}: {answer.words}")
    if failed:
        raise MailError("\n  ".join([f"{len(failed)} short texts were not accepted", *failed]))
    return done
