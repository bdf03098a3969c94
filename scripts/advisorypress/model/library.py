"""
Everything that may be published, as of one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.document import Article, Digest, Event, Guide, NewsItem, Newsletter
from advisorypress.model.takedown import Removed, Takedown
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import Wording

CURRENT_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class HandWritten:
    """
    A hand-written page: its path on the site, and its title, summary and body as written in each language that has them.

    Only the index of search reads summary and body, so they are in no key of another file (`render/keys.py` goes by `repr`).
    """

    path: str
    titles: Mapping[Language, str]
    summaries: Mapping[Language, str] = field(default_factory=dict, repr=False)
    bodies: Mapping[Language, str] = field(default_factory=dict, repr=False)

    def language_for(self, reader: Language) -> Language:
        """
        The language in which *reader* gets the page: their own, where it has words.
        """
        return reader if reader in self.titles else next(iter(self.titles), reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """
    All checked records as of *now* (build time), each list newest first.

    Only `check` makes one, and `render` and `compose` take nothing else. *held* names what is left out because its time
    has not come, *by_id* has the advisories by upper-case id. *earlier* has the versions of an advisory that `revise` put
    aside, oldest first, by upper-case id; *removed* are the advisories that were taken down, of which no words are here,
    and *takedowns* the entries that say so, also of single versions.
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
    earlier: Mapping[str, tuple[Advisory, ...]] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    takedowns: tuple[Takedown, ...] = ()

    @property
    def listed(self) -> tuple[Advisory | Removed, ...]:
        """
        The advisories, and what was taken down in its place among them, newest first: a list tells of every number.
        """
        if not self.removed:
            return self.advisories
        both: list[Advisory | Removed] = [*self.advisories, *self.removed]
        return tuple(sorted(both, key=lambda each: (each.published, each.id), reverse=True))

    def about(self, advisory: Advisory) -> Library:
        """
        What the pages of *advisory* may show: itself and its versions, and of the advisories that it names or that name it
        only that they are there. It has no clock.

        What is made of this alone changes with this alone, which is how a build knows what it need not make again.
        """
        current = self.current_of(advisory)
        known = {current.id.upper(): current}
        for id in (*current.supersedes, *current.superseded_by):
            other = self.advisory(id)
            if other is not None and other.id != current.id:
                known[other.id.upper()] = _bare(other)
        id = current.id.upper()
        return Library(
            settings=self.settings,
            vocabulary=self.vocabulary,
            wording=self.wording,
            now=current.published,
            by_id=known,
            advisories=(current,),
            earlier={id: self.earlier[id]} if id in self.earlier else {},
            takedowns=tuple(takedown for takedown in self.takedowns if takedown.id.upper() == id),
        )

    def earlier_of(self, advisory: Advisory) -> tuple[Advisory, ...]:
        """
        The earlier versions of *advisory* that can be read, oldest first.
        """
        return self.earlier.get(advisory.id.upper(), ())

    def current_of(self, advisory: Advisory) -> Advisory:
        """
        The current version of *advisory*: itself, unless it is an earlier one.
        """
        return (self.advisory(advisory.id) or advisory) if advisory.is_archived else advisory

    def is_to_follow(self, advisory: Advisory) -> bool:
        """
        Whether readers are to act on *advisory*: nothing has taken it back or its place.
        """
        current = self.current_of(advisory)
        return not advisory.is_withdrawn and not current.is_withdrawn and not current.superseded_by

    def removed_versions(self, advisory: Advisory) -> Mapping[int, Takedown]:
        """
        The earlier versions of *advisory* that were taken down, by number.
        """
        return {
            number: takedown
            for takedown in self.takedowns
            if takedown.id.upper() == advisory.id.upper()
            for number in sorted(takedown.versions)
            if number < advisory.version
        }

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


def _bare(advisory: Advisory) -> Advisory:
    """
    No more of *advisory* than a link to it needs.
    """
    return replace(
        advisory, words={}, revisions=(), affected=(), vulnerabilities=(), references=(), imported=(), supersedes=(),
        superseded_by=(), aliases=(), impacts=(), made_of=(),
    )  # fmt: skip
