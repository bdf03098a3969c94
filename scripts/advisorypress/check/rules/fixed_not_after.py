from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, Mapping, Scalar, follow, scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import NO_FIX
from advisorypress.model.version_order import are_comparable, compare_versions, holds
from advisorypress.model.versions import Span, VersionPart, parse_versions

RULE_ID = "fixed-not-after"

MOST_COMPARED = 200_000
"""
How many pairs of a fix and a range are compared in one record. The largest real advisories have a few thousand.
"""


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    The `fixed` version is none of the affected ones, and comes after them.

    A reader who updates to it must be safe. With several ranges it comes after the lowest; where vendor and product number
    fixes in another way than versions (KB5034441), and beside `versions: all`, nothing is compared.
    """
    if record.kind is not Kind.ADVISORY:
        return
    left = MOST_COMPARED
    for row in follow(record.source.head, ("affected", EACH)):
        fixed = next(scalars(row, ("fixed",)), None)
        versions = next(scalars(row, ("versions",)), None)
        if isinstance(row, Mapping) and fixed is not None and versions is not None and fixed.text != NO_FIX:
            left -= len(parse_versions(fixed.text).parts) * len(parse_versions(versions.text).parts)
            if left >= 0:
                yield from _look(fixed, versions)


def _look(fixed: Scalar, versions: Scalar) -> Iterator[Finding]:
    affected = [part for part in parse_versions(versions.text).parts if part.span is not Span.ALL]
    for fix in parse_versions(fixed.text).parts:
        if fix.span not in (Span.EXACT, Span.SINCE):
            continue
        if not all(are_comparable(fix.first, part.first) for part in affected):
            continue
        hit = next((part for part in affected if holds(part, fix.first)), None)
        if hit is not None:
            message = f"{quote(fix.first)} is one of the affected versions ({quote(versions.text)})"
            yield Finding(RULE_ID, fixed.place, message, _hint(hit, fix.first))
        elif _is_below(fix.first, affected):
            message = f"{quote(fix.first)} is lower than every affected version ({quote(versions.text)})"
            yield Finding(RULE_ID, fixed.place, message, "look at both, one digit may be missing")


def _is_below(version: str, affected: Sequence[VersionPart]) -> bool:
    return bool(affected) and all(compare_versions(version, part.first) < 0 for part in affected)


def _hint(part: VersionPart, fixed: str) -> str:
    match part.span:
        case Span.RANGE if compare_versions(part.last, fixed) == 0:
            return f"write `versions: before {fixed}`, or the last affected version after `to`"
        case Span.UP_TO if compare_versions(part.first, fixed) == 0:
            return f"if {fixed} is the first safe version, write `versions: before {fixed}`"
        case Span.SINCE:
            return f"`and later` has no end; write `{part.first} to …` with the last affected version"
        case _:
            return "write the first version that is not affected, or `fixed: none`"
