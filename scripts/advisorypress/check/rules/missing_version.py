from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.takedowns import make_entries
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "missing-version"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    No version is missing between the first that was put aside and the current one, but those that were taken down.

    A warning: what was published stays readable, and a gap is a version that nobody can read any more. An advisory that has
    no archive at all was taken over from elsewhere, with its history in words only.
    """
    archive = context.tree.archive_of(record) if record.kind is Kind.ADVISORY else ()
    if not archive:
        return
    current = len(list(record.nodes("revisions", EACH)))
    there = {version.number for version in archive}
    for entry in make_entries(context.tree.takedowns, context.settings.timezone):
        if entry.takedown.id.upper() == record.name.upper():
            there |= set(entry.takedown.versions) or set(range(1, current))
    for number in range(1, current):
        if number not in there:
            path = f"{record.folder}/archive/{record.name}/v{number}.{record.source.language.value}.md"
            message = f"version {number} is not in the archive, and readers cannot read it"
            hint = f"take it from the history of git (`git log -- {record.source.path}`) and put it into {path}"
            yield record.finding(RULE_ID, ("revisions", number - 1), message, hint, Level.WARNING)
