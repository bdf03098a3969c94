"""
`press subscribers process`, and what `send` calls before each claim.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from advisorypress.check.examine import team_wording
from advisorypress.cli.repository import open_repository
from advisorypress.endpoint.spool import Spool
from advisorypress.errors import MailError, SourceUnavailable, UsageError
from advisorypress.inbound.intake import Intake
from advisorypress.inbound.judge import Judge
from advisorypress.inbound.maildir import Maildir
from advisorypress.inbound.post import Post
from advisorypress.inbound.reply import Scribe
from advisorypress.notify.relay import relay_of
from advisorypress.settings import Settings
from advisorypress.store.connect import Store, open_store
from advisorypress.store.retention import cut_old
from advisorypress.store.suppression import pepper
from advisorypress.store.transactions import writing
from advisorypress.tokens import token_keys


@dataclass(frozen=True, slots=True)
class Places:
    """
    Where what comes in waits; None where there is none.
    """

    maildir: Path | None
    spool: Path | None

    @classmethod
    def of(cls, settings: Settings, maildir: Path | None = None, spool: Path | None = None) -> Places:
        """
        Those given, else those of the settings.
        """
        return cls(
            maildir or (Path(settings.mail.maildir) if settings.mail.maildir else None),
            spool or (Path(settings.mail.spool) if settings.mail.spool else None),
        )


def intake_of(settings: Settings, environment: Mapping[str, str], store: Store, places: Places) -> Intake:
    """
    What takes *places* into *store*. Raises `SettingsError` without keys, `SourceUnavailable` for a place that is none.
    """
    if places.spool is not None and not places.spool.is_dir():
        raise SourceUnavailable(f"{places.spool} is no folder; the endpoint writes its spool there")
    return Intake(
        store,
        Judge(token_keys(environment), settings.mail.mailbox_domain, settings.mail.authserv_id),
        pepper(environment),
        Maildir(places.maildir) if places.maildir is not None else None,
        Spool(places.spool) if places.spool is not None else None,
    )


def before_claim(settings: Settings, environment: Mapping[str, str], store: Store) -> Callable[[], None] | None:
    """
    What a sender calls before it claims rows, so that nobody is written to who has left in the meantime (mail.md 24); None
    when the settings name neither mailbox nor spool.
    """
    places = Places.of(settings)
    if places == Places(None, None):
        return None
    intake = intake_of(settings, environment, store, places)

    def take() -> None:
        intake.take(int(time.time()))

    return take


@click.command("process", short_help="Take in opt-ins, opt-outs, bounces and complaints.")
@click.option(
    "--maildir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The mailbox of u-TOKEN@, b-TOKEN@ and the others; else the settings' (extra.press.mail.maildir).",
)
@click.option(
    "--spool",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the one-click endpoint; else the settings' (extra.press.mail.spool).",
)
@click.option("--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE.")
@click.option(
    "--relay",
    "relay",
    default="",
    metavar="HOST:PORT",
    help="Another relay than the settings'; one on this machine gets neither TLS nor password.",
)
@click.option("--no-answers", is_flag=True, help="Send no answers; they wait.")
def process(maildir: Path | None, spool: Path | None, store_url: str, relay: str, no_answers: bool) -> None:
    """
    Take in what came to the mailbox and the one-click endpoint, then send the answers that wait.

    Can be stopped and run again at any time: nothing counts twice. What a person should look at is moved to the folder
    .Quarantine of the mailbox. It prints counts and no address.

    \b
    Example:
      press subscribers process
      press subscribers process --maildir /var/mail/press --spool /var/spool/press
    """
    repository = open_repository()
    settings = repository.settings
    places = Places.of(settings, maildir, spool)
    if places == Places(None, None):
        raise UsageError("say where to look: --maildir DIR, --spool DIR, or both (extra.press.mail.maildir and .spool)")
    store = open_store(store_url, os.environ)
    intake = intake_of(settings, os.environ, store, places)
    now = int(time.time())
    _tell("taken in", intake.take(now))
    with writing(store) as connection:
        cut = cut_old(connection, now, settings.mail.kept_days)
    if cut:
        _tell(f"cut to counts after {settings.mail.kept_days} days", cut)
    if no_answers:
        return
    scribe = Scribe(settings, team_wording(settings), token_keys(os.environ))
    post = Post(store, pepper(os.environ), scribe, relay_of(settings, os.environ, relay))
    try:
        _tell("answers", post.send(now))
    except MailError as error:
        raise MailError(f"{error}; what came in is taken in, and the answers wait for the next time") from error


def _tell(what: str, counts: Counter[str]) -> None:
    told = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()) if number)
    click.echo(f"{what}: {told or 'nothing'}")
