"""
What was published and is readable no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Reason(StrEnum):
    """
    Why something was taken down.
    """

    PERSONAL_DATA = "personal-data"
    COURT_ORDER = "court-order"
    EMBARGO_BREACH = "embargo-breach"
    ERROR = "error"

    @property
    def is_for_good(self) -> bool:
        """
        Whether the text may never come back under its number: others decided, and not the team.
        """
        return self in (Reason.PERSONAL_DATA, Reason.COURT_ORDER)


@dataclass(frozen=True, slots=True)
class Takedown:
    """
    One entry of `advisories/takedowns.yml`; *versions* are numbers, empty for the whole advisory.
    """

    id: str
    day: date
    reason: Reason
    versions: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """
        Whether all of the advisory is gone, and not single versions.
        """
        return not self.versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """
    What is left of an advisory that was taken down: its number, its first date, its old addresses. None of its words.
    """

    id: str
    published: datetime
    takedown: Takedown
    aliases: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """
        Its folder on the site, without the language: where its page was, and its tombstone is.
        """
        return f"advisories/{self.id}/"

    @property
    def updated(self) -> datetime:
        """
        When its feed entry last changed: the beginning of the day of the takedown, but never before it was published.
        """
        return max(self.published, datetime.combine(self.takedown.day, time(), self.published.tzinfo))
