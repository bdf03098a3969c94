"""
The lists of advisories: all of them and those of each year, newest first. What was taken down keeps its place, for a number
that is missing asks a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from advisorypress.model.advisory import Advisory
from advisorypress.model.takedown import Removed
from advisorypress.output import Page
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.paging import ListPage, pages_of

ALL = "advisories/"


def advisory_lists(desk: Desk) -> Iterator[PlannedPage]:
    """
    The pages of every list.
    """
    yield from _list(desk, ALL, desk.library.listed, None)
    for year, advisories in groupby(desk.library.listed, key=lambda advisory: advisory.published.year):
        yield from _list(desk, f"{ALL}{year}/", tuple(advisories), year)


def _list(desk: Desk, base: str, advisories: tuple[Advisory | Removed, ...], year: int | None) -> Iterator[PlannedPage]:
    for page in pages_of(base, advisories):
        yield PlannedPage(page.path, partial(advisory_list, desk, page, year))


def advisory_list(desk: Desk, page: ListPage[Advisory | Removed], year: int | None) -> Page:
    """
    One page of the list of *year*, or of all advisories.
    """
    voice = desk.voice
    title = voice.say("list.title") if year is None else voice.say("list.year", year=year)
    years = dict.fromkeys(advisory.published.year for advisory in desk.library.listed)
    article = desk.article(
        "render/advisory-list.html",
        page.path,
        title=title,
        page=page,
        year=year,
        years=tuple(years),
        months=tuple(
            (day, tuple(group))
            for day, group in groupby(page.items, key=lambda advisory: advisory.published.date().replace(day=1))
        ),
    )
    return Page(
        language=desk.language,
        path=page.path,
        section="advisories",
        title=title if page.number == 1 else voice.say("list.page", title=title, n=page.number),
        description=voice.say("list.about", title=title, count=voice.count("list.count", page.total)),
        article=article,
    )
