from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.scores import parse_cvss

RULE_ID = "malformed-cvss"

_VECTOR = "copy the whole vector, like CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A CVSS value is a whole vector of version 4.0, 3.1, 3.0 or 2, from which the score follows.

    The score itself is never written: two numbers that can differ will.
    """
    for _, scalar in values(record, Form.CVSS):
        try:
            parse_cvss(scalar.text)
        except ValueError as error:
            reason = str(error).partition("is not a CVSS vector: ")[2]
            message = f"{quote(scalar.text)} is not a CVSS vector" + (f": {reason}" if reason else "")
            yield Finding(RULE_ID, scalar.place, message, _hint(scalar.text))


def _hint(written: str) -> str:
    if written.replace(".", "", 1).isdecimal():
        return f"the score is computed; {_VECTOR}"
    return _VECTOR
