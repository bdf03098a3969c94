"""
`press revise`: a new version of a published advisory.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from advisorypress.cli.repository import open_repository
from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.lifecycle.revise import WITHDRAWN, NewVersion, find_published, revise
from advisorypress.load.schema import NOTIFY
from advisorypress.load.tree import load_tree
from advisorypress.wording import standard_wording


@click.command("revise")
@click.argument("id")
@click.option(
    "--type", "type_", required=True, metavar="TYPE", help="What changed: now-exploited, patch-available, correction …"
)
@click.option("--note", default="", help="One sentence for readers, in the language of the source edition.")
@click.option(
    "--translated-note", default="", help="The same sentence for the translation; without it that is left to later."
)
@click.option(
    "--notify", type=click.Choice(NOTIFY), default=None, help="Ask for an urgent mailing, or a correction mail."
)
def command(id: str, type_: str, note: str, translated_note: str, notify: str | None) -> None:
    """
    Begin a new version of the published advisory ID.

    Both editions are first copied to archive/ID/v<N>, then a revision is added; change the words and facts after it.

    \b
    Example:
      press revise SA-2026-0142 --type now-exploited --note "Attacks were seen on 20 November."
    """
    repository = open_repository()
    types = [key for key in repository.vocabulary.keys("revision") if key not in ("new", WITHDRAWN)]
    if type_ == WITHDRAWN:
        raise UsageError("to withdraw an advisory use press withdraw, which also says why")
    if type_ not in types:
        raise UsageError(f"`{type_}` is no type of revision; use {', '.join(types)}")
    record = find_published(load_tree(repository.root), id)
    prompt = standard_wording().say("draft.note", Language(record.source.language))
    now = datetime.now(UTC).astimezone(repository.settings.timezone)
    version = NewVersion(type_, now, note or prompt, translated_note, notify or "")
    for path in revise(repository.root, record, version):
        click.echo(path)
    click.echo("Change what is new, then run press check.", err=True)
