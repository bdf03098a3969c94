from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.numbers import example_number, is_number
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.language import Language
from advisorypress.load.nodes import scalars
from advisorypress.load.record import Record
from advisorypress.model.gsm7 import MOST_SEPTETS, MOST_UNITS, message_with_id, outside, septets, units

RULE_ID = "too-long"

LIMITS = {
    "title": {Language.EN: 90, Language.ZH: 40},
    "summary": {Language.EN: 300, Language.ZH: 140},
}


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A title has at most 90 characters (40 in Chinese), a summary 300 (140), and `short` with the id fits one text message.

    A text message holds 160 characters of the GSM alphabet, of which `^{}\\[~]|€` count twice; one other character, such as a
    curly quotation mark or any Chinese one, and it holds 70. What is longer is cut by lists, mail programs and telephones,
    each at another place. In a translation this is a warning, for a translation never stops a build.
    """
    for source in record.editions.values():
        level = Level.ERROR if source is record.source else Level.WARNING
        for name, limits in LIMITS.items():
            for scalar in scalars(source.head, (name,)):
                limit = limits[source.language]
                if len(scalar.text) > limit:
                    message = (
                        f"`{name}` has {len(scalar.text)} characters, {len(scalar.text) - limit} more than {limit}"
                    )
                    yield Finding(RULE_ID, scalar.place, message, "say the most important thing first", level)
        for scalar in scalars(source.head, ("short",)):
            wrong = _wrong_short(scalar.text, _number(record, context))
            if wrong:
                yield Finding(RULE_ID, scalar.place, *wrong, level)


def _number(record: Record, context: Context) -> str:
    prefix = context.settings.id_prefix
    return record.name if is_number(record.name, prefix) else example_number(prefix)


def _wrong_short(short: str, id: str) -> tuple[str, str] | None:
    message = message_with_id(id, short)
    length = septets(message)
    if length is not None:
        if length <= MOST_SEPTETS:
            return None
        over = length - MOST_SEPTETS
        return f"with {id} this takes {length} of the {MOST_SEPTETS} places of a text message", f"shorten it by {over}"
    length = units(message)
    if length <= MOST_UNITS:
        return None
    foreign = outside(message)
    said = f"with {id} this takes {length} of the {MOST_UNITS} places of a text message"
    if len(foreign) <= 3 and len(short) + len(id) < MOST_SEPTETS:
        which = ", ".join(quote(character) for character in foreign)
        return said, f"without {which} there are {MOST_SEPTETS} places; or shorten it by {length - MOST_UNITS}"
    return said, f"shorten it by {length - MOST_UNITS}"
