"""
`press alert preview`.
"""

from __future__ import annotations

from pathlib import Path

import click

from advisorypress.cli.mail_files import write_mail_files
from advisorypress.cli.shelf import open_shelf
from advisorypress.compose.alert import alert_mail, alert_of
from advisorypress.compose.message import sender_of
from advisorypress.compose.reader import Edition
from advisorypress.compose.short import short_text
from advisorypress.language import Language


@click.group("alert", invoke_without_command=False)
def command() -> None:
    """
    The urgent alert about one advisory.

    \b
    Example:
      press alert preview SA-2026-0142 --open
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
