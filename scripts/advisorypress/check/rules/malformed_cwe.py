from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.forms import CWE

RULE_ID = "malformed-cwe"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A weakness is written as the CWE list names it: `CWE-` and its number.
    """
    for _, scalar in values(record, Form.CWE):
        if not CWE.fullmatch(scalar.text):
            digits = scalar.text.strip().removeprefix("CWE").strip(" -_:").lstrip("0")
            guess = f"CWE-{digits}"
            example = guess if CWE.fullmatch(guess) else "CWE-787"
            yield Finding(
                RULE_ID, scalar.place, f"{quote(scalar.text)} is not a CWE identifier", f"write it like {example}"
            )
