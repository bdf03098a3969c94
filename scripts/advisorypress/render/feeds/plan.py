"""
Which feeds there are, and which records stand in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.document import Document
from advisorypress.model.facets import EXPLOITED, FOLLOWED, Facet, Group, facets_of
from advisorypress.model.library import Library
from advisorypress.model.takedown import Removed
from advisorypress.output import Output
from advisorypress.render.bodies import Bodies
from advisorypress.render.characters import one_line
from advisorypress.render.feeds import atom, json_feed, rss
from advisorypress.render.feeds.entries import EntryMaker
from advisorypress.render.feeds.entry import Feed
from advisorypress.render.filters import facet_name
from advisorypress.render.keys import NO_KEY, Keys
from advisorypress.render.voice import Voice

NEWEST = 50
Record = Advisory | Removed | Document

# Every page names these in its head; the rest stand in the catalogue.
_ANNOUNCED = ("all", "advisories", "digests")


@dataclass(frozen=True, slots=True)
class Format:
    """
    One way to write a feed: the ending of its file, its media type, and what writes it.
    """

    ending: str
    media_type: str
    write: Callable[[Feed], bytes]


FORMATS = (
    Format("rss", rss.MEDIA_TYPE, rss.write_rss),
    Format("atom", atom.MEDIA_TYPE, atom.write_atom),
    Format("json", json_feed.MEDIA_TYPE, json_feed.write_json_feed),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A feed by name: the page of the site that it goes with ("" for home), and all records that it is about; *facet* where it
    is one of the lists of advisories.
    """

    name: str
    page: str
    records: tuple[Advisory | Removed | Document, ...]
    facet: Facet | None = None


@dataclass(frozen=True, slots=True)
class FeedLink:
    """
    How a page announces a feed: its path relative to the edition, its media type and its title.
    """

    path: str
    media_type: str
    title: str


def plan_feeds(library: Library, bodies: Bodies | None = None, keys: Keys | None = None) -> Iterator[Output]:
    """
    The files `feeds/<feed>.rss|.atom|.json` of both editions, each with the 50 records whose meaning changed last.

    A feed without records is written too: its address is a promise, and a reader may take it on the day that the site
    opens. *bodies* may be those of the pages, so that a text is read once.
    """
    bodies = bodies or Bodies(library.vocabulary)
    feeds = [replace(kept, records=_newest(kept.records)) for kept in feeds_of(library)]
    named = [_key(keys, kept) if keys else NO_KEY for kept in feeds]
    for language in Language:
        maker = EntryMaker(Voice(library, language), bodies)
        for kept, key in zip(feeds, named, strict=True):
            for format in FORMATS:
                path = f"{language.prefix}feeds/{kept.name}.{format.ending}"
                yield Output(path, partial(_write, maker, kept, format), key)


def _key(keys: Keys, kept: Kept) -> bytes:
    # A digest's entry tells of other records, too, so what has a document is made each time.
    advisories = [each for each in kept.records if isinstance(each, Advisory | Removed)]
    if len(advisories) < len(kept.records):
        return NO_KEY
    facet = (kept.facet.group, kept.facet.key) if kept.facet else ()
    return keys.key("feed", kept.name, kept.page, facet, *map(keys.of, advisories))


def _newest(records: Iterable[Record]) -> tuple[Record, ...]:
    # Two records can share a moment, and a feed must not reshuffle.
    return tuple(nlargest(NEWEST, records, key=lambda record: (record.updated, record.path)))


def announced_feeds(library: Library, language: Language) -> tuple[FeedLink, ...]:
    """
    The feeds with records that pages in *language* announce in their heads, RSS and Atom, the one with everything first.
    """
    return tuple(
        FeedLink(f"feeds/{kept.name}.{format.ending}", format.media_type, _title(library, language, kept))
        for kept in feeds_of(library)
        if kept.name in _ANNOUNCED and kept.records
        for format in FORMATS[:2]
    )


def make_feed(maker: EntryMaker, kept: Kept) -> Feed:
    """
    The feed *kept* in the language of *maker*, newest change first.
    """
    voice = maker.voice
    library, language, settings = voice.library, voice.language, voice.library.settings
    if kept.facet is None:
        about = voice.say(f"feed.about.{kept.name}")
    else:
        about = voice.say("feed.about.of", what=_what(voice, kept.facet))
    if settings.demonstration:
        about = f"{about}{voice.gap}{voice.say('feed.demonstration')}"
    return Feed(
        language=language,
        title=_title(library, language, kept),
        about=one_line(about),
        team=one_line(settings.name[language]),
        site=settings.url(language, ""),
        home=settings.url(language, kept.page),
        url=settings.url(language, f"feeds/{kept.name}"),
        other_url=settings.url(language.other, f"feeds/{kept.name}"),
        entries=tuple(maker.entry(record) for record in _newest(kept.records)),
    )


def feeds_of(library: Library) -> tuple[Kept, ...]:
    """
    Every feed of *library*, those of everything first.
    """
    # What was taken down keeps its entry: its new words are what takes the place of the old ones in a reader's cache.
    advisories: tuple[Advisory | Removed, ...] = (*library.advisories, *library.removed)
    everything: tuple[Advisory | Removed | Document, ...] = (
        *advisories,
        *library.digests,
        *library.newsletters,
        *library.guides,
        *library.articles,
        *library.news,
        *library.events,
    )
    facets = facets_of(library.advisories, library.vocabulary)
    return (
        Kept("all", "", everything),
        Kept("advisories", "advisories/", advisories),
        Kept("critical", Group.SEVERITY.path(Severity.CRITICAL), _worst(library)),
        Kept("exploited", EXPLOITED, tuple(each for each in library.advisories if each.is_exploited)),
        Kept("bulletins", "bulletins/", library.newsletters),
        Kept("digests", "digests/", library.digests),
        Kept("guides", "guides/", library.guides),
        Kept("news", "news/", (*library.news, *library.articles)),
        *(
            Kept(f"{facet.group.value}/{facet.slug}", facet.path, facet.advisories, facet)
            for facet in facets
            if facet.group in FOLLOWED
        ),
    )


def _worst(library: Library) -> tuple[Advisory, ...]:
    return tuple(each for each in library.advisories if each.severity is Severity.CRITICAL)


def _what(voice: Voice, facet: Facet) -> str:
    return voice.say("list.of", title=voice.say("list.title"), what=facet_name(voice, facet))


def _title(library: Library, language: Language, kept: Kept) -> str:
    team = library.settings.name[language]
    if kept.facet is None:
        return one_line(library.wording.say(f"feed.title.{kept.name}", language, team=team))
    what = _what(Voice(library, language), kept.facet)
    return one_line(library.wording.say("feed.title.of", language, team=team, what=what))


def _write(maker: EntryMaker, kept: Kept, format: Format) -> bytes:
    return format.write(make_feed(maker, kept))
