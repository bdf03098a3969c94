"""
Dates and times as each language writes them; nothing here asks a clock.

A moment is written in the zone it carries: `check` puts every moment into the team's.
"""

from __future__ import annotations

from datetime import date, datetime

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.render.moments import rfc3339
from advisorypress.templating import clean, escaped

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def long_date(day: date, language: Language) -> str:
    """
    `20 November 2026`, 2026年11月20日.
    """
    if language is Language.ZH:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date, language: Language) -> str:
    """
    As lists write it: `20 Nov 2026`; Chinese has one way only.
    """
    if language is Language.ZH:
        return long_date(day, language)
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def month(day: date, language: Language) -> str:
    """
    `November 2026`, 2026年11月.
    """
    if language is Language.ZH:
        return f"{day.year}年{day.month}月"
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_month(day: date, language: Language) -> str:
    """
    `Nov 2026`, where there is little room; Chinese has one way only.
    """
    return month(day, language) if language is Language.ZH else f"{_MONTHS[day.month - 1][:3]} {day.year}"


def year(number: int, language: Language) -> str:
    """
    `2026`, 2026年.
    """
    return f"{number}年" if language is Language.ZH else str(number)


def clock_time(moment: datetime, language: Language) -> str:
    """
    `9:30 am`, 上午9時30分; a full hour is 下午3時正.
    """
    if language is Language.EN:
        return f"{moment.hour % 12 or 12}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"
    if moment.hour == 0:
        part, hour = "凌晨", 0
    elif moment.hour == 12:
        part, hour = "中午", 12
    else:
        part, hour = ("上午" if moment.hour < 12 else "下午"), moment.hour % 12
    return f"{part}{hour}時{f'{moment.minute}分' if moment.minute else '正'}"


def date_and_time(moment: datetime, language: Language, *, zone: bool = False) -> str:
    """
    `20 Nov 2026, 9:30 am`, 2026年11月20日上午9時30分; with *zone* English names it, as on first use in a page.
    """
    if language is Language.ZH:
        return f"{long_date(moment, language)}{clock_time(moment, language)}"
    name = f" ({moment.tzname()})" if zone and moment.tzname() else ""
    return f"{short_date(moment, language)}, {clock_time(moment, language)}{name}"


def range_ends(start: date, end: date, language: Language) -> tuple[str, str]:
    """
    The two ends of a range, each with only what it needs: ("16", "30 November 2026"), ("2026年11月16日", "30日").
    """
    if language is Language.ZH:
        if start.year != end.year:
            return long_date(start, language), long_date(end, language)
        return long_date(start, language), f"{end.day}日" if start.month == end.month else f"{end.month}月{end.day}日"
    last = long_date(end, language)
    if start.year != end.year:
        return long_date(start, language), last
    if start.month != end.month:
        return f"{start.day} {_MONTHS[start.month - 1]}", last
    return str(start.day), last


def date_range(start: date, end: date, language: Language) -> str:
    """
    `16 to 30 November 2026`, 2026年11月16日至30日; a single day stands alone.
    """
    if start == end:
        return long_date(start, language)
    first, last = range_ends(start, end, language)
    return f"{first}至{last}" if language is Language.ZH else f"{first} to {last}"


def time_range(starts: datetime, ends: datetime, language: Language) -> str:
    """
    From when to when an event lasts; on one day the date is said once.
    """
    first = f"{long_date(starts, language)}{'' if language is Language.ZH else ', '}{clock_time(starts, language)}"
    joint = "至" if language is Language.ZH else " to "
    if starts.date() == ends.date():
        return f"{first}{joint}{clock_time(ends, language)}"
    last = f"{long_date(ends, language)}{'' if language is Language.ZH else ', '}{clock_time(ends, language)}"
    return f"{first}{joint}{last}"


def machine(moment: date) -> str:
    """
    What stands in `datetime`: RFC 3339 with seconds, or the day alone.
    """
    return rfc3339(moment) if isinstance(moment, datetime) else moment.isoformat()


def time_element(moment: date, words: str) -> Markup:
    """
    *words* (which tell *moment*) with the moment for machines.
    """
    # `Markup.format` would take five times as long, and every page has a dozen of these.
    return clean(f'<time datetime="{machine(moment)}">{escaped(words)}</time>')
