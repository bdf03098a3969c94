from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import Field, fields, items
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.record import Record
from advisorypress.load.schema import Shape

RULE_ID = "wrong-shape"

_SHAPES = {Scalar: "a value", Sequence: "a list", Mapping: "a mapping"}


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Behind every key stands what it takes: a value, a list of values, or rows of `key: value`; and something stands there.

    A required key may not be empty, and no line of a list may, for lists such as `revision_notes` go by their order.
    """
    source = record.source.path
    for field in fields(record):
        empty = _is_empty(field.node)
        if empty and field.key.required and field.name.place.path == source:
            hint = f"it is needed: {field.key.about[0].lower()}{field.key.about[1:].rstrip('.')}"
            yield Finding(RULE_ID, field.name.place, f"{quote(field.key.name)} is empty", hint)
        elif not empty:
            yield from _look(field)


def _is_empty(node: Node) -> bool:
    return (isinstance(node, Scalar) and not node.text.strip()) or (isinstance(node, Sequence) and not node.items)


def _look(field: Field) -> Iterator[Finding]:
    name, node = field.key.name, field.node
    match field.key.shape:
        case Shape.VALUE:
            if not isinstance(node, Scalar):
                yield _finding(node, f"`{name}` takes one value, not {_SHAPES[type(node)]}", _as_value(node))
        case Shape.MAPPINGS:
            yield from _look_at_rows(name, node)
        case shape:
            if isinstance(node, Scalar) and shape is Shape.LIST:
                yield _finding(node, f"`{name}` takes a list, not one value", f"write `{name}: [{_short(node)}]`")
                return
            for item in items(node):
                if not isinstance(item, Scalar):
                    yield _finding(item, f"`{name}` takes single values, not {_SHAPES[type(item)]}", _as_value(item))
                elif not item.text.strip():
                    yield _finding(item, f"a line of `{name}` is empty", "write something in it, or take it out")


def _look_at_rows(name: str, node: Node) -> Iterator[Finding]:
    if isinstance(node, Mapping):
        yield _finding(node, f"`{name}` takes a list of rows, not one mapping", "begin the row with `- `")
        return
    for item in items(node):
        if not isinstance(item, Mapping):
            shape = _SHAPES[type(item)]
            hint = "write rows like `- {key: value, key: value}`"
            yield _finding(item, f"`{name}` takes rows of `key: value`, not {shape}", hint)


def _as_value(node: Node) -> str:
    if isinstance(node, Mapping):
        return "put quotes around a value that contains `: `, or that begins with `{`"
    return "put quotes around a value that begins with `[`, or take the list out"


def _short(scalar: Scalar) -> str:
    return scalar.text if len(scalar.text) <= 30 and not set(scalar.text) & set(",[]{}:#\"'") else "…"


def _finding(node: Node, message: str, hint: str) -> Finding:
    return Finding(RULE_ID, node.place, message, hint)
