"""
Front matter as it was written: every scalar is text, and everything knows its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.finding import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """
    A value as written, without quotes; an empty value is "".
    """

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """
    A list of nodes.
    """

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """
    Keys and values in the order of the file; a key that stands twice is kept twice, so that a rule can tell.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """
        The first value of *key*.
        """
        for name, value in self.entries:
            if name.text == key:
                return value
        return None

    def key_place(self, key: str) -> Place | None:
        """
        Where *key* itself stands.
        """
        for name, _ in self.entries:
            if name.text == key:
                return name.place
        return None


Node = Scalar | Sequence | Mapping

EACH = None
"""
In a route: every item of a list. A single value or mapping counts as a list of one.
"""

Route = tuple[str | int | None, ...]


def follow(node: Node | None, route: Route) -> Iterator[Node]:
    """
    The nodes that *route* leads to, in the order of the file; none where the route breaks off.

    A step is a key, a position in a list, or `EACH`.
    """
    if node is None:
        return
    if not route:
        yield node
        return
    step, rest = route[0], route[1:]
    if step is EACH:
        for item in node.items if isinstance(node, Sequence) else (node,):
            yield from follow(item, rest)
    elif isinstance(step, int):
        items = node.items if isinstance(node, Sequence) else (node,)
        if 0 <= step < len(items):
            yield from follow(items[step], rest)
    elif isinstance(node, Mapping):
        yield from follow(node.get(step), rest)


def scalars(node: Node | None, route: Route) -> Iterator[Scalar]:
    """
    The scalars that *route* leads to; other shapes are left out, for the rule `wrong-shape` speaks of them.
    """
    for found in follow(node, route):
        if isinstance(found, Scalar):
            yield found
