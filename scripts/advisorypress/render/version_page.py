"""
The page of an earlier version: the words as they were, and what is different in the versions after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Severity, Status
from advisorypress.output import Page
from advisorypress.render.advisory_page import advisory_article
from advisorypress.render.answers import product_name
from advisorypress.render.changes import FactChange, Flaw, Link, Sentence, compare
from advisorypress.render.characters import one_line
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.history import changes_anchor, readable_versions
from advisorypress.render.keys import NO_KEY
from advisorypress.render.voice import Voice
from advisorypress.templating import filled

NO_INDEX = '<meta name="robots" content="noindex">'

_SECTIONS = {"affected": "affected", "impacts": "impact", "vulnerabilities": "identifiers", "actions": "actions"}
_FACTS = {"severity": "advisory.risk", "category": "advisory.category", "exploited": "advisory.exploited"}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """
    What went and what came in one place; either may be empty. Both are clean HTML.
    """

    removed: tuple[Markup, ...]
    added: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """
    A fact or a part of the words, called *name*, and what is different in it.
    """

    name: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    An earlier version beside a later one. *note* says it when the words are not compared in the reader's language.
    """

    anchor: str
    heading: str
    note: str
    parts: tuple[ChangedPart, ...]


def version_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The page of every earlier version.
    """
    for advisory in desk.library.advisories:
        for version in desk.library.earlier_of(advisory):
            key = desk.keys.of(advisory) if desk.keys else NO_KEY
            yield PlannedPage(version.path, partial(version_page, desk, version), is_indexed=False, key=key)


def version_page(desk: Desk, version: Advisory) -> Page:
    """
    The page of the earlier version *version*.

    Nobody is to come upon it by a search, or to mend it in place.
    """
    desk = desk.about(version)
    words = version.words_for(desk.language)
    comparisons = tuple(_comparisons(desk, version))
    return Page(
        language=desk.language,
        path=version.path,
        section="advisories",
        title=desk.voice.say("rev.title", title=one_line(words.title), n=version.version),
        description=one_line(words.summary),
        article=advisory_article(desk, version, "render/version.html", comparisons=comparisons),
        head=NO_INDEX,
        canonical=desk.library.current_of(version).path,
    )


def _comparisons(desk: Desk, version: Advisory) -> Iterator[Comparison]:
    """
    With the version that came next, and with the current one when that is another.
    """
    current = desk.library.current_of(version)
    readable = readable_versions(desk.library, version)
    following = min((number for number in readable if number > version.version), default=current.version)
    for number in dict.fromkeys((following, current.version)):
        is_current = number == current.version != following
        heading = desk.voice.say("rev.changes.current" if is_current else "rev.changes", n=number)
        yield _comparison(desk, version, readable[number], heading)


def _comparison(desk: Desk, old: Advisory, new: Advisory, heading: str) -> Comparison:
    voice = desk.voice
    changes = compare(old, new, desk.language, desk.bodies.of)
    parts = [ChangedPart(_fact_name(voice, fact.part), (_fact_row(voice, old, new, fact),)) for fact in changes.facts]
    for each in changes.words:
        language = changes.language or desk.language
        rows = tuple(
            ChangeRow(
                _sentences(voice, language, change.removed, "del"), _sentences(voice, language, change.added, "ins")
            )
            for change in each.changes
        )
        parts.append(ChangedPart(_words_name(voice, each.part, each.title), rows))
    note = ""
    if changes.language is None:
        note = voice.say("rev.compared.facts")
    elif changes.language is not desk.language:
        note = voice.say("rev.compared")
    return Comparison(changes_anchor(new.version), heading, note, tuple(parts))


# Words


def _words_name(voice: Voice, part: str, title: str) -> str:
    if not part:
        return title
    if part in ("title", "summary", "short", "withdrawn"):
        return voice.say(f"rev.part.{part}")
    return voice.word("page-section", part)


def _sentences(voice: Voice, language: Language, sentences: Sequence[Sentence], tag: str) -> tuple[Markup, ...]:
    """
    *sentences* with what the other version does not have marked by the element *tag*.
    """
    mark = filled("<{0}>{{}}</{0}>", tag)
    found = []
    for sentence in sentences:
        text = Markup("").join(mark.format(run.text) if run.is_changed else escape(run.text) for run in sentence)
        if language is not voice.language:
            text = filled('<span lang="{}">{}</span>', language.tag, text)
        found.append(text)
    return tuple(found)


# Facts


def _fact_name(voice: Voice, part: str) -> str:
    if part in _FACTS:
        return voice.say(_FACTS[part])
    if part in _SECTIONS:
        return voice.word("page-section", _SECTIONS[part])
    return voice.word("date", "published") if part == "published" else voice.say(f"rev.part.{part}")


def _fact_row(voice: Voice, old: Advisory, new: Advisory, fact: FactChange) -> ChangeRow:
    return ChangeRow(
        tuple(filled("<del>{}</del>", _value(voice, old, fact.part, value)) for value in fact.removed),
        tuple(filled("<ins>{}</ins>", _value(voice, new, fact.part, value)) for value in fact.added),
    )


def _value(voice: Voice, advisory: Advisory, part: str, value: object) -> Markup | str:
    """
    One value of the fact *part* of *advisory* as its page says it.
    """
    match value:
        case Severity():
            return voice.word("severity", value.value)
        case Status():
            return voice.say("badge.withdrawn" if value is Status.WITHDRAWN else "rev.status.published")
        case bool():
            return voice.say("advisory.exploited.no")
        case datetime():
            return voice.moment(value)
        case date():
            return voice.html("advisory.exploited.yes", date=voice.day(value))
        case Affected():
            return _affected(voice, advisory, value)
        case Flaw():
            return _flaw(voice, advisory, value)
        case Link():
            return filled('{} <span class="press-host">{}</span>', voice.run(value.title), _shown(value.url))
        case _:
            return _term(voice, part, str(value))


def _term(voice: Voice, part: str, key: str) -> str:
    groups = {"impacts": "impact", "category": "category"}
    return voice.word(groups[part], key) if part in groups else key


def _affected(voice: Voice, advisory: Advisory, row: Affected) -> Markup:
    fix = "" if row.fixed is None else ".nofix" if row.fixed == NO_FIX else ".fixed"
    text = voice.html(
        f"feed.affected{fix}",
        product=one_line(product_name(row)),
        versions=voice.versions(row.versions, advisory.source),
        fixed=voice.fixed(row.fixed or "", advisory.source),
    )
    names = [one_line(name) for name in (row.cpe, row.purl) if name]
    return Markup(" ").join([text, *(filled("<code>{}</code>", name) for name in names)])


def _flaw(voice: Voice, advisory: Advisory, flaw: Flaw) -> Markup:
    comma = Markup("，") if voice.language is Language.ZH else Markup(", ")
    said: list[Markup | str] = [flaw.id]
    said += [
        filled(
            "{} <code>{}</code>",
            voice.say("ids.score", score=score.value, version=score.version),
            one_line(score.vector),
        )
        for score in flaw.scores
    ]
    said += [flaw.cwe] if flaw.cwe else []
    said += [
        filled("{} {}", one_line(product_name(row)), voice.versions(row.versions, advisory.source))
        for row in flaw.products
    ]
    return comma.join(said)


def _shown(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.hostname or ''}{parts.path}"
