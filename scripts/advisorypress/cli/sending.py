"""
What the commands that mail the store's subscribers have in common: showing, confirming, holding, telling how far it is.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from advisorypress.cli.confirmed import Confirmation, demand_confirmed
from advisorypress.cli.subscribers_process import before_claim
from advisorypress.cli.texts import Beside, doubtful_texts, show_texts, told_texts
from advisorypress.compose.letterhead import Letterhead
from advisorypress.compose.mailing import AlertMailing, Mailing
from advisorypress.compose.message import sender_of
from advisorypress.errors import MailError, PressError, UsageError
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.notify.audience import freeze_audience
from advisorypress.notify.channel_run import texts_of
from advisorypress.notify.dkim import signers_of
from advisorypress.notify.relay import relay_of
from advisorypress.notify.run import Means, Outcome, carry_out
from advisorypress.notify.send import CONNECTIONS, CONNECTIONS_HERE, End, Manner, Progress
from advisorypress.settings import Settings
from advisorypress.store.campaigns import (
    Campaign,
    State,
    counts,
    discard,
    editions,
    find_campaign,
    finish,
    recent_urgent,
    set_state,
)
from advisorypress.store.channel_ledger import ChannelRow, channel_rows, freeze_channels
from advisorypress.store.connect import Store
from advisorypress.store.suppression import pepper, suppression_key
from advisorypress.tokens import token_keys

MOST_URGENT = 3
_DAY = 24 * 60 * 60
_PLAIN_EVERY = 10.0
_WORDS = {
    State.SENT: "sent",
    State.PENDING: "waiting",
    State.CLAIMED: "about to be sent",
    State.HANDING: "being handed over",
    State.DEFERRED: "put off by the relay",
    State.FAILED: "refused",
    State.IN_DOUBT: "in doubt",
    State.LEFT: "left in doubt",
    State.SUPPRESSED: "left the list meanwhile",
    State.EXPIRED: "too late",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """
    What the command line says: *yes* the number of recipients, *hold* in seconds, *more* lets a fourth urgent mailing go.
    """

    relay: str = ""
    yes: int | None = None
    hold: float = 0
    more: bool = False


def means_of(
    settings: Settings, store: Store, campaign: Campaign, relay: str, confirmation: Confirmation | None = None
) -> Means:
    """
    With what *campaign* is sent, from settings and environment. Before each claim who has left is taken in (mail.md 24), and
    *confirmation* looks whether the words are still those that a person saw.
    """
    through = relay_of(settings, os.environ, relay)
    secret = pepper(os.environ)
    take = before_claim(settings, os.environ, store)

    def look() -> None:
        if take is not None:
            take()
        if confirmation is not None:
            confirmation.look(campaign)

    usual = CONNECTIONS_HERE if through.is_this_machine else CONNECTIONS
    return Means(
        relay=through,
        letterhead=Letterhead.of(settings, token_keys(os.environ), campaign.number, campaign.slug),
        domain=sender_of(settings, Language.EN).address.domain,
        manner=Manner(connections=settings.mail.connections or usual),
        rate=settings.mail.rate / 60,
        signer=signers_of(settings.mail, os.environ),
        log=Path(settings.mail.log) if settings.mail.log else None,
        suppression_key=lambda addr_key: suppression_key(secret, addr_key),
        before_claim=look,
    )


def send_mailing(
    settings: Settings, library: Library, mailing: Mailing, store: Store, wishes: Wishes, preview: Callable[[], None]
) -> None:
    """
    Sends *mailing* to those of the store who asked for it, or takes up what an earlier run left; *preview* shows it.

    Raises `UsageError` when a person has not said yes, `MailError` when rows are left.
    """
    now = datetime.now(UTC)
    confirmation = Confirmation(settings.root, store)
    campaign = find_campaign(store, mailing.slug)
    if campaign is not None and campaign.state in ("frozen", "held"):
        # Nobody has said yes to it, so who wants it is asked anew.
        discard(store, campaign.number, now.timestamp())
        campaign = None
    if campaign is None:
        campaign = _confirmed(settings, library, mailing, store, wishes, preview, now)
        confirmation.look(campaign)
    elif campaign.state == "done":
        raise UsageError(f"{campaign.slug} was sent: {told(counts(store, campaign.number))}; nothing was sent now")
    elif campaign.state == "stopped":
        raise UsageError(f"{campaign.slug} was stopped; press mail resume {campaign.slug} goes on with it")
    else:
        demand_confirmed(library, store, campaign)
        tell(f"goes on with {campaign.slug}: {told(counts(store, campaign.number))}")
    go_on(settings, store, campaign, wishes.relay, confirmation)


def _confirmed(
    settings: Settings,
    library: Library,
    mailing: Mailing,
    store: Store,
    wishes: Wishes,
    preview: Callable[[], None],
    now: datetime,
) -> Campaign:
    """
    The mailing, frozen at *now*, once a person has seen it and said how many get it, and let the hold pass.
    """
    _demand_calm(store, mailing, wishes, now)
    texts = texts_of(library, mailing, store)
    campaign = freeze_audience(library, mailing, store, now, tell, may_be_empty=True)
    try:
        if not campaign.expected and not texts:
            raise UsageError(_nobody(mailing))
        freeze_channels(store, campaign, texts, now.timestamp())
        # What is missing for mail should not be found out after somebody said yes; texts alone need no relay.
        if campaign.expected:
            means_of(settings, store, campaign, wishes.relay)
        preview()
        show_texts(texts)
        _show_audience(store, campaign)
        if campaign.expected:
            confirm(campaign.expected, wishes.yes, "recipients")
        else:
            tell("nobody has asked for it by mail; the short texts go out alone")
            confirm(len(texts), wishes.yes, "short texts")
    except (click.Abort, PressError):
        discard(store, campaign.number, now.timestamp())
        raise
    _hold(store, campaign, wishes.hold)
    return campaign


def go_on(settings: Settings, store: Store, campaign: Campaign, relay: str, confirmation: Confirmation | None) -> None:
    """
    Sends what is left of *campaign*, and says how it ended; raises `MailError` when rows are left. *confirmation* is
    asked before each claim.
    """
    watch = Watch(campaign.expected - sum(_final(counts(store, campaign.number)).values()))
    means = means_of(settings, store, campaign, relay, confirmation) if campaign.expected else None
    try:
        with Beside(settings, store, campaign, watch.tell) as texts:
            if means is None:
                set_state(store, campaign.number, "sending", time.time(), unless=("done", "stopped"))
                outcome = Outcome(End.FINISHED, {}, is_done=False)
            else:
                outcome = carry_out(store, campaign, means, tell=watch.tell, watch=watch.show)
            if outcome.end is End.STOPPED:
                texts.stop()
    finally:
        watch.end()
    # The last row of a mailing may have been a short text.
    outcome = replace(outcome, is_done=outcome.is_done or finish(store, campaign.number, time.time()))
    current = find_campaign(store, campaign.slug) or campaign
    _conclude(current, outcome, channel_rows(store, campaign.number))


def told(there: dict[State, int]) -> str:
    """
    The rows of a mailing by state, in words.
    """
    return (
        ", ".join(f"{there[state]:,} {words}" for state, words in _WORDS.items() if there.get(state))
        or "nobody by mail"
    )


def tell(line: str) -> None:
    """
    One line for whoever watches.
    """
    click.echo(line, err=True)


def _conclude(campaign: Campaign, outcome: Outcome, texts: Sequence[ChannelRow]) -> None:
    words = f"{campaign.slug}: {told(outcome.counts)}" + (f"\n  short texts: {told_texts(texts)}" if texts else "")
    if outcome.is_done:
        click.echo(words)
        return
    if outcome.end is End.CANARY:
        raise MailError(f"{words}\n  look at the refusals, then: press mail resume {campaign.slug}")
    if outcome.counts.get(State.IN_DOUBT):
        raise MailError(f"{words}\n  decide about those in doubt: press mail settle {campaign.slug}")
    if doubtful := doubtful_texts(texts):
        raise MailError(
            f"{words}\n  nobody but you can know whether these arrived: {', '.join(doubtful)};"
            f" decide with press mail settle {campaign.slug} --resend or --leave"
        )
    if outcome.end is End.FINISHED and texts:
        raise MailError(
            f"{words}\n  texts wait for their channel's URL; set it, then press mail resume {campaign.slug}, or give them"
            f" up with press mail settle {campaign.slug} --leave --channel NAME"
        )
    # What a person stopped goes on by the word that means it.
    again = "" if campaign.state == "stopped" else "the same command, or "
    raise MailError(f"{words}\n  stopped; {again}press mail resume {campaign.slug} sends the rest")


def _final(there: dict[State, int]) -> dict[State, int]:
    final = (State.SENT, State.FAILED, State.LEFT, State.SUPPRESSED, State.EXPIRED)
    return {state: number for state, number in there.items() if state in final}


def _demand_calm(store: Store, mailing: Mailing, wishes: Wishes, now: datetime) -> None:
    if mailing.kind != "alert" or wishes.more:
        return
    urgent = recent_urgent(store, int(now.timestamp()) - _DAY)
    if urgent >= MOST_URGENT:
        raise UsageError(
            f"{urgent} urgent mailings went out in the last 24 hours; people stop reading them. --more sends this one, too"
        )


def _nobody(mailing: Mailing) -> str:
    if isinstance(mailing, AlertMailing) and mailing.is_for_recipients:
        return f"nobody who still wants mail was handed an older version of {mailing.advisory.id}; nothing was sent"
    return "nobody has asked for this; nothing was sent"


def _show_audience(store: Store, campaign: Campaign) -> None:
    for language, format, number in editions(store, campaign.number):
        tell(f"  {number:,} in {language}, {format}")
    tell(f"{campaign.expected:,} recipients of {campaign.slug}")


def confirm(number: int, yes: int | None, what: str) -> None:
    """
    A person types *number*, or gave it as *yes*. Raises `UsageError` when it is another.
    """
    if yes is None:
        answer = click.prompt(f"Type the number of {what} ({number}) to send", err=True)
        if answer.strip().replace(",", "") != str(number):
            raise UsageError("that is not the number; nothing was sent")
    elif yes != number:
        raise UsageError(f"--yes {yes} is not the number of {what}, which is {number}; nothing was sent")


def _hold(store: Store, campaign: Campaign, seconds: float) -> None:
    if seconds <= 0:
        return
    set_state(store, campaign.number, "held", time.time())
    tell(f"goes out in {_minutes(seconds)}; Ctrl-C, or press mail stop {campaign.slug}, and nothing is sent")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.5))
        now = find_campaign(store, campaign.slug)
        if now is None or now.state != "held":
            raise UsageError(f"{campaign.slug} was stopped; nothing was sent")


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return " ".join([*([f"{minutes} min"] if minutes else []), *([f"{rest} s"] if rest or not minutes else [])])


def seconds_of(text: str) -> float:
    """
    `90`, `90s`, `5m` or `5min` in seconds. Raises `UsageError` for anything else.
    """
    number = text.strip().lower()
    for ending, factor in (("min", 60), ("m", 60), ("s", 1), ("", 1)):
        if number.endswith(ending) and number.removesuffix(ending).strip().isdigit():
            return float(int(number.removesuffix(ending).strip()) * factor)
    raise UsageError(f"--hold is written 5m or 90s, not `{text}`")


@dataclass(slots=True)
class Watch:
    """
    How far a run is: one line that changes on a terminal, one line in ten seconds elsewhere.
    """

    total: int
    is_live: bool = field(default_factory=lambda: bool(sys.stderr.isatty()))
    _last: float = 0.0
    _shown: str = ""

    def show(self, progress: Progress) -> None:
        """
        The state of the run; heard a few times a second.
        """
        now = time.monotonic()
        line = self._line(progress)
        if self.is_live:
            # The rest of a longer line before it is cleared (ECMA-48 EL).
            click.echo(f"\r{line}\x1b[K", err=True, nl=False)
            self._shown = line
        elif now - self._last >= _PLAIN_EVERY and line != self._shown and (progress.answered or progress.waits_until):
            self._last, self._shown = now, line
            tell(line)

    def tell(self, line: str) -> None:
        """
        Something that should stay on the screen.
        """
        self.end()
        tell(line)

    def end(self) -> None:
        """
        Leaves the line that changes.
        """
        if self.is_live and self._shown:
            click.echo("", err=True)
            self._shown = ""

    def _line(self, progress: Progress) -> str:
        words = [f"{progress.sent:,} of {self.total:,} sent"]
        words += [f"{progress.failed:,} refused"] if progress.failed else []
        words += [f"{progress.deferred:,} put off"] if progress.deferred else []
        words += [f"{progress.in_doubt:,} in doubt"] if progress.in_doubt else []
        left = self.total - progress.sent - progress.failed
        if progress.waits_until is not None:
            words.append(f"goes on at {datetime.fromtimestamp(progress.waits_until):%H:%M:%S}")  # noqa: DTZ006 - of the watch on the wall
        elif progress.rate >= 1:
            words.append(f"{progress.rate:,.0f} a second")
            words.append(f"{_minutes(left / progress.rate)} left")
        return ", ".join(words)
