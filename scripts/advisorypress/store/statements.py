"""
Statements in the driver's own words, for what is done for every message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Insert,
    Update,
)
from sqlalchemy.engine.interfaces import DBAPICursor, Dialect


class ManyTimes:
    """
    A statement that is executed for every message: compiled once a database, its rows given to the driver as they are.
    *names* are its parameters in the order in which a row has them.
    """

    def __init__(self, statement: Insert | Update, *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, tuple[str, Callable[[Sequence[object]], Any]]] = {}

    def execute(self, cursor: DBAPICursor, dialect: Dialect, rows: Sequence[Sequence[object]]) -> int:
        """
        Executes it for each of *rows*; how many rows of the table it changed.
        """
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect)
            order = getattr(compiled, "positiontup", None)
            take: Callable[[Sequence[object]], Any] = (
                itemgetter(*map(self._names.index, order))
                if order
                else lambda row: dict(zip(self._names, row, strict=True))
            )
            self._compiled[dialect.name] = (str(compiled), take)
        words, take = self._compiled[dialect.name]
        cursor.executemany(words, list(map(take, rows)))
        return int(cursor.rowcount)
