"""
`press find`: records by word, identifier, vendor or product.
"""

from __future__ import annotations

import sys

import click

from advisorypress.cli.repository import open_repository
from advisorypress.find import find_records
from advisorypress.load.tree import load_tree


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="WORD|CVE|VENDOR...")
def command(words: tuple[str, ...]) -> None:
    """
    Find records by words of their titles and summaries, CVE identifiers, vendors, products, ids or old ids, in both
    languages. All words must be there; upper and lower case are the same. Drafts are found too.

    Prints id, date, severity, title and file, newest first; the exit status is 1 when nothing is found.

    \b
    Example:
      press find CVE-2024-3400
      press find 勒索軟件
    """
    tree = load_tree(open_repository().root)
    found = find_records(tree.records, " ".join(words))
    if tree.findings:
        unread = "1 file" if len(tree.findings) == 1 else f"{len(tree.findings)} files"
        click.echo(f"{unread} could not be read; press check says why", err=True)
    if not found:
        click.echo(f"nothing found for {' '.join(words)}", err=True)
        sys.exit(1)
    width = max(len(each.id) for each in found)
    for each in found:
        click.echo(f"{each.id:{width}}  {each.date:10}  {each.severity:8}  {each.title}  {each.path}")
