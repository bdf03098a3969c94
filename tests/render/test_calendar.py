"""
Events as calendar programs read them (RFC 5545).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from tests.examples import a_document, a_library
from tests.render.pages import outputs_of

EVENT = a_document(Kind.EVENT)


@pytest.mark.parametrize("language", Language)
def test_calendar_has_every_event_at_its_hour(language: Language):
    """
    Both editions name one event by one id, so nobody has it twice.
    """
    outputs = outputs_of(a_library(EVENT))
    for path in ("events.ics", f"{EVENT.path}event.ics"):
        data = outputs[f"{language.prefix}{path}"].make()
        calendar = Calendar.from_ical(data)
        (event,) = calendar.walk("VEVENT")

        assert ("2.0", f"{EVENT.name}@www.cert.example") == (calendar["version"], event["uid"])
        assert (EVENT.starts.astimezone(UTC), EVENT.ends.astimezone(UTC)) == (event["dtstart"].dt, event["dtend"].dt)
        assert EVENT.words_for(language).title == event["summary"]
        assert f"https://www.cert.example/{language.prefix}{EVENT.path}" == event["url"]
        assert isinstance(event["dtstamp"].dt, datetime)
        assert data == outputs[f"{language.prefix}{path}"].make()


def test_lines_end_and_fold_as_the_standard_says():
    """
    Section 3.1: CRLF, and no line of over 75 octets.
    """
    data = outputs_of(a_library(EVENT))["zh-hant/events.ics"].make()

    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_no_event_makes_an_empty_calendar():
    assert b"BEGIN:VEVENT" not in outputs_of(a_library())["events.ics"].make()
