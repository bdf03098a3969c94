from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Level, Place
from advisorypress.load.blocks import Block, BlockKind
from advisorypress.load.body_blocks import body_blocks
from advisorypress.load.record import Record
from advisorypress.load.source import Source
from advisorypress.load.words import is_stale, missing_words

RULE_ID = "headings-differ"

_MARKS = re.compile(r"^ {0,3}(#{1,6})(?=[ \t]|$)", re.MULTILINE)
_UNDERLINES_OR_CODE = re.compile(r"^[ >]*(=+|-+|`{3,}.*|~{3,}.*)[ \t]*$", re.MULTILINE)


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Both editions have the same headings, in number and in levels.

    A reader who changes the language looks for the same section, and so do links into a page. A translation that is
    older than its source is not asked, for `translation-stale` names the headings that it lacks.
    """
    translation = record.translation
    if translation is None or missing_words(record) or is_stale(record) or _plainly_same(record.source, translation):
        return
    source, other = _headings(record.source), _headings(translation)
    levels, other_levels = [heading.level for heading in source], [heading.level for heading in other]
    if levels == other_levels:
        return
    same = next((n for n, (one, two) in enumerate(zip(levels, other_levels, strict=False)) if one != two), None)
    first = min(len(source), len(other)) if same is None else same
    near = other[min(first, len(other) - 1)] if other else None
    place = near.place if near is not None else Place(translation.path, translation.body_line)
    where = f"{source[first].place.path}:{source[first].place.line}" if first < len(source) else record.source.path
    if len(source) == len(other):
        message = (
            f"this heading is of level {other_levels[first]}, in the source edition of level {levels[first]} ({where})"
        )
    else:
        message = f"headings: {len(other)} here, {len(source)} in the source edition (look at {where})"
    yield Finding(RULE_ID, place, message, "give both editions the same headings, in the same order", Level.WARNING)


def _headings(source: Source) -> list[Block]:
    return [block for block in body_blocks(source) if block.kind is BlockKind.HEADING]


def _plainly_same(source: Source, translation: Source) -> bool:
    """
    Whether it is clear without reading the blocks of both: nearly always, and a repository may have 20,000 records.
    """
    if any(_UNDERLINES_OR_CODE.search(each.body) for each in (source, translation)):
        return False
    return [match[1] for match in _MARKS.finditer(source.body)] == [
        match[1] for match in _MARKS.finditer(translation.body)
    ]
