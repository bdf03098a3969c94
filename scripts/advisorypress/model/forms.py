"""
How single values are written: text to typed value, one function a form.

Each raises `ValueError` whose text tells an author what is wrong; the front matter itself stays text.
"""

from __future__ import annotations

import re
from datetime import date, datetime

# ASCII, for `\d` alone also takes the full-width digits that a Chinese keyboard gives.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CVE = re.compile(r"CVE-(1999|2\d{3})-(\d{4}|[1-9]\d{4,18})", re.ASCII)
CWE = re.compile(r"CWE-[1-9]\d{0,5}", re.ASCII)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# A moment at the edge of what `datetime` can hold has no counterpart in another time zone.
YEARS = range(1970, 3000)


def parse_time(text: str) -> datetime:
    """
    A moment with its zone, as RFC 3339 writes it (section 5.6, with seconds): `2026-11-20T09:30:00+08:00`.
    """
    if not TIME.fullmatch(text):
        raise ValueError(f"`{text}` is not a time with its zone")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no time that the calendar has") from None
    if moment.year not in YEARS:
        raise ValueError(f"`{text}` is not in the years {YEARS.start} to {YEARS.stop - 1}")
    return moment


def parse_date(text: str) -> date:
    """
    A day: `2026-11-20`.
    """
    if not DATE.fullmatch(text):
        raise ValueError(f"`{text}` is not a date")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no day that the calendar has") from None
    if day.year not in YEARS:
        raise ValueError(f"`{text}` is not in the years {YEARS.start} to {YEARS.stop - 1}")
    return day
