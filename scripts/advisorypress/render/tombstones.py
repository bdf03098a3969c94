"""
What stands where something was taken down: that it was, when and why, and none of its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from advisorypress.model.advisory import Advisory
from advisorypress.model.takedown import Removed, Takedown
from advisorypress.output import Page
from advisorypress.render.dates import long_date
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.version_page import NO_INDEX
from advisorypress.render.voice import Voice
from advisorypress.templating import filled


def tombstones(desk: Desk) -> Iterator[PlannedPage]:
    """
    The page of everything that was taken down: of whole advisories, and of single versions.
    """
    for removed in desk.library.removed:
        yield PlannedPage(removed.path, partial(_of_advisory, desk, removed), is_indexed=False)
    for advisory in desk.library.advisories:
        for number, takedown in desk.library.removed_versions(advisory).items():
            path = advisory.path_of(number)
            yield PlannedPage(path, partial(_of_version, desk, advisory, number, takedown), is_indexed=False)


def _of_advisory(desk: Desk, removed: Removed) -> Page:
    voice = desk.voice
    links = [_link(desk, id) for id in removed.superseded_by]
    instead = voice.html("takedown.instead", id=voice.all_of(links)) if links else ""
    return _page(desk, removed.takedown, removed.path, voice.say("takedown.title"), instead)


def _of_version(desk: Desk, advisory: Advisory, number: int, takedown: Takedown) -> Page:
    voice = desk.voice
    instead = filled('<a href="/{}">{}</a>', advisory.path, voice.say("takedown.current"))
    return _page(desk, takedown, advisory.path_of(number), voice.say("takedown.title.version", n=number), instead)


def _page(desk: Desk, takedown: Takedown, path: str, title: str, instead: Markup | str) -> Page:
    voice = desk.voice
    article = desk.article(
        "render/tombstone.html",
        path,
        title=title,
        takedown=takedown,
        sentences=tombstone_sentences(voice, takedown),
        instead=instead,
        ask=_ask(desk),
    )
    return Page(
        language=desk.language,
        path=path,
        section="advisories",
        title=voice.say("takedown.page", title=title, id=takedown.id),
        description=voice.say("takedown.about", id=takedown.id, date=long_date(takedown.day, desk.language)),
        article=article,
        head=NO_INDEX,
    )


def tombstone_sentences(voice: Voice, takedown: Takedown) -> Markup:
    """
    When it was taken down, and why.
    """
    since = voice.html("takedown.since", date=voice.day(takedown.day))
    return filled("{}{}{}", since, voice.gap, voice.say(f"takedown.reason.{takedown.reason.value}"))


def _link(desk: Desk, id: str) -> Markup:
    other = desk.library.advisory(id)
    return filled('<a class="id" href="/{}">{}</a>', other.path, other.id) if other else filled("{}", id)


def _ask(desk: Desk) -> Markup | str:
    address = desk.library.settings.contacts.email
    if not address:
        return ""
    return desk.voice.html("takedown.ask", email=filled('<a href="mailto:{0}">{0}</a>', address))
