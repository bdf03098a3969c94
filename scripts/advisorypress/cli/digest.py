"""
`press digest preview` and `press digest send`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from advisorypress.cli.digest_for import subscriber_at, write_for
from advisorypress.cli.mail_files import write_mail_files
from advisorypress.cli.sending import Wishes, seconds_of, send_mailing
from advisorypress.cli.shelf import Shelf, open_shelf
from advisorypress.compose.digest import compose_digest
from advisorypress.compose.issue import Issue, last_issue, named_issue
from advisorypress.compose.mailing import DigestMailing
from advisorypress.compose.message import Mail, Sender, sender_of
from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.notify.mailing import copies, demand_all, for_list, read_addresses, told
from advisorypress.notify.openpgp import openpgp_of
from advisorypress.notify.relay import Relay, relay_of
from advisorypress.notify.smtp import Letter, hand_over
from advisorypress.store.connect import open_store

_FIRST_LINES = 6
_LONGEST_LINE = 1_000
_LANGUAGE = click.Choice([language.value for language in Language])


@click.group("digest", invoke_without_command=False)
def command() -> None:
    """
    The twice-monthly digest by mail.

    \b
    Example:
      press digest preview --open
      press digest send 2026-11-first --to colleague@cert.example
    """


@command.command("preview", short_help="Write it as .html, .txt and .eml, and send nothing.")
@click.option(
    "--period", "period", metavar="P", help="A half-month, like 2026-11-first; else the last that has closed."
)
@click.option("--lang", "lang", type=_LANGUAGE, help="One language only.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; else one in .cache, which is printed.",
)
@click.option("--open", "show", is_flag=True, help="Open the mail in the browser.")
@click.option(
    "--for", "reader", metavar="-", help="As one subscriber gets it; their address is read from standard input."
)
@click.option("--last", type=click.IntRange(1, 100), default=1, metavar="N", help="With --for: the last N digests.")
@click.option("--store", "store_url", default="", metavar="URL", help="With --for: another store than $PRESS_STATE.")
def preview(
    period: str | None, lang: str | None, out: Path | None, show: bool, reader: str | None, last: int, store_url: str
) -> None:
    """
    Write the digest as mail, as .html, .txt and .eml for each language, and send nothing.

    Without --period it is the last half-month that has closed and has something to tell. A draft can be previewed too.

    \b
    Example:
      press digest preview
      press digest preview --period 2026-11-first --lang zh-Hant --out /tmp/digest --open
      press digest preview --for - --last 3
    """
    if reader is not None:
        _preview_for(reader, last, store_url, out, alone=not (period or lang or show))
        return
    shelf = open_shelf()
    issue = (
        named_issue(shelf.library, shelf.with_drafts, period)
        if period
        else last_issue(shelf.library, shelf.with_drafts)
    )
    folder = out or shelf.settings.root / ".cache" / "digest" / issue.digest.period.name
    if issue.items.is_empty:
        click.echo(f"The digest of {issue.digest.period.name} is empty: press digest send will refuse it.", err=True)
    if not issue.is_published:
        click.echo(f"The digest of {issue.digest.period.name} is not published yet.", err=True)
    _tell_if_open(shelf, issue)
    name = issue.digest.period.name
    pages = [
        path
        for mail, sender in _mails(shelf, issue, lang)
        for path in write_mail_files(folder, f"{name}.{mail.language.value}", mail, sender)
    ]
    for path in pages:
        click.echo(path)
    if show:
        click.launch(next(str(path) for path in pages if path.suffix == ".html"))


def _preview_for(reader: str, last: int, store_url: str, out: Path | None, *, alone: bool) -> None:
    if reader != "-":
        # A command line stands in the shell's history and in everybody's list of processes.
        raise UsageError("write --for - and give the address on standard input, so that it is recorded nowhere")
    if not alone:
        raise UsageError(
            "--for takes the subscriber's own language and the last digests: leave out --period, --lang, --open"
        )
    typed = sys.stdin.buffer.readline(_LONGEST_LINE).decode("utf-8", "replace")
    subscriber = subscriber_at(open_store(store_url, os.environ), typed)
    for path in write_for(open_shelf(), subscriber, last, out):
        click.echo(path)


@command.command("send", short_help="Mail it to the subscribers, to colleagues or to a mailing list.")
@click.argument("period", metavar="PERIOD")
@click.argument("more", nargs=-1, metavar="")
@click.option(
    "--to", "to", multiple=True, metavar="ADDRESS...", help="True copies for colleagues, one each a language."
)
@click.option("--list", "to_list", metavar="ADDRESS", help="An ordinary mailing list: one message a language.")
@click.option("--lang", "lang", type=_LANGUAGE, help="One language only; with --to or --list.")
@click.option("--yes", "yes", type=int, metavar="N", help="Send without asking, if N is the number of messages.")
@click.option(
    "--hold", "hold", default="5m", show_default=True, help="How long it can still be stopped, like 5m or 90s."
)
@click.option("--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE.")
@click.option(
    "--relay",
    "relay",
    default="",
    metavar="HOST:PORT",
    help="Another relay than the settings'; one on this machine gets neither TLS nor password.",
)
def send(
    period: str,
    more: tuple[str, ...],
    to: tuple[str, ...],
    to_list: str | None,
    lang: str | None,
    yes: int | None,
    hold: str,
    store_url: str,
    relay: str,
) -> None:
    """
    Mail the digest of PERIOD to everybody in the store who asked for it, each in their language and about their topics.

    It shows what would go out, wants the number of recipients typed, and waits five minutes. Every message has its row in
    the store: whatever stops it, the same command again finishes the job, and when it is done sends nothing.

    With --to it mails true copies to colleagues, with --list one message a language to an ordinary mailing list. Of those
    nothing is recorded: a second sending sends again. To a list it carries the same Message-ID each time, so that lists and
    mailboxes which know it can drop it.

    The relay is the settings' (extra.press.mail.relay); its user name and password are taken from PRESS_SMTP_USER and
    PRESS_SMTP_PASSWORD in the environment.

    \b
    Example:
      press digest send 2026-11-first
      press digest send 2026-11-first --to colleague@cert.example
      press digest send 2026-11-first --list digest@lists.cert.example
      press digest send 2026-11-first --to you@localhost --relay localhost:25 --yes 2
    """
    if (to and to_list) or (more and not to):
        raise UsageError(
            "say who gets it: nothing (the subscribers), --to ADDRESS... (copies for colleagues) or --list ADDRESS"
        )
    if lang and not (to or to_list):
        raise UsageError("subscribers get the languages that they asked for; --lang is for --to and --list")
    seconds = seconds_of(hold)
    addresses = read_addresses((to_list,) if to_list else (*to, *more)) if to or to_list else ()
    shelf = open_shelf()
    issue = named_issue(shelf.library, shelf.with_drafts, period)
    if not issue.is_published:
        raise UsageError(f"the digest of {period} is not published yet; nothing was sent")
    if issue.items.is_empty:
        raise UsageError(f"the digest of {period} is empty: nobody gets a mail without news; nothing was sent")
    _tell_if_open(shelf, issue)
    mails = _mails(shelf, issue, lang)
    if not addresses:
        store = open_store(store_url, os.environ)
        wishes = Wishes(relay=relay, yes=yes, hold=seconds)
        mailing = DigestMailing(digest=issue.digest)
        send_mailing(shelf.settings, shelf.library, mailing, store, wishes, lambda: _show_mails(mails))
        return
    key = openpgp_of(shelf.settings.mail.openpgp)
    letters = for_list(mails, addresses[0], key) if to_list else copies(mails, addresses, key)
    through = relay_of(shelf.settings, os.environ, relay)
    _show(mails, letters, through, "a mailing list" if to_list else _number(len(addresses), "address", "addresses"))
    _confirm(len(letters), yes)
    outcomes = hand_over(through, letters, lambda outcome: click.echo(told(outcome), err=True))
    demand_all(outcomes)
    click.echo(f"{_messages(len(outcomes))} handed to {through}")


def _tell_if_open(shelf: Shelf, issue: Issue) -> None:
    period = issue.digest.period
    if shelf.library.now.date() <= period.end:
        click.echo(f"{period.name} is not over: what still comes until {period.end} is in no digest.", err=True)


def _mails(shelf: Shelf, issue: Issue, lang: str | None) -> list[tuple[Mail, Sender]]:
    languages = [language for language in issue.digest.languages if lang in (None, language.value)]
    if not languages:
        raise UsageError(f"the digest of {issue.digest.period.name} is not meant to have an edition in {lang}")
    return [
        (compose_digest(shelf.library, issue.digest, language), sender_of(shelf.settings, language))
        for language in languages
    ]


def _show(mails: Sequence[tuple[Mail, Sender]], letters: Sequence[Letter], relay: Relay, audience: str) -> None:
    _show_mails(mails, f": {_messages(len(letters) // len(mails))}")
    click.echo(f"{_messages(len(letters))} to {audience}, through {relay}", err=True)


def _show_mails(mails: Sequence[tuple[Mail, Sender]], words: str = "") -> None:
    for mail, _ in mails:
        lines = [line for line in mail.text.splitlines() if line][:_FIRST_LINES]
        click.echo(f"{mail.language.value}{words}\n  Subject: {mail.subject}", err=True)
        click.echo("".join(f"  | {line}\n" for line in lines), err=True)


def _confirm(number: int, yes: int | None) -> None:
    if yes is None:
        try:
            answer = click.prompt(f"Type the number of messages ({number}) to send them", err=True)
        except click.Abort:
            click.echo("\nnothing was sent", err=True)
            raise
        if answer.strip() != str(number):
            raise UsageError("that is not the number; nothing was sent")
    elif yes != number:
        raise UsageError(f"--yes {yes} is not the number of messages, which is {number}; nothing was sent")


def _messages(number: int) -> str:
    return _number(number, "message", "messages")


def _number(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
