from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import fields, rows
from advisorypress.check.vocabularies import allowed_values
from advisorypress.finding import Finding
from advisorypress.load.nodes import Mapping
from advisorypress.load.record import Record
from advisorypress.load.schema import Form, Key

RULE_ID = "missing-key"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Every key that a record needs is there.

    The source edition needs all of them; what words a translation still lacks is a warning of `translation-missing`.
    """
    yield from _look(record.source.head, record.keys, "", context)
    for field in fields(record):
        if field.key.keys:
            for row in rows(field.node):
                yield from _look(row, field.key.keys, f" in this row of `{field.key.name}`", context)


def _look(head: Mapping, keys: tuple[Key, ...], where: str, context: Context) -> Iterator[Finding]:
    present = {name.text for name, _ in head.entries}
    for key in keys:
        if key.required and key.name not in present:
            yield Finding(RULE_ID, head.place, f"there is no `{key.name}`{where}", _hint(key, context))


def _hint(key: Key, context: Context) -> str:
    about = key.about[0].lower() + key.about[1:].rstrip(".")
    values = allowed_values(key, context)
    if values:
        return f"add `{key.name}`: {about}; one of {', '.join(values)}"
    if key.form is not Form.TEXT:
        return f"add `{key.name}`: {about} ({key.form.value})"
    return f"add `{key.name}`: {about}"
