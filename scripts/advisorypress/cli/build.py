"""
`press build`: the whole site in a folder.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from advisorypress.build import build_site
from advisorypress.cli.against import open_against, tell_broken
from advisorypress.cli.findings import print_findings
from advisorypress.cli.repository import Repository, open_repository
from advisorypress.cli.telling import progress
from advisorypress.publish.earlier import Earlier
from advisorypress.thrift import CACHE
from advisorypress.wanted import Built, Wanted


@click.command()
@click.option(
    "--site-dir", metavar="FOLDER", type=click.Path(path_type=Path), help="Where the site is written.  [site]"
)
@click.option("--as-of", metavar="TIME", help="The moment to take for now, like 2026-11-20T09:30:00+08:00.")
@click.option(
    "--against",
    metavar="FILE|URL",
    help="The manifest of the site as it is published: nothing of it may be lost. `live` is that of site_url.",
)
@click.option("--no-search", is_flag=True, help="Leave the search index out, which saves time.")
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 64), default=None, help="How many processes make files.  [one a core]"
)
def command(site_dir: Path | None, as_of: str | None, against: str | None, no_search: bool, jobs: int | None) -> None:
    """
    Check everything and build the site: pages in both languages, lists, feeds and data files.

    One commit gives the same bytes anywhere and at any hour. An error stops the build before it touches the site; only
    what changed is written. With --against, an advisory, feed or address that would be lost, a first date that would move
    and a version that would fall are errors too; a manifest that cannot be had is a warning. The site is unsigned.
    Exit status: 0 built (there may be warnings), 1 errors, 2 usage, 3 the world failed.

    \b
    Example:
      press build
      press build --site-dir /srv/www/preview --as-of 2026-11-20T09:30:00+08:00
      press build --against https://www.cert.example/manifest.json
    """
    repository = open_repository()
    build(repository, site_dir, as_of, open_against(against, repository.settings), search=not no_search, jobs=jobs or 0)


def build(
    repository: Repository,
    site_dir: Path | None = None,
    as_of: str | None = None,
    against: Sequence[Earlier] = (),
    *,
    search: bool = True,
    jobs: int = 0,
    cache: Path | None = None,
) -> Path:
    """
    Builds and tells what was done; gives the site's folder. What is kept lies in the folder *cache*, else in the repository. Ends the command with status 1 when there are errors, or when a
    promise of one of the sites *against* would be broken.
    """
    site = site_dir or repository.root / "site"
    begun = time.monotonic()
    kept = cache or repository.root / CACHE
    wanted = Wanted(repository.settings, repository.vocabulary, site, kept, as_of, against, search, jobs)
    built = build_site(wanted, progress())
    print_findings(built.findings, built.files, repository.root)
    tell_broken(built.broken)
    for path in built.held:
        click.echo(f"left out until its time comes: {path}", err=True)
    if built.written is None:
        click.echo("nothing was written: the errors come first", err=True)
        raise click.exceptions.Exit(1)
    click.echo(_result(built, site, time.monotonic() - begun))
    return site


def _result(built: Built, site: Path, seconds: float) -> str:
    written = built.written
    assert written is not None  # noqa: S101
    moment = f"as of {built.now.moment.isoformat()} ({built.now.origin})"
    counts = f"{written.written:,} files written, {written.unchanged:,} unchanged, {written.removed:,} removed"
    return f"{site}: {counts} in {seconds:.1f} s, {moment}, unsigned"
