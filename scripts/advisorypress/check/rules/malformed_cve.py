from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.forms import CVE

RULE_ID = "malformed-cve"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A vulnerability's `id` is a CVE identifier: `CVE-`, the year, and four digits or more.

    Readers search for it, and machines match it letter by letter.
    """
    for _, scalar in values(record, Form.CVE):
        if not CVE.fullmatch(scalar.text):
            guess = scalar.text.strip().upper().replace(" ", "-").replace("_", "-").replace("\N{EN DASH}", "-")
            example = guess if CVE.fullmatch(guess) else "CVE-2026-12345"
            yield Finding(
                RULE_ID, scalar.place, f"{quote(scalar.text)} is not a CVE identifier", f"write it like {example}"
            )
