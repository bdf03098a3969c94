"""
What two texts have in common: the ground of every comparison of old words with new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# More than this many comparisons, and two texts count as wholly different: nobody reads such a difference line by line.
_MOST_COMPARED = 1_000_000


def common(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """
    A longest common subsequence of *old* and *new*, as pairs of positions.
    """
    start, end = 0, min(len(old), len(new))
    while start < end and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < end - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    head = [(position, position) for position in range(start)]
    foot = [(len(old) - position, len(new) - position) for position in range(tail, 0, -1)]
    middle = _common(old[start : len(old) - tail], new[start : len(new) - tail])
    return (*head, *((start + i, start + j) for i, j in middle), *foot)


def _common(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    if len(old) * len(new) > _MOST_COMPARED:
        return
    # lengths[i][j]: how long the longest is of what follows the first i of old and the first j of new.
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = lengths[i], lengths[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], row[j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
