"""
The words of a source edition, and the digest by which a translation says which words it is of.

A digest is `3f2a9c1d/010fe2.1a6d01`: eight hex digits over all source words, then six for each block, in the order of
`source_words`: the values of front matter in the order of the schema, the notes of the revisions, the titles of the
references, and the blocks of the body. The first part alone is valid; it then cannot be told what has changed, only that
something has.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from advisorypress.load.blocks import Block, BlockKind, one_run
from advisorypress.load.body_blocks import body_blocks
from advisorypress.load.nodes import EACH, Route, scalars
from advisorypress.load.record import Record
from advisorypress.load.source import Source

# Notes and reference titles stand beside their facts in the source edition; translations list them.
LISTED: tuple[tuple[str, Route], ...] = (
    ("revision_notes", ("revisions", EACH, "note")),
    ("reference_titles", ("references", EACH, "title")),
)

_KINDS = {
    "title": BlockKind.TITLE,
    "summary": BlockKind.SUMMARY,
    "short": BlockKind.SHORT,
    "actions": BlockKind.ACTION,
    "withdrawn_reason": BlockKind.WITHDRAWN_REASON,
    "place": BlockKind.PLACE,
    "intro": BlockKind.INTRO,
    "headlines": BlockKind.HEADLINE,
    "revision_notes": BlockKind.NOTE,
    "reference_titles": BlockKind.REFERENCE,
}
_GIVEN = re.compile(r"[0-9a-f]{8}(?:/[0-9a-f]{6}(?:\.[0-9a-f]{6})*)?")
# A line of more marks would come near to what a file may have in one line.
_MOST_MARKS = 2000


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


def source_digest(record: Record) -> str:
    """
    What a translation of the words that the source edition has now says as its `source_digest`.
    """
    marks = source_marks(record)
    return f"{words_digest(record)}/{'.'.join(marks)}" if 0 < len(marks) <= _MOST_MARKS else words_digest(record)


def source_marks(record: Record) -> tuple[str, ...]:
    """
    The marks of the blocks of the source edition.
    """
    return tuple(block.mark for block in edition_blocks(record, record.source))


def edition_blocks(record: Record, source: Source) -> tuple[Block, ...]:
    """
    The blocks of *source*, one of the editions of *record*, in the order of `source_words`; those without words, too.
    """
    return (*head_blocks(record, source), *body_blocks(source))


def head_blocks(record: Record, source: Source) -> Iterator[Block]:
    """
    Those of its blocks that stand in front matter.
    """
    is_translation = source.language is not record.source.language
    routes: list[tuple[str, Route]] = [
        (key.name, (key.name, EACH)) for key in record.keys if key.words and not key.translation
    ]
    routes += [(name, (name, EACH)) for name, _ in LISTED] if is_translation else LISTED
    for name, route in routes:
        for number, scalar in enumerate(scalars(source.head, route), start=1):
            yield Block(_KINDS[name], one_run(scalar.text), scalar.place, number)


def given_digest(record: Record) -> str:
    """
    What the translation says it is of; "" when it says nothing or there is none.
    """
    translation = record.translation
    if translation is None:
        return ""
    return next((scalar.text for scalar in scalars(translation.head, ("source_digest",))), "")


def is_digest(text: str) -> bool:
    """
    Whether *text* is written as a digest is.
    """
    return _GIVEN.fullmatch(text) is not None


def given_marks(digest: str) -> tuple[str, ...]:
    """
    The marks of blocks in *digest*; none when it has none, or is no digest.
    """
    return tuple(digest.partition("/")[2].split(".")) if is_digest(digest) and "/" in digest else ()


def is_stale(record: Record) -> bool:
    """
    Whether there is a translation and it is of other words than the source edition has now.

    A source that was only laid out anew (other line ends in a paragraph, a comment) has other words but the same blocks.
    """
    if record.translation is None:
        return False
    given = given_digest(record)
    if given.partition("/")[0] == words_digest(record):
        return False
    marks = given_marks(given)
    return not marks or marks != source_marks(record)


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
