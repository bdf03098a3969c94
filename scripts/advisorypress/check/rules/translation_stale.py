from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.prompts import prompts_in
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level, Place
from advisorypress.load.blocks import Block
from advisorypress.load.changes import POSITIONAL, Change, State, described, find_changes, find_untranslated
from advisorypress.load.nodes import EACH, follow
from advisorypress.load.record import Record
from advisorypress.load.source import Source
from advisorypress.load.words import LISTED, given_digest, is_digest, is_stale, missing_words, source_digest

RULE_ID = "translation-stale"

# Where more has changed, a person reads the whole text anew, and a list says more than a finding for each block.
_MOST_FINDINGS = 8


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A translation is of the words that the source edition has now: its `source_digest` says of which it is.

    The digest has a mark for each block (a value of front matter, heading, paragraph, list item, table row or piece of
    code), so each finding stands at the block of the translation that is to be changed, or after which one is missing.
    This is a warning, always, and never stops a build: readers are told that the words are older than those of the other
    edition. The hint has the line to paste when the two say the same again.
    """
    translation = record.translation
    if translation is None or missing_words(record):
        return  # `translation-missing` speaks of it
    if any(prompts_in(translation)):
        return  # `prompt-left` speaks of it; what is written once they are gone is compared then
    if not is_stale(record):
        yield from _short_lists(record, translation)
        yield from _untranslated(record, translation)
        return
    changes = find_changes(record) or ()
    if 0 < len(changes) <= _MOST_FINDINGS:
        for change in changes:
            place = change.translation.place if change.translation is not None else _digest_place(translation)
            yield Finding(RULE_ID, place, _message(change), _hint(record), Level.WARNING)
    else:
        message = (
            f"the source edition has changed since this was translated: {described(changes)}"
            if changes
            else _unknown(given_digest(record))
        )
        yield Finding(RULE_ID, _digest_place(translation), message, _hint(record), Level.WARNING)


def _digest_place(translation: Source) -> Place:
    node = translation.head.get("source_digest")
    return node.place if node is not None else Place(translation.path, translation.head.place.line)


def _hint(record: Record) -> str:
    shown = f"see press translations diff {record.command_name}; " if is_digest(given_digest(record)) else ""
    return f"{shown}when both editions say the same again, write this line\nsource_digest: {source_digest(record)}"


def _unknown(given: str) -> str:
    if not given:
        return "the translation does not say of which source words it is"
    if not is_digest(given):
        return f"{quote(given)} is not a digest of source words"
    return "the source edition has changed since this was translated"


def _message(change: Change) -> str:
    """
    What is to be done, said at the block of the translation or at the nearest before it.
    """
    source, beside = change.source, change.translation
    if source is None:
        if change.is_exact and beside is not None:
            return f"the source edition no longer has this {beside.name}"
        return "the source edition no longer has a block of this section"
    where = _where(source)
    if change.state is State.MISSING:
        if change.is_exact or not source.kind.is_of_body:
            return f"{source.name} is not translated yet ({where})"
        return f"after this, a {source.name} is missing that the source edition has ({where})"
    if change.is_exact:
        return f"the source of this {source.name} has changed ({where})"
    return f"the source of a {source.name} {'of this section ' if beside is not None else ''}has changed ({where})"


def _short_lists(record: Record, translation: Source) -> Iterator[Finding]:
    for name, route in LISTED:
        wanted = sum(1 for _ in record.nodes(*route[:2]))
        given = sum(1 for _ in follow(translation.head, (name, EACH)))
        if given < wanted:
            place = translation.head.key_place(name) or Place(translation.path, translation.head.place.line)
            message = f"`{name}` has {given} of {wanted} lines"
            hint = "translate the others; until then readers get them in the other language"
            yield Finding(RULE_ID, place, message, hint, Level.WARNING)


def _untranslated(record: Record, translation: Source) -> Iterator[Finding]:
    told = set()
    for change in find_untranslated(record):
        source = change.source
        if source is None or source.kind in POSITIONAL or source.kind in told:
            continue
        told.add(source.kind)  # a list that is missing is missing once
        place = (
            change.translation.place
            if change.translation is not None
            else Place(translation.path, translation.head.place.line)
        )
        message = f"no {source.kind.value} is translated yet ({_where(source)})"
        yield Finding(RULE_ID, place, message, "translate it; the `source_digest` is right already", Level.WARNING)


def _where(source: Block) -> str:
    return f"{source.place.path}:{source.place.line}"
