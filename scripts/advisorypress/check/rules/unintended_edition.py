from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record

RULE_ID = "unintended-edition"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Every edition that exists is one that `languages` intends.
    """
    said = {scalar.text for scalar in record.scalars("languages", EACH) if scalar.text}
    if not said & set(Language):
        return
    for language, source in record.editions.items():
        if language.value not in said:
            if source is record.source:
                message = f"`languages` leaves out {language.value}, the edition that holds the facts"
                yield record.finding(RULE_ID, ("languages",), message, f"add {language.value} to `languages`")
            else:
                message = f"`languages` in {record.source.path} intends no {language.value} edition"
                hint = f"remove this file, or add {language.value} to `languages`"
                yield Finding(RULE_ID, Place(source.path), message, hint)
