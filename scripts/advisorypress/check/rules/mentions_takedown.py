from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.check.context import Context
from advisorypress.check.takedowns import make_entries
from advisorypress.finding import Finding, Level, Place
from advisorypress.load.nodes import EACH, every_scalar, scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source
from advisorypress.model.forms import parse_time
from advisorypress.model.period import Period

RULE_ID = "mentions-takedown"

_SHORTEST_TITLE = 8


@dataclass(frozen=True, slots=True)
class _Gone:
    """
    What was taken down: its number, and, while its files are there, its titles and its record.
    """

    id: str
    titles: tuple[str, ...]
    record: Record | None


def look(context: Context) -> Iterator[Finding]:
    """
    What was taken down does not live on in the words of other records.

    The press takes an advisory out of everything that it makes; the introduction of a digest, a newsletter or an article
    is somebody's own words. A title is a warning, a number (a link to the tombstone may stay) and the digest that carried the
    advisory are hints.
    """
    gone = tuple(_gone(context))
    if not gone:
        return
    names = {each.id.upper() for each in gone}
    archived = (version.record for versions in context.tree.archive.values() for version in versions)
    for record in (*context.tree.records, *archived):
        if record.kind is Kind.ADVISORY and record.name.upper() in names:
            continue
        for each in gone:
            for source in record.editions.values():
                yield from _in_words(source, each)
            yield from _in_digest(record, each)


def _gone(context: Context) -> Iterator[_Gone]:
    for entry in make_entries(context.tree.takedowns, context.settings.timezone):
        if entry.takedown.is_whole:
            record = context.advisories.get(entry.takedown.id.upper())
            editions = record.editions.values() if record else ()
            titles = {title.text for source in editions for title in scalars(source.head, ("title",))}
            long = tuple(sorted(title for title in titles if len(title) >= _SHORTEST_TITLE))
            yield _Gone(entry.takedown.id, long, record)


def _in_words(source: Source, gone: _Gone) -> Iterator[Finding]:
    id = re.compile(rf"{re.escape(gone.id)}(?![0-9])", re.IGNORECASE)
    for place, text in _runs(source):
        for title in gone.titles:
            if title in text:
                hint = "take it out, or remove this record too"
                yield Finding(
                    RULE_ID, place, f"this is the title of {gone.id}, which was taken down", hint, Level.WARNING
                )
        if id.search(text):
            hint = "see that nothing here says what it said"
            yield Finding(RULE_ID, place, f"this names {gone.id}, which was taken down", hint, Level.HINT)


def _runs(source: Source) -> Iterator[tuple[Place, str]]:
    yield from ((scalar.place, scalar.text) for scalar in every_scalar(source.head))
    for number, line in enumerate(source.body.split("\n"), start=source.body_line):
        yield Place(source.path, number, 1, max(1, len(line))), line


def _in_digest(record: Record, gone: _Gone) -> Iterator[Finding]:
    if record.kind is not Kind.DIGEST or gone.record is None or not record.text("intro"):
        return
    try:
        period = Period.named(record.name)
        moments = [parse_time(date.text) for date in gone.record.scalars("revisions", EACH, "date")]
    except ValueError:
        return  # other rules speak of it
    if any(period.holds(moment.date()) for moment in moments):
        message = f"this digest carried {gone.id}, which was taken down"
        hint = "see that its introduction, in both languages, does not say what it said"
        yield record.finding(RULE_ID, ("intro",), message, hint, Level.HINT)
