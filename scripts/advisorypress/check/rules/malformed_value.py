from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.numbers import example_number, is_number
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.forms import SLUG, YEARS
from advisorypress.model.period import Period, parse_month

RULE_ID = "malformed-value"

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Numbers, months, half-months, short names and the numbers of other advisories are written in their one way.

    Dates, CVE, CVSS and CWE have rules of their own.
    """
    forms = (Form.NUMBER, Form.MONTH, Form.PERIOD, Form.SLUG, Form.ADVISORY_ID)
    for field, scalar in values(record, *forms):
        if field.key.name != "id":  # an advisory's own number is a matter of `wrong-id`
            wrong = _wrong(field.key.form, scalar.text, context)
            if wrong:
                yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} {wrong[0]}", f"write it like {wrong[1]}")


def _wrong(form: Form, text: str, context: Context) -> tuple[str, str] | None:
    match form:
        case Form.NUMBER:
            return None if _NUMBER.fullmatch(text) else ("is not a whole number from 1 to 9999", "15")
        case Form.MONTH:
            return None if _is_month(text) else ("is not a month", "2026-11")
        case Form.PERIOD:
            return None if _is_period(text) else ("is not a half-month", "2026-11-first or 2026-11-second")
        case Form.SLUG:
            return None if SLUG.fullmatch(text) else ("is not a short name of a-z, 0-9 and hyphens", "fortios-74")
        case _:
            prefix = context.settings.id_prefix
            return None if is_number(text, prefix) else ("is not an advisory number", example_number(prefix))


def _is_month(text: str) -> bool:
    try:
        return parse_month(text).year in YEARS
    except ValueError:
        return False


def _is_period(text: str) -> bool:
    try:
        return Period.named(text).start.year in YEARS
    except ValueError:
        return False
