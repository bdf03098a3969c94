"""
From the entries of `advisories/takedowns.yml` to the values of the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from advisorypress.load.nodes import EACH, Mapping, Node, scalars
from advisorypress.load.takedowns import ALL, entries
from advisorypress.model.forms import parse_date, parse_time
from advisorypress.model.takedown import Reason, Takedown

VERSION = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry: what is taken down, and what only the entry can tell once the files of the advisory are gone.
    """

    takedown: Takedown
    published: datetime | None = None
    aliases: tuple[str, ...] = ()


def make_entries(node: Node | None, zone: tzinfo) -> Iterator[Entry]:
    """
    The entries in *node*, their times in *zone*.
    """
    for entry in entries(node):
        try:
            yield _make_entry(entry, zone)
        except ValueError:
            continue  # a preview of a file that has not passed the rules


def _make_entry(entry: Mapping, zone: tzinfo) -> Entry:
    published = _text(entry, "published")
    takedown = Takedown(
        id=_text(entry, "id"),
        day=parse_date(_text(entry, "date")),
        reason=Reason(_text(entry, "reason")),
        versions=_versions(entry),
    )
    return Entry(
        takedown,
        published=parse_time(published).astimezone(zone) if published else None,
        aliases=tuple(scalar.text for scalar in scalars(entry, ("aliases", EACH)) if scalar.text),
    )


def _versions(entry: Mapping) -> tuple[int, ...]:
    written = [scalar.text for scalar in scalars(entry, ("versions", EACH))]
    if written == [ALL]:
        return ()
    if not written or not all(VERSION.fullmatch(text) for text in written):
        raise ValueError(f"{written} are no versions")
    return tuple(sorted(int(text) for text in written))


def _text(entry: Mapping, key: str) -> str:
    return next((scalar.text for scalar in scalars(entry, (key,))), "")
