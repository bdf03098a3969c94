from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.forms import parse_time

RULE_ID = "ends-before-start"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An event ends after it starts.
    """
    if record.kind is not Kind.EVENT:
        return
    for ends in record.scalars("ends"):
        try:
            if parse_time(ends.text) <= parse_time(record.text("starts")):
                message = f"the event ends at {ends.text}, which is not after it starts ({record.text('starts')})"
                yield Finding(RULE_ID, ends.place, message, "look at the day, the hour and the zone of both")
        except ValueError:
            continue  # `date-without-zone` speaks of it
