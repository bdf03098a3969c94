"""
The short text of an alert, for text messages, chat and social media: made once, here, and the same in every channel.

It carries the number of the advisory and no link: people are told never to follow one in a text message.
"""

from __future__ import annotations

import re

from advisorypress.compose.alert import exercise_mark
from advisorypress.compose.digest import digest_line
from advisorypress.compose.mailing import AlertMailing, DigestMailing
from advisorypress.compose.wire import one_line
from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.gsm7 import MOST_SEPTETS, MOST_UNITS, message_with_id, septets, units
from advisorypress.model.library import Library
from advisorypress.render.answers import what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.voice import Voice

# What editors' programs put in place of plain signs, any one of which makes a text message two and a half times dearer.
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u2011": "-"}
)
_ENDS = " ,;:，、；：（「"
_PIECE = re.compile(r"\s*(?:[!-~\u00a1-\u024f]+|\S)")


def short_text(library: Library, mailing: AlertMailing, language: Language, link: bool = False) -> str:
    """
    The text of *mailing* in *language*: at most 160 septets of GSM 03.38, or 70 units of UTF-16 when a character is outside
    its alphabet, the number of the advisory included; the page's address comes after that, only with *link*.

    It is the edition's `short`, else title and first action, cut between two words.
    """
    advisory = mailing.advisory
    voice = Voice(library, language)
    mark = "".join(text.text for text in exercise_mark(library)) + " " if mailing.is_exercise else ""
    whole = _fitting(f"{mark}{message_with_id(advisory.id, '')}", _candidates(voice, mailing))
    return f"{whole} {library.settings.url(language, advisory.path)}" if link else whole


def digest_short_text(library: Library, mailing: DigestMailing, language: Language, link: bool = False) -> str:
    """
    The text of a digest, of the same length at most: its title, and how many advisories there are.
    """
    title, count = digest_line(library, mailing.digest, language)
    joint = "，" if language is Language.ZH else ": "
    whole = _fitting("", [f"{title}{joint}{count}", title])
    return f"{whole} {library.settings.url(language, mailing.digest.path)}" if link else whole


def fits(text: str) -> bool:
    """
    Whether *text* is one text message.
    """
    length = septets(text)
    return length <= MOST_SEPTETS if length is not None else units(text) <= MOST_UNITS


def _candidates(voice: Voice, mailing: AlertMailing) -> list[str]:
    """
    What could be said, the fullest first; the last may be cut.
    """
    advisory = mailing.advisory
    words = advisory.words_for(voice.language)
    title = one_line(words.title)
    if advisory.is_withdrawn:
        return [voice.say("mail.short.withdrawn", title=title)]
    full = "：" if words.language is Language.ZH else ": "
    candidates = [one_line(words.short)] if words.short else []
    if not words.short:
        action = _action(voice, advisory)
        candidates += [f"{title}{full}{action}"] if action else []
        candidates.append(title)
    if mailing.revision.type == "correction":
        candidates = [voice.say("mail.short.corrected", short=text) for text in candidates]
    return candidates


def _action(voice: Voice, advisory: Advisory) -> str:
    if not voice.library.is_to_follow(advisory):
        return ""
    body = Bodies(voice.library.vocabulary).of(advisory.words_for(voice.language))
    action = one_line(what_to_do(voice, advisory, body.said)[0].text.text)
    return "" if action == voice.say("advisory.do.ask") else action


def _fitting(before: str, candidates: list[str]) -> str:
    texts = [_plain(candidate) for candidate in candidates]
    whole = next((text for text in texts if fits(before + text)), None)
    return before + (_cut(before, texts[-1]) if whole is None else whole)


def _plain(text: str) -> str:
    """
    *text* with plain signs, if that is all it takes to write it in the small alphabet.
    """
    plain = text.translate(_PLAIN)
    return text if septets(plain) is None else plain


def _cut(before: str, text: str) -> str:
    """
    As many words of *text* as fit; in Chinese every character is one.
    """
    dots = "…" if septets(before + text) is None else "..."
    kept = ""
    for piece in _PIECE.findall(text):
        if not fits(f"{before}{kept}{piece}{dots}"):
            break
        kept += piece
    return f"{kept.rstrip(_ENDS)}{dots}"
