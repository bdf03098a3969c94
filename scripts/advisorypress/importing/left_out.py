"""
What of the documents of one run had no place, as a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisorypress.importing.account import Kept

_MOST = 60


@dataclass(slots=True)
class Table:
    """
    How often values of the documents had no place among the facts, by the way to them, and in how many documents.
    """

    values: dict[tuple[Kept, str], int] = field(default_factory=dict)
    documents: dict[tuple[Kept, str], int] = field(default_factory=dict)

    def add(self, without_place: Mapping[Kept, Counter[str]]) -> None:
        """
        Adds the account of one document.
        """
        for kept, ways in without_place.items():
            for way, number in ways.items():
                self.values[kept, way] = self.values.get((kept, way), 0) + number
                self.documents[kept, way] = self.documents.get((kept, way), 0) + 1

    def lines(self) -> Iterator[str]:
        """
        The table: what was left out, then what stands in the text only; the most frequent first.
        """
        for kept, title in ((Kept.NOWHERE, "Left out"), (Kept.TEXT, "In the text of the body only")):
            found = {way: number for (where, way), number in self.values.items() if where is kept}
            if not found:
                continue
            ways = sorted(sorted(found), key=found.__getitem__, reverse=True)
            width = max(len(way) for way in (title, *ways[:_MOST]))
            yield ""
            yield f"{title.ljust(width)}  values  documents"
            for way in ways[:_MOST]:
                yield f"{way.ljust(width)}  {found[way]:6,}  {self.documents[kept, way]:9,}"
            if len(ways) > _MOST:
                rest = sum(found[way] for way in ways[_MOST:])
                yield f"{f'and {len(ways) - _MOST:,} more ways'.ljust(width)}  {rest:6,}"
