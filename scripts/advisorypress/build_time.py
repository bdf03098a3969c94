"""
Build time: the moment that `check` and `build` take for now.

It is the commit's, so that one commit gives the same bytes anywhere and at any hour. The wall clock is asked only for a
tree that belongs to no commit, and by commands that watch.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from advisorypress.errors import UsageError
from advisorypress.git import Git
from advisorypress.load.record import Record
from advisorypress.model.forms import parse_time
from advisorypress.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildTime:
    """
    The moment, and where it is from: `as-of`, `SOURCE_DATE_EPOCH`, `commit`, `newest-record` or `wall-clock`.
    """

    moment: datetime
    origin: str


def build_time(settings: Settings, records: Iterable[Record], as_of: str | None = None) -> BuildTime:
    """
    The build time of the repository as it stands.

    Raises `UsageError` for an *as_of* or `SOURCE_DATE_EPOCH` that is no time.
    """
    zone = settings.timezone
    if as_of is not None:
        try:
            return BuildTime(parse_time(as_of).astimezone(zone), "as-of")
        except ValueError as error:
            raise UsageError(f"--as-of: {error}; write it like 2026-11-20T09:30:00+08:00") from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return BuildTime(datetime.fromtimestamp(int(epoch), zone), "SOURCE_DATE_EPOCH")
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, which is no number of seconds") from None
    committed = Git(settings.root).committed_at()
    limit = committed or datetime.now(UTC)
    if settings.clock == "newest-record":
        newest = newest_record(records, limit)
        if newest is not None:
            return BuildTime(newest.astimezone(zone), "newest-record")
    return BuildTime(limit.astimezone(zone), "commit" if committed else "wall-clock")


def newest_record(records: Iterable[Record], limit: datetime) -> datetime | None:
    """
    The newest `published`, `revised` or revision time among *records* that is not after *limit*.
    """
    newest = None
    for record in records:
        if record.is_draft:
            continue
        for route in (("published",), ("revised",), ("revisions", None, "date")):
            for scalar in record.scalars(*route):
                try:
                    moment = parse_time(scalar.text)
                except ValueError:
                    continue  # a rule reports it
                if moment <= limit and (newest is None or moment > newest):
                    newest = moment
    return newest
