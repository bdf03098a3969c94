from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Level, Place
from advisorypress.language import Language
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.words import missing_words, source_digest

RULE_ID = "translation-missing"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Both editions exist, and have the words that every edition needs, unless `languages` says that one is enough.

    This is a warning, always, and never stops a build: until it is translated, readers get the existing words with a
    notice, and the facts in their own language.
    """
    source = record.source
    other = source.language.other
    intended = {scalar.text for scalar in record.scalars("languages", EACH) if scalar.text} or set(Language)
    translation = record.translation
    if translation is not None:
        for name in missing_words(record):
            place = translation.head.key_place(name) or Place(translation.path, translation.head.place.line)
            message = f"there is no `{name}` yet, so this edition counts as missing"
            yield Finding(RULE_ID, place, message, "translate it, or remove the file until it is", Level.WARNING)
        return
    path = f"{record.folder}/{record.name}.{other.value}.md"
    if other.value in intended and path not in context.tree.files:
        hint = f"write {path} with the line below, or say `languages: [{source.language.value}]` here\n"
        message = f"there is no {other.value} edition"
        place = source.head.key_place("title") or Place(source.path)
        yield Finding(RULE_ID, place, message, f"{hint}source_digest: {source_digest(record)}", Level.WARNING)
