"""
The text to share an advisory with: what it is, the one thing to do, and where it stands. Plain text, for a chat or a notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.slug import vendor_slug
from advisorypress.render.answers import what_to_do
from advisorypress.render.characters import one_line
from advisorypress.render.desk import Desk
from advisorypress.render.voice import Voice

_VENDORS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Followed:
    """
    A feed that would have told of an advisory: its name, and its path without the ending.
    """

    name: str
    path: str


def share_text(desk: Desk, advisory: Advisory) -> str:
    """
    The text, in the language of the words that a reader gets, with the address of their own edition.
    """
    words = advisory.words_for(desk.language)
    voice = Voice(desk.library, words.language)
    title = (
        f"{one_line(words.title)} ({advisory.id})" if voice.language is Language.EN else _chinese(words.title, advisory)
    )
    if advisory.is_withdrawn:
        lines = [voice.say("feed.withdrawn", title=title)]
    else:
        marks = [voice.word("severity", advisory.severity.value)]
        marks += [voice.say("badge.exploited")] if advisory.is_exploited else []
        lines = [" | ".join(marks), title]
        if desk.library.is_to_follow(advisory):
            lines += [one_line(what_to_do(voice, advisory, desk.bodies.said(words))[0].text.text)]
    lines.append(desk.library.settings.url(desk.language, advisory.path))
    if desk.library.settings.demonstration:
        lines.append(voice.say("feed.demonstration"))
    return "\n".join(lines)


def _chinese(title: str, advisory: Advisory) -> str:
    return f"{one_line(title)}（{advisory.id}）"


def feeds_of(desk: Desk, advisory: Advisory) -> tuple[Followed, ...]:
    """
    The feeds of its vendors, category and severity.
    """
    voice = desk.voice
    vendors = [Followed(one_line(name), f"vendor/{vendor_slug(name)}") for name in advisory.vendors[:_VENDORS_SHOWN]]
    return (
        *vendors,
        Followed(voice.word("category", advisory.category), f"category/{advisory.category}"),
        Followed(voice.word("severity", advisory.severity.value), f"severity/{advisory.severity.value}"),
    )
