"""
A long list, cut into pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """
    Page *number* of *last*, with its part of the *total* items of the list at *base* (`advisories/2024/`).
    """

    base: str
    number: int
    last: int
    total: int
    items: tuple[T, ...]

    @property
    def path(self) -> str:
        """
        Where this page stands.
        """
        return self.path_of(self.number)

    def path_of(self, number: int) -> str:
        """
        Where page *number* of the same list stands; the first is the list itself.
        """
        return self.base if number == 1 else f"{self.base}page/{number}/"


def pages_of(base: str, items: Sequence[T]) -> Iterator[ListPage[T]]:
    """
    The pages of *items*; one even when there are none.
    """
    last = max(1, -(-len(items) // PER_PAGE))
    for number in range(1, last + 1):
        part = items[(number - 1) * PER_PAGE : number * PER_PAGE]
        yield ListPage(base, number, last, len(items), tuple(part))
