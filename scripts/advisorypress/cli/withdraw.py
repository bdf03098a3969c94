"""
`press withdraw`: an advisory that must no longer be acted on.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from advisorypress.cli.repository import open_repository
from advisorypress.lifecycle.revise import WITHDRAWN, NewVersion, find_published, withdraw
from advisorypress.load.schema import NOTIFY
from advisorypress.load.tree import load_tree


@click.command("withdraw")
@click.argument("id")
@click.option("--reason", required=True, help="Why, in one or two sentences, in the language of the source edition.")
@click.option("--translated-reason", default="", help="The same for the translation; without it that is left to later.")
@click.option("--notify", type=click.Choice(NOTIFY), default=None, help="Ask for a mail to those who got it.")
def command(id: str, reason: str, translated_reason: str, notify: str | None) -> None:
    """
    Withdraw the published advisory ID: its page stays, and says that and why it is not to be followed.

    \b
    Example:
      press withdraw SA-2026-0142 --reason "The CVE was rejected as a duplicate."
    """
    repository = open_repository()
    record = find_published(load_tree(repository.root), id)
    now = datetime.now(UTC).astimezone(repository.settings.timezone)
    version = NewVersion(WITHDRAWN, now, reason, translated_reason, notify or "")
    for path in withdraw(repository.root, record, version, reason, translated_reason):
        click.echo(path)
    click.echo("Run press check, then have it reviewed like any change.", err=True)
