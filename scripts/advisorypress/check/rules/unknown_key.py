from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import fields, keys_of, rows
from advisorypress.check.nearest import nearest
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import Mapping
from advisorypress.load.record import Record
from advisorypress.load.schema import SCHEMAS, Key

RULE_ID = "unknown-key"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Every key of front matter is one that this kind of record has.

    A key that nobody reads is a fact that nobody is told: `severty: critical` would publish an advisory without its
    severity. Keys of rows (`affected`, `vulnerabilities`, `references`, `revisions`) are looked at too.
    """
    for source in record.editions.values():
        # A fact in a translation is known, and another rule's matter; so is a translation's key in the source edition.
        yield from _look(source.head, record.keys, "", [key.name for key in keys_of(record, source)])
    for field in fields(record):
        if field.key.keys:
            names = [key.name for key in field.key.keys]
            for row in rows(field.node):
                yield from _look(row, field.key.keys, f" in {quote(field.key.name)}", names)


def _look(head: Mapping, keys: tuple[Key, ...], where: str, candidates: list[str]) -> Iterator[Finding]:
    known = {key.name for key in keys}
    for name, _ in head.entries:
        if name.text not in known:
            hint = _hint(name.text, keys, candidates)
            yield Finding(RULE_ID, name.place, f"there is no key {quote(name.text)}{where}", hint)


def _hint(name: str, keys: tuple[Key, ...], candidates: list[str]) -> str:
    guess = nearest(name, candidates)
    if guess:
        return f"did you mean `{guess}`?"
    for key in keys:
        if name in {inner.name for inner in key.keys}:
            return f"it belongs to a row of `{key.name}`"
    for kind, others in SCHEMAS.items():
        if name in {key.name for key in others}:
            return f"that is a key of another kind of record ({kind.value}); remove it"
    if len(candidates) <= 8:
        return f"remove it, or use one of {', '.join(candidates)}"
    return "remove it, or write it as words of the body"
