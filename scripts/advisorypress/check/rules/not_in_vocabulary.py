from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import fields, values_of
from advisorypress.check.nearest import nearest
from advisorypress.check.quote import quote
from advisorypress.check.vocabularies import allowed_values
from advisorypress.finding import Finding
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Key

RULE_ID = "not-in-vocabulary"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A key with a closed set of values has one of them.

    The sets are those of `data/vocabulary.csv`, where each value has its words in both languages, and a few of the press
    itself (`status`, `tlp`, `kind`, `notify`, `languages`).
    """
    for field in fields(record):
        allowed = allowed_values(field.key, context)
        if allowed:
            for scalar in values_of(field):
                if scalar.text not in allowed:
                    hint = _hint(scalar.text, field.key, allowed, context)
                    message = f"{quote(scalar.text)} is no value of `{field.key.name}`"
                    yield Finding(RULE_ID, scalar.place, message, hint)


def _hint(written: str, key: Key, allowed: tuple[str, ...], context: Context) -> str:
    guess = _by_word(written, key, allowed, context) or nearest(written, allowed)
    return f"did you mean `{guess}`?" if guess else f"it takes {', '.join(allowed)}"


def _by_word(written: str, key: Key, allowed: tuple[str, ...], context: Context) -> str:
    # An author may have written what readers see, in either language.
    for value in allowed if key.vocabulary else ():
        term = context.vocabulary.groups[key.vocabulary][value]
        if written.casefold() in {*(term.words[language].casefold() for language in Language), *term.variants}:
            return value
    return ""
