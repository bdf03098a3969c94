"""
`press translations`: how each translation stands, what has changed since, and the mark that it is right again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from advisorypress.check.report.visible import visible
from advisorypress.cli.comparison_text import ComparisonText
from advisorypress.cli.repository import open_repository
from advisorypress.cli.terminal import print_line, wants_colour
from advisorypress.errors import UsageError
from advisorypress.lifecycle.translations import Standing, accept, compare, look_at, path_of_translation
from advisorypress.load.record import Record
from advisorypress.load.tree import Tree, load_tree

_WANTED = click.argument("wanted", nargs=-1, metavar="[ID|PATH]...")


@click.group("translations")
def command() -> None:
    """
    Which translations are missing or older than their source, what has changed, and that they are right again.

    \b
    Example:
      press translations status
      press translations diff SA-2026-0142
      press translations accept SA-2026-0142
    """


@command.command("status", short_help="How each translation stands.")
@_WANTED
@click.option("--waiting", is_flag=True, help="Only those that are missing, stale, or lack something.")
def status(wanted: tuple[str, ...], waiting: bool) -> None:
    """
    Print for every record (or those of ID or PATH) how its translation stands, one line each, and totals.

    missing: not there, or not written yet. stale: the source words have changed; the lines are those of the translation.
    Works the same for records whose source is the Chinese edition.

    \b
    Example:
      press translations status
      press translations status --waiting advisories/2026
    """
    root = open_repository().root
    tree = load_tree(root)
    found = [look_at(record) for record in _chosen(tree, wanted)]
    counts = Counter(translation.standing for translation in found)
    for translation in found:
        if (
            not waiting
            or translation.standing in (Standing.MISSING, Standing.STALE)
            or (translation.standing is Standing.OK and translation.told)
        ):
            told = f"  {visible(translation.told)}" if translation.told else ""
            print_line(f"{translation.standing.value:12}  {visible(translation.path)}{told}")
    totals = ", ".join(f"{counts[standing]} {standing.value}" for standing in Standing if counts[standing])
    print_line(f"{len(found)} {'record' if len(found) == 1 else 'records'}: {totals or 'none'}")
    _tell_unreadable(tree)


@command.command("diff", short_help="The changed source words beside the translation.")
@_WANTED
def diff(wanted: tuple[str, ...]) -> None:
    """
    Show what has changed in the source words since they were translated, each change with the block of the translation
    it concerns. Without ID or PATH: of all that are stale.

    The old words come from the versions that press revise put aside, or from the history of git. [-removed-] {+added+}

    \b
    Example:
      press translations diff SA-2026-0142
      press translations diff content/guides/ransomware.zh-Hant.md
    """
    root = open_repository().root
    tree = load_tree(root)
    records = [record for record in _chosen(tree, wanted) if wanted or look_at(record).standing is Standing.STALE]
    text = ComparisonText(wants_colour())
    for record in records:
        if record.translation is None:
            click.echo(f"{visible(path_of_translation(record))} is not there yet", err=True)
            continue
        for line in text.lines(compare(root, record)):
            print_line(line)
        print_line("")
    if not records:
        click.echo("No translation is stale.", err=True)
    _tell_unreadable(tree)


@command.command("accept", short_help="Say that a translation is right again.")
@click.argument("wanted", nargs=-1, required=True, metavar="ID|PATH...")
@click.option("--force", is_flag=True, help="Also where blocks of the source seem to be missing.")
def accept_(wanted: tuple[str, ...], force: bool) -> None:
    """
    Write into the translations of ID or PATH (a file of either edition) that they say what the source says now.

    Only the line `source_digest` is changed. One that lacks blocks of the source is refused, unless it says them in
    another way and you give --force; one that is not written is refused always.

    \b
    Example:
      press translations accept SA-2026-0142
      press translations accept content/guides/ransomware.zh-Hant.md
    """
    root = open_repository().root
    tree = load_tree(root)
    records = _chosen(tree, wanted, folders=False)
    changed = accept(root, records, force=force)
    for path in changed:
        print_line(visible(path))
    if len(changed) < len(records):
        click.echo(f"{len(records) - len(changed)} said so already", err=True)


def _tell_unreadable(tree: Tree) -> None:
    if tree.findings:
        click.echo(f"{len(tree.findings)} files could not be read; press check says why", err=True)


def _chosen(tree: Tree, wanted: Iterable[str], *, folders: bool = True) -> tuple[Record, ...]:
    """
    The records that *wanted* name, by id or by a path; all when it names none.

    Raises `UsageError` for what names no record, and for a name that several have.
    """
    chosen: dict[int, Record] = {}
    nothing = True
    for one in wanted:
        nothing = False
        for record in _named(tree, one, folders):
            chosen[id(record)] = record
    return tree.records if nothing else tuple(chosen.values())


def _named(tree: Tree, one: str, folders: bool) -> list[Record]:
    path = _path_in(tree.root, one)
    found = [record for record in tree.records if any(path == source.path for source in record.editions.values())]
    if not found and folders:
        found = [record for record in tree.records if path == "." or f"{record.folder}/".startswith(f"{path}/")]
    if found:
        return found
    found = [record for record in tree.records if record.name.upper() == one.upper()]
    if len(found) > 1:
        paths = ", ".join(record.source.path for record in found)
        raise UsageError(f"several records are called {one}; name one of the files: {paths}")
    if not found:
        raise UsageError(f"there is no record {one}; look for it with press find")
    return found


def _path_in(root: Path, one: str) -> str:
    """
    *one* as a path below *root*, as seen from the current folder; what lies elsewhere as it was written.
    """
    full = Path(one).resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else one
