"""
What a reader must know before the words: that an advisory is withdrawn or replaced, or that the words are not up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document
from advisorypress.model.text import Text, WordsState
from advisorypress.render.dates import long_date
from advisorypress.render.measure_words import with_counts_whole
from advisorypress.render.voice import Voice
from advisorypress.templating import filled


def notices_of(voice: Voice, record: Advisory | Document) -> tuple[Markup, ...]:
    """
    One clean sentence each, the gravest first, its links absolute.
    """
    standing = _standing(voice, record) if isinstance(record, Advisory) else ()
    return (*standing, *language_sentence(voice, record))


def _standing(voice: Voice, advisory: Advisory) -> Iterator[Markup]:
    if advisory.is_archived:
        current = voice.library.current_of(advisory)
        yield earlier_version(voice, advisory, voice.library.settings.url(voice.language, current.path))
        yield from _standing(voice, current) if current is not advisory else ()
        return
    if advisory.is_withdrawn:
        day = next((r.date for r in reversed(advisory.revisions) if r.type == "withdrawn"), advisory.updated)
        date = long_date(day, voice.language)
        reason = withdrawal_reason(advisory, voice.language)
        if reason.text:
            yield voice.html("state.withdrawn", date=date, reason=voice.run(reason))
        else:
            yield voice.html("state.withdrawn.plain", date=date)
    if advisory.superseded_by:
        yield voice.html("state.superseded", id=advisory_links(voice, advisory.superseded_by))


def earlier_version(voice: Voice, advisory: Advisory, address: str) -> Markup:
    """
    That *advisory* is an earlier version; *address* is that of the current one.
    """
    current = voice.library.current_of(advisory).version
    link = filled('<a href="{}">{}</a>', address, with_counts_whole(voice.say("rev.read", n=current)))
    return filled("{}{}{}", with_counts_whole(voice.html("rev.old", n=advisory.version, m=current)), voice.gap, link)


def withdrawal_reason(advisory: Advisory, language: Language) -> Text:
    """
    Why *advisory* was withdrawn, in the reader's words or else the source edition's; "" when neither says.
    """
    for words in (advisory.words_for(language), advisory.words[advisory.source]):
        if words.withdrawn_reason:
            return Text(words.withdrawn_reason, words.language)
    return Text("", language)


def advisory_links(voice: Voice, ids: Sequence[str]) -> Markup:
    """
    The advisories numbered *ids*, with absolute links to those that are published.
    """
    return voice.all_of([_link(voice, id) for id in ids])


def _link(voice: Voice, id: str) -> Markup:
    other = voice.library.advisory(id)
    if other is None:
        return filled("{}", id)
    return filled('<a href="{}">{}</a>', voice.library.settings.url(voice.language, other.path), other.id)


def language_sentence(voice: Voice, record: Advisory | Document) -> tuple[Markup, ...]:
    """
    That the words of *record* are older than its facts or in the other language; nothing when they are as they should be.
    """
    ending = "" if voice.language is Language.ZH else ".en"
    page = "" if isinstance(record, Advisory) else ".page"
    match record.state_for(voice.language):
        case WordsState.CURRENT:
            return ()
        case WordsState.STALE:
            # A stale translation has fewer revision notes than there are versions; where it has as many, none is named.
            translated = len(record.words[voice.language].revision_notes) if isinstance(record, Advisory) else 0
            if isinstance(record, Advisory) and 0 < translated < record.version:
                return (voice.html(f"state.stale{ending}", n=translated, m=record.version),)
            return (voice.html(f"state.older{ending}"),)
        case WordsState.MISSING:
            return (voice.html(f"state{page}.missing{ending}"),)
        case WordsState.ONLY_OTHER:
            only = "english" if voice.language is Language.ZH else "chinese"
            return (voice.html(f"state{page}.only.{only}"),)
