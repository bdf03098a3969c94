from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.nearest import nearest
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.page_parts import PARTS

RULE_ID = "unknown-part"

_MARK = re.compile(r"^ {0,3}\[\[([^\[\]\n]*)\]\][ \t]*$", re.MULTILINE)


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A line such as `[[hotline]]` asks for something that the press makes. What it does not know, and what stands in another
    record than a hand-written page, is shown as it is written.
    """
    for source in record.editions.values():
        for match in _MARK.finditer(read_prose(source.body).text):
            if record.kind is not Kind.PAGE:
                message, hint = (
                    "only a hand-written page can have what the press makes",
                    "say it in words, or link to the page",
                )
            elif match[1] not in PARTS:
                known = nearest(match[1], PARTS)
                message = f"the press makes nothing that is called {quote(match[1])}"
                hint = f"did you mean `{known}`?" if known else f"it makes {', '.join(PARTS)}"
            else:
                continue
            place = place_in_body(source, match.start() + match[0].index("["), match.end())
            yield Finding(RULE_ID, place, message, hint, Level.WARNING)
