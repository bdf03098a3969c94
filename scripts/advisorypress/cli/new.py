"""
`press new`: a draft in both languages.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from advisorypress.cli.repository import open_repository
from advisorypress.lifecycle.drafts import Draft, write_draft
from advisorypress.load.schema import Kind

_KINDS = [kind.value for kind in Kind if kind is not Kind.PAGE]


@click.command("new")
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("name", default="")
@click.option("--title", default="", help="Its English title; the file name follows from it when NAME is not given.")
def command(kind: str, name: str, title: str) -> None:
    """
    Write a draft of KIND in both languages, with a prompt wherever words are needed.

    NAME is a word for the file name (advisory, guide, article, news, event), a month like 2026-11 (bulletin), or a
    half-month like 2026-11-first (digest); without it the last month or half-month that has closed is taken.

    \b
    Example:
      press new advisory --title "FortiOS Remote Code Execution Vulnerability"
      press new digest 2026-11-first
    """
    repository = open_repository()
    now = datetime.now(UTC).astimezone(repository.settings.timezone)
    paths = write_draft(repository.root, Draft(Kind(kind), name, title, now, repository.vocabulary))
    for path in paths:
        click.echo(path)
    following = (
        "press assign-ids gives it its number" if kind == Kind.ADVISORY else "set `status: published` when it is ready"
    )
    click.echo(f"Write it, look at it with press serve, then {following}.", err=True)
