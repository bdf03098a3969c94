from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.numbers import is_number, year_of
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "wrong-id"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An advisory's `id` is the name of its file, and the file stands in the folder of its year; a draft's `id` is `draft`.
    No two have one number, or numbers that differ only in case.

    The number is a promise: it is spoken on the telephone, printed and linked, so it must be the same everywhere.
    """
    if record.kind is not Kind.ADVISORY:
        return
    is_draft_file = record.name.startswith("draft-")
    expected = "draft" if is_draft_file else record.name
    for scalar in record.scalars("id"):
        if scalar.text not in ("", expected):
            yield Finding(RULE_ID, scalar.place, *_wrong(scalar.text, record.name, is_draft_file, context))
    if is_number(record.name, context.settings.id_prefix):
        folder = f"advisories/{year_of(record.name)}"
        if record.folder != folder:
            message = f"{record.name} stands in {record.folder}, not in the folder of its year"
            yield record.finding(RULE_ID, ("id",), message, f"move it to {folder}/")
    other = context.advisories[record.name.upper()]
    if other is not record:
        message = f"{record.name} is also the name of {other.source.path}"
        yield record.finding(
            RULE_ID, ("id",), message, "a number is used once, compared without case; change one of the two"
        )


def _wrong(written: str, name: str, is_draft_file: bool, context: Context) -> tuple[str, str]:
    if is_draft_file:
        return (
            f"{quote(written)} in a draft, which has no number yet",
            "write `id: draft`; `press assign-ids` numbers it",
        )
    if is_number(name, context.settings.id_prefix):
        return f"{quote(written)} is not the name of the file, {name}", f"write `id: {name}`"
    hint = "rename the file and its other edition" if is_number(written, context.settings.id_prefix) else ""
    return f"{quote(written)} is not the name of the file, {name}", hint or "`press assign-ids` numbers a draft"
