from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.slug import vendor_slug

RULE_ID = "too-many-vendors"

MOST_VENDORS = 200


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An advisory names at most 200 vendors in `affected`.

    Each gets a list and feeds in both languages; a flaw of a library that thousands ship is told by its own row, and
    whose products have it by a table in the text or a link.
    """
    if record.kind is not Kind.ADVISORY:
        return
    vendors: set[str] = set()
    for scalar in record.scalars("affected", EACH, "vendor"):
        vendors.add(vendor_slug(scalar.text))
        if len(vendors) > MOST_VENDORS:
            message = f"there are more than {MOST_VENDORS} vendors"
            yield Finding(
                RULE_ID, scalar.place, message, "keep the rows that matter most; put the rest into a table or a link"
            )
            return
