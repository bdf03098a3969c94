"""
The page «Am I affected?»: fields and a place for a list, compared in the browser, and the products by vendor for readers
without JavaScript.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from advisorypress.model.facets import Group, facets_of
from advisorypress.model.slug import vendor_slug
from advisorypress.output import Page
from advisorypress.render.affected_index import shard_count
from advisorypress.render.characters import one_line
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.scripts import script_tag

AFFECTED = "affected/"
MOST_PRODUCTS = 8
_WORDS = (
    *("check.loading", "check.broken", "check.yes.one", "check.yes.other", "check.no", "check.unsure", "check.fixed"),
    *("check.why.no-version", "check.why.not-a-version", "check.why.other-numbering", "check.why.rebuilt"),
    *("check.result.affected", "check.result.cannot-compare", "check.result.fixed", "check.result.not-listed"),
    *("check.like", "check.counts", "check.unread", "check.group", "check.more"),
    *("check.refused.format", "check.refused.nothing", "check.refused.many", "check.refused.large"),
    *("affected.all", "affected.range", "affected.before", "affected.upto", "affected.since"),
    *("affected.none", "affected.versions", "affected.fixed", "error.required"),
)


@dataclass(frozen=True, slots=True)
class VendorProducts:
    """
    A vendor's list with the first of its products by name; *more* is how many others there are.
    """

    path: str
    vendor: str
    products: tuple[str, ...]
    more: int


def affected_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page.
    """
    yield PlannedPage(AFFECTED, partial(affected_page, desk))


def affected_page(desk: Desk) -> Page:
    """
    The page; the words of results are in it, so that the script has none of its own.
    """
    voice = desk.voice
    title = voice.say("check.title")
    article = desk.article(
        "render/affected.html",
        AFFECTED,
        title=title,
        vendors=tuple(_vendors(desk)),
        shards=shard_count(desk.library),
        words=json.dumps({key: _template(desk, key) for key in _WORDS}, ensure_ascii=False, sort_keys=True),
    )
    return Page(
        language=desk.language,
        path=AFFECTED,
        section="affected",
        title=title,
        description=voice.say("check.about"),
        article=article,
        head=script_tag("affected", AFFECTED, desk.language),
    )


def _template(desk: Desk, key: str) -> str:
    """
    The words of *key* with their placeholders left in.
    """
    return desk.library.wording.strings[key][desk.language]


def _vendors(desk: Desk) -> Iterator[VendorProducts]:
    library = desk.library
    for facet in facets_of(library.advisories, library.vocabulary):
        if facet.group is not Group.VENDOR:
            continue
        slug = vendor_slug(facet.key)
        rows = (row for advisory in facet.advisories for row in advisory.affected if vendor_slug(row.vendor) == slug)
        products = sorted({one_line(row.product) for row in rows}, key=lambda name: (name.casefold(), name))
        shown = tuple(products[:MOST_PRODUCTS])
        yield VendorProducts(facet.path, one_line(facet.key), shown, len(products) - len(shown))
