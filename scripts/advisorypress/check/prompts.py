"""
The prompts of a draft that nobody has written over yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from advisorypress.finding import Place
from advisorypress.load.nodes import every_scalar
from advisorypress.load.source import Source
from advisorypress.wording import standard_wording

EXAMPLE_ADDRESS = "https://www.example.com/"
_TRUE_AS_IT_IS = {"draft.note.new"}


def prompts_in(source: Source) -> Iterator[Place]:
    """
    Where *source* still says what `press new` asked its author to write.
    """
    for scalar in every_scalar(source.head):
        if scalar.text in _prompts() or scalar.text == EXAMPLE_ADDRESS:
            yield scalar.place
    for number, line in enumerate(source.body.split("\n"), start=source.body_line):
        if line.strip() in _prompts():
            yield Place(source.path, number, 1, max(1, len(line)))


@cache
def _prompts() -> frozenset[str]:
    strings = standard_wording().strings.items()
    return frozenset(
        text
        for key, both in strings
        if key.startswith("draft.") and key not in _TRUE_AS_IT_IS
        for text in both.values()
    )
