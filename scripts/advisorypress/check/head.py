"""
Front matter that no rule found a mistake in, read as typed values.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from advisorypress.load.nodes import Written
from advisorypress.load.source import Source
from advisorypress.model.forms import parse_date, parse_time


class Head:
    """
    Typed reading of one mapping as it was written (see `nodes`); what is absent or empty is None, "" or ().

    It looks at the lists themselves, for it reads every value of every record.
    """

    __slots__ = ("_values", "_zone")

    def __init__(self, written: Written, zone: tzinfo) -> None:
        inner = written[3] if written[0] is None else []
        # Of a key that stands twice, the first counts.
        self._values: dict[str, Written] = {
            name[0]: value for name, value in zip(inner[-2::-2], inner[::-2], strict=True)
        }
        self._zone = zone

    def text(self, key: str) -> str:
        """
        The value of *key*.
        """
        value = self._values.get(key)
        return value[0] if value is not None and isinstance(value[0], str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """
        The values of the list behind *key*, without empty ones; a single value is a list of one.
        """
        return tuple([item[0] for item in self._items(key) if item[0] and isinstance(item[0], str)])

    def time(self, key: str) -> datetime | None:
        """
        The moment behind *key*, in the zone.
        """
        text = self.text(key)
        return parse_time(text).astimezone(self._zone) if text else None

    def moment(self, key: str) -> datetime:
        """
        The same of a key that is always there.
        """
        return parse_time(self.text(key)).astimezone(self._zone)

    def day(self, key: str) -> date | None:
        """
        The day behind *key*.
        """
        text = self.text(key)
        return parse_date(text) if text else None

    def mappings(self, key: str) -> list[Head]:
        """
        The rows of the list behind *key*.
        """
        return [Head(item, self._zone) for item in self._items(key)]

    def _items(self, key: str) -> list[Written]:
        value = self._values.get(key)
        if value is None:
            return []
        return value[0] if isinstance(value[0], list) else [value]


def head_of(source: Source, zone: tzinfo) -> Head:
    """
    The front matter of *source*, its times in *zone*.
    """
    return Head(source.head.written, zone)
