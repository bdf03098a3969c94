from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.forms import DATE, TIME, parse_date, parse_time

RULE_ID = "date-without-zone"

_LOOSE_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]+([0-9]{2}:[0-9]{2})(:[0-9]{2})?)?")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A time is written with its zone, a date without one, and both exist in the calendar.

    The site is read in other places than it is written in; a time without zone would be another moment there. Feeds and
    mail sort by these times.
    """
    zone = context.settings.timezone
    for field, scalar in values(record, Form.TIME, Form.DATE, Form.DATE_OR_FALSE):
        if field.key.form is Form.TIME:
            wrong = _wrong_time(scalar.text, zone)
        elif field.key.form is Form.DATE_OR_FALSE and scalar.text == "false":
            wrong = None
        else:
            wrong = _wrong_date(scalar.text, field.key.form)
        if wrong:
            yield Finding(RULE_ID, scalar.place, *wrong)


def _wrong_time(text: str, zone: tzinfo) -> tuple[str, str] | None:
    try:
        parse_time(text)
    except ValueError as error:
        if TIME.fullmatch(text):
            return str(error), "look at the day, the hour and the zone"
        loose = _LOOSE_TIME.fullmatch(text)
        if loose is None:
            return f"{quote(text)} is not a time with its zone", "write it like 2026-11-20T09:30:00+08:00"
        what = "has no zone" if loose[3] else "has no seconds and no zone" if loose[2] else "has no hour and no zone"
        return f"{quote(text)} {what}", f"write it like {_completed(loose, zone)}"
    return None


def _completed(loose: re.Match[str], zone: tzinfo) -> str:
    """
    What was written with what it lacks, the zone being the team's.
    """
    try:
        moment = datetime.fromisoformat(f"{loose[1]}T{loose[2] or '09:00'}{loose[3] or ':00'}").replace(tzinfo=zone)
        return parse_time(moment.isoformat()).isoformat()
    except (ValueError, OverflowError):
        return "2026-11-20T09:30:00+08:00"


def _wrong_date(text: str, form: Form) -> tuple[str, str] | None:
    try:
        parse_date(text)
    except ValueError as error:
        if DATE.fullmatch(text):
            return str(error), "look at the year, the month and the day"
        example = "2026-11-20" if form is Form.DATE else "2026-11-20, or false"
        if TIME.fullmatch(text):
            return f"{quote(text)} is a time, and only its date is wanted", f"write it like {text[:10]}"
        return f"{quote(text)} is not a date", f"write it like {example}"
    return None
