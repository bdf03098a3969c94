"""
The door to icalendar: the events as calendar programs read them (RFC 5545).

The library takes half a second to import, so it is imported when a calendar is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advisorypress.language import Language
from advisorypress.model.document import Event
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.render.characters import one_line
from advisorypress.render.voice import Voice

if TYPE_CHECKING:
    from icalendar import Event as Entry

CALENDAR = "events.ics"
ONE = "event.ics"
"""
What stands beside the page of an event.
"""


def plan_calendars(library: Library) -> Iterator[Output]:
    """
    The calendar of all events, and one for each event, in both editions.
    """
    for language in Language:
        yield Output(f"{language.prefix}{CALENDAR}", partial(calendar_of, library, language, library.events))
        for event in library.events:
            yield Output(f"{language.prefix}{event.path}{ONE}", partial(calendar_of, library, language, (event,)))


def calendar_of(library: Library, language: Language, events: Sequence[Event]) -> bytes:
    """
    *events* in *language*, the next one last as lists of records have them.
    """
    from icalendar import Calendar

    voice = Voice(library, language)
    calendar = Calendar()
    calendar.add("prodid", f"-//{one_line(library.settings.name[Language.EN])}//advisorypress//{language.tag.upper()}")
    calendar.add("version", "2.0")
    # Not in the RFC, but every program shows it.
    calendar.add("x-wr-calname", f"{one_line(library.settings.name[language])} {voice.say('list.events')}")
    for event in events:
        calendar.add_component(_entry(library, language, event))
    return bytes(calendar.to_ical())


def _entry(library: Library, language: Language, event: Event) -> Entry:
    from icalendar import Event as Entry

    words = event.words_for(language)
    tag = {"language": words.language.tag}
    host = urlsplit(library.settings.site_url).hostname or "localhost"
    entry = Entry()
    # The same in both editions: it is one event, and who takes both calendars has it once.
    entry.add("uid", f"{event.name}@{host}")
    entry.add("dtstamp", event.updated.astimezone(UTC))
    entry.add("last-modified", event.updated.astimezone(UTC))
    # In UTC there is no time zone to define, and none to get wrong.
    entry.add("dtstart", event.starts.astimezone(UTC))
    entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", one_line(words.title), parameters=tag)
    if words.summary:
        entry.add("description", one_line(words.summary), parameters=tag)
    if words.place:
        entry.add("location", one_line(words.place), parameters=tag)
    entry.add("url", library.settings.url(language, event.path))
    return entry
