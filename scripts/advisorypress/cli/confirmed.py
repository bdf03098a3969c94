"""
That what goes out is what a person confirmed: asked before an interrupted mailing goes on, and before each claim of rows.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from advisorypress.cli.shelf import open_shelf
from advisorypress.errors import PressError, UsageError
from advisorypress.load.tree import list_files
from advisorypress.model.library import Library
from advisorypress.notify.unchanged import what_changed
from advisorypress.store.campaigns import Campaign, discard, find_campaign, set_state
from advisorypress.store.connect import Store

# Claims come several times a second, and looking at ten thousand files takes a while.
_EVERY_SECONDS = 1.0


def demand_confirmed(library: Library, store: Store, campaign: Campaign) -> None:
    """
    Raises `UsageError` when *library* says something else by now than what was confirmed as *campaign*: one that has not
    begun is taken back, to be confirmed anew; another is stopped for every machine that sends it.
    """
    reason = what_changed(library, store, campaign)
    if not reason:
        return
    slug, now = campaign.slug, time.time()
    current = find_campaign(store, slug)
    if current is not None and current.state in ("frozen", "held"):
        discard(store, campaign.number, now)
        raise UsageError(
            f"{slug} is not what was confirmed: {reason}. Nothing was sent; the same command shows it as it is now"
        )
    set_state(store, campaign.number, "stopped", now)
    raise UsageError(
        f"{slug} is not what was confirmed: {reason}. It is stopped, and nothing more of it was sent;"
        f" press mail resume {slug} --as-confirmed sends the rest as it was"
    )


class Confirmation:
    """
    The repository at *root* as it is when this is made, and as it was when last asked about.
    """

    def __init__(self, root: Path, store: Store) -> None:
        self._root = root
        self._store = store
        self._known = _state_of(root)
        self._looked_at = -_EVERY_SECONDS

    def look(self, campaign: Campaign) -> None:
        """
        What a sender calls before it claims rows: when a file has changed, as after `git pull`, whether *campaign* is still
        what was confirmed.

        Raises `UsageError` when it is not, or when the repository has errors and cannot say.
        """
        if time.monotonic() - self._looked_at < _EVERY_SECONDS:
            return
        now = _state_of(self._root)
        if now != self._known:
            demand_confirmed(_library(campaign), self._store, campaign)
            self._known = now
        self._looked_at = time.monotonic()


def _library(campaign: Campaign) -> Library:
    try:
        return open_shelf().library
    except (click.exceptions.Exit, PressError):
        raise UsageError(
            f"the repository has changed and cannot be read (press check says why), so whether {campaign.slug} is still right"
            f" is not known; nothing more was sent. press mail resume {campaign.slug} goes on when it is mended"
        ) from None


def _state_of(root: Path) -> frozenset[tuple[str, int, int]]:
    """
    Name, time and size of every file that records are made from; an editor that is just writing one may have it away.
    """
    found = set()
    for name in list_files(root):
        try:
            status = (root / name).lstat()
        except OSError:
            continue
        found.add((name, status.st_mtime_ns, status.st_size))
    return frozenset(found)
