"""
What a record is called, and what it says of itself in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Digest, Document
from advisorypress.model.period import Period
from advisorypress.model.text import Text
from advisorypress.render.characters import one_line
from advisorypress.render.dates import range_ends
from advisorypress.render.voice import Voice

# A full stop ends an English sentence when a capital follows and the word before it is no initial or abbreviation.
_SENTENCE_END = re.compile(r"(?:(?<=[a-z0-9)”\"’]{2}[.!?])|(?<=\s\d[.!?]))\s+(?=[A-Z“\"(])|(?<=[。！？])(?=.)")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:Corp|Dept|Dr|Inc|Ltd|Mrs?|Ms|No|Prof|St|vs|approx|incl|etc|[A-Z.]{2,})\.$")


def title_of(voice: Voice, record: Advisory | Document) -> Text:
    """
    The title that a reader gets; a digest without one is called after its period.
    """
    words = record.words_for(voice.language)
    title = one_line(words.title)
    if isinstance(record, Digest) and not title:
        return Text(digest_title(voice, record.period), voice.language)
    return Text(title, words.language)


def digest_title(voice: Voice, period: Period) -> str:
    """
    `Alert Digest, 16 to 30 November 2026`.
    """
    first, last = range_ends(period.start, period.end, voice.language)
    return voice.say("mail.digest.title", **{"from": first, "to": last})


def first_sentence(text: str) -> str:
    """
    The first sentence of *text*; all of it where its end is not plain to see.
    """
    return next(sentences(text), text)


def sentences(text: str) -> Iterator[str]:
    """
    The sentences of *text*, of which none is cut where its end is not plain to see.
    """
    start = 0
    for end in _SENTENCE_END.finditer(text):
        sentence = text[start : end.start()]
        if not _ABBREVIATION.search(sentence):
            yield sentence
            start = end.end()
    if text[start:]:
        yield text[start:]
