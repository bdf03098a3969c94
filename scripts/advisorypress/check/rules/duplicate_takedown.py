from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, Scalar, scalars
from advisorypress.load.takedowns import ALL, entries

RULE_ID = "duplicate-takedown"


def look(context: Context) -> Iterator[Finding]:
    """
    Nothing is taken down twice.

    A tombstone has one date and one reason. Two entries for one advisory name different versions; one that was taken down
    as a whole has one entry.
    """
    seen: dict[str, list[tuple[set[str], Scalar]]] = {}
    for entry in entries(context.tree.takedowns):
        id = next(scalars(entry, ("id",)), None)
        if id is None:
            continue
        versions = [scalar for scalar in scalars(entry, ("versions", EACH)) if scalar.text]
        names = [scalar.text for scalar in versions]
        for scalar in versions:
            if names.count(scalar.text) > 1 and scalar is not versions[names.index(scalar.text)]:
                yield Finding(
                    RULE_ID, scalar.place, f"version {scalar.text} stands twice here", "remove one of the two"
                )
        earlier = seen.setdefault(id.text.upper(), [])
        for others, other in earlier:
            if ALL in names or ALL in others or others & set(names):
                hint = "keep one entry: with `versions: all` it takes every version down"
                yield Finding(RULE_ID, id.place, f"{id.text} is taken down in line {other.place.line} already", hint)
                break
        earlier.append((set(names), id))
