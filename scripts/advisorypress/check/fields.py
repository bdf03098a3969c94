"""
The front matter of a record as rules walk through it: every known key of every edition, with what stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.record import Record
from advisorypress.load.schema import Form, Key, Shape
from advisorypress.load.source import Source


@dataclass(frozen=True, slots=True)
class Field:
    """
    One known key: what the schema says of it, its name as written, and what stands behind it.
    """

    key: Key
    name: Scalar
    node: Node


def fields(record: Record) -> tuple[Field, ...]:
    """
    The known keys of *record*, those of nested rows after the key that holds them.

    A key in an edition where it has no place is left out, for `fact-in-translation` speaks of it.
    """
    global _last  # noqa: PLW0603  # the rules look at one record after another, and a dozen of them ask for its fields
    asked, found = _last
    if asked is not record:
        found = tuple(_fields_of(record))
        _last = (record, found)
    return found


_last: tuple[Record | None, tuple[Field, ...]] = (None, ())


def _fields_of(record: Record) -> Iterator[Field]:
    for source in record.editions.values():
        keys = {key.name: key for key in keys_of(record, source)}
        yield from _fields(source.head, keys)


def keys_of(record: Record, source: Source) -> tuple[Key, ...]:
    """
    The keys that may stand in the edition *source* of *record*.
    """
    if source.language is record.source.language:
        return tuple(key for key in record.keys if not key.translation)
    return tuple(key for key in record.keys if key.words or key.translation)


def _fields(head: Mapping, keys: dict[str, Key]) -> Iterator[Field]:
    for name, node in head.entries:
        key = keys.get(name.text)
        if key is not None:
            yield Field(key, name, node)
            if key.keys:
                nested = {inner.name: inner for inner in key.keys}
                for row in rows(node):
                    yield from _fields(row, nested)


def rows(node: Node) -> Iterator[Mapping]:
    """
    The mappings of a list of mappings; a single mapping counts as a list of one.
    """
    for item in items(node):
        if isinstance(item, Mapping):
            yield item


def items(node: Node) -> tuple[Node, ...]:
    """
    The items of a list; anything else counts as a list of one.
    """
    return node.items if isinstance(node, Sequence) else (node,)


def values(record: Record, *forms: Form) -> Iterator[tuple[Field, Scalar]]:
    """
    Every value of *record* that is written in one of *forms*; empty ones and wrong shapes have their own rules.
    """
    for field in fields(record):
        if field.key.form in forms:
            for scalar in values_of(field):
                yield field, scalar


def values_of(field: Field) -> Iterator[Scalar]:
    """
    The single values behind *field*, without empty ones.
    """
    listed = field.key.shape is not Shape.VALUE
    for item in items(field.node) if listed else (field.node,):
        if isinstance(item, Scalar) and item.text:
            yield item
