"""
A published record that still has a prompt of its draft in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Place
from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.record import Record
from advisorypress.load.source import Source
from advisorypress.wording import standard_wording

RULE_ID = "prompt-left"
_EXAMPLE_ADDRESS = "https://www.example.com/"
_NO_PROMPT = {"draft.note.new"}


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Nothing published still says what its draft asked the editor to write.

    `press new` fills a draft with prompts so that it is valid from the first second. A prompt that reaches readers
    looks like a broken site, and one in the Chinese edition is easily overlooked by an English reviewer.
    """
    if record.is_draft:
        return
    for source in record.editions.values():
        for scalar in _scalars(source.head):
            if scalar.text in _prompts() or scalar.text == _EXAMPLE_ADDRESS:
                yield _finding(scalar.place)
        yield from _in_body(source)


def _in_body(source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.body.split("\n"), start=source.body_line):
        if line.strip() in _prompts():
            yield _finding(Place(source.path, number, 1, max(1, len(line))))


def _finding(place: Place) -> Finding:
    return Finding(RULE_ID, place, "this is still the draft's prompt", "write the words, or take the line out")


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from _scalars(item)
        case Mapping(entries=entries):
            for _, value in entries:
                yield from _scalars(value)


@cache
def _prompts() -> frozenset[str]:
    strings = standard_wording().strings.items()
    return frozenset(
        text for key, both in strings if key.startswith("draft.") and key not in _NO_PROMPT for text in both.values()
    )
