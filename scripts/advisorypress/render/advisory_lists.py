"""
The lists of advisories, newest first: all of them, those of each year and month, of each severity, category, impact and
vendor, and the exploited ones. What was taken down keeps its place among the dated ones, for a number that is missing asks a
question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

from advisorypress.model.advisory import Advisory
from advisorypress.model.facets import EXPLOITED, facets_of
from advisorypress.model.takedown import Removed
from advisorypress.output import Page
from advisorypress.render.characters import one_line
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.filters import Filters, facet_name, filter_words, filters_of
from advisorypress.render.keys import NO_KEY, Keys
from advisorypress.render.paging import ListPage, pages_of
from advisorypress.render.scripts import script_tag

ALL = "advisories/"
# A month is nothing that the filter knows.
_MONTH = re.compile(r"advisories/\d{4}/\d{2}/")


@dataclass(frozen=True, slots=True)
class _List:
    """
    One list at *base*: what it is called, and the list that it is a part of ("" for the one with everything).
    """

    base: str
    title: str
    of: str
    of_title: str
    items: Sequence[Advisory | Removed]


def advisory_lists(desk: Desk) -> Iterator[PlannedPage]:
    """
    The pages of every list.
    """
    library = desk.library
    facets = facets_of(library.advisories, library.vocabulary)
    years = Counter(each.published.year for each in library.listed)
    exploited = tuple(advisory for advisory in library.advisories if advisory.is_exploited)
    filters = filters_of(desk.voice, facets, len(exploited), years)
    cards = Cards(desk)
    everything = desk.voice.say("list.title")
    for listed in (
        _List(ALL, everything, "", "", library.listed),
        *_dated(desk, everything),
        *(
            _List(facet.path, _named(desk, facet_name(desk.voice, facet)), ALL, everything, facet.advisories)
            for facet in facets
        ),
        _List(EXPLOITED, _named(desk, desk.voice.say("badge.exploited")), ALL, everything, exploited),
    ):
        for page in pages_of(listed.base, listed.items):
            key = _key(desk.keys, listed, page, filters, library.now.date()) if desk.keys else NO_KEY
            yield PlannedPage(page.path, partial(_page, desk, listed, page, filters, cards), key=key)


def _key(keys: Keys, listed: _List, page: ListPage[Advisory | Removed], filters: Filters, today: date) -> bytes:
    shown = [keys.of(each) for each in page.items]
    return keys.key("list", listed.title, listed.of, listed.of_title, replace(page, items=()), filters, today, *shown)


def _named(desk: Desk, what: str) -> str:
    return one_line(desk.voice.say("list.of", title=desk.voice.say("list.title"), what=what))


def _dated(desk: Desk, everything: str) -> Iterator[_List]:
    voice = desk.voice
    for year, of_year in groupby(desk.library.listed, key=lambda each: each.published.year):
        base, title, items = f"{ALL}{year}/", voice.say("list.year", year=year), tuple(of_year)
        yield _List(base, title, ALL, everything, items)
        for day, of_month in groupby(items, key=lambda each: each.published.date().replace(day=1)):
            month = voice.say("list.month", month=voice.month(day))
            yield _List(f"{base}{day:%m}/", month, base, title, tuple(of_month))


class Cards:
    """
    The cards of an edition, each made once: an advisory stands in a dozen lists.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._made: dict[str, str] = {}

    def of(self, advisory: Advisory | Removed) -> str:
        """
        The card of *advisory*, its links still root-relative.
        """
        made = self._made.get(advisory.path)
        if made is None:
            desk = self._desk.about(advisory) if isinstance(advisory, Advisory) else self._desk
            made = self._made[advisory.path] = desk.part("render/card.html", advisory=advisory).strip("\n")
        return made


def _page(desk: Desk, listed: _List, page: ListPage[Advisory | Removed], filters: Filters, cards: Cards) -> Page:
    """
    One page of a list.
    """
    voice = desk.voice
    article = desk.article_of(
        "render/advisory-list.html",
        page.path,
        [cards.of(each) for each in page.items],
        title=listed.title,
        listed=listed,
        page=page,
        filters=filters,
        words=filter_words(voice),
        months=tuple(
            (day, sum(1 for _ in group))
            for day, group in groupby(page.items, key=lambda each: each.published.date().replace(day=1))
        ),
    )
    return Page(
        language=desk.language,
        path=page.path,
        section="advisories",
        title=listed.title if page.number == 1 else voice.say("list.page", title=listed.title, n=page.number),
        description=voice.say("list.about", title=listed.title, count=voice.count("list.count", page.total)),
        article=article,
        head="" if _MONTH.fullmatch(listed.base) else script_tag("filter", page.path, desk.language),
    )
