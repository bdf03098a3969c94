"""
The two halves of a month, which is how often we mail.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_NAME = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(first|second)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """
    A half-month: the 1st to the 15th, or the 16th to the last day.
    """

    start: date
    end: date

    @classmethod
    def holding(cls, day: date) -> Self:
        """
        The period that contains *day*.
        """
        if day.day <= 15:
            return cls(day.replace(day=1), day.replace(day=15))
        return cls(day.replace(day=16), last_day_of_month(day))

    @classmethod
    def named(cls, name: str) -> Self:
        """
        The period called *name*, like `2026-11-first`; raises `ValueError` for any other text.
        """
        match = _NAME.fullmatch(name)
        if match is None or match[1] == "0000":
            raise ValueError(f"`{name}` is not a half-month")
        return cls.holding(date(int(match[1]), int(match[2]), 1 if match[3] == "first" else 16))

    @property
    def name(self) -> str:
        """
        `2026-11-first` or `2026-11-second`.
        """
        return f"{self.start:%Y-%m}-{'first' if self.start.day == 1 else 'second'}"

    @property
    def previous(self) -> Period:
        """
        The half-month before.
        """
        return Period.holding(self.start - timedelta(days=1))

    def holds(self, day: date) -> bool:
        """
        Whether *day* lies in it.
        """
        return self.start <= day <= self.end


def last_day_of_month(day: date) -> date:
    """
    The last day of the month of *day*.
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def parse_month(text: str) -> date:
    """
    The first day of the month written `2026-11`; raises `ValueError` for any other text.
    """
    match = _MONTH.fullmatch(text)
    if match is None or match[1] == "0000":
        raise ValueError(f"`{text}` is not a month")
    return date(int(match[1]), int(match[2]), 1)
