from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "body-heading"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Headings in a body begin with `##` or more; the heading of the page is its `title`.

    A page with two headings of the first level has no clear outline for those who listen to it.
    """
    if record.kind is Kind.PAGE:
        return
    for source in record.editions.values():
        for mark in read_prose(source.body).top_headings():
            place = place_in_body(source, mark.start, mark.end)
            hint = (
                "write `## Heading`" if mark.text == "#" else "write `## ` before the line above, and remove this one"
            )
            yield Finding(RULE_ID, place, "a heading of the first level, which is the title's", hint)
