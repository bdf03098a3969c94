from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "raw-html"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Bodies are Markdown; raw HTML is cleaned out of an advisory, and what could do harm out of everything else.

    A warning, so that nobody wonders where `<details>` or the name between `<` and `>` has gone. Comments are allowed, and
    never leave the repository.
    """
    for source in record.editions.values():
        for tag in read_prose(source.body).tags():
            place = place_in_body(source, tag.start, tag.end)
            fate = "is left out" if record.kind is Kind.ADVISORY else "loses all but the plainest tags"
            hint = "say it in Markdown, or write `<name>` between backticks if it is to be seen"
            yield Finding(RULE_ID, place, f"{quote(tag.text)} is raw HTML, which {fate}", hint, Level.WARNING)
