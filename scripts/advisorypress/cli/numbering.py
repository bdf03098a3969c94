"""
`press assign-ids`: numbers for drafts.
"""

from __future__ import annotations

import click

from advisorypress.cli.repository import open_repository
from advisorypress.errors import NumberingError, UsageError
from advisorypress.git import Git
from advisorypress.lifecycle.numbering import assign_id, default_remote, drafts_of
from advisorypress.load.tree import load_tree


@click.command("assign-ids")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--remote", default=None, help="The git remote that numbers are taken on; origin when there is one.")
@click.option(
    "--offline", is_flag=True, help="Take a reserved number although there is a remote: it cannot be reached."
)
def command(paths: tuple[str, ...], remote: str | None, offline: bool) -> None:
    """
    Give every advisory draft (or those of PATH) its number, and rename its files.

    A number is taken on the remote, where the first wins and none is used twice. With no remote, and with --offline, it
    comes from the reserved numbers of mkdocs.yml (extra.press.ids.offline): let one person at a time take those.

    \b
    Example:
      press assign-ids
      press assign-ids advisories/2026/draft-fortios.en.md
    """
    if remote and offline:
        raise UsageError("take the number either on a remote (--remote) or without one (--offline)")
    repository = open_repository()
    tree = load_tree(repository.root)
    drafts = drafts_of(tree, paths)
    if not drafts:
        click.echo("No draft waits for a number.", err=True)
        return
    where = None if offline else remote or default_remote(Git(repository.root))
    for draft in drafts:
        try:
            numbered = assign_id(tree, repository.settings, draft, where)
        except NumberingError as error:
            if where and repository.settings.offline_ids:
                error.add_note(
                    f"press assign-ids --offline takes one of the reserved {repository.settings.offline_ids}"
                )
            raise
        click.echo(f"{numbered.id}  {numbered.paths[0]}")
        # The next draft's links may have been rewritten just now.
        tree = load_tree(repository.root)
    click.echo("Set `status: published` when it was reviewed; press preview ID shows it before.", err=True)
