"""
A tree as Markdown (CommonMark with tables), which renders to the same fragment again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.language import Language
from advisorypress.render.plain.tree import TASK, Node
from advisorypress.render.plain.wrapping import one_spaced

_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table", "hr", "div", "section"}
)  # fmt: skip
_HEADING = re.compile(r"h[1-6]")

# What Markdown would take for its own, within a line and at its beginning.
_INLINE_MARK = re.compile(r"[\\`*\[\]<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~(?=~)|(?<=~)~|&(?=#?[A-Za-z0-9]+;)")
_MAY_MARK = re.compile(r"[\\`*\[\]<_~&]")
_LINE_MARK = re.compile(r"( *)(\d{1,9})?((?(2)[.)](?=\s|$)|(?:[-+](?=\s|$|[-+])|#{1,6}(?=\s|$)|[>=~])))")
_AFTER_BREAK = re.compile(r"\n +")
_TRAILING_HASH = re.compile(r"#(?=#*$)")
_ESCAPED = r"\\\g<0>"
_FENCE = re.compile(r"`+")
_ITSELF = re.compile(r"https?://[^\s<>\\&]+")
_LANGUAGE_CLASS = re.compile(r"language-([A-Za-z0-9_+-]+)")
_ALIGNMENTS = {"left": ":---", "right": "---:", "center": ":---:"}


def to_markdown(fragment: Node, language: Language) -> str:
    """
    *fragment*, clean HTML, as Markdown; *language* decides how a name and its value join.
    """
    return "\n".join(_Writer(language).blocks(fragment)).strip("\n") + "\n"


class _Writer:
    def __init__(self, language: Language) -> None:
        self._joint = "：" if language is Language.ZH else ": "

    def blocks(self, node: Node, *, tight: bool = False) -> list[str]:
        """
        The lines of everything in *node*, blocks apart by an empty line unless *tight*.
        """
        lines: list[str] = []
        for block in self._each_block(node):
            if block and lines and not tight:
                lines.append("")
            lines.extend(block)
        return lines

    def _each_block(self, node: Node) -> Iterator[list[str]]:
        inline: list[Node | str] = []
        list_before = ""
        for child in node.children:
            if isinstance(child, Node) and child.tag in _BLOCKS:
                if inline:
                    yield _paragraph(inline)
                    inline = []
                # Two lists in a row would become one, so the second gets the other mark.
                second = child.tag == list_before
                yield self._list(child, second=second) if child.tag in ("ul", "ol") else self._block(child)
                list_before = "" if second else child.tag
            else:
                inline.append(child)
                list_before = list_before if isinstance(child, str) and not child.strip() else ""
        if inline:
            yield _paragraph(inline)

    def _block(self, node: Node) -> list[str]:
        match node.tag:
            case "p":
                return _paragraph(node.children)
            case "dl":
                return list(self._names(node))
            case "pre":
                return _code_block(node)
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(node)]
            case "table":
                return _table(node)
            case "hr":
                return ["***"]
            case tag if _HEADING.fullmatch(tag):
                return [f"{'#' * int(tag[1])} {_TRAILING_HASH.sub(_ESCAPED, ' '.join(_paragraph(node.children)))}"]
            case _:
                return self.blocks(node)

    def _list(self, node: Node, *, second: bool) -> list[str]:
        items = list(node.elements("li"))
        number = int(node.attributes["start"]) if node.attributes.get("start", "").isdigit() else 1
        tight = not any(True for item in items for _ in item.elements("p"))
        lines: list[str] = []
        for position, item in enumerate(items):
            mark = f"{number + position}{')' if second else '.'} " if node.tag == "ol" else "* " if second else "- "
            if lines and not tight:
                lines.append("")
            inner = self.blocks(item, tight=tight) or [""]
            if item.attributes.get("class") == TASK:
                inner[0] = f"[ ] {inner[0]}"
            lines.extend(f"{mark if i == 0 else ' ' * len(mark)}{line}".rstrip() for i, line in enumerate(inner))
        return lines

    def _names(self, node: Node) -> Iterator[str]:
        name = ""
        for child in node.elements("dt", "dd"):
            text = _joined(child.children).replace("\n", " ")
            if child.tag == "dt":
                name = text
            else:
                # The colon stands outside: between a colon and a Han character two asterisks would close nothing.
                yield f"- **{name}**{self._joint}{text}"


def _paragraph(children: list[Node | str]) -> list[str]:
    text = _joined(children)
    return [_line(line) for line in text.split("\n")] if text else []


def _line(text: str) -> str:
    mark = _LINE_MARK.match(text)
    return f"{text[: mark.start(3)]}\\{text[mark.start(3) :]}" if mark else text


def _joined(children: list[Node | str]) -> str:
    return _AFTER_BREAK.sub("\n", _inline(children).strip(" \n"))


def _code_block(node: Node) -> list[str]:
    text = node.text.removesuffix("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in _FENCE.findall(text)), default=0))
    classes = " ".join(code.attributes.get("class", "") for code in node.elements("code"))
    match = _LANGUAGE_CLASS.search(classes)
    return [f"{fence}{match[1] if match else ''}", *text.split("\n"), fence]


def _table(node: Node) -> list[str]:
    rows = [list(row.elements("th", "td")) for row in node.all("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return []
    head = rows[0] if rows[0][0].tag == "th" else [Node("th") for _ in rows[0]]
    body = rows[1:] if head is rows[0] else rows
    return [
        _row([_cell(cell) for cell in head]),
        _row([_alignment(cell) for cell in head]),
        *(_row([_cell(cell) for cell in row]) for row in body),
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Node) -> str:
    # Inside a table a bar always parts cells, even in code, unless it is escaped.
    return " ".join(_inline(cell.children).split()).replace("|", "\\|")


def _alignment(cell: Node) -> str:
    for side, mark in _ALIGNMENTS.items():
        if side in cell.attributes.get("align", "") or side in cell.attributes.get("class", ""):
            return mark
    return "---"


def _inline(children: list[Node | str]) -> str:
    return "".join([_escaped(one_spaced(each)) if isinstance(each, str) else _run(each) for each in children])


def _run(child: Node) -> str:
    match child.tag:
        case "br":
            return "\\\n"
        case "code":
            return _code(child.text)
        case "img":
            alt = _escaped(one_spaced(child.attributes.get("alt", "")))
            return f"![{alt}]({_address(child)})"
        case "a":
            return _link(child)
        case "em" | "i":
            return f"*{_inline(child.children)}*"
        case "strong" | "b":
            return f"**{_inline(child.children)}**"
        case "del" | "s":
            return f"~~{_inline(child.children)}~~"
        case _:
            return _inline(child.children)


def _escaped(text: str) -> str:
    # Few texts have one of the characters, and a search for these alone is much faster.
    return _INLINE_MARK.sub(_ESCAPED, text) if _MAY_MARK.search(text) else text


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in _FENCE.findall(text)), default=0))
    edge = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _link(node: Node) -> str:
    address = node.attributes.get("href", "")
    if node.text == address and _ITSELF.fullmatch(address):
        return f"<{address}>"
    return f"[{_inline(node.children)}]({_address(node)})"


def _address(node: Node) -> str:
    address = node.attributes.get("href") or node.attributes.get("src") or ""
    title = node.attributes.get("title", "")
    written = re.sub(r"[<>\s]", lambda match: f"%{ord(match[0]):02X}", address).replace("\\", "\\\\")
    written = re.sub(r"&(?=#?[A-Za-z0-9]+;)", r"\\&", written)
    if re.search(r"[()]", written) or not written:
        written = f"<{written}>"
    if not title:
        return written
    escaped = _escaped(one_spaced(title)).replace('"', '\\"')
    return f'{written} "{escaped}"'
