"""
What a page says of itself to programs: schema.org data, and the card that is shown where somebody shares it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from advisorypress.language import Language
from advisorypress.output import Page
from advisorypress.settings import Settings

CARDS = "assets/press/cards/"
_KINDS = ("advisories", "articles", "bulletins", "digests", "events", "guides", "news", "report-incident", "statistics")

# `dumps` makes an encoder at every call.
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Step = tuple[str, str]
"""
A page on the way from home: its name and its path.
"""


def card_of(path: str) -> str:
    """
    The card for the kind of page at *path*.
    """
    kind = path.partition("/")[0]
    return kind if kind in _KINDS else "site"


def severity_card(severity: str, language: Language) -> str:
    """
    The card of an advisory.
    """
    return f"{severity}-{language.value.lower()}"


def with_data(page: Page, settings: Settings, way: Sequence[Step]) -> Page:
    """
    *page* with what programs read in its head; *way* are the pages above it, home first; none for a page
    that search engines do not list.
    """
    steps = [(name, path) for name, path in way if path != page.path]
    blocks = [breadcrumbs(settings, page.language, [*steps, (page.title, page.path)])] if steps and page.path else []
    times = ""
    if page.published is not None:
        blocks.append(_article(page, settings, page.published))
        times = "".join(
            f'<meta property="article:{name}_time" content="{moment.isoformat(timespec="seconds")}">\n'
            for name, moment in (("published", page.published), ("modified", page.modified or page.published))
        )
    head = "\n".join(filter(None, (page.head, times.rstrip(), *blocks)))
    return replace(page, head=head, card=page.card or card_of(page.path))


def breadcrumbs(settings: Settings, language: Language, steps: Sequence[Step]) -> str:
    """
    The way to a page as schema.org's `BreadcrumbList`.
    """
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": settings.url(language, path)}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return _block({"@type": "BreadcrumbList", "itemListElement": items})


def _article(page: Page, settings: Settings, published: datetime) -> str:
    team = {
        "@type": "Organization",
        "name": settings.name[page.language],
        "url": settings.url(page.language, ""),
    }
    url = settings.url(page.language, page.canonical or page.path)
    return _block(
        {
            "@type": "Article",
            "headline": page.title,
            "description": page.description,
            "inLanguage": page.language.tag,
            "datePublished": published.isoformat(timespec="seconds"),
            "dateModified": (page.modified or published).isoformat(timespec="seconds"),
            "mainEntityOfPage": url,
            "image": f"{settings.site_url}{CARDS}{page.card or card_of(page.path)}.png",
            "author": team,
            "publisher": team,
        }
    )


def _block(data: dict[str, Any]) -> str:
    """
    A block of data, which no browser runs; without a `<` nothing in it can end it.
    """
    text = _compact({"@context": "https://schema.org", **data})
    for character, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(character, code)
    return f'<script type="application/ld+json">{text}</script>'
