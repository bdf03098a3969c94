"""
The words of a source edition, and the digest by which a translation says which words it is of.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator

from advisorypress.load.nodes import EACH, Route, scalars
from advisorypress.load.record import Record

# Notes and reference titles stand beside their facts in the source edition; translations list them.
LISTED: tuple[tuple[str, Route], ...] = (
    ("revision_notes", ("revisions", EACH, "note")),
    ("reference_titles", ("references", EACH, "title")),
)


def source_words(record: Record) -> Iterator[tuple[str, str]]:
    """
    Every run of words of the source edition as (key, text): front matter in the order of the schema, then the body.
    """
    head = record.source.head
    for key in record.keys:
        if key.words and not key.translation:
            for scalar in scalars(head, (key.name, EACH)):
                yield key.name, scalar.text
    for name, route in LISTED:
        for scalar in scalars(head, route):
            yield name, scalar.text
    yield "body", record.source.body


def words_digest(record: Record) -> str:
    """
    Eight hex digits over all source words: the first part of a `source_digest`.

    White space at line ends and the ways Unicode can write one character do not count.
    """
    words = [[key, _normal(text)] for key, text in source_words(record)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:8]


def given_digest(record: Record) -> str:
    """
    What the translation says it is of; "" when it says nothing or there is none.
    """
    translation = record.translation
    if translation is None:
        return ""
    return next((scalar.text for scalar in scalars(translation.head, ("source_digest",))), "")


def is_stale(record: Record) -> bool:
    """
    Whether there is a translation and it is of other words than the source edition has now.
    """
    return record.translation is not None and given_digest(record).partition("/")[0] != words_digest(record)


def missing_words(record: Record) -> tuple[str, ...]:
    """
    The words that every edition needs and the translation does not have yet; none when there is no translation.
    """
    translation = record.translation
    if translation is None:
        return ()
    needed = [key.name for key in record.keys if key.words and key.required]
    return tuple(
        name for name in needed if not any(scalar.text.strip() for scalar in scalars(translation.head, (name, EACH)))
    )


def _normal(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)
