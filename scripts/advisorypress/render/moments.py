"""
Moments as feeds and data write them, whatever the locale of the machine.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

_MINUTE = timedelta(minutes=1)


def whole_moment(moment: datetime) -> datetime:
    """
    *moment* without fractions of a second, in UTC where its zone is not off by whole minutes (as zones once were).
    """
    offset = moment.utcoffset()
    if offset is not None and offset % _MINUTE:
        moment = moment.astimezone(UTC)
    return moment.replace(microsecond=0) if moment.microsecond else moment


def rfc3339(moment: datetime) -> str:
    """
    `2026-11-20T09:30:00+08:00`.
    """
    return whole_moment(moment).isoformat()


def rfc822(moment: datetime) -> str:
    """
    `Fri, 20 Nov 2026 09:30:00 +0800`: four digits for the year, a number for the zone, English in every locale.
    """
    return format_datetime(whole_moment(moment))
