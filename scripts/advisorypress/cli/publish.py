"""
`press publish`: check, build, and copy to where readers are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import click

from advisorypress.cli.against import open_against, published_by
from advisorypress.cli.build import build
from advisorypress.cli.repository import Repository, open_repository
from advisorypress.cli.telling import tell
from advisorypress.errors import PressError, UsageError
from advisorypress.git import Git
from advisorypress.publish.built_site import read_site
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.only import base_of, tree_with_only
from advisorypress.publish.site_writer import reading
from advisorypress.publish.targets.name import parse_target
from advisorypress.publish.targets.opening import open_target
from advisorypress.publish.targets.target import Target, shown
from advisorypress.thrift import CACHE


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
@click.option(
    "--only",
    "ids",
    metavar="ID",
    multiple=True,
    help="Of all that has changed since the last time, publish this advisory alone; may be given again.",
)
def command(names: tuple[str, ...], against: str | None, ids: tuple[str, ...]) -> None:
    """
    Check everything, build the site, and copy it to every TARGET.

    A target keeps the files that the press did not put there, gets data before the pages that ask for it, and loses what
    went last. A branch is never overwritten by force. The site is compared with what stands at the targets: when it would
    lose an advisory, feed or address, move a first date or let a version fall, nothing is published. The site is unsigned.
    Publishing sends no mail. With --only, everything else stays as it was published, whatever has been written, merged or
    broken since: an urgent advisory waits for nobody.
    Exit status: 0 published, 1 errors in what was checked or compared, 2 usage, 3 a target failed.

    \b
    Example:
      press publish --to /srv/www
      press publish --to press@www.cert.example:/srv/www --to pages:origin
      press publish --to /srv/www --only SA-2026-0142
    """
    repository = open_repository()
    targets = _targets(repository, names)
    published = published_by(targets)
    earlier = (*open_against(against, repository.settings), *published)
    site = _only(repository, ids, published, earlier) if ids else build(repository, against=earlier)
    failed = _copied(site, targets)
    click.echo("The site is unsigned. No mail was sent.", err=True)
    if failed:
        raise click.exceptions.Exit(3)


def _only(
    repository: Repository, ids: Collection[str], published: Sequence[Earlier], against: Sequence[Earlier]
) -> Path:
    """
    Builds what was published, and of what has changed since only the advisories *ids*.
    """
    git, cache = Git(repository.root), repository.root / CACHE
    ids = [id.upper() for id in ids]
    base = base_of(git, published)
    tell(f"taking {', '.join(ids)} to what was published of {base[:12]}")
    with tree_with_only(git, base, ids, cache, tell) as root:
        return build(open_repository(root), repository.root / "site", against=against, cache=cache)


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
