"""
A clean HTML fragment as a tree of elements and text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
    parser = _TreeBuilder()
    parser.feed(html)
    parser.close()
    return parser.root


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        if len(self._open) <= MAXIMUM_DEPTH:
            self._open[-1].children.append(node)
            if tag not in VOID:
                self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
