"""
How single values are written: text to typed value, one function a form.

Each raises `ValueError` whose text tells an author what is wrong; the front matter itself stays text.
"""

from __future__ import annotations

import re
from datetime import date, datetime

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CVE = re.compile(r"CVE-(1999|2\d{3})-(\d{4}|[1-9]\d{4,18})")
CWE = re.compile(r"CWE-[1-9]\d{0,5}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def parse_time(text: str) -> datetime:
    """
    A moment with its zone, as RFC 3339 writes it (section 5.6, with seconds): `2026-11-20T09:30:00+08:00`.
    """
    if not TIME.fullmatch(text):
        raise ValueError(f"`{text}` is not a time with its zone")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no time that the calendar has") from None


def parse_date(text: str) -> date:
    """
    A day: `2026-11-20`.
    """
    if not DATE.fullmatch(text):
        raise ValueError(f"`{text}` is not a date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no day that the calendar has") from None
