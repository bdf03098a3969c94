"""
What a mail says of one advisory or one piece of reading, before it is written as HTML or as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.compose.wire import one_line
from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document, Guide
from advisorypress.model.text import Text
from advisorypress.render.answers import what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.dates import short_date
from advisorypress.render.notices import withdrawal_reason
from advisorypress.render.voice import Voice

_TERM_OF = {
    Kind.NEWSLETTER: "bulletin",
    Kind.GUIDE: "guide",
    Kind.ARTICLE: "article",
    Kind.NEWS: "news",
    Kind.EVENT: "event",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """
    A word in a box; *look* says which box: a severity, `exploited`, or `tag`.
    """

    look: str
    word: str


@dataclass(frozen=True, slots=True)
class MailItem:
    """
    One thing to read, with the one sentence that matters; *facts* is the small line with date and number.
    """

    badges: tuple[Badge, ...]
    title: Text
    sentence: tuple[Text, ...]
    facts: str
    url: str


def advisory_item(voice: Voice, advisory: Advisory, bodies: Bodies) -> MailItem:
    """
    An advisory with its badges and the first thing to do; of one that no longer holds, what holds instead.
    """
    words = advisory.words_for(voice.language)
    date = short_date(advisory.updated, voice.language)
    return MailItem(
        badges=badges_of(voice, advisory),
        title=_text(words.title, words.language),
        sentence=_sentence(voice, advisory, bodies),
        facts=facts_of(voice, voice.say("advisory.updated", date=date) if advisory.is_updated else date, advisory.id),
        url=voice.library.settings.url(voice.language, advisory.path),
    )


def reading_item(voice: Voice, document: Document) -> MailItem:
    """
    A newsletter, guide, article or news item with its summary.
    """
    words = document.words_for(voice.language)
    is_checklist = isinstance(document, Guide) and document.is_checklist
    term = voice.word("publication", "checklist" if is_checklist else _TERM_OF[document.kind])
    return MailItem(
        badges=(Badge("tag", term), *_language_tag(voice, words.language)),
        title=_text(words.title, words.language),
        sentence=(_text(words.summary, words.language),),
        facts=short_date(document.published, voice.language),
        url=voice.library.settings.url(voice.language, document.path),
    )


def badges_of(voice: Voice, advisory: Advisory) -> tuple[Badge, ...]:
    """
    How grave *advisory* is, whether it is exploited, whether it still stands, and the language of its words if it is the other.
    """
    return tuple(_badges(voice, advisory))


def _badges(voice: Voice, advisory: Advisory) -> Iterator[Badge]:
    yield Badge(advisory.severity.value, voice.word("severity", advisory.severity.value))
    if advisory.is_exploited:
        yield Badge("exploited", voice.say("badge.exploited"))
    if advisory.is_withdrawn:
        yield Badge("tag", voice.say("badge.withdrawn"))
    elif advisory.superseded_by:
        yield Badge("tag", voice.say("badge.superseded"))
    yield from _language_tag(voice, advisory.words_for(voice.language).language)


def _language_tag(voice: Voice, language: Language) -> Iterator[Badge]:
    if language is not voice.language:
        yield Badge("tag", voice.say("badge.english" if language is Language.EN else "badge.chinese"))


def _sentence(voice: Voice, advisory: Advisory, bodies: Bodies) -> tuple[Text, ...]:
    if advisory.is_withdrawn:
        return withdrawn_sentence(voice, advisory)
    if advisory.superseded_by:
        return (Text(voice.say("state.superseded", id=advisory.superseded_by[0]), voice.language),)
    words = advisory.words_for(voice.language)
    action = what_to_do(voice, advisory, bodies.said(words))[0].text
    if action.text == voice.say("advisory.do.ask"):
        # It speaks of the page that it stands on; with nothing to do, the mail says what has happened.
        return (_text(words.summary, words.language),)
    return (_text(action.text, action.language),)


def withdrawn_sentence(voice: Voice, advisory: Advisory) -> tuple[Text, ...]:
    """
    That *advisory* is withdrawn: the interface's sentence with the reason in it, which may be in the other language.
    """
    day = next((revision.date for revision in reversed(advisory.revisions) if revision.type == "withdrawn"), None)
    date = short_date(day or advisory.updated, voice.language)
    said = withdrawal_reason(advisory, voice.language)
    reason = _text(said.text, said.language)
    if not reason.text:
        return (Text(voice.say("state.withdrawn.plain", date=date), voice.language),)
    before, mark, after = voice.say("state.withdrawn", date=date, reason="\0").partition("\0")
    return (Text(before, voice.language), *((reason, Text(after, voice.language)) if mark else ()))


def facts_of(voice: Voice, *facts: str) -> str:
    """
    *facts* on one line.
    """
    return ("，" if voice.language is Language.ZH else ", ").join(facts)


def _text(text: str, language: Language) -> Text:
    return Text(one_line(text), language)
