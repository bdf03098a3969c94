from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.model.forms import parse_time

RULE_ID = "revision-ahead"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    No change is dated later than the tree can know of.

    A warning, for it may be a clock that is a little fast; but readers would see a change that has not happened yet, and
    feeds would keep it on top until then.
    """
    for route in (("revisions", EACH, "date"), ("revised",)):
        for scalar in record.scalars(*route):
            try:
                moment = parse_time(scalar.text)
            except ValueError:
                continue  # `date-without-zone` speaks of it
            if moment > context.present and scalar.text != record.text("published"):
                message = f"this change is dated {scalar.text}, which has not come"
                yield Finding(RULE_ID, scalar.place, message, "look at the year, the day and the zone", Level.WARNING)
