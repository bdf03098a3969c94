"""
The home page: what to act on, what is new, where to turn, and what is for you.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.document import Guide
from advisorypress.model.library import CURRENT_FOR
from advisorypress.output import Page
from advisorypress.render.answers import Action, what_to_do
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.measure_words import with_counts_whole

_URGENT_SHOWN = 3
_LATEST_SHOWN = 5
_FIRST_HOUR = "guides/first-hour/"


@dataclass(frozen=True, slots=True)
class Urgent:
    """
    One warning of the strip, with the one thing to do.
    """

    advisory: Advisory
    action: Action


@dataclass(frozen=True, slots=True)
class Tile:
    """
    One audience, and a guide for it.
    """

    audience: str
    guide: Guide


@dataclass(frozen=True, slots=True)
class Count:
    """
    A number of the year and what it counts.
    """

    number: int
    words: str


def home_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one home page.
    """
    yield PlannedPage("", partial(home_page, desk))


def home_page(desk: Desk) -> Page:
    """
    The home page as of build time.
    """
    library, voice = desk.library, desk.voice
    article = desk.article(
        "render/home.html",
        "",
        urgent=tuple(_urgent(desk, advisory) for advisory in library.act_now()[:_URGENT_SHOWN]),
        note=with_counts_whole(voice.html("home.act.note", n=CURRENT_FOR.days, date=voice.day(library.now.date()))),
        since=(library.now - CURRENT_FOR).date(),
        today=library.now.date(),
        latest=library.advisories[:_LATEST_SHOWN],
        newsletter=library.newsletters[0] if library.newsletters else None,
        tiles=tuple(_tiles(desk)),
        counts=tuple(_counts(desk)),
        report=desk.has("report-incident/"),
        first_hour=_FIRST_HOUR if desk.has(_FIRST_HOUR) else "",
    )
    return Page(
        language=desk.language,
        path="",
        section="",
        title=voice.say("home.title"),
        description=voice.say("home.lede"),
        article=article,
    )


def _urgent(desk: Desk, advisory: Advisory) -> Urgent:
    said = desk.bodies.said(advisory.words_for(desk.language))
    return Urgent(advisory, what_to_do(desk.voice, advisory, said)[0])


def _tiles(desk: Desk) -> Iterator[Tile]:
    shown: set[str] = set()
    for audience in desk.library.vocabulary.keys("audience"):
        guides = [guide for guide in desk.library.guides if audience in guide.audience]
        if guides:
            # Two tiles with the same words would look like a mistake.
            guide = next((guide for guide in guides if guide.path not in shown), guides[0])
            shown.add(guide.path)
            yield Tile(audience, guide)


def _counts(desk: Desk) -> Iterator[Count]:
    voice, year = desk.voice, desk.library.now.year
    advisories = [
        advisory
        for advisory in desk.library.advisories
        if advisory.published.year == year and not advisory.is_withdrawn
    ]
    if not advisories:
        return
    critical = voice.word("severity", Severity.CRITICAL.value)
    cves = {vulnerability.id for advisory in advisories for vulnerability in advisory.vulnerabilities}
    yield Count(len(advisories), voice.say("number.advisories", year=year))
    yield Count(sum(advisory.is_exploited for advisory in advisories), voice.say("number.attacked"))
    yield Count(
        sum(advisory.severity is Severity.CRITICAL for advisory in advisories),
        voice.say("number.rated", severity=critical),
    )
    yield Count(len(cves), voice.say("number.cves"))
