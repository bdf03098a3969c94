"""
The search page: a field, and lists to choose from for readers without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from advisorypress.model.facets import Group, facets_of
from advisorypress.model.numbers import numbers_by_year
from advisorypress.output import Page
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.filters import Choice
from advisorypress.render.scripts import script_tag

SEARCH = "search/"
KINDS = ("advisory", "guide", "checklist", "bulletin", "digest", "article", "news", "event", "page")


def search_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page; search engines are not to list it.
    """
    yield PlannedPage(SEARCH, partial(search_page, desk), is_indexed=False)


def search_page(desk: Desk) -> Page:
    """
    The field with its filters; the words of results are in the page, so that the script has none of its own.
    """
    voice, library = desk.voice, desk.library
    vendors = tuple(
        Choice(facet.path, facet.key, len(facet.advisories))
        for facet in facets_of(library.advisories, library.vocabulary)
        if facet.group is Group.VENDOR
    )
    years = sorted({each.published.year for each in library.listed}, reverse=True)
    title = voice.say("search.label")
    article = desk.article(
        "render/search.html",
        SEARCH,
        title=title,
        vendors=vendors,
        years=years,
        kinds=KINDS,
        numbered=tuple(numbers_by_year(library)),
    )
    return Page(
        language=desk.language,
        path=SEARCH,
        section="",
        title=title,
        description=voice.say("search.hint"),
        article=article,
        head=script_tag("search", SEARCH, desk.language),
    )
