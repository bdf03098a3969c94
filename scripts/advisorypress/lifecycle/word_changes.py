"""
What has changed from one wording to the next, word by word; Chinese is compared character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.load.common import common

# Han characters and full-width marks stand for themselves; anything else is a word up to the next space.
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
_WORD = re.compile(rf"(\s*)({_WIDE}|(?:(?!{_WIDE})\S)+)")
# A word or two that stayed between changed ones only tears the sentence apart.
_LOST = 2


class Fate(StrEnum):
    """
    What became of a run of words.
    """

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """
    Words that stand together and share a fate, with the space before them if there is one.
    """

    fate: Fate
    text: str


def word_changes(old: str, new: str) -> tuple[Run, ...]:
    """
    The runs that make up *old* and *new*: without the added ones it is *old*, without the removed ones *new*, spaces
    apart.
    """
    before, after = _words(old), _words(new)
    kept = _without_lost([*common([word for _, word in before], [word for _, word in after])], len(before), len(after))
    runs: list[Run] = []
    i = j = start = 0
    while i < len(before) or j < len(after):
        start, stop_i, stop_j = _next_kept(kept, start, len(before), len(after))
        runs.extend(_run(Fate.REMOVED, before[i:stop_i]))
        runs.extend(_run(Fate.ADDED, after[j:stop_j]))
        i, j = stop_i, stop_j
        while start < len(kept) and kept[start] == (i, j):
            start, i, j = start + 1, i + 1, j + 1
        runs.extend(_run(Fate.KEPT, after[stop_j:j]))
    return tuple(runs)


def _words(text: str) -> list[tuple[str, str]]:
    return [(" " if space else "", word) for space, word in _WORD.findall(text)]


def _next_kept(kept: list[tuple[int, int]], start: int, old: int, new: int) -> tuple[int, int, int]:
    return (start, *kept[start]) if start < len(kept) else (start, old, new)


def _without_lost(kept: list[tuple[int, int]], old: int, new: int) -> list[tuple[int, int]]:
    """
    *kept* without short runs between two changes.
    """
    runs: list[list[tuple[int, int]]] = []
    for pair in kept:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return [
        pair for run in runs if len(run) > _LOST or run[0] == (0, 0) or run[-1] == (old - 1, new - 1) for pair in run
    ]


def _run(fate: Fate, words: list[tuple[str, str]]) -> Iterator[Run]:
    if words:
        yield Run(fate, "".join(space + word for space, word in words))
