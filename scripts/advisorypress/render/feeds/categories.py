"""
What feed entries are filed under: kind, risk, type, impact, vendor, audience and tags, in the reader's words.

Each set of words is named by an address below the site's own, the same in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document, Guide
from advisorypress.render.characters import one_line
from advisorypress.render.feeds.entry import Category
from advisorypress.render.voice import Voice

# Where the vocabulary may know the tag of a document, so that it can be said in both languages.
_TAG_GROUPS = ("threat", "incident", "category", "impact", "house-style")


def advisory_categories(voice: Voice, advisory: Advisory) -> tuple[Category, ...]:
    """
    The categories of *advisory*; that it is exploited or withdrawn is one of its own.
    """
    return _writable(_of_advisory(voice, advisory))


def document_categories(voice: Voice, document: Document) -> tuple[Category, ...]:
    """
    The categories of *document*.
    """
    return _writable(_of_document(voice, document))


def _of_advisory(voice: Voice, advisory: Advisory) -> Iterator[Category]:
    yield _kind(voice, "advisory")
    yield _term(voice, "advisories/severity/", "severity", advisory.severity.value)
    if advisory.is_exploited:
        yield _category(voice, "advisories/", "exploited", voice.say("badge.exploited"))
    if advisory.is_withdrawn:
        yield _category(voice, "advisories/", "withdrawn", voice.say("badge.withdrawn"))
    yield _term(voice, "advisories/category/", "category", advisory.category)
    for impact in advisory.impacts:
        yield _term(voice, "advisories/impact/", "impact", impact)
    for vendor in advisory.vendors:
        yield _category(voice, "advisories/vendor/", vendor, vendor)


def _of_document(voice: Voice, document: Document) -> Iterator[Category]:
    is_checklist = isinstance(document, Guide) and document.is_checklist
    yield _kind(voice, "checklist" if is_checklist else document.kind.value)
    if isinstance(document, Guide):
        for audience in document.audience:
            yield _term(voice, "guides/audience/", "audience", audience)
    for tag in document.tags:
        yield _category(voice, "feeds/tag/", tag, _tag(voice, tag))


def _tag(voice: Voice, tag: str) -> str:
    group = next((group for group in _TAG_GROUPS if tag in voice.library.vocabulary.keys(group)), None)
    return voice.word(group, tag) if group else tag


def _kind(voice: Voice, key: str) -> Category:
    return _term(voice, "feeds/kind/", "publication", key)


def _term(voice: Voice, path: str, group: str, key: str) -> Category:
    return _category(voice, path, key, voice.word(group, key))


def _category(voice: Voice, path: str, term: str, label: str) -> Category:
    return Category(f"{voice.library.settings.site_url}{path}", one_line(term), one_line(label))


def _writable(categories: Iterator[Category]) -> tuple[Category, ...]:
    return tuple(dict.fromkeys(category for category in categories if category.term and category.label))
