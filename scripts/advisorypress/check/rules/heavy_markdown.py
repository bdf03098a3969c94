from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.body import place_in_body
from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "heavy-markdown"

MAXIMUM = 1000
MAXIMUM_DEFINITIONS = 200


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A page has no more brackets, angle brackets and headings than its Markdown reader takes in a second.

    Python-Markdown, which reads everything but advisories, needs a time that grows with the square of their number: 64 KB of
    `[` would stop a build for minutes. No real page comes near the limits.
    """
    if record.kind is Kind.ADVISORY:
        return
    for source in record.editions.values():
        for pattern, what in ((r"\[", "`[`"), (r"<", "`<`"), (r"(?m)^ *#", "headings")):
            for number, match in enumerate(re.finditer(pattern, source.body), start=1):
                if number > MAXIMUM:
                    place = place_in_body(source, match.start(), match.end())
                    yield Finding(
                        RULE_ID, place, f"there are more than {MAXIMUM:,} {what} before this", "split the page"
                    )
                    break
        run = 0
        for match in re.finditer(r"(?m)^ {0,3}(:)|^[ \t]*$", source.body):
            run = run + 1 if match[1] else 0
            if run > MAXIMUM_DEFINITIONS:
                message = f"there are more than {MAXIMUM_DEFINITIONS} definitions before this without a blank line"
                yield Finding(
                    RULE_ID,
                    place_in_body(source, match.start(1), match.end(1)),
                    message,
                    "put a blank line between them",
                )
                break
