"""
Which block of the source became which, from when it was translated to now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisorypress.load.blocks import Block, BlockKind
from advisorypress.load.common import common

# Above this, blocks are paired by their kinds alone.
_MOST_LIKENED = 10_000


@dataclass(frozen=True, slots=True)
class Then:
    """
    A block as the digest knows it; *text* is "" when nobody knows what it said.
    """

    kind: BlockKind
    mark: str
    position: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A block then and now; one of them is None where it was added or removed.
    """

    then: int | None
    now: int | None
    is_same: bool = False


def kinds_of(blocks: Sequence[Then] | Sequence[Block]) -> list[BlockKind]:
    """
    The kind of each.
    """
    return [block.kind for block in blocks]


def pair_blocks(then: Sequence[Then], now: Sequence[Block]) -> list[Pair]:
    """
    Who is who: blocks of the same words, and between them changed ones by their kinds and order.
    """
    pairs: list[Pair] = []
    old = new = 0
    same = common([block.mark for block in then], [block.mark for block in now])
    for i, j in (*same, (len(then), len(now))):
        pairs.extend(_replaced(then[old:i], now[new:j], old, new))
        if i < len(then):
            pairs.append(Pair(i, j, True))
        old, new = i + 1, j + 1
    return pairs


def _replaced(then: Sequence[Then], now: Sequence[Block], old: int, new: int) -> Iterator[Pair]:
    """
    The pairs of a run that begins at *old* and at *new* and has no block in common.
    """
    i = j = 0
    for paired_i, paired_j in (*_likely(then, now), (len(then), len(now))):
        yield from (Pair(old + position, None) for position in range(i, paired_i))
        yield from (Pair(None, new + position) for position in range(j, paired_j))
        if paired_i < len(then):
            yield Pair(old + paired_i, new + paired_j)
        i, j = paired_i + 1, paired_j + 1


def _likely(then: Sequence[Then], now: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """
    Which of *then* became which of *now*: as many as can be of the same kind, and those that are most alike.
    """
    if len(then) * len(now) > _MOST_LIKENED:
        yield from common(kinds_of(then), kinds_of(now))
        return
    triples, triples_now = [_triples(block.text) for block in then], [_triples(block.text) for block in now]
    worth = [
        [
            _likeness(one, other) if block.kind is other_block.kind else 0
            for other_block, other in zip(now, triples_now, strict=True)
        ]
        for block, one in zip(then, triples, strict=True)
    ]
    # best[i][j]: the most that can be had from what follows the first i of then and the first j of now.
    best = [[0.0] * (len(now) + 1) for _ in range(len(then) + 1)]
    for i in range(len(then) - 1, -1, -1):
        for j in range(len(now) - 1, -1, -1):
            both = best[i + 1][j + 1] + worth[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    i = j = 0
    while i < len(then) and j < len(now):
        if worth[i][j] and best[i][j] == best[i + 1][j + 1] + worth[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


def _likeness(one: set[str], other: set[str]) -> float:
    """
    1, and up to half as much more for what two texts have in common.
    """
    return 1 + len(one & other) / (len(one) + len(other) or 1)


def _triples(text: str) -> set[str]:
    """
    What a text is known by in either language: every three characters that follow each other.
    """
    return {text[start : start + 3] for start in range(len(text) - 2)}
