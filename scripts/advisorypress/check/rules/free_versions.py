from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.advisory import NO_FIX
from advisorypress.model.versions import parse_versions

RULE_ID = "free-versions"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Affected versions are written in the one way that can be translated and compared.

    Anything else is a warning, for it is shown as it is written, in both languages, and no machine can compare it.
    """
    for field, scalar in values(record, Form.VERSIONS):
        if field.key.name == "fixed" and scalar.text == NO_FIX:
            continue
        if not parse_versions(scalar.text).parts:
            message = f"{quote(scalar.text)} is shown as written, in both languages"
            hint = "if it can be said so: all, V, V to W, before V, V and earlier, V and later, joined by commas"
            yield Finding(RULE_ID, scalar.place, message, hint, Level.WARNING)
