from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import keys_of
from advisorypress.finding import Finding
from advisorypress.load.record import Record

RULE_ID = "fact-in-translation"

_AS_WORDS = {
    "revisions": "translate the notes as `revision_notes: […]`, oldest first",
    "references": "translate the titles as `reference_titles: […]`, in their order",
}


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Facts stand in the source edition alone, so that the two editions can never disagree; a translation has words.

    The other way round, `source_digest`, `revision_notes` and `reference_titles` stand in a translation alone.
    """
    home = record.source
    for source in record.editions.values():
        allowed = {key.name for key in keys_of(record, source)}
        known = {key.name for key in record.keys}
        for name, _ in source.head.entries:
            if name.text not in known or name.text in allowed:
                continue
            if source is home:
                message = f"`{name.text}` stands in a translation alone, and this edition holds the facts"
                yield Finding(RULE_ID, name.place, message, "remove it")
            else:
                message = f"`{name.text}` is a fact, and facts stand in {home.path} alone"
                yield Finding(RULE_ID, name.place, message, _AS_WORDS.get(name.text, "remove it here"))
