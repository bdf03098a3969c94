"""
`press publish`: check, build, and copy to where readers are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from advisorypress.cli.against import open_against, published_by
from advisorypress.cli.build import build
from advisorypress.cli.repository import Repository, open_repository
from advisorypress.cli.telling import tell
from advisorypress.errors import PressError, UsageError
from advisorypress.publish.built_site import read_site
from advisorypress.publish.site_writer import reading
from advisorypress.publish.targets.name import parse_target
from advisorypress.publish.targets.opening import open_target
from advisorypress.publish.targets.target import Target, shown


@click.command()
@click.option(
    "--to",
    "names",
    metavar="TARGET",
    multiple=True,
    help="A folder, user@host:path, rsync://host/module, or pages:REMOTE[/BRANCH]; may be given again."
    "  [extra.press.publish.to of mkdocs.yml]",
)
@click.option(
    "--against",
    metavar="FILE|URL",
    help="One more manifest to compare with, beside those of the targets. `live` is that of site_url.",
)
def command(names: tuple[str, ...], against: str | None) -> None:
    """
    Check everything, build the site, and copy it to every TARGET.

    A target keeps the files that the press did not put there, gets data before the pages that ask for it, and loses what
    went last. A branch is never overwritten by force. The site is compared with what stands at the targets: when it would
    lose an advisory, feed or address, move a first date or let a version fall, nothing is published. The site is unsigned.
    Publishing sends no mail.
    Exit status: 0 published, 1 errors in what was checked or compared, 2 usage, 3 a target failed.

    \b
    Example:
      press publish --to /srv/www
      press publish --to press@www.cert.example:/srv/www --to pages:origin
    """
    repository = open_repository()
    targets = _targets(repository, names)
    earlier = (*open_against(against, repository.settings), *published_by(targets))
    site = build(repository, against=earlier)
    failed = _copied(site, targets)
    click.echo("The site is unsigned. No mail was sent.", err=True)
    if failed:
        raise click.exceptions.Exit(3)


def _targets(repository: Repository, names: tuple[str, ...]) -> tuple[tuple[str, Target], ...]:
    settings = repository.settings
    # What is typed is seen from where it is typed; what is in the settings, from the repository.
    given = names or settings.publish_to
    folder = Path.cwd() if names else settings.root
    if not given:
        raise UsageError("say where to publish to, with --to or under extra.press.publish.to of mkdocs.yml")
    return tuple((name, open_target(parse_target(name, folder), settings, tell)) for name in given)


def _copied(site: Path, targets: Iterable[tuple[str, Target]]) -> int:
    """
    Copies *site* to each of *targets*; one that fails does not keep the site from the others. Gives how many failed.
    """
    failed = 0
    with reading(site, tell):
        built = read_site(site)
        for name, target in targets:
            tell(f"publishing to {shown(name)}")
            try:
                copied = target.copy(built)
            except PressError as error:
                failed += 1
                click.echo(f"press: {error}", err=True)
            else:
                click.echo(f"{shown(name)}: {copied.written:,} files written, {copied.removed:,} removed, unsigned")
    return failed
