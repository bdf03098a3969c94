"""
What differs between two readings of one advisory: its facts, its words, its history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import zip_longest

from advisorypress.check.fields import items, rows
from advisorypress.finding import Place
from advisorypress.language import Language
from advisorypress.load.blocks import Block
from advisorypress.load.nodes import Mapping, Node, Scalar
from advisorypress.load.record import Record
from advisorypress.load.schema import Form, Key, Shape
from advisorypress.load.words import LISTED, edition_blocks
from advisorypress.model.forms import parse_time

# What is no statement of an advisory to its readers: how it is found, and how its files are kept. Its history is compared
# by itself.
_ASIDE = frozenset({"id", "source", "languages", "tlp", "aliases", "published", "revisions"})
_LISTED_WORDS = frozenset((str(route[0]), str(route[-1])) for _, route in LISTED)

Plain = str | tuple["Plain", ...] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Alteration:
    """
    What to call facts or words that differ, and where they stand in the later reading.
    """

    name: str
    place: Place


def altered_facts(old: Record, new: Record) -> tuple[Alteration, ...]:
    """
    The facts that differ; how they are laid out, and the order of keys, do not count.
    """
    keys = [key for key in old.keys if not key.words and not key.translation and key.name not in _ASIDE]
    return tuple(
        Alteration(f"`{key.name}`", new.source.head.key_place(key.name) or new.place(()))
        for key in keys
        if _fact(old, key) != _fact(new, key)
    )


def altered_words(old: Record, new: Record, language: Language) -> tuple[Alteration, ...]:
    """
    The words that differ in the edition of *language*, which both have.
    """
    source = new.editions[language]
    before, after = _words(old, language), _words(new, language)
    nowhere = Place(source.path, source.head.place.line)
    return tuple(
        Alteration(name, _first_difference(before.get(name, []), after.get(name, []), nowhere))
        for name in dict.fromkeys([*before, *after])
        if [block.mark for block in before.get(name, [])] != [block.mark for block in after.get(name, [])]
    )


def _words(record: Record, language: Language) -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = {}
    for block in edition_blocks(record, record.editions[language]):
        found.setdefault("the text" if block.kind.is_of_body else f"the {block.kind.value}", []).append(block)
    return found


def _first_difference(before: Sequence[Block], after: Sequence[Block], nowhere: Place) -> Place:
    for block, other in zip_longest(after, before):
        if block is None:
            return after[-1].place if after else nowhere
        if other is None or block.mark != other.mark:
            return block.place
    return nowhere


def _fact(record: Record, key: Key) -> Plain:
    node = record.source.head.get(key.name)
    return () if node is None else _plain(node, key)


def _plain(node: Node, key: Key) -> Plain:
    if key.shape is Shape.MAPPINGS:
        return tuple(dict(_row(row, key)) for row in rows(node))
    found = tuple(_value(item, key.form) for item in items(node) if not (isinstance(item, Scalar) and not item.text))
    return found if key.shape is not Shape.VALUE else found[:1]


def _row(row: Mapping, key: Key) -> Iterator[tuple[str, Plain]]:
    inner = {each.name: each for each in key.keys}
    for name, node in row.entries:
        if name.text in inner and (key.name, name.text) not in _LISTED_WORDS:
            value = _plain(node, inner[name.text])
            if value:
                yield name.text, value


def _value(node: Node, form: Form) -> Plain:
    if not isinstance(node, Scalar):
        return ""  # `wrong-shape` speaks of it
    if form is Form.TIME:
        try:
            return parse_time(node.text).astimezone(UTC).isoformat()
        except ValueError:
            pass
    return " ".join(node.text.split())
