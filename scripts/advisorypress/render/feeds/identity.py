"""
Permanent names of feed entries.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from advisorypress.language import Language
from advisorypress.settings import Settings


def entry_id(settings: Settings, path: str, published: datetime, language: Language) -> str:
    """
    The tag URI (RFC 4151) of the record at *path* in *language*'s edition.

    It is made of the site's host, the day of first publication (in UTC, so that no time zone can move it) and the address
    on the site. It says nothing of the feed, so an entry has one id wherever it appears; the two editions are two entries.
    """
    address = urlsplit(settings.url(language, path))
    authority = (address.hostname or "").encode("idna").decode("ascii")
    day = published.astimezone(UTC).date().isoformat()
    return f"tag:{authority},{day}:{quote(address.path.strip('/'))}"
