"""
A feed and its entries, before a format is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from advisorypress.language import Language

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""
When a feed without entries last changed: Atom asks for a moment, and that of the build would move with every commit.
"""


@dataclass(frozen=True, slots=True)
class Category:
    """
    One word that an entry is filed under: *scheme* is the address that names the set, *term* the key, *label* the word.
    """

    scheme: str
    term: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One record as one edition's feeds show it.

    *title* and *summary* are plain text, each with its language (*title_language*, *words*); *html* is clean and has
    absolute addresses only.
    *url* is the record's page in this edition, *other_url* the same page in the other one. *facts* goes into the JSON Feed.
    """

    id: str
    url: str
    other_url: str
    title: str
    title_language: Language
    summary: str
    words: Language
    html: str
    published: datetime
    updated: datetime
    categories: tuple[Category, ...] = ()
    facts: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    One feed in one language, newest change first.

    *url* and *other_url* are the addresses of the file and of its twin in the other language, without ending; *site* is the
    home page; *home* is the page it goes with.
    """

    language: Language
    title: str
    about: str
    team: str
    site: str
    home: str
    url: str
    other_url: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """
        When the meaning of one of its entries last changed, `NEVER` where there is none.
        """
        return max((entry.updated for entry in self.entries), default=NEVER)
