from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, follow
from advisorypress.load.record import Record
from advisorypress.load.words import LISTED

RULE_ID = "longer-than-source"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A translation has no more notes than there are revisions, and no more titles than references.

    The lists go by their order, so a line too many puts every line after it beside the wrong fact.
    """
    if record.translation is None:
        return
    for name, route in LISTED:
        lines = list(follow(record.translation.head, (name, EACH)))
        facts = sum(1 for _ in record.nodes(*route[:2]))
        if len(lines) > facts:
            message = f"`{name}` has {len(lines)} lines, but {record.source.path} has {facts} `{route[0]}`"
            yield Finding(RULE_ID, lines[facts].place, message, "give each one line, in the same order")
