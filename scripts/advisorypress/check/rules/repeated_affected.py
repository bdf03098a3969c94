from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import EACH, Node, Scalar, scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.version_order import are_comparable, holds
from advisorypress.model.versions import Span, VersionPart, parse_versions

RULE_ID = "repeated-affected"

_LEAVE_OUT = "leave it out, or correct it"

MOST_COMPARED = 200_000
"""
How many pairs of a version and a range are compared in one record. The largest real advisories have a few thousand.
"""


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Each product with its versions stands once: no two equal rows, no version twice in one row, no key twice in `affects`.

    A warning: nothing false is said, but a reader looks for the difference between two lines that have none, and often one
    of them was to be another version.
    """
    if record.kind is not Kind.ADVISORY:
        return
    yield from _rows(record)
    yield from _versions(record.scalars("affected", EACH, "versions"))
    for row in record.nodes("vulnerabilities", EACH):
        yield from _keys(list(scalars(row, ("affects", EACH))))


def _rows(record: Record) -> Iterator[Finding]:
    rows = list(record.nodes("affected", EACH))
    if len(rows) < 2:
        return
    first: dict[tuple[str, ...], Node] = {}
    for row in rows:
        told = tuple(_text(row, name) for name in ("vendor", "product", "versions", "cpe", "purl"))
        if not all(told[:3]):
            continue
        if told in first:
            message = f"this product has a row with these versions already, in line {first[told].place.line}"
            yield Finding(RULE_ID, row.place, message, "keep one of the two, or correct the versions", Level.WARNING)
        first.setdefault(told, row)


def _text(row: Node, name: str) -> str:
    return next((" ".join(scalar.text.casefold().split()) for scalar in scalars(row, (name,))), "")


def _versions(scalars: Iterable[Scalar]) -> Iterator[Finding]:
    left = MOST_COMPARED
    for scalar in scalars:
        parts = parse_versions(scalar.text).parts
        ranges = [part for part in parts if part.span is Span.RANGE]
        left -= len(parts) * len(ranges)
        seen: set[VersionPart] = set()
        for part in parts:
            is_said = part in seen
            seen.add(part)
            if part.span is Span.EXACT and left >= 0:
                is_said |= any(are_comparable(part.first, span.first) and holds(span, part.first) for span in ranges)
            if is_said:
                message = f"{quote(_written(part))} is said twice"
                yield Finding(RULE_ID, scalar.place, message, _LEAVE_OUT, Level.WARNING)


def _written(part: VersionPart) -> str:
    return f"{part.first} to {part.last}" if part.span is Span.RANGE else part.first or part.span.value


def _keys(keys: list[Scalar]) -> Iterator[Finding]:
    seen: set[str] = set()
    for scalar in keys:
        if scalar.text and scalar.text in seen:
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} is named twice", _LEAVE_OUT, Level.WARNING)
        seen.add(scalar.text)
