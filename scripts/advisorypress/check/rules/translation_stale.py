from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level, Place
from advisorypress.load.nodes import EACH, follow
from advisorypress.load.record import Record
from advisorypress.load.words import LISTED, given_digest, is_stale, missing_words, words_digest

RULE_ID = "translation-stale"

_DIGEST = re.compile(r"[0-9a-f]{8}(/[0-9a-f]{6}([./][0-9a-f]{6})*)?")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A translation is of the words that the source edition has now: its `source_digest` says of which it is.

    This is a warning, always, and never stops a build: readers are told that the words are older than those of the other
    edition. The hint is the line to paste when the two say the same again.
    """
    translation = record.translation
    if translation is None or missing_words(record):
        return  # `translation-missing` speaks of it
    if is_stale(record):
        given = given_digest(record)
        node = translation.head.get("source_digest")
        place = node.place if node is not None else Place(translation.path, translation.head.place.line)
        yield Finding(RULE_ID, place, _message(given), _hint(record), Level.WARNING)
    else:
        yield from _short_lists(record)


def _message(given: str) -> str:
    if not given:
        return "the translation does not say of which source words it is"
    if not _DIGEST.fullmatch(given):
        return f"{quote(given)} is not a digest of source words"
    return "the source edition has changed since this was translated"


def _hint(record: Record) -> str:
    return f"bring the words up to date, then write this line\nsource_digest: {words_digest(record)}"


def _short_lists(record: Record) -> Iterator[Finding]:
    translation = record.translation
    for name, route in LISTED:
        wanted = sum(1 for _ in record.nodes(*route[:2]))
        given = 0 if translation is None else sum(1 for _ in follow(translation.head, (name, EACH)))
        if translation is not None and given < wanted:
            place = translation.head.key_place(name) or Place(translation.path, translation.head.place.line)
            message = f"`{name}` has {given} of {wanted} lines"
            hint = "translate the others; until then readers get them in the other language"
            yield Finding(RULE_ID, place, message, hint, Level.WARNING)
