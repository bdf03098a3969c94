"""
`press mail`: what was mailed, and what is left of it.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

import click

from advisorypress.cli.confirmed import Confirmation, demand_confirmed
from advisorypress.cli.repository import open_repository
from advisorypress.cli.sending import go_on, tell, told
from advisorypress.cli.shelf import open_shelf
from advisorypress.cli.texts import doubtful_texts, told_texts
from advisorypress.compose.letterhead import Letterhead
from advisorypress.errors import UsageError
from advisorypress.notify.settle import Settled, settle_all, settle_from_log
from advisorypress.store.campaigns import (
    Campaign,
    State,
    campaigns,
    counts,
    find_campaign,
    finish,
    pass_canary,
    refusals,
    set_state,
)
from advisorypress.store.channel_ledger import channel_rows, settle_channels
from advisorypress.store.connect import Store, open_store
from advisorypress.store.ledger import doubts
from advisorypress.tokens import token_keys

_STORE = click.option(
    "--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE."
)
_RELAY = click.option(
    "--relay",
    "relay",
    default="",
    metavar="HOST:PORT",
    help="Another relay than the settings'; one on this machine gets neither TLS nor password.",
)


@click.group("mail", invoke_without_command=False)
def command() -> None:
    """
    What was mailed to subscribers, and what is left of it.

    \b
    Example:
      press mail status
      press mail stop digest-2026-11-first
      press mail resume digest-2026-11-first
    """


@command.command("status", short_help="How far each mailing is.")
@click.argument("slug", metavar="[MAILING]", default="")
@_STORE
def status(slug: str, store_url: str) -> None:
    """
    How far each mailing is, or one of them with what the relay said.

    \b
    Example:
      press mail status
      press mail status digest-2026-11-first
    """
    store = open_store(store_url, os.environ)
    if slug:
        campaign = _named(store, slug)
        _print(store, campaign)
        for row in channel_rows(store, campaign.number):
            click.echo(f"  {row.name}: {told_texts([row])[2:]}{f' ({row.reply})' if row.reply else ''}")
        for words, number in refusals(store, campaign.number):
            click.echo(f"  {number:,} x {words}")
        waiting = doubts(store, campaign.number)
        if waiting:
            click.echo(
                f"  in doubt: {', '.join(doubt.pid.hex() for doubt in waiting[:20])}{' …' * (len(waiting) > 20)}"
            )
        return
    found = campaigns(store)
    if not found:
        click.echo("nothing was mailed yet")
    for campaign in found:
        _print(store, campaign)


@command.command("stop", short_help="Let nothing more of a mailing go out.")
@click.argument("slug", metavar="MAILING")
@_STORE
def stop(slug: str, store_url: str) -> None:
    """
    Let nothing more of MAILING go out, whoever is sending it, within a second.

    \b
    Example:
      press mail stop digest-2026-11-first
    """
    store = open_store(store_url, os.environ)
    campaign = _named(store, slug)
    if campaign.state == "done":
        raise UsageError(f"{slug} is done; nothing is left to stop")
    set_state(store, campaign.number, "stopped", time.time())
    click.echo(f"{slug} is stopped; press mail resume {slug} goes on with it")


@command.command("resume", short_help="Send what is left of a mailing.")
@click.argument("slug", metavar="MAILING")
@click.option(
    "--as-confirmed", "as_confirmed", is_flag=True, help="Although the repository says something else by now."
)
@_STORE
@_RELAY
def resume(slug: str, as_confirmed: bool, store_url: str, relay: str) -> None:
    """
    Send what is left of MAILING, also after its first messages met too many refusals.

    What a person confirmed goes out, and nothing else: when one of its advisories was withdrawn, taken down or changed
    since, it stays stopped unless --as-confirmed says that the rest is to go out as it was.

    \b
    Example:
      press mail resume digest-2026-11-first
    """
    settings = open_repository().settings
    store = open_store(store_url, os.environ)
    confirmation = None if as_confirmed else Confirmation(settings.root, store)
    campaign = _named(store, slug)
    if campaign.state == "done":
        raise UsageError(f"{slug} is done: {told(counts(store, campaign.number))}; nothing was sent now")
    if campaign.state in ("frozen", "held"):
        raise UsageError(f"nobody has confirmed {slug} yet; send it with press digest send or press alert send")
    if not as_confirmed:
        demand_confirmed(open_shelf().library, store, campaign)
    pass_canary(store, campaign.number)
    set_state(store, campaign.number, "sending", time.time())
    go_on(settings, store, _named(store, slug), relay, confirmation)


@command.command("settle", short_help="Decide about messages in doubt.")
@click.argument("slug", metavar="MAILING")
@click.option(
    "--from-log",
    "log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ask the relay's Postfix log; else the settings' (extra.press.mail.log).",
)
@click.option("--resend", is_flag=True, help="Send them again under the same Message-ID: at least once.")
@click.option("--leave", is_flag=True, help="Leave them: at most once.")
@click.option(
    "--channel",
    "channels",
    multiple=True,
    metavar="NAME",
    help="Only the short texts of this channel (sms, or sms:en), also given up or waiting ones.",
)
@_STORE
def settle(slug: str, log: Path | None, resend: bool, leave: bool, channels: tuple[str, ...], store_url: str) -> None:
    """
    Decide about messages of MAILING whose text went out and whose answer never came.

    Without an option the log is asked when the settings name one; else an urgent mailing is sent again, and for a digest
    you are asked to choose. Short texts are decided about by --resend and --leave alone, for no log knows them and a phone
    shows the second one too. What is to be sent again goes out with press mail resume.

    \b
    Example:
      press mail settle digest-2026-11-first --from-log /var/log/mail.log
      press mail settle alert-sa-2026-0142-v1 --resend
    """
    if sum((log is not None, resend, leave)) > 1:
        raise UsageError("choose one of --from-log, --resend and --leave")
    settings = open_repository().settings
    store = open_store(store_url, os.environ)
    campaign = _named(store, slug)
    if channels and not (resend or leave):
        raise UsageError("say what is to become of the short texts: --resend or --leave")
    texts = _settle_texts(store, campaign, State.PENDING if resend else State.LEFT if leave else None, channels)
    if channels or not counts(store, campaign.number).get(State.IN_DOUBT):
        if not texts:
            click.echo(f"nothing of {slug} is in doubt")
        finish(store, campaign.number, time.time())
        return
    path = log or (Path(settings.mail.log) if settings.mail.log and not (resend or leave) else None)
    if path is not None:
        letterhead = Letterhead.of(settings, token_keys(os.environ), campaign.number, campaign.slug)
        done = settle_from_log(store, letterhead, path)
    elif resend or (campaign.lane == "urgent" and not leave):
        done = settle_all(store, campaign.number, State.PENDING, time.time())
    elif leave:
        done = settle_all(store, campaign.number, State.LEFT, time.time())
    else:
        raise UsageError(
            "say how: --from-log FILE (the relay's log), --resend (at least once) or --leave (at most once)"
        )
    click.echo(_settled(slug, done))
    if not finish(store, campaign.number, time.time()) and done.again:
        tell(f"press mail resume {slug} sends them")


def _settle_texts(store: Store, campaign: Campaign, state: State | None, channels: tuple[str, ...]) -> bool:
    """
    Decides about the short texts, or says which are in doubt; whether there were any.
    """
    if state is None:
        doubtful = doubtful_texts(channel_rows(store, campaign.number))
        if doubtful:
            tell(f"short texts in doubt: {', '.join(doubtful)}; --resend or --leave decides about them")
        return bool(doubtful)
    done = settle_channels(store, campaign.number, state, time.time(), channels or None)
    for name in done:
        click.echo(f"{name}: {'goes out again with press mail resume' if state is State.PENDING else 'left'}")
    return bool(done)


def _settled(slug: str, done: Settled) -> str:
    words = [
        f"{number:,} {what}"
        for number, what in (
            (done.sent, "had arrived"),
            (done.again, "go out again"),
            (done.left, "are left"),
            (done.open, "are still in doubt"),
        )
        if number
    ]
    return f"{slug}: {', '.join(words)}"


def _named(store: Store, slug: str) -> Campaign:
    campaign = find_campaign(store, slug)
    if campaign is None:
        names = ", ".join(each.slug for each in campaigns(store)[-5:]) or "none was sent yet"
        raise UsageError(f"there is no mailing {slug}; the last ones: {names}")
    return campaign


def _print(store: Store, campaign: Campaign) -> None:
    when = datetime.fromtimestamp(campaign.frozen_at)  # noqa: DTZ006 - of the machine that sends
    there = told(counts(store, campaign.number))
    click.echo(f"{campaign.slug} ({campaign.state}, {when:%Y-%m-%d %H:%M}): {campaign.expected:,} recipients: {there}")
