"""
`press assign-ids`: numbers for drafts.
"""

from __future__ import annotations

import click

from advisorypress.cli.repository import open_repository
from advisorypress.git import Git
from advisorypress.lifecycle.numbering import assign_id, default_remote, drafts_of
from advisorypress.load.tree import load_tree


@click.command("assign-ids")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--remote", default=None, help="The git remote that numbers are taken on; origin when there is one.")
def command(paths: tuple[str, ...], remote: str | None) -> None:
    """
    Give every advisory draft (or those of PATH) its number, and rename its files.

    A number is taken on the remote, where the first wins and none is used twice. With no remote it comes from the
    reserved numbers of mkdocs.yml (extra.press.ids.offline).

    \b
    Example:
      press assign-ids
      press assign-ids advisories/2026/draft-fortios.en.md
    """
    repository = open_repository()
    tree = load_tree(repository.root)
    drafts = drafts_of(tree, paths)
    if not drafts:
        click.echo("No draft waits for a number.", err=True)
        return
    where = remote or default_remote(Git(repository.root))
    for draft in drafts:
        numbered = assign_id(tree, repository.settings, draft, where)
        click.echo(f"{numbered.id}  {numbered.paths[0]}")
        # The next draft's links may have been rewritten just now.
        tree = load_tree(repository.root)
    click.echo("Set `status: published` when it was reviewed; press preview ID shows it before.", err=True)
