"""
Dates and times as each language writes them (visual brief, section 9).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from advisorypress.language import Language
from advisorypress.render import dates

HK = ZoneInfo("Asia/Hong_Kong")
EN, ZH = Language.EN, Language.ZH
DAY = date(2026, 11, 20)


def a_time(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HK)


def test_days():
    """
    Long in text, short in lists; Chinese has one way.
    """
    assert ("20 November 2026", "2026年11月20日") == (dates.long_date(DAY, EN), dates.long_date(DAY, ZH))
    assert ("20 Nov 2026", "2026年11月20日") == (dates.short_date(DAY, EN), dates.short_date(DAY, ZH))
    assert ("November 2026", "2026年11月") == (dates.month(DAY, EN), dates.month(DAY, ZH))


@pytest.mark.parametrize(
    ("hour", "minute", "english", "chinese"),
    [
        (0, 0, "12:00 am", "凌晨0時正"),
        (0, 15, "12:15 am", "凌晨0時15分"),
        (1, 5, "1:05 am", "上午1時5分"),
        (9, 30, "9:30 am", "上午9時30分"),
        (11, 59, "11:59 am", "上午11時59分"),
        (12, 0, "12:00 pm", "中午12時正"),
        (12, 15, "12:15 pm", "中午12時15分"),
        (13, 0, "1:00 pm", "下午1時正"),
        (15, 0, "3:00 pm", "下午3時正"),
        (23, 59, "11:59 pm", "下午11時59分"),
    ],
)
def test_times_of_the_day(hour: int, minute: int, english: str, chinese: str):
    """
    No hour of the day can be taken for another one.
    """
    assert (english, chinese) == (
        dates.clock_time(a_time(hour, minute), EN),
        dates.clock_time(a_time(hour, minute), ZH),
    )


def test_date_and_time_names_the_zone_on_first_use():
    """
    Only in English; a Chinese reader in Hong Kong has no other.
    """
    assert "20 Nov 2026, 9:30 am (HKT)" == dates.date_and_time(a_time(9, 30), EN, zone=True)
    assert "20 Nov 2026, 9:30 am" == dates.date_and_time(a_time(9, 30), EN)
    assert "2026年11月20日上午9時30分" == dates.date_and_time(a_time(9, 30), ZH, zone=True)


@pytest.mark.parametrize(
    ("start", "end", "english", "chinese"),
    [
        (date(2026, 11, 16), date(2026, 11, 30), "16 to 30 November 2026", "2026年11月16日至30日"),
        (date(2026, 8, 28), date(2026, 9, 3), "28 August to 3 September 2026", "2026年8月28日至9月3日"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 to 2 January 2027", "2026年12月30日至2027年1月2日"),
        (DAY, DAY, "20 November 2026", "2026年11月20日"),
    ],
)
def test_ranges_say_each_part_once(start: date, end: date, english: str, chinese: str):
    """
    Month and year stand once where they are the same.
    """
    assert (english, chinese) == (dates.date_range(start, end, EN), dates.date_range(start, end, ZH))


def test_times_of_an_event():
    """
    On one day the date is said once.
    """
    assert "20 November 2026, 2:00 pm to 5:30 pm" == dates.time_range(a_time(14), a_time(17, 30), EN)
    assert "2026年11月20日下午2時正至下午5時30分" == dates.time_range(a_time(14), a_time(17, 30), ZH)
    assert "20 November 2026, 2:00 pm to 21 November 2026, 9:00 am" == dates.time_range(
        a_time(14), a_time(9, 0, 21), EN
    )


def test_machines_get_the_moment_with_its_zone():
    """
    A day alone has none.
    """
    assert '<time datetime="2026-11-20T09:30:00+08:00">x</time>' == dates.time_element(a_time(9, 30), "x")
    assert '<time datetime="2026-11-20">&lt;</time>' == dates.time_element(DAY, "<")
