from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisorypress.check.body import Line, lines_of, place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "nested-too-deep"

MAXIMUM_NESTING = 20


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Lists and quotations are nested at most 20 deep.

    Nobody can read that, and some Markdown readers come to an end on it.
    """
    for source in record.editions.values():
        # The reader of advisories knows code where we do; that of pages may see a list in a fence that nobody closed.
        is_exact = record.kind is Kind.ADVISORY
        line = _first_too_deep(read_prose(source.body).lines if is_exact else lines_of(source.body))
        if line is not None:
            indent = len(line.text) - len(line.text.lstrip())
            place = place_in_body(source, line.start + indent, line.start + indent + 1)
            yield Finding(RULE_ID, place, f"nested deeper than {MAXIMUM_NESTING} levels", "say it in fewer levels")


def _first_too_deep(lines: Iterable[Line]) -> Line | None:
    open_indents: list[int] = []
    for line in lines:
        if line.depth:
            while open_indents and open_indents[-1] >= line.indent:
                open_indents.pop()
            if len(open_indents) + line.depth > MAXIMUM_NESTING:
                return line
            open_indents.append(line.indent)
    return None
