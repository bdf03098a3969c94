from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, Scalar
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.forms import parse_time

RULE_ID = "revisions-out-of-order"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Revisions stand oldest first; the first, and only the first, is of type `new` and of the moment of `published`.

    The version of an advisory is the number of its revisions, and feeds sort by their dates. Of other records, `revised`
    is not before `published`.
    """
    published = next(record.scalars("published"), None)
    if record.kind is not Kind.ADVISORY:
        yield from _revised(record, published)
        return
    dates = list(record.scalars("revisions", EACH, "date"))
    if dates and published is not None:
        first, moment = _moment(dates[0]), _moment(published)
        if first is not None and moment is not None and first != moment:
            message = f"the first revision is of {dates[0].text}, but `published` is {published.text}"
            yield Finding(RULE_ID, dates[0].place, message, f"write `date: {published.text}`, or correct `published`")
    yield from _ascending(dates)
    yield from _types(record)


def _ascending(dates: list[Scalar]) -> Iterator[Finding]:
    for before, after in pairwise(dates):
        earlier, later = _moment(before), _moment(after)
        if earlier is not None and later is not None and later < earlier:
            message = f"{after.text} is before the revision above it ({before.text})"
            yield Finding(RULE_ID, after.place, message, "put the oldest revision first, the newest last")


def _types(record: Record) -> Iterator[Finding]:
    for number in range(sum(1 for _ in record.nodes("revisions", EACH))):
        for scalar in record.scalars("revisions", number, "type"):
            if number == 0 and scalar.text != "new" and scalar.text:
                hint = "write `type: new` in the first row"
                yield Finding(RULE_ID, scalar.place, f"the first revision is `{scalar.text}`, not `new`", hint)
            elif number > 0 and scalar.text == "new":
                hint = "say what changed, for example `type: correction` or `type: editorial`"
                yield Finding(RULE_ID, scalar.place, "only the first revision is `new`", hint)


def _revised(record: Record, published: Scalar | None) -> Iterator[Finding]:
    for revised in record.scalars("revised"):
        earlier, later = _moment(published), _moment(revised)
        if earlier is not None and later is not None and later < earlier and published is not None:
            message = f"`revised` is before `published` ({published.text})"
            yield Finding(RULE_ID, revised.place, message, "leave `revised` out until the record is changed")


def _moment(scalar: Scalar | None) -> datetime | None:
    try:
        return parse_time(scalar.text) if scalar is not None else None
    except ValueError:
        return None  # `date-without-zone` speaks of it
