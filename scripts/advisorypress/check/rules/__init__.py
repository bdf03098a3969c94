"""
The rules, one module each: `RULE_ID`, and `look(record, context)`, whose docstring is the rule's page in the docs.

A rule reads front matter as written, so it speaks of its own mistake even where other values are broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record


class Rule(Protocol):
    """
    What every module of this package is.
    """

    RULE_ID: str

    def look(self, record: Record, context: Context) -> Iterator[Finding]:
        """
        The findings in one record.
        """
        ...


RULES: tuple[Rule, ...] = ()
