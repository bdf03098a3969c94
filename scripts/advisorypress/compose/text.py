"""
The text part of a mail: 72 columns, of which a Chinese character takes two; every address on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisorypress.compose.items import Badge, MailItem
from advisorypress.compose.view import AlertView, Block, DigestView, MailView
from advisorypress.language import Language
from advisorypress.model.text import Text
from advisorypress.render.plain.wrapping import wrap
from advisorypress.render.voice import Voice

RULE = "----"


def write_text(mail: MailView) -> str:
    """
    *mail* as plain text.
    """
    return "\n".join(line.rstrip() for line in _lines(mail)) + "\n"


def _lines(mail: MailView) -> Iterator[str]:
    for number, block in enumerate(mail.blocks):
        if number:
            yield from ("", RULE)
        for mark in block.marks:
            yield from wrap(_joined(mark))
        yield from wrap(mail.team(block.voice.language))
        yield from _block(block)
    yield from ("", RULE)
    yield from _footer(mail)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, DigestView):
        yield from _digest(block)
    if isinstance(block, AlertView):
        yield from _alert(block)


def _digest(view: DigestView) -> Iterator[str]:
    voice = view.voice
    yield from wrap(view.title.text)
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


def _item(item: MailItem, voice: Voice) -> Iterator[str]:
    yield from _badges(item.badges, voice)
    yield from wrap(item.title.text)
    if sentence := _joined(item.sentence):
        yield from wrap(sentence)
    yield from wrap(item.facts)
    yield item.url


def _alert(view: AlertView) -> Iterator[str]:
    voice = view.voice
    yield ""
    yield from _badges(view.badges, voice)
    yield from wrap(view.title.text)
    yield from wrap(view.facts)
    for sentence in view.lead:
        yield ""
        yield from wrap(_joined(sentence))
    for row in view.answers:
        yield ""
        yield from wrap(_loud(row.question, voice.language))
        for number, answer in row.lines:
            yield from wrap(answer.text, number, " " * len(number))
    yield ""
    yield from _named(voice.say("feed.read.advisory"), view.archive)
    if view.contact is not None:
        yield ""
        yield from wrap(_loud(view.contact.heading, voice.language))
        for line in view.contact.lines:
            yield from wrap(line)
        yield from wrap(view.contact.ending)


def _footer(mail: MailView) -> Iterator[str]:
    for number, block in enumerate(mail.blocks):
        if number:
            yield ""
        yield from _reason(block)
    for speaker in mail.voices:
        yield ""
        yield from wrap(speaker.say("mailing.sender", name=mail.team(speaker.language)))
        yield mail.url(speaker.language, "")
        yield from _named(speaker.say("mail.unsubscribe"), mail.url(speaker.language, "subscribe/#leave"))
        if mail.leave:
            yield from wrap(speaker.say("mailing.leave", address=mail.leave))
        if mail.is_personal:
            yield from wrap(speaker.say("mail.button"))
    yield ""
    for block in mail.blocks:
        yield from wrap(block.voice.say("advisory.tlp.clear"))
    if mail.voices[0].library.settings.demonstration:
        for speaker in mail.voices:
            yield from wrap(speaker.say("mailing.demonstration"))
    for block in mail.blocks:
        if block.last:
            yield from ("", *wrap(_joined(block.last)))


def _reason(block: Block) -> Iterator[str]:
    voice = block.voice
    if isinstance(block, DigestView):
        yield from _named(voice.say("mail.web"), block.archive)
    yield from wrap(voice.say("mail.why", topics=block.topics))
    yield from _named(voice.say("mail.change"), block.subscribe)
    yield from _named(voice.say("mail.genuine"), block.subscribe)


def _badges(badges: Sequence[Badge], voice: Voice) -> Iterator[str]:
    yield from wrap(" | ".join(_loud(badge.word, voice.language) for badge in badges))


def _named(name: str, address: str) -> Iterator[str]:
    yield from wrap(name)
    yield address


def _joined(texts: Sequence[Text]) -> str:
    return "".join(text.text for text in texts).strip()


def _loud(words: str, language: Language) -> str:
    return words.upper() if language is Language.EN else words
