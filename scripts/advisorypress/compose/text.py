"""
The text part of a mail: 72 columns, of which a Chinese character takes two; every address on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisorypress.compose.items import MailItem
from advisorypress.compose.view import DigestView
from advisorypress.language import Language
from advisorypress.model.text import Text
from advisorypress.render.plain.wrapping import wrap
from advisorypress.render.voice import Voice

RULE = "----"


def write_text(view: DigestView) -> str:
    """
    *view* as plain text.
    """
    return "\n".join(line.rstrip() for line in _lines(view)) + "\n"


def _lines(view: DigestView) -> Iterator[str]:
    voice = view.voice
    yield from wrap(voice.library.settings.name[voice.language])
    yield from wrap(view.title)
    yield from wrap(view.count.text)
    if view.intro.text:
        yield ""
        yield from wrap(view.intro.text)
    for part in view.parts:
        yield from ("", RULE)
        yield from wrap(_loud(part.heading, voice.language))
        for group in part.groups:
            if group.heading:
                yield ""
                yield from wrap(f"* {group.heading}")
            for item in group.items:
                yield ""
                yield from _item(item, voice)
    if view.more:
        yield ""
        yield from wrap(view.more)
    yield from ("", RULE)
    yield from _footer(view)


def _item(item: MailItem, voice: Voice) -> Iterator[str]:
    yield from wrap(" | ".join(_loud(badge.word, voice.language) for badge in item.badges))
    yield from wrap(item.title.text)
    if sentence := _joined(item.sentence):
        yield from wrap(sentence)
    yield from wrap(item.facts)
    yield item.url


def _footer(view: DigestView) -> Iterator[str]:
    voice = view.voice
    yield from _named(voice.say("mail.web"), view.archive)
    yield from wrap(voice.say("mail.why", topics=voice.word("publication", "digest")))
    yield from _named(voice.say("mail.change"), view.subscribe[0])
    yield from _named(voice.say("mail.genuine"), view.subscribe[0])
    for speaker, subscribe in zip(view.voices, view.subscribe, strict=True):
        settings = speaker.library.settings
        yield ""
        yield from wrap(speaker.say("mailing.sender", name=settings.name[speaker.language]))
        yield settings.url(speaker.language, "")
        yield from _named(speaker.say("mail.unsubscribe"), subscribe)
        if view.leave:
            yield from wrap(speaker.say("mailing.leave", address=view.leave))
    yield ""
    yield from wrap(voice.say("advisory.tlp.clear"))
    if voice.library.settings.demonstration:
        for speaker in view.voices:
            yield from wrap(speaker.say("mailing.demonstration"))


def _named(name: str, address: str) -> Iterator[str]:
    yield from wrap(name)
    yield address


def _joined(texts: tuple[Text, ...]) -> str:
    return "".join(text.text for text in texts).strip()


def _loud(words: str, language: Language) -> str:
    return words.upper() if language is Language.EN else words
