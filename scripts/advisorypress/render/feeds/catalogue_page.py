"""
The catalogue of feeds: every one with what it holds and its address in three formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from advisorypress.output import Page
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.feeds.plan import FORMATS, Kept, feeds_of
from advisorypress.render.filters import facet_name

CATALOGUE = "feeds/"
_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class Row:
    """
    One feed: its name, what it holds ("" where the name says it), and the name of each format with its address.
    """

    name: str
    holds: str
    links: tuple[tuple[str, str], ...]


def catalogue_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page.
    """
    yield PlannedPage(CATALOGUE, partial(catalogue_page, desk))


def catalogue_page(desk: Desk) -> Page:
    """
    The feeds of everything first, then those of each group; a vendor's feed stands as long as an advisory names it.
    """
    voice = desk.voice
    groups: dict[str, list[Row]] = {}
    for kept in feeds_of(desk.library):
        if kept.name == "severity/critical":
            continue  # the feed `critical` is the same under the name that people remember
        heading = "all" if kept.facet is None else kept.facet.group.value
        groups.setdefault(heading, []).append(_row(desk, kept))
    title = voice.say("feeds.title")
    return Page(
        language=desk.language,
        path=CATALOGUE,
        section="subscribe",
        title=title,
        description=voice.say("feeds.about"),
        article=desk.article("render/feeds.html", CATALOGUE, title=title, groups=tuple(groups.items())),
    )


def _row(desk: Desk, kept: Kept) -> Row:
    voice = desk.voice
    if kept.facet is None:
        name, holds = voice.say(f"feeds.name.{kept.name}"), voice.say(f"feed.about.{kept.name}")
    else:
        name, holds = facet_name(voice, kept.facet), ""
    links = tuple((_NAMES[each.ending], f"/feeds/{kept.name}.{each.ending}") for each in FORMATS)
    return Row(name, holds, links)
