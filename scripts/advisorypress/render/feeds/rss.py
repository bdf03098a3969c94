"""
A feed as RSS 2.0, through feedgen.
"""

from __future__ import annotations

from html import escape

from feedgen.feed import FeedGenerator

from advisorypress.render.feeds.entry import Entry, Feed
from advisorypress.render.feeds.xml_details import ATOM, Detail, Element, LeftOut, append
from advisorypress.render.moments import rfc822, rfc3339

MEDIA_TYPE = "application/rss+xml"


def write_rss(feed: Feed) -> bytes:
    """
    The bytes of `<feed>.rss`.
    """
    generator = FeedGenerator()
    generator.title(feed.title)
    generator.description(feed.about)
    generator.link(href=f"{feed.url}.rss", rel="self", type=MEDIA_TYPE)
    # feedgen takes the last link for the channel's own, whatever its relation.
    generator.link(href=feed.home, rel="alternate")
    generator.docs("")
    generator.language(feed.language.tag)
    generator.generator("advisorypress")
    generator.updated(LeftOut.of(feed.updated))

    def mend(rss: Element) -> None:
        for channel in rss.iter("channel") if feed.entries else ():
            append(channel, "lastBuildDate", rfc822(feed.updated))

    generator.register_extension("details", lambda: Detail(mend), _NothingForEntries, atom=False, rss=True)
    for entry in feed.entries:
        _add(generator, entry)
    written: bytes = generator.rss_str(pretty=True)
    return written


class _NothingForEntries:
    """
    feedgen gives every entry a twin of the feed's extension; ours get their own instead.
    """

    def extend_rss(self, element: Element) -> Element:
        return element


def _add(generator: FeedGenerator, entry: Entry) -> None:
    # feedgen would put each new entry first.
    made = generator.add_entry(order="append")
    made.title(entry.title)
    made.link(href=entry.url, rel="alternate")
    made.guid(entry.id, permalink=False)
    # A description is HTML to readers, so plain text is escaped once more than XML asks.
    made.description(escape(entry.summary, quote=False))
    made.content(entry.html)
    # All at once: feedgen goes through those it has at each call, and there can be thousands of vendors.
    made.category([{"term": each.term, "scheme": each.scheme, "label": each.label} for each in entry.categories])

    def mend(item: Element) -> None:
        append(item, "pubDate", rfc822(entry.published))
        append(item, f"{{{ATOM}}}updated", rfc3339(entry.updated))

    made.register_extension("dates", lambda: Detail(mend), atom=False, rss=True)
