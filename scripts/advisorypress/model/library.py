"""
Everything that may be published, as of one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.document import Article, Digest, Event, Guide, NewsItem, Newsletter
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import Wording

CURRENT_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class HandWritten:
    """
    A hand-written page: its path on the site and its title in each language that has one.
    """

    path: str
    titles: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """
    All checked records as of *now* (build time), each list newest first.

    Only `check` makes one, and `render` and `compose` take nothing else. *held* names what is left out because its time
    has not come, *by_id* has the advisories by upper-case id.
    """

    settings: Settings
    vocabulary: Vocabulary
    wording: Wording
    now: datetime
    by_id: Mapping[str, Advisory]
    advisories: tuple[Advisory, ...] = ()
    newsletters: tuple[Newsletter, ...] = ()
    digests: tuple[Digest, ...] = ()
    guides: tuple[Guide, ...] = ()
    articles: tuple[Article, ...] = ()
    news: tuple[NewsItem, ...] = ()
    events: tuple[Event, ...] = ()
    pages: tuple[HandWritten, ...] = ()
    held: tuple[str, ...] = ()

    def advisory(self, id: str) -> Advisory | None:
        """
        The advisory numbered *id*, compared without case.
        """
        return self.by_id.get(id.upper())

    def is_current(self, advisory: Advisory) -> bool:
        """
        Whether its meaning changed in the 14 days before build time.
        """
        return self.now - CURRENT_FOR <= advisory.updated <= self.now

    def act_now(self) -> tuple[Advisory, ...]:
        """
        The urgent warnings: critical or exploited and current; exploited first, then by severity, then newest first.
        """
        urgent = [
            advisory
            for advisory in self.advisories
            if (advisory.severity is Severity.CRITICAL or advisory.is_exploited)
            and self.is_current(advisory)
            and not advisory.is_withdrawn
            and not advisory.superseded_by
        ]
        # Stable sorts, least important first: two warnings can share a date, and the page must not reshuffle.
        urgent.sort(key=lambda advisory: (advisory.updated, advisory.id), reverse=True)
        urgent.sort(key=lambda advisory: (not advisory.is_exploited, -advisory.severity.level))
        return tuple(urgent)
