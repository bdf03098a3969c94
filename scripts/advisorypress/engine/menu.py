"""
The main menu and the footer's map of the site, as data; what has no page is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisorypress.check.addresses import SECTIONS

RENDERED = frozenset(SECTIONS)
"""
The folders that the press itself fills, beside the hand-written pages: an entry appears as soon as its folder is one.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A link of the menu: its folder, and the words it is called by.

    *words* is a key of the interface, or `group/key` of the vocabulary; "" takes the title of the page itself.
    """

    path: str
    words: str = ""

    @property
    def section(self) -> str:
        """
        The first folder of its path, by which pages say that it is their entry.
        """
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """
    A group of the footer: its heading, its entries, and whether the feeds of everything follow them.
    """

    words: str
    entries: tuple[Entry, ...]
    has_feeds: bool = False


REPORT = Entry("report-incident/", "nav.report")

MAIN = (
    Entry("advisories/", "nav.advisories"),
    Entry("affected/", "nav.affected"),
    Entry("guides/", "nav.guides"),
    Entry("news/", "nav.news"),
    Entry("statistics/", "nav.statistics"),
    Entry("subscribe/", "nav.subscribe"),
    REPORT,
)

MORE = (
    Entry("about/", "footer.about.us"),
    Entry("about/contact/", "footer.contact"),
    Entry("about/accessibility/", "footer.accessibility"),
    Entry("about/privacy/", "footer.privacy"),
)

FOOTER = (
    Group(
        "footer.warnings",
        (
            Entry("advisories/", "nav.advisories"),
            Entry("latest/", "latest.title"),
            Entry("affected/", "nav.affected"),
            Entry("digests/", "list.digests"),
            Entry("bulletins/", "list.bulletins"),
            Entry("news/", "publication/news"),
        ),
    ),
    Group(
        "footer.advice",
        (
            Entry("guides/", "nav.guides"),
            Entry("articles/", "publication/article"),
            Entry("events/", "list.events"),
            Entry("glossary/", "glossary.title"),
            Entry("report-incident/", "nav.report"),
        ),
    ),
    Group(
        "footer.follow",
        (
            Entry("subscribe/", "nav.subscribe"),
            Entry("feeds/", "feeds.title"),
            Entry("statistics/", "nav.statistics"),
            Entry("reports/", "publication/report"),
        ),
        has_feeds=True,
    ),
    Group(
        "footer.about",
        (
            Entry("about/", "footer.about.us"),
            Entry("about/contact/", "footer.contact"),
            Entry("about/severity/", "advisory.risk.how"),
            Entry("about/rfc2350/"),
            Entry("about/press/"),
            Entry("about/verify/", "footer.verify"),
            Entry("about/privacy/", "footer.privacy"),
            Entry("about/accessibility/", "footer.accessibility"),
            Entry("about/copyright/", "footer.copyright"),
        ),
    ),
)


def existing(entries: tuple[Entry, ...], exists: Callable[[str], bool]) -> tuple[Entry, ...]:
    """
    Those of *entries* whose page *exists*.
    """
    return tuple(entry for entry in entries if exists(entry.path))


def sections() -> tuple[str, ...]:
    """
    The sections that can be the current entry of the menu.
    """
    return tuple(entry.section for entry in MAIN)
