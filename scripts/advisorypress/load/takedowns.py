"""
`advisories/takedowns.yml`: what was published and must be readable no longer, as its editor wrote it.

A list of `{id, versions, date, reason, note}`. An entry stays when the files of its advisory are gone; it then has
`published` and, for old addresses that are to lead to the tombstone, `aliases`, which the files can no longer tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, Mapping, Node, follow
from advisorypress.load.schema import Form, Key, Shape
from advisorypress.load.source import Unreadable, read_bytes, text_of
from advisorypress.load.yaml_events import Refused, parse_yaml

TAKEDOWNS = "advisories/takedowns.yml"
ALL = "all"
REASONS = ("personal-data", "court-order", "embargo-breach", "error")

KEYS = (
    Key("id", "The number of the advisory.", Form.ADVISORY_ID, required=True),
    Key("versions", "`all`, or the numbers of the versions.", Form.NUMBER, Shape.VALUE_OR_LIST, required=True),
    Key("date", "The day on which it was taken down; it stands on the tombstone.", Form.DATE, required=True),
    Key("reason", "Why; the tombstone says it in both languages.", required=True, choices=REASONS),
    Key("note", "For editors; it never leaves the repository."),
    Key("published", "When it was first published, once its files are gone.", Form.TIME),
    Key("aliases", "Its old ids and paths, once its files are gone.", shape=Shape.VALUE_OR_LIST),
)


def read_takedowns(root: Path) -> tuple[Node | None, tuple[Finding, ...]]:
    """
    What the file holds, None when it is empty, and the findings about what could not be read.

    Raises `SourceUnavailable` when there is no such file or the system cannot read it.
    """
    data = read_bytes(root, TAKEDOWNS)
    return (None, data.findings) if isinstance(data, Unreadable) else parse_takedowns(data)


def parse_takedowns(data: bytes) -> tuple[Node | None, tuple[Finding, ...]]:
    """
    The same of the file's bytes.
    """
    text = text_of(data, TAKEDOWNS)
    if isinstance(text, Finding):
        return None, (text,)
    try:
        return parse_yaml(text, TAKEDOWNS, 1), ()
    except Refused as refusal:
        return None, (refusal.finding,)


def entries(node: Node | None) -> Iterator[Mapping]:
    """
    The entries of the file that are `key: value` lines; what has another shape is a rule's matter.
    """
    for entry in follow(node, (EACH,)):
        if isinstance(entry, Mapping):
            yield entry
