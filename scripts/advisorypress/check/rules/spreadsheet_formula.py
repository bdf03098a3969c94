from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Place
from advisorypress.load.source import Unreadable, read_bytes, text_of
from advisorypress.spreadsheet import is_formula

RULE_ID = "spreadsheet-formula"

MOST = 20


def look(context: Context) -> Iterator[Finding]:
    """
    No cell of a table in `content/` is a formula.

    A reader opens the table in a spreadsheet program, which computes what begins with `=`, `+`, `-` or `@`: such a cell
    can send what stands in the others to somebody, or start a program.
    """
    for path in sorted(context.tree.files):
        if path.startswith("content/") and path.casefold().endswith(".csv"):
            yield from _look(context, path)


def _look(context: Context, path: str) -> Iterator[Finding]:
    data = read_bytes(context.tree.root, path)
    if isinstance(data, Unreadable):
        if not any(finding.place.path == path for finding in context.tree.findings):
            yield from data.findings
        return
    # Spreadsheet programs want the mark that we take from nobody else.
    text = text_of(data.removeprefix(codecs.BOM_UTF8), path)
    if isinstance(text, Finding):
        yield text
        return
    rows = csv.reader(text.split("\n"))
    try:
        formulas = ((rows.line_num, cell) for row in rows for cell in row if is_formula(cell))
        for line, cell in islice(formulas, MOST):
            hint = "begin it with another character, or leave it out"
            yield Finding(RULE_ID, Place(path, line), f"{quote(cell)} would be computed, not shown", hint)
    except csv.Error as error:
        yield Finding(RULE_ID, Place(path, rows.line_num), f"this is no table of comma-separated values: {error}")
