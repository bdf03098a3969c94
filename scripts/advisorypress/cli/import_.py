"""
`press import`: documents of other teams as drafts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from advisorypress.cli.repository import Repository, open_repository
from advisorypress.errors import UsageError
from advisorypress.importing.imported import Format
from advisorypress.importing.run import Run
from advisorypress.load.tree import load_tree


@click.command("import")
@click.argument("format", type=click.Choice([format.value for format in Format]))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="The folder of the drafts.  [advisories/<year>]")
def command(format: str, files: tuple[Path, ...], into: Path | None) -> None:
    """
    Make a draft in both languages of each FILE: a CSAF 2.0 document, a CVE record, or an OSV record (JSON or YAML).

    Facts and English words are filled in; severity, category and impacts are proposed; the Chinese edition has its title,
    its headings and a prompt wherever words are to be translated. Nothing is overwritten, published or mailed. At the end
    a table says what of the documents had no place in the facts.
    Exit status: 0 all imported, 1 some refused, 2 usage, 3 the world failed.

    \b
    Example:
      press import csaf icsa-24-107-03.json icsa-24-137-07.json
      press import osv --into advisories/2024 GO-2024-2606.json
    """
    repository = open_repository()
    now = datetime.now(UTC).astimezone(repository.settings.timezone)
    run = Run(repository.settings, repository.vocabulary, now, _folder(into, repository))
    run.remember(load_tree(repository.root))
    made = refused = 0
    for outcome in run.import_files(files, Format(format)):
        if outcome.refused:
            refused += 1
            click.echo(f"{click.format_filename(outcome.file)}: not imported: {outcome.refused}", err=True)
            continue
        made += 1
        for path in outcome.paths:
            click.echo(path)
        if outcome.left_out:
            click.echo(f"{outcome.paths[0]}: {outcome.left_out} paragraphs and lists did not fit", err=True)
    for line in run.table.lines():
        click.echo(line)
    click.echo(f"\n{made} imported, {refused} refused. press check says what is left to decide.", err=True)
    if refused:
        raise click.exceptions.Exit(1)


def _folder(into: Path | None, repository: Repository) -> str:
    """
    *into* relative to the repository; "" when none was given.
    """
    if into is None:
        return ""
    full, advisories = into.resolve(), (repository.root / "advisories").resolve()
    if not full.is_relative_to(advisories) or "archive" in full.relative_to(advisories).parts:
        raise UsageError(f"{into} lies outside advisories/, where drafts stand")
    return full.relative_to(repository.root.resolve()).as_posix()
