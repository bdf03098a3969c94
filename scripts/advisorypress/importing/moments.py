"""
Times of other formats.
"""

from __future__ import annotations

from datetime import UTC, datetime

from advisorypress.model.forms import YEARS


def read_moment(text: str) -> datetime | None:
    """
    The moment that *text* (RFC 3339, of any precision) names; None when it names none that can be shown everywhere.

    A time without a zone is taken as UTC, which is what such documents mean.
    """
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0)
