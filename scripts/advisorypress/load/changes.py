"""
What has changed in the source words since they were translated, and which block of the translation each change concerns.

A translation was laid out like the words it was made of: its blocks stand in their order. So the marks in its digest tell
three things side by side: what the source said then, what it says now, and where the translation says it. A translator who
is half done may already follow the new order; then that is the one that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advisorypress.load.blocks import Block, BlockKind, kind_of_mark
from advisorypress.load.common import common
from advisorypress.load.record import Record
from advisorypress.load.words import edition_blocks, given_digest, given_marks, is_stale

POSITIONAL = frozenset({BlockKind.NOTE, BlockKind.REFERENCE})
"""
The kinds of which a translation needs as many as the source edition has, in the same order.
"""


class State(StrEnum):
    """
    What is to be done about a block of the translation: change it, write it, take it out.
    """

    STALE = "stale"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One block in which the editions do not say the same.

    *source* is the block as the source edition has it now, None when it has gone; *was* is the position of its old words
    among the marks of the digest, None when it is new. *translation* is the block of the translation it concerns if
    *is_exact*, else the nearest before it: the heading of its section, or the block after which it is missing.
    """

    state: State
    source: Block | None
    translation: Block | None
    is_exact: bool
    was: int | None = None


def find_changes(record: Record, digest: str | None = None) -> tuple[Change, ...] | None:
    """
    Every block of *record* in which its translation does not say what the source says, in the order of the source.

    None when the digest (that of the translation, or *digest* in its place) is of other words but names no blocks. A
    translation of the present words is only asked whether it has all values of front matter.
    """
    if record.translation is None:
        return ()
    now = edition_blocks(record, record.source)
    translated = edition_blocks(record, record.translation)
    marks = given_marks(given_digest(record) if digest is None else digest)
    if not is_stale(record):
        return find_untranslated(record)
    if not marks:
        return None
    then = [_Then(kind_of_mark(mark), mark, position) for position, mark in enumerate(marks)]
    return tuple(_compared(then, now, translated))


def find_untranslated(record: Record) -> tuple[Change, ...]:
    """
    The values of front matter that the translation does not have, or has empty.

    Notes and titles go by their order and are all needed. Actions and headlines may be put in fewer lines, if in any.
    """
    if record.translation is None:
        return ()
    translated = edition_blocks(record, record.translation)
    present = {(block.kind, block.number): block for block in translated}
    begun = {block.kind for block in translated if block.text} - POSITIONAL
    missing = []
    for block in edition_blocks(record, record.source):
        if not block.kind.is_of_body and block.kind not in begun and block.text:
            found = present.get((block.kind, block.number))
            if found is None or not found.text:
                missing.append(Change(State.MISSING, block, found, found is not None))
    return tuple(missing)


def described(changes: Sequence[Change]) -> str:
    """
    How many of *changes* are of each state, and which lines of the translation they concern.
    """
    return "; ".join(filter(None, (_described(state, changes) for state in State)))


def _described(state: State, changes: Sequence[Change]) -> str:
    beside = [change.translation for change in changes if change.state is state]
    if not beside:
        return ""
    lines = sorted({block.place.line for block in beside if block is not None})
    preposition = "after line" if state is State.MISSING else "line"
    where = f" ({preposition} {', '.join(map(str, lines))})" if lines else ""
    return f"{len(beside)} {state.value}{where}"


@dataclass(frozen=True, slots=True)
class _Then:
    """
    A block as the digest knows it.
    """

    kind: BlockKind
    mark: str
    position: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """
    A block then and now; one of them is None where it was added or removed.
    """

    then: int | None
    now: int | None
    is_same: bool = False


def _compared(then: Sequence[_Then], now: Sequence[Block], translated: Sequence[Block]) -> Iterator[Change]:
    for kind in [kind for kind in BlockKind if not kind.is_of_body] + [None]:
        part = [block for block in then if _is_of(block.kind, kind)]
        part_now = [block for block in now if _is_of(block.kind, kind)]
        part_translated = [block for block in translated if _is_of(block.kind, kind)]
        pairs = _pairs(part, part_now)
        beside = _beside if kind is None else _beside_list
        layout = beside(_kinds(part), _kinds(part_now), _kinds(part_translated), pairs)
        yield from _changes(part, part_now, part_translated, pairs, layout)


def _is_of(kind: BlockKind, part: BlockKind | None) -> bool:
    """
    Whether *kind* belongs to *part*: the values of one key, or the body, which is None.
    """
    return kind.is_of_body if part is None else kind is part


def _kinds(blocks: Sequence[_Then] | Sequence[Block]) -> list[BlockKind]:
    return [block.kind for block in blocks]


def _pairs(then: Sequence[_Then], now: Sequence[Block]) -> list[_Pair]:
    """
    Who is who: blocks of the same words, and between them changed ones by their kinds and order.
    """
    pairs: list[_Pair] = []
    old = new = 0
    same = common([block.mark for block in then], [block.mark for block in now])
    for i, j in (*same, (len(then), len(now))):
        pairs.extend(_replaced(_kinds(then[old:i]), _kinds(now[new:j]), old, new))
        if i < len(then):
            pairs.append(_Pair(i, j, True))
        old, new = i + 1, j + 1
    return pairs


def _replaced(then: Sequence[BlockKind], now: Sequence[BlockKind], old: int, new: int) -> Iterator[_Pair]:
    """
    The pairs of a run that begins at *old* and at *new* and has no block in common.
    """
    i = j = 0
    for paired_i, paired_j in (*common(then, now), (len(then), len(now))):
        yield from (_Pair(old + position, None) for position in range(i, paired_i))
        yield from (_Pair(None, new + position) for position in range(j, paired_j))
        if paired_i < len(then):
            yield _Pair(old + paired_i, new + paired_j)
        i, j = paired_i + 1, paired_j + 1


@dataclass(frozen=True, slots=True)
class _Layout:
    """
    Where the translation says what the source said then, and says now, as positions of blocks.

    *near_then* and *near_now* lead to the first block of the section instead; a block then that the translation has taken
    out already is in none.
    """

    of_then: dict[int, int] = field(default_factory=dict)
    of_now: dict[int, int] = field(default_factory=dict)
    near_then: dict[int, int] = field(default_factory=dict)
    near_now: dict[int, int] = field(default_factory=dict)


def _beside_list(
    then: Sequence[BlockKind], now: Sequence[BlockKind], translated: Sequence[BlockKind], pairs: Sequence[_Pair]
) -> _Layout:
    """
    The layout of the values of one key, which are matched by their numbers.
    """
    if len(translated) == len(then):
        return _Layout(of_then={position: position for position in range(len(then))})
    return _Layout(of_now={position: position for position in range(min(len(now), len(translated)))})


def _beside(
    then: Sequence[BlockKind], now: Sequence[BlockKind], translated: Sequence[BlockKind], pairs: Sequence[_Pair]
) -> _Layout:
    """
    The layout of a body: section by section, each as the source had it then if that fits, else as it has it now.
    """
    layout = _Layout()
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


def _paired_sections(then: Sequence[range], now: Sequence[range], pairs: Sequence[_Pair]) -> dict[int, int]:
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


def _changes(
    then: Sequence[_Then], now: Sequence[Block], translated: Sequence[Block], pairs: Sequence[_Pair], layout: _Layout
) -> Iterator[Change]:
    taken = set(layout.of_then.values())
    last: int | None = None
    for pair in pairs:
        found, near = _where(pair, layout, taken)
        was = then[pair.then].position if pair.then is not None else None
        if pair.now is None:
            if found is not None or near is not None:
                yield Change(State.EXTRA, None, _at(translated, found, near), found is not None, was)
        elif now[pair.now].text:
            source = now[pair.now]
            is_written = found is not None and bool(translated[found].text)
            if is_written and not pair.is_same:
                yield Change(State.STALE, source, _at(translated, found), True, was)
            elif not is_written and pair.then is not None and source.kind.is_of_body:
                if not pair.is_same:  # else the two are laid out in different ways, and nothing has changed here
                    yield Change(State.STALE, source, _at(translated, near), False, was)
            elif not is_written:
                behind = max((place for place in (near, last) if place is not None), default=None)
                yield Change(State.MISSING, source, _at(translated, found, behind), found is not None, was)
        last = last if found is None else found


def _where(pair: _Pair, layout: _Layout, taken: set[int]) -> tuple[int | None, int | None]:
    """
    The block of the translation that is of *pair*, and the first of its section.
    """
    found = near = None
    if pair.then is not None:
        found, near = layout.of_then.get(pair.then), layout.near_then.get(pair.then)
    if pair.now is not None:
        following = layout.of_now.get(pair.now)
        if found is None and following not in taken:
            found = following
        near = layout.near_now.get(pair.now) if near is None else near
    return found, near


def _at(translated: Sequence[Block], *positions: int | None) -> Block | None:
    return next((translated[position] for position in positions if position is not None), None)
