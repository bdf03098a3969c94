from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.numbers import is_number
from advisorypress.check.takedowns import VERSION
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, Mapping, Scalar, scalars
from advisorypress.load.record import Record
from advisorypress.load.takedowns import ALL, entries
from advisorypress.model.forms import parse_time

RULE_ID = "unknown-takedown"


def look(context: Context) -> Iterator[Finding]:
    """
    What a takedown names was published.

    A tombstone for a number that is a slip of the pen leaves the words that should go where they are. When the files of the
    advisory are gone for good, its entry says in `published` when it was first published; its feed entry is known by that.
    The current version goes with `versions: all`, or once a newer one is there.
    """
    for entry in entries(context.tree.takedowns):
        id = next(scalars(entry, ("id",)), None)
        if id is None or not is_number(id.text, context.settings.id_prefix):
            continue  # a matter of `malformed-takedown`
        record = context.advisories.get(id.text.upper())
        if record is None:
            yield from _without_files(entry, id)
        elif record.is_draft:
            hint = "remove the entry; a draft is simply deleted"
            yield Finding(RULE_ID, id.place, f"{id.text} is a draft, which readers never saw", hint)
        else:
            yield from _first_date(entry, record)
            yield from _versions(entry, record)


def _without_files(entry: Mapping, id: Scalar) -> Iterator[Finding]:
    is_whole = [scalar.text for scalar in scalars(entry, ("versions", EACH))] == [ALL]
    if not is_whole or not any(scalar.text for scalar in scalars(entry, ("published",))):
        hint = "look at the number; if its files were removed, write `versions: all` and `published: <its first date>`"
        yield Finding(RULE_ID, id.place, f"there is no advisory {id.text}", hint)


def _first_date(entry: Mapping, record: Record) -> Iterator[Finding]:
    for said in scalars(entry, ("published",)):
        try:
            agrees = parse_time(said.text) == parse_time(record.text("published"))
        except ValueError:
            continue  # other rules speak of it
        if not agrees:
            message = f"{record.source.path} says that it was first published {record.text('published')}"
            yield Finding(RULE_ID, said.place, message, f"write `published: {record.text('published')}`")


def _versions(entry: Mapping, record: Record) -> Iterator[Finding]:
    current = len(list(record.nodes("revisions", EACH)))
    for version in scalars(entry, ("versions", EACH)):
        if not VERSION.fullmatch(version.text):
            continue
        number = int(version.text)
        if number == current:
            hint = "first `press revise` it to a version without those words, or write `versions: all`"
            yield Finding(RULE_ID, version.place, f"version {number} of {record.name} is the current one", hint)
        elif number > current:
            hint = "look at the number, and at `revisions` of the advisory"
            yield Finding(RULE_ID, version.place, f"{record.name} has {current} versions", hint)
