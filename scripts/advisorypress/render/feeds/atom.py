"""
A feed as Atom 1.0 (RFC 4287), through feedgen.
"""

from __future__ import annotations

from feedgen.feed import FeedGenerator
from lxml import etree

from advisorypress.language import Language
from advisorypress.render.feeds.entry import Entry, Feed
from advisorypress.render.feeds.xml_details import Detail, Element, mark_language
from advisorypress.render.moments import whole_moment

MEDIA_TYPE = "application/atom+xml"


def write_atom(feed: Feed) -> bytes:
    """
    The bytes of `<feed>.atom`.
    """
    generator = FeedGenerator()
    generator.id(f"{feed.url}.atom")
    generator.title(feed.title)
    generator.subtitle(feed.about)
    generator.updated(whole_moment(feed.updated))
    generator.author(name=feed.team, uri=feed.site)
    generator.language(feed.language.tag)
    generator.generator("advisorypress")
    generator.link(href=f"{feed.url}.atom", rel="self", type=MEDIA_TYPE)
    generator.link(href=feed.home, rel="alternate", type="text/html", hreflang=feed.language.tag)
    generator.link(href=f"{feed.other_url}.atom", rel="alternate", type=MEDIA_TYPE, hreflang=feed.language.other.tag)
    for entry in feed.entries:
        _add(generator, entry, feed.language)
    written: bytes = generator.atom_str(pretty=True)
    return written


def _add(generator: FeedGenerator, entry: Entry, language: Language) -> None:
    # feedgen would put each new entry first.
    made = generator.add_entry(order="append")
    made.id(entry.id)
    made.title(entry.title)
    made.summary(entry.summary)
    made.content(entry.html, type="html")
    made.published(whole_moment(entry.published))
    made.updated(whole_moment(entry.updated))
    # All at once: feedgen goes through those it has at each call, and there can be thousands of vendors.
    made.category([{"term": each.term, "scheme": each.scheme, "label": each.label} for each in entry.categories])

    def mend(element: Element) -> None:
        # feedgen drops the type and language of an entry's links, so they are written here.
        _add_alternate(element, entry.url, language)
        _add_alternate(element, entry.other_url, language.other)
        mark_language(element, "title", entry.title_language, language)
        mark_language(element, "summary", entry.words, language)
        # The content is in the reader's language but for the runs that its HTML marks.

    made.register_extension("details", lambda: Detail(mend), atom=True, rss=False)


def _add_alternate(element: Element, url: str, language: Language) -> None:
    etree.SubElement(element, "link", href=url, rel="alternate", type="text/html", hreflang=language.tag)
