"""
The answers of the brief box, from the facts: am I affected, what should I do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected
from advisorypress.model.text import Text
from advisorypress.model.versions import Span, parse_versions
from advisorypress.render.characters import one_line
from advisorypress.render.voice import Voice

_PRODUCTS_NAMED = 3
_ACTIONS = 3
_NUMBER_AND_REST = re.compile(r"(?:[\s,(]*\b(?:Release|Service Pack|SP|Version|[vR]))?[\s,(]*\b\d.*$")


class Fix(StrEnum):
    """
    Whether there is a version that mends; the value is the last part of the interface's key.
    """

    YES = "yes"
    SOME = "some"
    NONE = "none"


def fix_state(advisory: Advisory) -> Fix | None:
    """
    What the affected rows say about a fix; None when none of them says anything.
    """
    said = {row.fixed for row in advisory.affected}
    mends = said - {None, NO_FIX}
    if not mends:
        return Fix.NONE if said == {NO_FIX} else None
    return Fix.YES if said == mends else Fix.SOME


@dataclass(frozen=True, slots=True)
class Action:
    """
    One thing to do, and the section of the page that says how.
    """

    text: Text
    anchor: str = ""


def what_to_do(voice: Voice, advisory: Advisory, said: Collection[str]) -> tuple[Action, ...]:
    """
    One to three things to do: those of the edition, or else what follows from the facts and the sections that its body
    has, *said* (see `Body.said`).
    """
    words = advisory.words_for(voice.language)
    if words.actions:
        return tuple(Action(Text(text, words.language)) for text in words.actions[:_ACTIONS])
    found = [
        Action(Text(text, voice.language), anchor)
        for text, anchor in (_mend(voice, advisory, said), _meanwhile(voice, advisory, said), _look(voice, said))
        if text
    ]
    return tuple(found) or (Action(Text(voice.say("advisory.do.ask"), voice.language)),)


def _mend(voice: Voice, advisory: Advisory, said: Collection[str]) -> tuple[str, str]:
    fixes = {row.fixed for row in advisory.affected if row.fixed not in (None, NO_FIX)}
    solution = "solution" if "solution" in said else ""
    if fix_state(advisory) is Fix.NONE:
        if "workaround" in said:
            return voice.say("advisory.do.nofix"), "workaround"
        return voice.say("answer.nofix"), solution
    if fixes:
        (first, *more) = fixes
        parts = parse_versions(str(first)).parts
        one_for_all = not more and fix_state(advisory) is Fix.YES and [part.span for part in parts] == [Span.EXACT]
        text = voice.say("advisory.do.update", version=first) if one_for_all else voice.say("advisory.do.updates")
    elif solution:
        text = voice.say("answer.solution", section=voice.word("page-section", "solution"))
    else:
        return "", ""
    if advisory.is_exploited:
        text = f"{text}{voice.gap}{voice.say('advisory.do.today')}"
    return text, solution


def _meanwhile(voice: Voice, advisory: Advisory, said: Collection[str]) -> tuple[str, str]:
    if fix_state(advisory) is Fix.NONE or "workaround" not in said:
        return "", ""
    return voice.say("advisory.do.workaround"), "workaround"


def _look(voice: Voice, said: Collection[str]) -> tuple[str, str]:
    return (voice.say("advisory.do.detect"), "detection") if "detection" in said else ("", "")


def product_name(row: Affected) -> str:
    """
    Vendor and product, the vendor once.
    """
    if row.product.casefold().startswith(row.vendor.casefold()):
        return row.product
    return f"{row.vendor} {row.product}"


def named_with_versions(advisory: Advisory) -> bool:
    """
    Whether all that is affected can be said in one sentence, with its versions.
    """
    rows = advisory.affected
    return 0 < len(rows) <= 2 and all(len(row.versions.parts) == 1 for row in rows)


def affected_lines(voice: Voice, advisory: Advisory, most: int) -> Iterator[Markup]:
    """
    The first *most* products with their versions and whether they are mended; how many there are besides.
    """
    for row in advisory.affected[:most]:
        fix = "" if row.fixed is None else ".nofix" if row.fixed == NO_FIX else ".fixed"
        yield voice.html(
            f"feed.affected{fix}",
            product=one_line(product_name(row)),
            versions=voice.versions(row.versions, advisory.source),
            fixed=voice.fixed(row.fixed or "", advisory.source),
        )
    if len(advisory.affected) > most:
        yield voice.html("feed.more", n=len(advisory.affected) - most)


def am_i_affected(voice: Voice, advisory: Advisory, many: str = "answer.more") -> Markup:
    """
    `Yes, if you use FortiOS 7.4.0 to 7.4.6.` *many* are the interface's words that say where more products than can be named
    are listed: below, on the page.
    """
    rows = advisory.affected
    if not rows:
        return voice.html("answer.anyone")
    if named_with_versions(advisory):
        return voice.html("advisory.yes", product=voice.any_of([_with_versions(voice, row) for row in rows]))
    names = tuple(dict.fromkeys(product_name(row) for row in rows))
    if len(names) > _PRODUCTS_NAMED:
        names = _families(rows)
    if len(names) <= _PRODUCTS_NAMED:
        return voice.html("advisory.yes", product=voice.any_of(names))
    shown = names[: _PRODUCTS_NAMED - 1]
    comma = "、" if voice.language is Language.ZH else ", "
    return voice.html(many, products=comma.join(shown), n=len(names) - len(shown))


def _families(rows: tuple[Affected, ...]) -> tuple[str, ...]:
    """
    The products without what follows the first number in their names, each once, and each vendor where it changes.

    `Windows 11 Version 23H2` and `Windows 10 Version 1607` are Windows; who looks for theirs in a long list wants that word.
    """
    families = dict.fromkeys((row.vendor, _NUMBER_AND_REST.sub("", row.product) or row.product) for row in rows)
    names = []
    vendor_before = ""
    for vendor, product in families:
        said = vendor == vendor_before or product.casefold().startswith(vendor.casefold())
        names.append(product if said else f"{vendor} {product}")
        vendor_before = vendor
    return tuple(dict.fromkeys(names))


def _with_versions(voice: Voice, row: Affected) -> Markup:
    part = row.versions.parts[0]
    name = product_name(row)
    match part.span:
        case Span.ALL:
            return voice.html("answer.all", product=name)
        case Span.EXACT:
            return voice.html("answer.exact", product=name, version=part.first)
        case Span.RANGE:
            return voice.html("answer.range", product=name, **{"from": part.first, "to": part.last})
        case Span.BEFORE:
            return voice.html("answer.before", product=name, version=part.first)
        case Span.UP_TO:
            return voice.html("answer.upto", product=name, version=part.first)
        case Span.SINCE:
            return voice.html("answer.since", product=name, version=part.first)
