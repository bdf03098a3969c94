"""
What changed in the seven days before build time, day by day: the page for who comes once a week, and for other teams.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document
from advisorypress.output import Page
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.document_lists import Item, item_of
from advisorypress.render.document_page import all_documents

LATEST = "latest/"
_WINDOW = timedelta(days=7)


def latest_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page.
    """
    yield PlannedPage(LATEST, partial(latest_page, desk))


def latest_page(desk: Desk) -> Page:
    """
    Every record whose last change, editorial ones included, lies in the window, newest first.
    """
    voice, now = desk.voice, desk.library.now
    records: list[Advisory | Document] = [*desk.library.advisories, *all_documents(desk.library)]
    recent = [record for record in records if now - _WINDOW <= _changed(record) <= now]
    recent.sort(key=lambda record: (_changed(record), record.path), reverse=True)
    zone = desk.library.settings.timezone
    days: tuple[tuple[date, tuple[Advisory | Item, ...]], ...] = tuple(
        (day, tuple(each if isinstance(each, Advisory) else item_of(desk, each) for each in group))
        for day, group in groupby(recent, key=lambda record: _changed(record).astimezone(zone).date())
    )
    title = voice.say("latest.title")
    return Page(
        language=desk.language,
        path=LATEST,
        section="advisories",
        title=title,
        description=voice.say("latest.about"),
        article=desk.article("render/latest.html", LATEST, title=title, days=days, today=now.date()),
    )


def _changed(record: Advisory | Document) -> datetime:
    return record.last_revision.date if isinstance(record, Advisory) else record.updated
