from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.version_order import are_comparable, compare_versions
from advisorypress.model.versions import Span, parse_versions

RULE_ID = "versions-backwards"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A range of versions goes from the lower to the higher one.

    The other way round it holds no version at all, and a machine that compares says "not affected" to everybody.
    """
    for _, scalar in values(record, Form.VERSIONS):
        for part in parse_versions(scalar.text).parts:
            if part.span is not Span.RANGE or not are_comparable(part.first, part.last):
                continue
            if compare_versions(part.first, part.last) > 0:
                message = f"{quote(part.first)} is higher than {quote(part.last)}"
                hint = f"write `{part.last} to {part.first}`, or correct one of them"
                yield Finding(RULE_ID, scalar.place, message, hint)
