"""
`press preview`: one record as readers will see it.
"""

from __future__ import annotations

import click

from advisorypress.cli.findings import print_findings
from advisorypress.cli.repository import open_repository
from advisorypress.cli.telling import tell
from advisorypress.publish.preview import preview_record


@click.command()
@click.argument("name", metavar="ID")
@click.option("--open", "is_opened", is_flag=True, help="Open the pages in the browser.")
def command(name: str, is_opened: bool) -> None:
    """
    Write the pages of one record in both languages, with their data files, so that they open without a server.

    Drafts and records whose time has not come are shown with a notice; other records may have errors. What is printed are
    the files. Exit status: 0 done, 1 errors in the record, 2 there is no such record, 3 the world failed.

    \b
    Example:
      press preview SA-2026-0142 --open
      press preview draft-vpn-gateway
    """
    repository = open_repository()
    previewed = preview_record(repository.root, name, tell)
    if previewed.findings:
        paths = {finding.place.path for finding in previewed.findings}
        print_findings(previewed.findings, len(paths), repository.root)
    if not previewed.pages:
        raise click.exceptions.Exit(1)
    for path in (*previewed.pages, *previewed.data):
        click.echo(path)
    if is_opened:
        for page in previewed.pages:
            click.launch(page.as_uri())
