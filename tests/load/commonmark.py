"""
The blocks of Markdown as cmark-gfm sees them, to hold our own reading against; and Markdown that nobody would write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from random import Random

from cmarkgfm import cmark

Shape = tuple[str, int, tuple[str, ...]]
"""
A block: its kind, the level of a heading, and its words.
"""

_PIECES = (
    "- ", "* ", "1. ", "2) ", "10. ", " ", " ", "  ", "   ", "    ", "\t", "> ", ">", "# ", "## ", "### ", "```", "~~~",
    "````", "---", "=====", "- - -", "***", "| ", "|", "|---|", "|---|---|", "|:-:|", ":--", "-", "+", "<div>", "</div>",
    "<!-- ", "-->", "<x>", "<pre>", "</pre>", "\\|", "|", "=", "*",
)  # fmt: skip
_TAILS = (" |", " | {}", " | {} |", " #", " ##", "\t{}")
# HTML among words is left out together with words, so such a text says nothing about blocks.
_INLINE_HTML = re.compile(r"[^\n]<!-- raw|omitted -->[^\n]")


def blocks_of(body: str, word: str = r"\w+") -> list[Shape] | None:
    """
    The blocks with words (what *word* matches) in *body*, but for HTML; None where words stand in HTML among others.
    """
    html = cmark.markdown_to_html_with_extensions(body, options=0, extensions=["table"])
    if _INLINE_HTML.search(html):
        return None
    reader = _Reader(word)
    reader.feed(html)
    return [(block.kind, block.level, tuple(block.words)) for block in reader.blocks if block.words]


def strange_markdown(random: Random) -> str:
    """
    Lines made of marks in any order, with words that are all different.
    """
    number = 0

    def word() -> str:
        nonlocal number
        number += 1
        return f"w{number}w"

    lines = []
    for _ in range(random.randint(1, 12)):
        line = "".join(random.choice(_PIECES) for _ in range(random.choice([0, 0, 1, 1, 2, 2, 3, 4])))
        if random.random() < 0.75:
            line += word()
            if random.random() < 0.3:
                line += " " + word()
            if random.random() < 0.25:
                line += random.choice(_TAILS).format(word())
        lines += [line, ""] if random.random() < 0.2 else [line]
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Block:
    kind: str
    level: int
    words: list[str]


@dataclass(slots=True)
class _Open:
    """
    An open element: the block it is, or that its words now go to, and whether it has held a block before.
    """

    tag: str
    block: _Block | None = None
    is_begun: bool = False


class _Reader(HTMLParser):
    def __init__(self, word: str) -> None:
        super().__init__()
        self.blocks: list[_Block] = []
        self._word = re.compile(word)
        self._open: list[_Open] = []
        self._before = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._before = ""
        kind = {"p": "paragraph", "pre": "code block", "tr": "table row"}.get(tag)
        is_heading = re.fullmatch("h[1-6]", tag) is not None
        above = self._open[-1] if self._open else None
        if kind or is_heading:
            if kind == "paragraph" and above is not None and above.tag == "li" and not above.is_begun:
                kind = "list item"
            block = _Block(kind or "heading", int(tag[1]) if is_heading else 0, [])
            self.blocks.append(block)
            self._open.append(_Open(tag, block))
        elif tag in ("ul", "ol", "li", "blockquote", "table"):
            self._open.append(_Open(tag))
        elif tag != "hr":
            return
        if above is not None:
            above.is_begun, above.block = True, above.block if above.tag == "pre" else None

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].tag == tag:
            self._open.pop()

    def handle_comment(self, data: str) -> None:
        # It stands for HTML. On a line of its own in an item it is a block.
        if self._open and self._open[-1].tag == "li" and self._before.endswith("\n"):
            self._open[-1].is_begun, self._open[-1].block = True, None

    def handle_data(self, data: str) -> None:
        self._before = data
        words = self._word.findall(data)
        if not words:
            return
        holder = next((each.block for each in reversed(self._open) if each.tag not in ("li", "blockquote")), None)
        if self._open and self._open[-1].tag == "li":
            # A tight item has its words without an element of their own.
            item = self._open[-1]
            if item.block is None:
                item.block = _Block("paragraph" if item.is_begun else "list item", 0, [])
                self.blocks.append(item.block)
            item.is_begun = True
            holder = item.block
        if holder is not None:
            holder.words += words
