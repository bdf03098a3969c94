"""
`press subscribers backup`: the whole store in one encrypted file, and back.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisorypress.cli.subscribers_options import STORE, now
from advisorypress.store.backup import Keys, back_up, restore
from advisorypress.store.connect import open_store
from advisorypress.store.sealed import backup_secret
from advisorypress.store.suppression import pepper


@click.command("backup", short_help="Write the whole store to one encrypted file, or restore it.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--restore", "is_restore", is_flag=True, help="Read FILE into an empty store instead.")
@STORE
def backup(path: Path, is_restore: bool, store_url: str) -> None:
    """
    Write all of the store to the new FILE, encrypted with PRESS_BACKUP_KEY, and read it back; senders may go on meanwhile.

    With --restore it is read into an empty store, SQLite or PostgreSQL, whichever it came from. Mailings that were under way
    are stopped then, for the backup does not know what was sent after it.

    \b
    Example:
      press subscribers backup /srv/backup/store-2026-11-26.backup
      press subscribers backup --restore /srv/backup/store-2026-11-26.backup --store postgresql:///press
    """
    keys = Keys(backup_secret(os.environ), pepper(os.environ))
    store = open_store(store_url, os.environ)
    if not is_restore:
        number = back_up(store, path, keys, now())
        click.echo(f"{path}: {number:,} rows, encrypted, and read back")
        return
    restored = restore(store, path, keys)
    click.echo(", ".join(f"{number:,} {name}" for name, number in restored.rows.items()) or "an empty store")
    if restored.stopped:
        click.echo(
            f"{restored.stopped:,} mailings were under way and are stopped; some of their messages may have gone out after"
            " the backup: press mail status, then press mail settle before press mail resume",
            err=True,
        )
