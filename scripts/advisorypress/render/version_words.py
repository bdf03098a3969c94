"""
Affected versions in the reader's language.
"""

from __future__ import annotations

from advisorypress.language import Language
from advisorypress.model.versions import Span, VersionPart, Versions
from advisorypress.wording import Wording

_OPEN_WORDS = (Span.ALL, Span.BEFORE)


def version_words(versions: Versions, language: Language, wording: Wording) -> str:
    """
    `7.4.0 to 7.4.6; 7.2.0 and earlier`; what does not follow the grammar stays as it was written.
    """
    if not versions.parts:
        return versions.written
    words = [part_words(part, language, wording) for part in versions.parts]
    if language is Language.ZH:
        return "；".join(words)
    for number, part in enumerate(versions.parts[1:], start=1):
        if part.span in _OPEN_WORDS:
            words[number] = words[number][0].lower() + words[number][1:]
    return "; ".join(words)


def part_words(part: VersionPart, language: Language, wording: Wording) -> str:
    """
    One part by itself.
    """
    match part.span:
        case Span.ALL:
            return wording.say("affected.all", language)
        case Span.RANGE:
            return wording.say("affected.range", language, **{"from": part.first, "to": part.last})
        case Span.BEFORE:
            return wording.say("affected.before", language, version=part.first)
        case Span.UP_TO:
            return wording.say("affected.upto", language, version=part.first)
        case Span.SINCE:
            return wording.say("affected.since", language, version=part.first)
        case Span.EXACT:
            return part.first
