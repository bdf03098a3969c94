"""
The blocks of a body: where paragraphs, list items, table rows, headings and code begin and end, as CommonMark says.

The parsers that render tell neither lines nor words of a block and stand behind doors that `load` does not open, so the
block structure of CommonMark and its tables is read here, line by line, in time that grows with the text and no faster.
Inline marks stay in the words: a changed link is a change. Comments, rules and the dashes of tables have no words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from advisorypress.finding import Place
from advisorypress.load.blocks import Block, BlockKind, one_run
from advisorypress.load.source import Source

# Deeper marks are read as words: `nested-too-deep` has refused the file long before.
_DEEPEST = 100

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
_ATTRIBUTES = r"(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
_ANY_TAG = re.compile(rf"(?:<[A-Za-z][A-Za-z0-9-]*{_ATTRIBUTES}\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$")
# Stands for the end of an HTML block that ends with a line without words; matches nothing.
_BLANK = re.compile(r"(?!)")
_HTML = (
    (
        re.compile(r"<(?:script|pre|style)(?=\s|>|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_TAGS})(?=\s|/?>|$)", re.IGNORECASE), _BLANK),
)

_HEADING = re.compile(r"(#{1,6})(?= |$)")
_HEADING_END = re.compile(r"(?:^| )#+ *$")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_RULE = re.compile(r"([*_-])(?: *\1){2,} *$")
_UNDERLINE = re.compile(r"(=+|-+) *$")
_MARKER = re.compile(r"(?:[-*+]|([0-9]{1,9})[.)])(?= |$)")
_DASHES = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_BAR = re.compile(r"(?<!\\)\|")
_THEME_BLOCK = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?) +(?=\S)")


def body_blocks(source: Source) -> tuple[Block, ...]:
    """
    The blocks of the body of *source*, in the order of the text.
    """
    return _blocks(source.path, source.body, source.body_line)


@lru_cache(maxsize=8)  # the digest, the rules and the hints of one record ask for the same two bodies one after another
def _blocks(path: str, body: str, first_line: int) -> tuple[Block, ...]:
    return tuple(_Reader(path, body, first_line).blocks())


@dataclass(slots=True)
class _Container:
    """
    An open quotation, or an open list item whose content begins *indent* columns further in (0 for a quotation).
    """

    indent: int
    is_empty: bool = True


@dataclass(slots=True)
class _Leaf:
    """
    An open block: its lines so far, and the number, column and width of its first.

    *fence* is the mark around code, "" for indented code; *end* is how an HTML block ends; *cells* how many a row has.
    A paragraph whose dashes once did not fit the line above them never becomes a table.
    """

    kind: BlockKind
    line: int
    column: int
    width: int
    lines: list[str] = field(default_factory=list)
    fence: str = ""
    end: re.Pattern[str] | None = None
    cells: int = 0
    may_be_table: bool = True

    @property
    def is_paragraph(self) -> bool:
        return self.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)


class _Reader:
    """
    Reads a body line by line. A line first continues the open containers, then may open new ones, and what is left of it
    continues or opens a leaf.
    """

    def __init__(self, path: str, body: str, first_line: int) -> None:
        self._path = path
        self._body = body
        self._first_line = first_line
        self._containers: list[_Container] = []
        self._leaf: _Leaf | None = None
        self._done: list[Block] = []
        self._line = 0
        self._written = ""
        self._text = ""
        self._position = 0

    def blocks(self) -> Iterator[Block]:
        for number, written in enumerate(self._body.split("\n"), start=self._first_line):
            self._line, self._written = number, written
            self._text = written.rstrip("\r").expandtabs(4).rstrip(" ")
            self._position = 0
            self._read_line()
            yield from self._done
            self._done.clear()
        self._close_leaf()
        yield from self._done

    # -- A line -----------------------------------------------------------------------------------

    @property
    def _rest(self) -> str:
        return self._text[self._position :]

    @property
    def _indent(self) -> int:
        rest = self._rest
        return len(rest) - len(rest.lstrip(" "))

    def _read_line(self) -> None:
        matched = self._continue_containers()
        all_matched = matched == len(self._containers)
        leaf = self._leaf
        if all_matched and leaf is not None and self._continues(leaf):
            return
        opened = self._open_blocks(matched, all_matched and self._leaf is not None)
        if opened is None:
            return
        if not opened and not self._rest:
            self._close_to(matched)
        elif not opened and self._leaf is not None and self._leaf.is_paragraph:
            # All that is no new block goes on with the paragraph, also without the marks of its containers.
            self._leaf.lines.append(self._rest.strip(" "))
        else:
            if not opened:
                self._close_to(matched)
            if self._rest:
                kind = BlockKind.ITEM if self._begins_item() else BlockKind.PARAGRAPH
                self._open_leaf(kind).lines.append(self._rest.strip(" "))

    def _continue_containers(self) -> int:
        """
        How many of the open containers this line continues; what it needs of the line for that is passed over.
        """
        for number, container in enumerate(self._containers):
            indent = self._indent
            if container.indent == 0:
                if indent > 3 or not self._rest.startswith(">", indent):
                    return number
                self._pass_quote(indent)
            elif indent >= container.indent:
                self._position += container.indent
            elif container.is_empty or self._rest:
                return number
            else:
                self._position = len(self._text)
        return len(self._containers)

    def _pass_quote(self, indent: int) -> None:
        self._position += indent + 1
        if self._rest.startswith(" "):
            self._position += 1

    def _continues(self, leaf: _Leaf) -> bool:
        """
        Whether this line is wholly part of the code or HTML that is open.
        """
        if leaf.kind is BlockKind.CODE and leaf.fence:
            rest = self._rest.strip(" ")
            if self._indent < 4 and len(rest) >= len(leaf.fence) and not rest.strip(leaf.fence[0]):
                self._close_leaf()
            else:
                leaf.lines.append(self._rest)
            return True
        if leaf.kind is BlockKind.CODE:
            if self._rest and self._indent < 4:
                self._close_leaf()
                return False
            leaf.lines.append(self._rest[4:])
            return True
        if leaf.end is not None:
            if leaf.end is _BLANK and not self._rest:
                self._close_leaf()
            else:
                leaf.lines.append(self._rest)
                if leaf.end.search(self._rest):
                    self._close_leaf()
            return True
        if not self._rest:
            self._close_leaf()
        return False

    # -- New blocks -------------------------------------------------------------------------------

    def _open_blocks(self, matched: int, in_leaf: bool) -> bool | None:
        """
        Opens the containers that begin on this line: whether there were any; None when the line holds nothing more.

        *in_leaf* says that the line stands where the open leaf would go on.
        """
        opened = False
        may_be_lazy = self._leaf is not None and self._leaf.is_paragraph
        while rest := self._rest:
            indent = self._indent
            paragraph = self._leaf if in_leaf and self._leaf is not None and self._leaf.is_paragraph else None
            if indent >= 4:
                if may_be_lazy:
                    break
                if not opened:
                    self._close_to(matched)
                self._open_leaf(BlockKind.CODE).lines.append(rest[4:])
                return None
            stripped = rest[indent:]
            if len(self._containers) < _DEEPEST and stripped[0] == ">":
                if not opened:
                    self._close_to(matched)
                self._pass_quote(indent)
                self._push(0)
            elif self._opens_leaf(stripped, matched, opened, paragraph):
                return None
            elif len(self._containers) < _DEEPEST and self._opens_item(stripped, indent, matched, opened, paragraph):
                pass
            elif in_leaf and self._continues_table(stripped, paragraph):
                return None
            else:
                break
            opened, in_leaf, may_be_lazy = True, False, False
        return opened

    def _opens_leaf(self, rest: str, matched: int, opened: bool, paragraph: _Leaf | None) -> bool:
        """
        Whether *rest* is a heading, a rule, the underline that makes a heading of *paragraph*, or the start of code or HTML.
        """
        if paragraph is not None and (underline := _UNDERLINE.match(rest)):
            paragraph.kind = BlockKind.HEADING
            self._close_leaf(level=1 if underline[1][0] == "=" else 2)
            return True
        heading, fence, theme = _HEADING.match(rest), _FENCE.match(rest), _THEME_BLOCK.match(rest)
        html = self._html_end(rest, paragraph)
        if not (heading or fence or theme or html or _RULE.match(rest)):
            return False
        if not opened:
            self._close_to(matched)
        if heading:
            words = _HEADING_END.sub("", rest[heading.end() :].strip(" "))
            self._open_leaf(BlockKind.HEADING).lines.append(words)
            self._close_leaf(level=len(heading[1]))
        elif fence:
            self._open_leaf(BlockKind.CODE).fence = fence[1] or fence[2]
        elif html:
            leaf = self._open_leaf(BlockKind.HTML)
            leaf.lines.append(rest)
            leaf.end = html
            if html.search(rest):
                self._close_leaf()
        elif theme:
            # What the theme calls an admonition or a tab: a title, and under it blocks that are four columns in.
            indent = self._indent
            self._open_leaf(BlockKind.PARAGRAPH).lines.append(rest[theme.end() :])
            self._close_leaf()
            self._push(indent + 4)
            self._containers[-1].is_empty = False
        elif self._containers:
            self._containers[-1].is_empty = False
        return True

    def _html_end(self, rest: str, paragraph: _Leaf | None) -> re.Pattern[str] | None:
        if not rest.startswith("<"):
            return None
        for start, end in _HTML:
            if start.match(rest):
                return end
        return _BLANK if paragraph is None and _ANY_TAG.match(rest) else None

    def _opens_item(self, rest: str, indent: int, matched: int, opened: bool, paragraph: _Leaf | None) -> bool:
        marker = _MARKER.match(rest)
        if marker is None:
            return False
        content = rest[marker.end() :]
        if paragraph is not None and (not content.strip(" ") or int(marker[1] or 1) != 1):
            return False
        if not opened:
            self._close_to(matched)
        spaces = len(content) - len(content.lstrip(" "))
        # Five spaces or more are one, and indented code; an item may also begin on its next line.
        padding = spaces if 1 <= spaces < 5 and content.strip(" ") else 1
        self._position = min(len(self._text), self._position + indent + marker.end() + padding)
        self._push(indent + marker.end() + padding)
        return True

    def _continues_table(self, rest: str, paragraph: _Leaf | None) -> bool:
        leaf = self._leaf
        if leaf is None:
            return False
        if leaf.kind is BlockKind.ROW:
            if not _cells(rest):
                return False
            leaf.lines[:] = [rest]
            leaf.line, leaf.column, leaf.width = self._line, self._column(), len(rest)
            self._add_row(leaf)
            return True
        if paragraph is None or not paragraph.may_be_table or not _DASHES.match(rest):
            return False
        if len(_cells(rest)) != len(_cells(paragraph.lines[-1])):
            paragraph.may_be_table = False
            return False
        *before, header = paragraph.lines
        row = _Leaf(BlockKind.ROW, self._line - 1, paragraph.column, len(header), [header], cells=len(_cells(rest)))
        if before:
            paragraph.lines = before
            self._close_leaf()
        self._add_row(row)
        self._leaf = row
        return True

    def _add_row(self, leaf: _Leaf) -> None:
        cells = [cell.strip(" ") for cell in _cells(leaf.lines[0])]
        self._add(leaf, " | ".join(cells[: leaf.cells]))

    # -- Opening and closing ----------------------------------------------------------------------

    def _begins_item(self) -> bool:
        return bool(self._containers) and self._containers[-1].indent > 0 and self._containers[-1].is_empty

    def _push(self, indent: int) -> None:
        if self._containers:
            self._containers[-1].is_empty = False
        self._containers.append(_Container(indent))

    def _open_leaf(self, kind: BlockKind) -> _Leaf:
        self._close_leaf()
        if self._containers:
            self._containers[-1].is_empty = False
        self._leaf = _Leaf(kind, self._line, self._column(), max(1, len(self._rest.strip(" "))))
        return self._leaf

    def _column(self) -> int:
        """
        Where the words of this line begin in the file; behind a tab that is no more than near.
        """
        column = self._position + self._indent
        written = self._written
        return (column if "\t" not in written else len(written) - len(written.lstrip())) + 1

    def _close_to(self, matched: int) -> None:
        self._close_leaf()
        del self._containers[matched:]

    def _close_leaf(self, level: int = 0) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None or leaf.kind is BlockKind.ROW:
            return
        if leaf.kind is BlockKind.CODE:
            code = "\n".join(line.rstrip() for line in leaf.lines)
            self._add(leaf, unicodedata.normalize("NFC", code).strip("\n"))
        elif leaf.kind is BlockKind.HTML:
            self._add(leaf, one_run(_without_comments("\n".join(leaf.lines))))
        else:
            self._add(leaf, one_run(" ".join(leaf.lines)), level)

    def _add(self, leaf: _Leaf, text: str, level: int = 0) -> None:
        if not text:
            return
        place = Place(self._path, leaf.line, leaf.column, leaf.width)
        self._done.append(Block(leaf.kind, one_run(text) if leaf.kind is BlockKind.ROW else text, place, 0, level))


def _cells(line: str) -> list[str]:
    line = line.strip(" ")
    if line == "|":
        return []
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _BAR.split(line)


def _without_comments(html: str) -> str:
    kept = []
    start = 0
    while (opened := html.find("<!--", start)) >= 0 and (closed := html.find("-->", opened)) >= 0:
        kept.append(html[start:opened])
        start = closed + 3
    return "".join([*kept, html[start:]])
