from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "repeated-reference"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Each reference stands once.

    A warning. Two lines that lead to one page make a reader look for a difference; capitals in the host and a slash at the
    end are none, another `#part` of a page is.
    """
    if record.kind is not Kind.ADVISORY:
        return
    first: dict[str, int] = {}
    for scalar in record.scalars("references", EACH, "url"):
        address = _same(scalar.text)
        if address in first:
            message = f"this is the address of the reference in line {first[address]}, too"
            yield Finding(
                RULE_ID, scalar.place, message, "keep one of the two, here and in `reference_titles`", Level.WARNING
            )
        first.setdefault(address, scalar.place.line)


def _same(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url  # `unsafe-reference` speaks of it
    path = parts.path.rstrip("/") if not parts.query and not parts.fragment else parts.path
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=path).geturl()
