from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "draft-status"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An advisory in a draft file has `status: draft`: it cannot be published before it has a number.

    A numbered advisory may be a draft still; its number is taken before review.
    """
    if record.kind is Kind.ADVISORY and record.name.startswith("draft-"):
        for scalar in record.scalars("status"):
            if scalar.text not in ("", "draft"):
                message = f"`status` is {quote(scalar.text)} in a draft that has no number"
                hint = f"run `press assign-ids {record.source.path}` first, or write `status: draft`"
                yield Finding(RULE_ID, scalar.place, message, hint)
