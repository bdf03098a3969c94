"""
Which digest is meant: the one of a named half-month, or the last one that has closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.digest_items import DigestItems, digest_items
from advisorypress.model.document import Digest
from advisorypress.model.library import Library
from advisorypress.model.period import Period


@dataclass(frozen=True, slots=True)
class Issue:
    """
    One digest with what it carries; *is_published* is False for a draft, and for one whose time has not come.
    """

    digest: Digest
    items: DigestItems
    is_published: bool


def named_issue(library: Library, with_drafts: Library, name: str) -> Issue:
    """
    The issue of the half-month called *name*, a draft too.

    Raises `UsageError` that names the issues there are, or the command that drafts this one.
    """
    there_are = ", ".join(sorted(digest.period.name for digest in with_drafts.digests)) or "none yet"
    try:
        period = Period.named(name)
    except ValueError:
        raise UsageError(f"`{name}` is no half-month, like 2026-11-first; the digests are: {there_are}") from None
    for number, shelf in enumerate((library, with_drafts)):
        for digest in shelf.digests:
            if digest.period == period:
                return Issue(digest, digest_items(library, digest), is_published=number == 0)
    raise UsageError(f"there is no digest of {name}: press new digest {name} drafts it (the digests are: {there_are})")


def last_issue(library: Library, with_drafts: Library) -> Issue:
    """
    The issue of the last half-month that closed before build time and in which something was published.
    """
    period = Period.holding(library.now.date()).previous
    oldest = _oldest(library)
    while oldest is not None and period.end >= oldest:
        if not digest_items(library, _unwritten(period, library)).is_empty:
            return named_issue(library, with_drafts, period.name)
        period = period.previous
    raise UsageError("no half-month that has closed has anything to tell; name one, like 2026-11-first")


def _oldest(library: Library) -> date | None:
    kinds = (library.advisories, library.newsletters, library.guides, library.articles, library.news)
    return min((record.published.date() for records in kinds for record in records), default=None)


def _unwritten(period: Period, library: Library) -> Digest:
    """
    A digest of *period* as it would be without a word of its own and with nothing left out.
    """
    return Digest(
        kind=Kind.DIGEST,
        name=period.name,
        source=Language.EN,
        published=library.now,
        words={},
        period=period,
    )
