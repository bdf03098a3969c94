"""
A published record that still has a prompt of its draft in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.prompts import prompts_in
from advisorypress.finding import Finding, Level
from advisorypress.load.record import Record

RULE_ID = "prompt-left"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Nothing published still says what its draft asked the editor to write.

    `press new` fills a draft with prompts so that it is valid from the first second. In the source edition a prompt left
    is an error. In a translation it is a warning: until it is written over, the translation counts as missing, and its
    readers get the other edition's words with a notice.
    """
    if record.is_draft:
        return
    for source in record.editions.values():
        is_source = source is record.source
        message = "this is still the draft's prompt" + ("" if is_source else ", so the translation counts as missing")
        for place in prompts_in(source):
            level = Level.ERROR if is_source else Level.WARNING
            yield Finding(RULE_ID, place, message, "write the words, or take the line out", level)
