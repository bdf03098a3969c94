"""
What the records say of the team's own work: how much, about whom, and how fast. Counted, never estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.library import Library

MONTHS = 12
"""
How many months are counted, the one of build time being the last.
"""

DAYS = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, None))
"""
The groups in which waits are counted: from and to, in days; the last has no end.
"""


@dataclass(frozen=True, slots=True)
class Month:
    """
    A month, by its first day, and how many advisories of each severity were first published in it.
    """

    first: date
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """
        All advisories of the month.
        """
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class VendorCount:
    """
    In how many advisories products of a vendor are affected.
    """

    name: str
    advisories: int


@dataclass(frozen=True, slots=True)
class Wait:
    """
    Days from the vendor's notice of *id* to the advisory, and to the first version that had a Chinese text; None while
    there is none.
    """

    id: str
    advisory: int
    chinese: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """
    The last `MONTHS` months, oldest first; *before* is how many advisories the same number of months before had.
    """

    months: tuple[Month, ...]
    before: int
    vendors: tuple[VendorCount, ...]
    waits: tuple[Wait, ...]

    @property
    def total(self) -> int:
        """
        All advisories that are counted.
        """
        return sum(month.total for month in self.months)

    @property
    def advisory_days(self) -> tuple[int, ...]:
        """
        The days to each advisory.
        """
        return tuple(wait.advisory for wait in self.waits)

    @property
    def chinese_days(self) -> tuple[int, ...]:
        """
        The days to each Chinese text that there is.
        """
        return tuple(wait.chinese for wait in self.waits if wait.chinese is not None)


def statistics(library: Library) -> Statistics:
    """
    The statistics of *library* as of its build time. What is withdrawn does not count.
    """
    last = library.now.date().replace(day=1)
    months = [_months_before(last, number) for number in range(2 * MONTHS - 1, -1, -1)]
    by_month: dict[date, list[Advisory]] = {month: [] for month in months}
    for advisory in library.advisories:
        month = advisory.published.date().replace(day=1)
        if not advisory.is_withdrawn and month in by_month:
            by_month[month].append(advisory)
    counted = [advisory for month in months[MONTHS:] for advisory in by_month[month]]
    return Statistics(
        months=tuple(_month(month, by_month[month]) for month in months[MONTHS:]),
        before=sum(len(by_month[month]) for month in months[:MONTHS]),
        vendors=_vendors(counted),
        waits=tuple(_wait(library, advisory, advisory.disclosed) for advisory in counted if advisory.disclosed),
    )


def days_label(days: float) -> str:
    """
    Days as a number: a median may lie between two.
    """
    return f"{days:,.1f}".removesuffix(".0")


def median_days(days: tuple[int, ...]) -> float | None:
    """
    The median of *days*; None of nothing.
    """
    return float(median(days)) if days else None


def in_groups(days: tuple[int, ...]) -> tuple[int, ...]:
    """
    How many of *days* lie in each of `DAYS`.
    """
    return tuple(sum(first <= each and (last is None or each <= last) for each in days) for first, last in DAYS)


def _months_before(month: date, number: int) -> date:
    total = month.year * 12 + month.month - 1 - number
    return date(total // 12, total % 12 + 1, 1)


def _month(first: date, advisories: list[Advisory]) -> Month:
    counts = Counter(advisory.severity for advisory in advisories)
    return Month(first, {severity: counts[severity] for severity in Severity})


def _vendors(advisories: list[Advisory]) -> tuple[VendorCount, ...]:
    counts = Counter(vendor for advisory in advisories for vendor in advisory.vendors)
    return tuple(VendorCount(*each) for each in sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold())))


def _wait(library: Library, advisory: Advisory, disclosed: date) -> Wait:
    versions = (*library.earlier_of(advisory), advisory)
    chinese = next((each for each in versions if Language.ZH in each.words), None)
    # Of a version that was taken down nobody knows any more whether it had a Chinese text.
    if chinese is not None and any(number < chinese.version for number in library.removed_versions(advisory)):
        chinese = None
    return Wait(
        advisory.id,
        _days(disclosed, advisory.published.date()),
        None if chinese is None else _days(disclosed, chinese.last_revision.date.date()),
    )


def _days(disclosed: date, published: date) -> int:
    # An advisory agreed with the vendor may come first.
    return max((published - disclosed).days, 0)
