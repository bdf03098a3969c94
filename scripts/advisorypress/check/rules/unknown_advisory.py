from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.numbers import is_number
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form

RULE_ID = "unknown-advisory"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An advisory that `supersedes` or `leave_out` names exists, and is no draft.
    """
    names = [key.name for key in record.keys if key.form is Form.ADVISORY_ID and key.name != "id"]
    if not any(source.has(name) for source in record.editions.values() for name in names):
        return
    for field, scalar in values(record, Form.ADVISORY_ID):
        if field.key.name == "id" or not is_number(scalar.text, context.settings.id_prefix):
            continue
        other = context.advisories.get(scalar.text)
        if other is not None and other.is_draft and not record.is_draft:
            hint = "publish it first, or leave it out"
            yield Finding(RULE_ID, scalar.place, f"{scalar.text} is a draft, which readers cannot see", hint)
        elif other is None and f"advisories/{scalar.text}/" not in context.addresses.public:
            hint = "look for it with `press find`"
            yield Finding(RULE_ID, scalar.place, f"there is no advisory {scalar.text}", hint)
