"""
What has changed in the source words since they were translated, and which block of the translation each change concerns.

A translation was laid out like the words it was made of: its blocks stand in their order. So the marks in its digest tell
three things side by side: what the source said then, what it says now, and where the translation says it. A translator who
is half done may already follow the new order; then that is the one that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.load.blocks import Block, BlockKind, kind_of_mark
from advisorypress.load.layout import Layout, lay_body, lay_list
from advisorypress.load.pairs import Pair, Then, kinds_of, pair_blocks
from advisorypress.load.record import Record
from advisorypress.load.words import edition_blocks, given_digest, given_marks, head_blocks, is_stale

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


def find_changes(record: Record, origin: Sequence[Block] = ()) -> tuple[Change, ...] | None:
    """
    Every block of *record* in which its translation does not say what the source says, in the order of the source.

    *origin* are the blocks it was translated from, for who still has them: with their words it is seen better which one
    became which. Without them, None when the digest is of other words and names no blocks. A translation of the present
    words is only asked whether it has all values of front matter.
    """
    if record.translation is None:
        return ()
    if not is_stale(record):
        return find_untranslated(record)
    then = [Then(block.kind, block.mark, position, block.text) for position, block in enumerate(origin)]
    if not then:
        marks = given_marks(given_digest(record))
        then = [Then(kind_of_mark(mark), mark, position) for position, mark in enumerate(marks)]
    if not then:
        return None
    now, translated = edition_blocks(record, record.source), edition_blocks(record, record.translation)
    return tuple(_compared(then, now, translated))


def lay_beside(record: Record) -> tuple[Change, ...]:
    """
    Every block of the source as if it had changed, for when nobody knows which ones did.
    """
    if record.translation is None:
        return ()
    now = edition_blocks(record, record.source)
    then = [Then(block.kind, "", position) for position, block in enumerate(now)]
    return tuple(_compared(then, now, edition_blocks(record, record.translation)))


def find_untranslated(record: Record) -> tuple[Change, ...]:
    """
    The values of front matter that the translation does not have, or has empty.

    Notes and titles go by their order and are all needed. Actions and headlines may be put in fewer lines, if in any.
    """
    if record.translation is None:
        return ()
    translated = list(head_blocks(record, record.translation))
    present = {(block.kind, block.number): block for block in translated}
    begun = {block.kind for block in translated if block.text} - POSITIONAL
    missing = []
    for block in head_blocks(record, record.source):
        if block.kind not in begun and block.text:
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
    where = f"{'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))}"
    told = f" ({'after ' if state is State.MISSING else ''}{where})" if lines else ""
    return f"{len(beside)} {state.value}{told}"


def _compared(then: Sequence[Then], now: Sequence[Block], translated: Sequence[Block]) -> Iterator[Change]:
    for kind in [kind for kind in BlockKind if not kind.is_of_body] + [None]:
        part = [block for block in then if _is_of(block.kind, kind)]
        part_now = [block for block in now if _is_of(block.kind, kind)]
        part_translated = [block for block in translated if _is_of(block.kind, kind)]
        pairs = pair_blocks(part, part_now)
        lay = lay_body if kind is None else lay_list
        layout = lay(kinds_of(part), kinds_of(part_now), kinds_of(part_translated), pairs)
        yield from _changes(part, part_now, part_translated, pairs, layout)


def _is_of(kind: BlockKind, part: BlockKind | None) -> bool:
    """
    Whether *kind* belongs to *part*: the values of one key, or the body, which is None.
    """
    return kind.is_of_body if part is None else kind is part


def _changes(
    then: Sequence[Then], now: Sequence[Block], translated: Sequence[Block], pairs: Sequence[Pair], layout: Layout
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


def _where(pair: Pair, layout: Layout, taken: set[int]) -> tuple[int | None, int | None]:
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
