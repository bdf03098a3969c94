from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.archive import ArchivedVersion
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record

RULE_ID = "wrong-version"


def look(context: Context) -> Iterator[Finding]:
    """
    A file in the archive is the version of the advisory that its name says: published, earlier than the current one, and
    with as many revisions as its number.

    Readers cite versions by their numbers; `press revise` puts each aside under its own.
    """
    for name, versions in context.tree.archive.items():
        record = context.advisories.get(name.rpartition("/")[2].upper())
        if record is None and not context.tree.files.isdisjoint(f"{name}.{each.value}.md" for each in Language):
            continue  # it could not be read, and has its own finding
        for version in versions:
            if version.is_whole:
                yield from _look(version, record, name)


def _look(version: ArchivedVersion, record: Record | None, name: str) -> Iterator[Finding]:
    archived, number = version.record, version.number
    if record is None or f"{record.folder}/{record.name}" != name:
        hint = f"put {name}.en.md back, or remove the folder"
        yield Finding(RULE_ID, Place(archived.source.path), f"there is no advisory {name}", hint)
        return
    for id in archived.scalars("id"):
        if id.text not in ("", record.name):
            yield Finding(
                RULE_ID, id.place, f"{quote(id.text)} in the archive of {record.name}", "move it to its own archive"
            )
    for status in archived.scalars("status"):
        if status.text == "draft":
            yield Finding(
                RULE_ID, status.place, "a draft in the archive", "remove the file; only what was published is kept"
            )
    revisions = len(list(archived.nodes("revisions", EACH)))
    if revisions not in (0, number):
        message = f"v{number} has {revisions} revisions"
        yield archived.finding(RULE_ID, ("revisions",), message, f"rename it to v{revisions}, or mend its revisions")
    current = len(list(record.nodes("revisions", EACH)))
    if current and number >= current:
        hint = f"finish the revision in {record.source.path}, or remove this file"
        message = f"v{number} is not earlier than the current version, {current}"
        yield Finding(RULE_ID, Place(archived.source.path), message, hint)
