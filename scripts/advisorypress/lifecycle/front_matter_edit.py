"""
Small changes to front matter as text: what is not changed keeps its comments, order and quotes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.load.nodes import Mapping, Scalar, Sequence
from advisorypress.load.source import Source, Unreadable, parse_source

_PLAIN = re.compile(r"[^\W_][^\n:#,\[\]{}&*!|>'\"%@`]*[^\s:#,\[\]{}&*!|>'\"%@`]|[^\W_]")
_BOUNDARY = re.compile(r"-{3,}\s*")


def yaml_scalar(text: str) -> str:
    """
    *text* as one YAML scalar that fits in flow and block context: plain where that is safe, else in double quotes.
    """
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class EditedFile:
    """
    The text of one edition, being changed; every method gives a new one.
    """

    path: str
    language: Language
    text: str

    def source(self) -> Source:
        """
        The text read again, so that places are those of the text as it stands; raises `UsageError` when it is broken.
        """
        match parse_source(self.text.encode(), self.path, self.language):
            case Unreadable(findings=findings):
                raise UsageError(f"{findings[0].place}: {findings[0].message}; mend it first (press check)")
            case source:
                return source

    def with_value(self, key: str, value: str, *, after: str) -> EditedFile:
        """
        *key* set to *value* (YAML text): in its place where it stands, else on a line of its own behind the key *after*.
        """
        head = self.source().head
        node = head.get(key)
        if node is None:
            return self._inserted(self._end_of(head, after), f"{key}: {value}")
        if not isinstance(node, Scalar):
            raise UsageError(f"{node.place}: `{key}` should be one value; mend it first (press check)")
        lines = self.text.split("\n")
        line, start = node.place.line - 1, node.place.column - 1
        end = start + node.place.width if node.text else start
        if "\n" in node.text or (node.text and self._spans_lines(node)):
            raise UsageError(f"{node.place}: write `{key}` on one line, then run this again")
        lines[line] = f"{lines[line][:start]}{value}{lines[line][end:]}" if node.text else f"{key}: {value}"
        return replace(self, text="\n".join(lines))

    def with_item(self, key: str, item: str, *, after: str) -> EditedFile:
        """
        *item* (YAML text) added to the end of the list *key*, which is made behind the key *after* when there is none.
        """
        head = self.source().head
        node = head.get(key)
        if node is None:
            return self._inserted(self._end_of(head, after), f"{key}:\n  - {item}")
        key_place = head.key_place(key)
        if isinstance(node, Sequence) and key_place is not None and node.place.line == key_place.line:
            return self._with_flow_item(node, item)
        if not isinstance(node, Sequence):
            raise UsageError(f"{node.place}: `{key}` should be a list; mend it first (press check)")
        return self._inserted(self._end_of(head, key), f"{' ' * (node.place.column - 1)}- {item}")

    def _with_flow_item(self, node: Sequence, item: str) -> EditedFile:
        lines = self.text.split("\n")
        line = lines[node.place.line - 1]
        end = line.rfind("]")
        if end < node.place.column:
            raise UsageError(f"{node.place}: write this list with one item a line, then run this again")
        comma = ", " if node.items else ""
        lines[node.place.line - 1] = f"{line[:end].rstrip()}{comma}{item}{line[end:]}"
        return replace(self, text="\n".join(lines))

    def _spans_lines(self, node: Scalar) -> bool:
        line = self.text.split("\n")[node.place.line - 1]
        return node.place.column - 1 + node.place.width > len(line) or node.place.width < len(node.text)

    def _inserted(self, line: int, text: str) -> EditedFile:
        lines = self.text.split("\n")
        lines[line:line] = text.split("\n")
        return replace(self, text="\n".join(lines))

    def _end_of(self, head: Mapping, key: str) -> int:
        """
        How many lines of the file stand before the place just behind *key*'s value.
        """
        places = [name.place.line for name, _ in head.entries]
        names = [name.text for name, _ in head.entries]
        if not names:
            return 1
        position = names.index(key) if key in names else len(names) - 1
        lines = self.text.split("\n")
        end = next(number for number, line in enumerate(lines) if number and _BOUNDARY.fullmatch(line))
        following = places[position + 1] - 1 if position + 1 < len(places) else end
        # Blank lines and comments above the next key belong to that key.
        while following > places[position] and re.fullmatch(r"\s*(#.*)?", lines[following - 1]):
            following -= 1
        return following
