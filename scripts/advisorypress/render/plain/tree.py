"""
A clean HTML fragment as a tree of elements and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "wbr"})

TASK = "press-task"
"""
The class by which our cleaner marks an item with a box to tick.
"""

# Markdown is allowed 20 levels, and each is at most three elements; what goes deeper loses its element, never its words.
MAXIMUM_DEPTH = 100


@dataclass(slots=True)
class Node:
    """
    An element: its children are elements and runs of text. The root has the tag "".
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self, *tags: str) -> Iterator[Node]:
        """
        The children that are elements called one of *tags*.
        """
        return (child for child in self.children if isinstance(child, Node) and child.tag in tags)

    def all(self, *tags: str) -> Iterator[Node]:
        """
        Every element below this one that is called one of *tags*, in the order of the text.
        """
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        """
        All its text, as it stands.
        """
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def parse_fragment(html: str) -> Node:
    """
    The tree of *html*, which our own cleaner or templates made.
    """
    return _plain_tree(html) or _parsed_tree(html)


# What our cleaner and templates write, and nothing else of HTML: anything that is not plainly one of these is left to a
# whole parser, which takes six times as long.
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*)>([^<]*)')
_ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')
_RAW = frozenset({"script", "style", "textarea", "title"})


def _plain_tree(html: str) -> Node | None:
    """
    The tree of *html* where it is as plain as ours always is, else None.
    """
    builder = _Builder()
    end = html.find("<") if "<" in html else len(html)
    if end:
        builder.text(unescape(html[:end]))
    for match in _PIECE.finditer(html, end):
        start, before, end = match.start(), end, match.end()
        closing, tag, attributes, text = match.groups()
        if start != before or tag in _RAW:
            return None
        if closing:
            builder.closed(tag)
        elif attributes:
            builder.opened(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
        else:
            builder.opened(tag, {})
        if text:
            builder.text(unescape(text) if "&" in text else text)
    return builder.root if end == len(html) else None


def _parsed_tree(html: str) -> Node:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Node("")
        self._open = [self.root]

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) <= MAXIMUM_DEPTH:
            node = Node(tag, attributes, [])
            self._open[-1].children.append(node)
            if tag not in VOID:
                self._open.append(node)

    def closed(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def text(self, text: str) -> None:
        self._open[-1].children.append(text)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = _Builder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.opened(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.builder.closed(tag)

    def handle_data(self, data: str) -> None:
        self.builder.text(data)
