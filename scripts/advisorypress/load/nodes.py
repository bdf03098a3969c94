"""
Front matter as it was written: every scalar is text, and everything knows its place.

A node is a view on plain lists: a repository has millions of values, few of which are asked for in one run, and none of which
needs an object before that.

    scalar    [text, line, column, width]
    sequence  [[item, …], line, column]
    mapping   [null, line, column, [key, value, key, value, …]]

The front matter of a file is packed as lines of JSON, so that one value is found without reading the others: `[line, column]`,
then `[key, value]` for each key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from advisorypress.finding import Place

Written = list[Any]
"""
A node as the lists above.
"""

# The rules look at one record after another, and each asks for the front matter of both its editions again and again.
_AT_HAND = 16
# Who asks for more values than these asks for many, and gets them all at once.
_FEW = 4


class _View:
    """
    What is *written* in the file *path*; two views on the same are equal.
    """

    __slots__ = ()
    path: str
    written: Written

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _View) and (self.written, self.path) == (other.written, other.path)

    __hash__ = None  # type: ignore[assignment]  # lists have none

    @property
    def place(self) -> Place:
        """
        Where it begins.
        """
        return Place(self.path, self.written[1], self.written[2])


class Scalar(_View):
    """
    A value as written, without quotes; an empty value is "".
    """

    __slots__ = ("path", "text", "written")

    def __init__(self, written: Written, path: str) -> None:
        self.written = written
        self.path = path
        self.text: str = written[0]

    @property
    def place(self) -> Place:
        """
        Where it stands, with its quotes.
        """
        return Place(self.path, *self.written[1:])


class Sequence(_View):
    """
    A list of nodes.
    """

    __slots__ = ("path", "written")

    def __init__(self, written: Written, path: str) -> None:
        self.written = written
        self.path = path

    @property
    def items(self) -> tuple[Node, ...]:
        """
        The nodes.
        """
        return tuple(node_of(item, self.path) for item in self.written[0])


class Mapping(_View):
    """
    Keys and values in the order of the file; a key that stands twice is kept twice, so that a rule can tell.
    """

    __slots__ = ("_asked", "_packed", "_written", "path")

    def __init__(self, written: Written | None, path: str, packed: bytes = b"") -> None:
        self._written = written
        self._packed = packed
        self._asked = 0
        self.path = path

    @property
    def written(self) -> Written:  # type: ignore[override]  # unpacked when it is asked for, and never set
        """
        The lists.
        """
        if self._written is None:
            self._written = _unpacked(self._packed)
        return self._written

    @property
    def entries(self) -> tuple[tuple[Scalar, Node], ...]:
        """
        The keys with their values.
        """
        inner, path = self.written[3], self.path
        return tuple((Scalar(name, path), node_of(value, path)) for name, value in _pairs(inner))

    def get(self, key: str) -> Node | None:
        """
        The first value of *key*.
        """
        found = self.value_of(key)
        return None if found is None else node_of(found, self.path)

    def value_of(self, key: str) -> Written | None:
        """
        The same as it is written.
        """
        self._asked += 1
        if self._written is None and self._asked <= _FEW:
            return _packed_value(self._packed, key)
        return _value_of(self.written, key)

    def key_place(self, key: str) -> Place | None:
        """
        Where *key* itself stands.
        """
        for name, _ in _pairs(self.written[3]):
            if name[0] == key:
                return Scalar(name, self.path).place
        return None


Node = Scalar | Sequence | Mapping

EACH = None
"""
In a route: every item of a list. A single value or mapping counts as a list of one.
"""

Route = tuple[str | int | None, ...]


def node_of(written: Written, path: str) -> Node:
    """
    The view on *written*, which stands in the file *path*.
    """
    first = written[0]
    if isinstance(first, str):
        return Scalar(written, path)
    return Mapping(written, path) if first is None else Sequence(written, path)


def packed(written: Written) -> bytes:
    """
    The mapping *written* as lines of JSON in UTF-8.
    """
    _, line, column, inner = written
    lines = (_encoded([line, column]), *(_encoded(pair) for pair in _pairs(inner)))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@lru_cache(_AT_HAND)
def unpacked(lines: bytes, path: str) -> Mapping:
    """
    The mapping that was packed as *lines*, in the file *path*.
    """
    return Mapping(None, path, lines)


def is_packed(lines: bytes, key: str) -> bool:
    """
    Whether the mapping that was packed as *lines* has *key*.
    """
    return _begin(key) in lines


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _begin(key: str) -> bytes:
    return f"\n[[{_encoded(key)},".encode("utf-8", "surrogatepass")


def _packed_value(lines: bytes, key: str) -> Written | None:
    start = lines.find(_begin(key))
    if start < 0:
        return None
    end = lines.find(b"\n", start + 1)
    _, value = json.loads(lines[start + 1 : end if end >= 0 else len(lines)].decode("utf-8", "surrogatepass"))
    found: Written = value
    return found


def _unpacked(lines: bytes) -> Written:
    (line, column), *pairs = json.loads(f"[{lines.decode('utf-8', 'surrogatepass').replace(_NEXT, ',')}]")
    return [None, line, column, [each for pair in pairs for each in pair]]


# No text has a line end of its own in JSON.
_NEXT = "\n"


def empty_mapping(line: int) -> Written:
    """
    A mapping that has no keys.
    """
    return [None, line, 1, []]


def follow(node: Node | None, route: Route) -> Iterator[Node]:
    """
    The nodes that *route* leads to, in the order of the file; none where the route breaks off.

    A step is a key, a position in a list, or `EACH`.
    """
    if isinstance(node, Scalar):
        # A single value is a list of one, and a key leads nowhere from it.
        if all(step is EACH or step == 0 for step in route):
            yield node
    elif isinstance(node, Mapping) and route and isinstance(route[0], str):
        value = node.value_of(route[0])
        if value is not None:
            yield from (node_of(written, node.path) for written in _follow(value, route[1:]))
    elif node is not None:
        yield from (node_of(written, node.path) for written in _follow(node.written, route))


def scalars(node: Node | None, route: Route) -> Iterator[Scalar]:
    """
    The scalars that *route* leads to; other shapes are left out, for the rule `wrong-shape` speaks of them.
    """
    for found in follow(node, route):
        if isinstance(found, Scalar):
            yield found


def every_scalar(node: Node) -> Iterator[Scalar]:
    """
    Every value in *node*, without the keys, in the order of the file.
    """
    if isinstance(node, Scalar):
        yield node
    else:
        yield from (Scalar(written, node.path) for written in _values(node.written))


def every_text(node: Sequence | Mapping) -> Iterator[str]:
    """
    The texts of `every_scalar`.
    """
    return (written[0] for written in _values(node.written))


def _follow(written: Written, route: Route) -> Iterator[Written]:
    if not route:
        yield written
        return
    step, rest = route[0], route[1:]
    first = written[0]
    if step is EACH:
        for item in first if isinstance(first, list) else (written,):
            yield from _follow(item, rest)
    elif isinstance(step, int):
        items = first if isinstance(first, list) else [written]
        if 0 <= step < len(items):
            yield from _follow(items[step], rest)
    elif first is None and (value := _value_of(written, step)) is not None:
        yield from _follow(value, rest)


def _value_of(written: Written, key: str) -> Written | None:
    inner = written[3]
    for position in range(0, len(inner), 2):
        if inner[position][0] == key:
            found: Written = inner[position + 1]
            return found
    return None


def _pairs(inner: Written) -> Iterator[tuple[Written, Written]]:
    each = iter(inner)
    return zip(each, each, strict=True)


def _values(written: Written) -> Iterator[Written]:
    first = written[0]
    if isinstance(first, str):
        yield written
    else:
        for inner in written[3][1::2] if first is None else first:
            yield from _values(inner)
