"""
The door to PyYAML: front matter text to what nodes are views on, read from events.

`yaml.compose` resolves aliases, hides duplicate keys and crashes the process on deep nesting, so we build nodes from the
parser's events ourselves, with a limit on depth.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NoReturn

import yaml

from advisorypress.finding import Finding, Place
from advisorypress.load.nodes import Node, Written, node_of

MAXIMUM_DEPTH = 12

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """
    The text is no YAML that we take; carries the finding.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse_yaml(text: str, path: str, first_line: int, *, tags: bool = False) -> Node | None:
    """
    The one document in *text*; see `read_yaml`.
    """
    written = read_yaml(text, path, first_line, tags=tags)
    return None if written is None else node_of(written, path)


def read_yaml(text: str, path: str, first_line: int, *, tags: bool = False) -> Written | None:
    """
    The one document in *text*, which starts at *first_line* of the file *path*; None when it is empty.

    Raises `Refused` with the place and reason for broken YAML, anchors, aliases, tags (unless *tags*, when they are
    ignored), several documents, and nesting deeper than `MAXIMUM_DEPTH`.
    """
    reader = _Reader(text, path, first_line, tags)
    try:
        return reader.document(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = reader.place(mark) if mark else Place(path, first_line)
        what = (error.problem or error.context or "it does not follow YAML").replace("\n", " ")
        raise Refused(Finding("broken-yaml", place, f"this is not YAML: {what}", _hint(what))) from None
    except yaml.reader.ReaderError as error:
        raise Refused(_refused_character(text, int(error.character), path, first_line)) from None
    except yaml.YAMLError as error:
        what = " ".join(str(error).split())
        raise Refused(Finding("broken-yaml", Place(path, first_line), f"this is not YAML: {what}")) from None


def _refused_character(text: str, character: int, path: str, first_line: int) -> Finding:
    # The two parsers count its position in different units; none of its kind is allowed, so the first one is it.
    before = text[: text.find(chr(character))]
    place = Place(path, before.count("\n") + first_line, len(before) - (before.rfind("\n") + 1) + 1)
    return Finding("broken-yaml", place, f"the character U+{character:04X} is not allowed here", "remove it")


def _hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "a value that contains `: ` needs quotes around it"
    if "tab" in problem or "\\t" in problem:
        return "indent with spaces, not tabs"
    return "look at the quotes, brackets and indentation here and on the line above"


class _Reader:
    def __init__(self, text: str, path: str, first_line: int, tags: bool) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._path = path
        self._first_line = first_line
        self._tags = tags

    def place(self, start: Any, end: Any = None) -> Place:
        # PyYAML has two classes of marks, one for each of its parsers, and its types know only one of them.
        if start is None:
            return Place(self._path, self._first_line)
        return Place(self._path, *self._where(start), self._width(start, end))

    def _where(self, start: Any) -> tuple[int, int]:
        """
        Line and column.
        """
        # Its own line numbers count NEL, LS, PS and a lone CR as line ends, which nothing else here does.
        line = bisect_right(self._starts, start.index) - 1
        return line + self._first_line, start.index - self._starts[line] + 1

    def _width(self, start: Any, end: Any) -> int:
        """
        The characters from *start* to *end*; 1 for what has no end or goes over several lines.
        """
        if end is None or end.index >= self._starts[bisect_right(self._starts, start.index)]:
            return 1
        width: int = end.index - start.index
        return max(1, width)

    def document(self, events: Iterator[yaml.Event]) -> Written | None:
        found: Written | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        event, "a second YAML document starts here", "keep one block between the two --- lines"
                    )
            elif isinstance(event, yaml.NodeEvent):
                found = self._node(event, events, 1)
        return found

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Written:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "YAML aliases (`*name`) are not used here", "write the value out")
        if getattr(event, "anchor", None):
            self._refuse(event, "YAML anchors (`&name`) are not used here", "write the value out where it is needed")
        tag = getattr(event, "tag", None)
        if tag and not self._tags:
            self._refuse(event, f"YAML tags (`{tag}`) are not used here", "every value is read as it is written")
        if depth > MAXIMUM_DEPTH:
            self._refuse(event, f"nested deeper than {MAXIMUM_DEPTH} levels", "front matter needs three")
        where = self._where(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return [event.value, *where, self._width(event.start_mark, event.end_mark)]
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._items(events, depth), *where]
        return [None, *where, self._entries(events, depth)]

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Written:
        found: Written = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, events, depth + 1))
        return found

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> Written:
        found: Written = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            if not isinstance(key[0], str):
                self._refuse(event, "a key must be one word", "write `key: value`")
            found += key, self._node(next(events), events, depth + 1)
        return found

    def _refuse(self, event: yaml.Event, message: str, hint: str) -> NoReturn:
        raise Refused(Finding("broken-yaml", self.place(event.start_mark), message, hint))
