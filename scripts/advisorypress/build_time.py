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
from advisorypress.model.forms import YEARS, parse_time
from advisorypress.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildTime:
    """
    The moment, and where it is from: `as-of`, `SOURCE_DATE_EPOCH`, `commit`, `newest-record` or `wall-clock`.

    *present* is the newest moment that the tree can know of, whatever earlier moment was asked for: a look back at last
    year must not take everything that was published since for an embargoed secret.
    """

    moment: datetime
    origin: str
    present: datetime | None = None


def build_time(settings: Settings, records: Iterable[Record], as_of: str | None = None) -> BuildTime:
    """
    The build time of the repository as it stands.

    Raises `UsageError` for an *as_of* or `SOURCE_DATE_EPOCH` that is no time.
    """
    zone = settings.timezone
    committed = Git(settings.root).committed_at()
    limit = committed or datetime.now(UTC)
    asked = _asked(as_of)
    if asked is not None:
        moment, origin = asked
        return BuildTime(moment.astimezone(zone), origin, max(moment, limit).astimezone(zone))
    if settings.clock == "newest-record":
        newest = newest_record(records, limit)
        if newest is not None:
            return BuildTime(newest.astimezone(zone), "newest-record", limit.astimezone(zone))
    return BuildTime(limit.astimezone(zone), "commit" if committed else "wall-clock", limit.astimezone(zone))


def _asked(as_of: str | None) -> tuple[datetime, str] | None:
    if as_of is not None:
        try:
            return parse_time(as_of), "as-of"
        except ValueError as error:
            raise UsageError(f"--as-of: {error}; write it like 2026-11-20T09:30:00+08:00") from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            moment = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, which is no number of seconds") from None
        if moment.year not in YEARS:
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, which is a moment of the year {moment.year}")
        return moment, "SOURCE_DATE_EPOCH"
    return None


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
