"""
Where a translation says what its source says: its blocks laid beside those that the source had then, and has now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from advisorypress.load.blocks import BlockKind
from advisorypress.load.pairs import Pair


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Where the translation says what the source said then, and says now, as positions of blocks.

    *near_then* and *near_now* lead to the first block of the section instead; a block then that the translation has taken
    out already is in none.
    """

    of_then: dict[int, int] = field(default_factory=dict)
    of_now: dict[int, int] = field(default_factory=dict)
    near_then: dict[int, int] = field(default_factory=dict)
    near_now: dict[int, int] = field(default_factory=dict)


def lay_list(
    then: Sequence[BlockKind], now: Sequence[BlockKind], translated: Sequence[BlockKind], pairs: Sequence[Pair]
) -> Layout:
    """
    The layout of the values of one key, which are matched by their numbers.
    """
    if len(translated) == len(then):
        return Layout(of_then={position: position for position in range(len(then))})
    return Layout(of_now={position: position for position in range(min(len(now), len(translated)))})


def lay_body(
    then: Sequence[BlockKind], now: Sequence[BlockKind], translated: Sequence[BlockKind], pairs: Sequence[Pair]
) -> Layout:
    """
    The layout of a body: section by section, each as the source had it then if that fits, else as it has it now.
    """
    layout = Layout()
    then_sections, now_sections, sections = _sections(then), _sections(now), _sections(translated)
    by_heading = _paired_sections(then_sections, now_sections, pairs)
    to_then: dict[int, int] = {}
    to_now: dict[int, int] = {}
    if len(sections) == len(then_sections):
        to_then = {number: number for number in range(len(sections))}
        to_now = {new: old for old, new in by_heading.items()}
    elif len(sections) == len(now_sections):
        to_now = {number: number for number in range(len(sections))}
        to_then = by_heading
    fits_now = {}
    for number, section in to_now.items():
        fits_now[section] = _lay(
            now_sections[number], now, sections[section], translated, layout.of_now, layout.near_now
        )
    for number, section in to_then.items():
        near = {} if fits_now.get(section) else layout.near_then
        _lay(then_sections[number], then, sections[section], translated, layout.of_then, near)
    return layout


def _lay(
    blocks: range,
    kinds: Sequence[BlockKind],
    section: range,
    translated: Sequence[BlockKind],
    exact: dict[int, int],
    near: dict[int, int],
) -> bool:
    """
    Lays the section *blocks* beside the *section* of the translation: whether they have the same kinds of blocks.
    """
    fits = [kinds[block] for block in blocks] == [translated[block] for block in section]
    if fits:
        exact.update(zip(blocks, section, strict=True))
    if section:
        near.update(dict.fromkeys(blocks, section[0]))
    return fits


def _sections(kinds: Sequence[BlockKind]) -> list[range]:
    """
    The blocks before the first heading, and those from each heading to the next.
    """
    starts = [position for position, kind in enumerate(kinds) if kind is BlockKind.HEADING]
    return [range(start, end) for start, end in zip([0, *starts], [*starts, len(kinds)], strict=True)]


def _paired_sections(then: Sequence[range], now: Sequence[range], pairs: Sequence[Pair]) -> dict[int, int]:
    """
    Which section then is which section now: those whose headings are a pair.
    """
    of_now = {section.start: number for number, section in enumerate(now) if number}
    headings = {pair.then: pair.now for pair in pairs if pair.then is not None and pair.now is not None}
    found = {0: 0}
    for number, section in enumerate(then):
        heading = headings.get(section.start)
        if number and heading in of_now:
            found[number] = of_now[heading]
    return found
