"""
A tree as plain text: 72 columns, no box drawing, addresses in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.language import Language
from advisorypress.render.plain.tree import TASK, Node
from advisorypress.render.plain.wrapping import COLUMNS, HELD, columns_of, one_spaced, wrap

_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table", "hr", "div", "section"}
)  # fmt: skip
_WHITE = re.compile(r"\s")
_RULES = {"h1": "=", "h2": "-"}


def to_text(fragment: Node, language: Language) -> str:
    """
    *fragment*, clean HTML with absolute addresses, as plain text; *language* decides how a name and its value join.
    """
    lines = _Writer(language).blocks(fragment, COLUMNS)
    return "\n".join(lines).strip("\n").replace(HELD, " ") + "\n"


class _Writer:
    def __init__(self, language: Language) -> None:
        self._joint = "：" if language is Language.ZH else ": "

    def blocks(self, node: Node, columns: int, *, tight: bool = False) -> list[str]:
        """
        The lines of everything in *node*, blocks apart by an empty line unless *tight*.
        """
        lines: list[str] = []
        for block in self._each_block(node, columns):
            if block and lines and not tight:
                lines.append("")
            lines.extend(block)
        return lines

    def _each_block(self, node: Node, columns: int) -> Iterator[list[str]]:
        inline: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag in _BLOCKS:
                if inline:
                    yield self._paragraph(inline, columns)
                    inline = []
                yield self._block(child, columns)
            else:
                inline.append(child)
        if inline:
            yield self._paragraph(inline, columns)

    def _paragraph(self, inline: list[Node | str], columns: int) -> list[str]:
        text = _inline(inline).strip(" \n")
        return wrap(text, columns=columns) if text else []

    def _block(self, node: Node, columns: int) -> list[str]:
        match node.tag:
            case "p":
                return self._paragraph(node.children, columns)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return self._heading(node, columns)
            case "ul" | "ol":
                return self._list(node, columns)
            case "dl":
                return self._names(node, columns)
            case "pre":
                return [f"    {line}".rstrip() for line in node.text.rstrip("\n").split("\n")]
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(node, columns - 2)]
            case "table":
                return self._table(node, columns)
            case "hr":
                return ["----"]
            case _:
                return self.blocks(node, columns)

    def _heading(self, node: Node, columns: int) -> list[str]:
        lines = self._paragraph(node.children, columns)
        rule = _RULES.get(node.tag)
        if lines and rule:
            lines.append(rule * max(columns_of(line) for line in lines))
        return lines

    def _list(self, node: Node, columns: int) -> list[str]:
        items = list(node.elements("li"))
        number = int(node.attributes["start"]) if node.attributes.get("start", "").isdigit() else 1
        tight = not any(True for item in items for _ in item.elements("p"))
        lines: list[str] = []
        for position, item in enumerate(items):
            mark = f"{number + position}. " if node.tag == "ol" else "- "
            if item.attributes.get("class") == TASK:
                mark += "[ ] "
            if lines and not tight:
                lines.append("")
            inner = self.blocks(item, columns - len(mark), tight=tight) or [""]
            lines.extend(f"{mark if i == 0 else ' ' * len(mark)}{line}".rstrip() for i, line in enumerate(inner))
        return lines

    def _names(self, node: Node, columns: int) -> list[str]:
        lines: list[str] = []
        name = ""
        for child in node.elements("dt", "dd"):
            text = _inline(child.children).strip()
            if child.tag == "dt":
                name = text
            else:
                lines.extend(wrap(f"{name}{self._joint}{text}" if name else text, rest="  ", columns=columns))
        return lines

    def _table(self, node: Node, columns: int) -> list[str]:
        rows = [[_inline(cell.children).strip() for cell in row.elements("th", "td")] for row in node.all("tr")]
        rows = [row for row in rows if row]
        if not rows:
            return []
        head, *body = rows if next(node.all("th"), None) else [[], *rows]
        widths = [max(columns_of(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
        if sum(widths) + 2 * (len(widths) - 1) <= columns and not any("\n" in cell for row in rows for cell in row):
            rule = ["-" * width for width in widths]
            return [_columns(row, widths) for row in ([head, rule] if head else []) + body]
        return self._records(head, body, columns)

    def _records(self, head: list[str], rows: list[list[str]], columns: int) -> list[str]:
        """
        A table too wide for the page, each row as a list of names and values.
        """
        lines: list[str] = []
        for row in rows:
            for position, cell in enumerate(row):
                name = head[position] if position < len(head) else ""
                text = f"{name}{self._joint}{cell}" if name else cell
                lines.extend(wrap(text, first="  " if position else "- ", rest="    ", columns=columns))
        return lines


def _columns(row: list[str], widths: list[int]) -> str:
    cells = (cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=False))
    return "  ".join(cells).rstrip()


def _inline(children: list[Node | str]) -> str:
    return "".join([one_spaced(child) if isinstance(child, str) else _run(child) for child in children])


def _run(child: Node) -> str:
    text = _inline(child.children)
    match child.tag:
        case "br":
            return "\n"
        case "img":
            return f"[{child.attributes.get('alt', '')}] <{child.attributes.get('src', '')}>"
        case "code":
            # A command that is broken over two lines is another command.
            return f"`{_WHITE.sub(HELD, child.text)}`"
        case "a":
            return _link(text, child.attributes.get("href", ""))
        case _:
            return text


def _link(text: str, address: str) -> str:
    if not address or address in (text, f"mailto:{text}"):
        return text
    return f"{text} <{address}>" if text.strip() else f"<{address}>"
