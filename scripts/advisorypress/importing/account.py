"""
An account of a document: which of its values found a place in the advisory, which only in its text, and which none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisorypress.importing.plain_text import clean, one_line
from advisorypress.importing.reading import Value

# Items of a list are told apart in the account by what the three formats call their kind.
_KINDS = ("category", "type", "status", "lang")
_BRANCHES = re.compile(r"(?:\.branches\[[^\]]*\])+(?=\.branches\[)")


class Kept(StrEnum):
    """
    Where a value of the document is now.
    """

    FACT = "in the facts"
    TEXT = "in the text only"
    NOWHERE = "left out"


@dataclass(slots=True)
class Account:
    """
    The values of one document that were taken, by the container they stand in.
    """

    taken: dict[tuple[int, str | int], Kept] = field(default_factory=dict)

    def take(self, container: Value, key: str | int, kept: Kept) -> None:
        """
        Notes that the value of *key* in *container* has its place; the better one, if it was noted before.
        """
        if self.taken.get((id(container), key)) is not Kept.FACT:
            self.taken[id(container), key] = kept

    def without_place(self, document: dict[str, Value]) -> dict[Kept, Counter[str]]:
        """
        How many values of *document* are in the text only and how many are left out, by the way to them.
        """
        found: dict[Kept, Counter[str]] = {Kept.TEXT: Counter(), Kept.NOWHERE: Counter()}
        for container, key, way in _leaves(document, ""):
            kept = self.taken.get((id(container), key), Kept.NOWHERE)
            if kept is not Kept.FACT:
                # Branches of a product tree are nested as deep as a vendor likes.
                found[kept][_BRANCHES.sub("", way)] += 1
        return found


def _leaves(value: Value, way: str) -> Iterator[tuple[Value, str | int, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _inner(value, key, inner, f"{way}.{_name(key)}" if way else _name(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _inner(value, number, inner, f"{way}[{_kind(inner)}]")


def _inner(container: Value, key: str | int, value: Value, way: str) -> Iterator[tuple[Value, str | int, str]]:
    if isinstance(value, dict | list):
        yield from _leaves(value, way)
    elif value is not None:
        yield container, key, way


def _kind(item: Value) -> str:
    if isinstance(item, dict):
        for key in _KINDS:
            if isinstance(kind := item.get(key), str):
                return _name(kind)
    return ""


def _name(text: str) -> str:
    return one_line(text)[:40]


@dataclass(frozen=True, slots=True)
class Part:
    """
    An object of the document; reading a value of it notes that the value has its place.

    What is absent or of another type than asked for reads as "", as an empty object or as nothing in a list: nothing of it
    is noted, so a value of a wrong type is told as left out.
    """

    value: dict[str, Value]
    account: Account
    kept: Kept = Kept.FACT

    @property
    def as_text(self) -> Part:
        """
        The same object, whose values find their place in the text only.
        """
        return Part(self.value, self.account, Kept.TEXT)

    def has(self, key: str) -> bool:
        """
        Whether there is anything behind *key*.
        """
        return self.value.get(key) not in (None, "", [], {})

    def peek(self, key: str) -> str:
        """
        The text behind *key*, without noting anything.
        """
        value = self.value.get(key)
        return clean(value) if isinstance(value, str) else ""

    def text(self, key: str) -> str:
        """
        The text behind *key*, of several lines perhaps.
        """
        value = self.value.get(key)
        if not isinstance(value, str):
            return ""
        self.account.take(self.value, key, self.kept)
        return clean(value)

    def line(self, key: str) -> str:
        """
        The text behind *key* in one line.
        """
        return one_line(self.text(key))

    def lines(self, key: str) -> tuple[str, ...]:
        """
        The texts in the list behind *key*, each in one line, without empty ones.
        """
        value = self.value.get(key)
        found = []
        for number, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str):
                self.account.take(value, number, self.kept)
                found.append(one_line(clean(item)))
        return tuple(text for text in found if text)

    def part(self, key: str) -> Part:
        """
        The object behind *key*.
        """
        value = self.value.get(key)
        return Part(value if isinstance(value, dict) else {}, self.account, self.kept)

    def parts(self, key: str) -> tuple[Part, ...]:
        """
        The objects in the list behind *key*.
        """
        value = self.value.get(key)
        items = value if isinstance(value, list) else ()
        return tuple(Part(item, self.account, self.kept) for item in items if isinstance(item, dict))

    def note(self, *keys: str) -> None:
        """
        Notes the single values behind *keys* (all, when none is named) as having their place: they follow from others.
        """
        for key in keys or tuple(self.value):
            if not isinstance(self.value.get(key), dict | list):
                self.account.take(self.value, key, self.kept)
