from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import items
from advisorypress.check.nearest import nearest
from advisorypress.check.numbers import example_number, is_number
from advisorypress.check.quote import quote
from advisorypress.check.takedowns import VERSION
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.schema import Key, Shape
from advisorypress.load.takedowns import ALL, KEYS
from advisorypress.model.forms import parse_date, parse_time

RULE_ID = "malformed-takedown"

_NAMES = tuple(key.name for key in KEYS)


def look(context: Context) -> Iterator[Finding]:
    """
    `advisories/takedowns.yml` is a list of entries with the keys `id, versions, date, reason` and, if wanted, `note`.

    An entry that is misread takes nothing down, and the words that somebody wants gone stay. `versions` is `all` or the
    numbers of versions, `reason` is one of personal-data, court-order, embargo-breach and error. `published` and `aliases`
    are for an advisory whose files are gone.
    """
    node = context.tree.takedowns
    if node is None:
        return
    if not isinstance(node, Sequence):
        yield Finding(RULE_ID, node.place, "takedowns are a list", "begin each entry with `- {id: …`")
        return
    for entry in node.items:
        if isinstance(entry, Mapping):
            yield from _entry(entry, context)
        else:
            yield Finding(
                RULE_ID, entry.place, "an entry is `key: value` lines", f"it has the keys {', '.join(_NAMES[:4])}"
            )


def _entry(entry: Mapping, context: Context) -> Iterator[Finding]:
    keys = {key.name: key for key in KEYS}
    seen: set[str] = set()
    for name, value in entry.entries:
        key = keys.get(name.text)
        if key is None:
            guess = nearest(name.text, _NAMES)
            hint = f"did you mean `{guess}`?" if guess else f"use one of {', '.join(_NAMES)}"
            yield Finding(RULE_ID, name.place, f"there is no key {quote(name.text)} in a takedown", hint)
        elif key.name in seen:
            yield Finding(RULE_ID, name.place, f"{quote(key.name)} stands twice in this entry", "remove one of the two")
        else:
            yield from _values(key, value, context)
        seen.add(name.text)
    for key in KEYS:
        if key.required and key.name not in seen:
            yield Finding(RULE_ID, entry.place, f"this entry has no {quote(key.name)}", key.about)


def _values(key: Key, value: Node, context: Context) -> Iterator[Finding]:
    listed = key.shape is Shape.VALUE_OR_LIST
    found = items(value) if listed else (value,)
    if not found:
        yield Finding(RULE_ID, value.place, f"{quote(key.name)} is empty", key.about)
    for item in found:
        if not isinstance(item, Scalar):
            what = "a value or a list of values" if listed else "a single value"
            yield Finding(RULE_ID, item.place, f"{quote(key.name)} is {what}", key.about)
        elif key.required and not item.text:
            yield Finding(RULE_ID, item.place, f"{quote(key.name)} is empty", key.about)
        elif item.text:
            yield from _value(key, item, len(found), context)


def _value(key: Key, item: Scalar, of: int, context: Context) -> Iterator[Finding]:
    match key.name:
        case "id":
            if not is_number(item.text, context.settings.id_prefix):
                hint = f"write it like {example_number(context.settings.id_prefix)}"
                yield Finding(RULE_ID, item.place, f"{quote(item.text)} is not an advisory number", hint)
        case "versions":
            if not VERSION.fullmatch(item.text) and (item.text != ALL or of > 1):
                message = f"{quote(item.text)} is no number of a version"
                yield Finding(RULE_ID, item.place, message, "write `all`, or numbers like [1, 2]")
        case "date":
            yield from _date(item, context)
        case "reason":
            if item.text not in key.choices:
                guess = nearest(item.text, key.choices)
                hint = f"did you mean `{guess}`?" if guess else f"it is one of {', '.join(key.choices)}"
                yield Finding(RULE_ID, item.place, f"{quote(item.text)} is no reason for a takedown", hint)
        case "published":
            try:
                parse_time(item.text)
            except ValueError as error:
                yield Finding(RULE_ID, item.place, str(error), "write it like 2026-11-20T09:30:00+08:00")


def _date(item: Scalar, context: Context) -> Iterator[Finding]:
    try:
        day = parse_date(item.text)
    except ValueError as error:
        yield Finding(RULE_ID, item.place, str(error), "write it like 2026-11-20")
        return
    if day > context.present.date():
        message = f"this takedown is dated {item.text}, which has not come; it takes effect now"
        yield Finding(RULE_ID, item.place, message, "look at the year, the month and the day", Level.WARNING)
