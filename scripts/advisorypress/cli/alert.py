"""
`press alert preview` and `press alert send`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from advisorypress.cli.mail_files import write_mail_files
from advisorypress.cli.sending import Wishes, confirm, seconds_of, send_mailing, tell
from advisorypress.cli.shelf import open_shelf
from advisorypress.cli.texts import exercise_texts
from advisorypress.compose.alert import alert_mail, alert_of
from advisorypress.compose.message import Mail, Sender, sender_of
from advisorypress.compose.reader import Edition
from advisorypress.compose.short import short_text
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.notify.mailing import demand_all, for_list, read_addresses, told
from advisorypress.notify.openpgp import openpgp_of
from advisorypress.notify.relay import relay_of
from advisorypress.notify.smtp import hand_over
from advisorypress.settings import Settings
from advisorypress.store.connect import open_store

_FIRST_LINES = 6


@click.group("alert", invoke_without_command=False)
def command() -> None:
    """
    The urgent alert about one advisory.

    \b
    Example:
      press alert preview SA-2026-0142 --open
      press alert send SA-2026-0142
    """


@command.command("preview", short_help="Write it as .html, .txt and .eml, and send nothing.")
@click.argument("id", metavar="ID")
@click.option(
    "--lang",
    "lang",
    type=click.Choice([edition.value for edition in Edition]),
    help="One edition only; `both` has the two in one mail.",
)
@click.option("--exercise", is_flag=True, help="Marked EXERCISE 演習; any advisory that stands will do.")
@click.option("--press", "release", is_flag=True, help="As the media get it, for immediate release.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; else one in .cache, which is printed.",
)
@click.option("--open", "show", is_flag=True, help="Open the mail in the browser.")
def preview(id: str, lang: str | None, exercise: bool, release: bool, out: Path | None, show: bool) -> None:
    """
    Write the alert that the newest version of ID asks for, as .html, .txt and .eml for each language, and send nothing.

    The text message of each language is shown too. An alert is refused that the rules do not allow to be sent.

    \b
    Example:
      press alert preview SA-2026-0142
      press alert preview SA-2026-0142 --exercise --lang both --open
    """
    shelf = open_shelf()
    mailing = alert_of(shelf.library, id, is_exercise=exercise, is_release=release)
    folder = out or shelf.settings.root / ".cache" / "alert" / mailing.slug
    pages = []
    for edition in [Edition(lang)] if lang else [Edition.EN, Edition.ZH]:
        languages = edition.languages(shelf.settings.mail.first)
        mail = alert_mail(shelf.library, mailing, languages, is_personal=False)
        pages += write_mail_files(
            folder, f"{mailing.slug}.{edition.value}", mail, sender_of(shelf.settings, mail.language)
        )
    for language in Language:
        click.echo(f"{language.value}: {short_text(shelf.library, mailing, language)}", err=True)
    for path in pages:
        click.echo(path)
    if show:
        click.launch(next(str(path) for path in pages if path.suffix == ".html"))


@command.command("send", short_help="Mail it to everybody who asked for alerts about it.")
@click.argument("id", metavar="ID")
@click.option("--exercise", is_flag=True, help="Marked EXERCISE 演習, and to the staging list only.")
@click.option("--yes", "yes", type=int, metavar="N", help="Send without asking, if N is the number of recipients.")
@click.option("--hold", "hold", default="60s", show_default=True, help="How long it can still be stopped, like 60s.")
@click.option("--more", is_flag=True, help="Also when it is the fourth urgent mailing in 24 hours.")
@click.option("--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE.")
@click.option(
    "--relay",
    "relay",
    default="",
    metavar="HOST:PORT",
    help="Another relay than the settings'; one on this machine gets neither TLS nor password.",
)
def send(id: str, exercise: bool, yes: int | None, hold: str, more: bool, store_url: str, relay: str) -> None:
    """
    Mail the alert that the newest version of ID asks for: notify: urgent to everybody who asked for alerts about it,
    notify: recipients to exactly those who were handed an older version.

    It shows what would go out, wants the number of recipients typed, and waits a minute. Whatever stops it, the same command
    again finishes the job, and when it is done sends nothing. Publishing never sends.

    \b
    Example:
      press alert send SA-2026-0142
      press alert send SA-2026-0142 --exercise
    """
    seconds = seconds_of(hold)
    shelf = open_shelf()
    mailing = alert_of(shelf.library, id, is_exercise=exercise)
    mails = [
        (alert_mail(shelf.library, mailing, (language,), is_personal=False), sender_of(shelf.settings, language))
        for language in Language
    ]

    def preview() -> None:
        for mail, _ in mails:
            click.echo(f"{mail.language.value}\n  Subject: {mail.subject}", err=True)
            lines = [line for line in mail.text.splitlines() if line][:_FIRST_LINES]
            click.echo("".join(f"  | {line}\n" for line in lines), err=True)

    if exercise:
        preview()
        _exercise(shelf.settings, mails, relay, yes, lambda: exercise_texts(shelf.library, mailing, tell))
        return
    store = open_store(store_url, os.environ)
    wishes = Wishes(relay=relay, yes=yes, hold=seconds, more=more)
    send_mailing(shelf.settings, shelf.library, mailing, store, wishes, preview)


def _exercise(
    settings: Settings,
    mails: Sequence[tuple[Mail, Sender]],
    relay: str,
    yes: int | None,
    send_texts: Callable[[], int],
) -> None:
    if not settings.mail.staging:
        raise SettingsError("mkdocs.yml: extra.press.mail.staging names no list; an exercise goes nowhere else")
    (to,) = read_addresses((settings.mail.staging,))
    letters = for_list(mails, to, openpgp_of(settings.mail.openpgp))
    confirm(len(letters), yes, "messages to the staging list")
    demand_all(hand_over(relay_of(settings, os.environ, relay), letters, lambda outcome: tell(told(outcome))))
    texts = send_texts()
    click.echo(f"{len(letters)} messages to the staging list" + (f", {texts} short texts" if texts else ""))
