from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "supersedes-cycle"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    No advisory replaces itself, directly or through others.

    A reader who follows "replaced by" must arrive somewhere.
    """
    if record.kind is not Kind.ADVISORY:
        return
    for scalar in record.scalars("supersedes", EACH):
        if scalar.text.upper() == record.name.upper():
            yield Finding(RULE_ID, scalar.place, f"{record.name} replaces itself", "remove it from `supersedes`")
        elif record.name.upper() in _replaced_by(scalar.text.upper(), context):
            message = f"{scalar.text} replaces {record.name} in turn"
            yield Finding(RULE_ID, scalar.place, message, "keep the line in the newer of the two")


def _replaced_by(name: str, context: Context) -> set[str]:
    """
    Everything that the advisory *name* replaces, directly or through others.
    """
    found: set[str] = set()
    waiting = [name]
    while waiting:
        record = context.advisories.get(waiting.pop())
        if record is not None:
            new = {scalar.text.upper() for scalar in record.scalars("supersedes", EACH)} - found
            found |= new
            waiting.extend(sorted(new))
    return found
