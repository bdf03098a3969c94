from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.purl import parse_purl

RULE_ID = "malformed-purl"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A `purl` is a package URL: `pkg:`, the type in lower case, namespace and name, percent-encoded.

    Only what every reader understands alike passes: `pkg:npm/@angular/core` is the version `angular/core` to one and the
    package `core` to the next. An `@` that does not stand before the version is written `%40`.
    """
    for _, scalar in values(record, Form.PURL):
        try:
            parse_purl(scalar.text)
        except ValueError as error:
            guess = _guess(scalar.text)
            hint = f"did you mean {guess}?" if guess else "write it like pkg:pypi/requests@2.31.0"
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} {error}", hint)


def _guess(written: str) -> str:
    match = re.fullmatch(r"(?:pkg:)?/*([A-Za-z][A-Za-z0-9.-]*)/(.+)", written.strip())
    if match is None:
        return ""
    path = re.sub("(?:^|(?<=/))@", "%40", match[2]).replace(" ", "%20")
    guess = f"pkg:{match[1].lower()}/{path}"
    try:
        parse_purl(guess)
    except ValueError:
        return ""
    return guess
