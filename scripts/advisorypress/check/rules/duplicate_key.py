from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.record import Record

RULE_ID = "duplicate-key"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    No key stands twice in one mapping.

    YAML readers keep one of the two without a word, and not all keep the same one.
    """
    for source in record.editions.values():
        yield from _look(source.head)


def _look(node: Node) -> Iterator[Finding]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _look(item)
    elif isinstance(node, Mapping):
        first: dict[str, Scalar] = {}
        for name, value in node.entries:
            if name.text in first:
                message = f"{quote(name.text)} stands here a second time, first in line {first[name.text].place.line}"
                yield Finding(RULE_ID, name.place, message, "keep one of the two")
            first.setdefault(name.text, name)
            yield from _look(value)
