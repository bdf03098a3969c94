"""
What one digest holds: the selection that its page and its mail share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.document import Article, Digest, Document, Guide, NewsItem, Newsletter
from advisorypress.model.library import Library
from advisorypress.model.period import Period

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class DigestItems:
    """
    The advisories of a period, those to act on first apart from the others, and what else was published in it.

    *others* are grouped by category, in the order of the vocabulary.
    """

    act_now: tuple[Advisory, ...]
    others: tuple[tuple[str, tuple[Advisory, ...]], ...]
    newsletters: tuple[Newsletter, ...]
    guides: tuple[Guide, ...]
    articles: tuple[Article, ...]
    news: tuple[NewsItem, ...]

    @property
    def advisories(self) -> tuple[Advisory, ...]:
        """
        All its advisories, in the order in which they are shown.
        """
        return self.act_now + tuple(advisory for _, group in self.others for advisory in group)

    @property
    def reading(self) -> tuple[Document, ...]:
        """
        All that is no advisory, in the order in which it is shown.
        """
        return (*self.newsletters, *self.guides, *self.articles, *self.news)

    @property
    def is_empty(self) -> bool:
        """
        Whether nothing at all happened in the period.
        """
        return not self.advisories and not self.reading


def digest_items(library: Library, digest: Digest) -> DigestItems:
    """
    What *digest* carries: every advisory with a meaningful revision within its period, and every newsletter, guide,
    article and news item first published in it, except what it leaves out.
    """
    left_out = {id.upper() for id in digest.leave_out}
    found = [
        advisory
        for advisory in library.advisories
        if advisory.id.upper() not in left_out and changed_in(advisory, digest.period, library.now)
    ]
    act_now = [advisory for advisory in found if must_act(advisory)]
    return DigestItems(
        act_now=_worst_first(act_now),
        others=_by_category(library, [advisory for advisory in found if not must_act(advisory)]),
        newsletters=_published_in(library.newsletters, digest.period),
        guides=_published_in(library.guides, digest.period),
        articles=_published_in(library.articles, digest.period),
        news=_published_in(library.news, digest.period),
    )


def changed_in(advisory: Advisory, period: Period, now: datetime) -> bool:
    """
    Whether the meaning of *advisory* changed within *period*, as far as is known at *now*.
    """
    # Revisions are in the order of their dates, and most advisories lie wholly before or after a period.
    if advisory.revisions[-1].date.date() < period.start or advisory.revisions[0].date.date() > period.end:
        return False
    return any(
        revision.is_meaningful and revision.date <= now and period.holds(revision.date.date())
        for revision in advisory.revisions
    )


def must_act(advisory: Advisory) -> bool:
    """
    Whether readers should act on it before all others: critical or exploited, and still to be followed.
    """
    urgent = advisory.severity is Severity.CRITICAL or advisory.is_exploited
    return urgent and not advisory.is_withdrawn and not advisory.superseded_by


def _worst_first(advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    # Two stable sorts: two advisories can share a moment, and the digest must not reshuffle.
    newest = sorted(advisories, key=lambda advisory: (advisory.updated, advisory.id), reverse=True)
    return tuple(sorted(newest, key=lambda advisory: (not advisory.is_exploited, -advisory.severity.level)))


def _by_category(library: Library, advisories: list[Advisory]) -> tuple[tuple[str, tuple[Advisory, ...]], ...]:
    groups = []
    for category in library.vocabulary.keys("category"):
        group = [advisory for advisory in advisories if advisory.category == category]
        if group:
            groups.append((category, _worst_first(group)))
    return tuple(groups)


def _published_in(documents: tuple[D, ...], period: Period) -> tuple[D, ...]:
    return tuple(document for document in documents if period.holds(document.published.date()))
