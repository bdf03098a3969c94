"""
A feed as JSON Feed 1.1.
"""

from __future__ import annotations

from advisorypress.json_text import indented
from advisorypress.render.characters import writable
from advisorypress.render.feeds.entry import Entry, Feed
from advisorypress.render.moments import rfc3339

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    """
    The bytes of `<feed>.json`.
    """
    document = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.home,
        "feed_url": f"{feed.url}.json",
        "language": feed.language.tag,
        "authors": [{"name": feed.team, "url": feed.site}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return (writable(indented(document)) + "\n").encode()


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "language": entry.words.tag,
        "tags": [category.label for category in entry.categories],
    }
    if entry.facts is not None:
        item["_advisory"] = entry.facts
    return item
