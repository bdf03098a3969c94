"""
What the makers of pages share: one library in one language, and which pages there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, AdvisoryWords
from advisorypress.model.document import Document
from advisorypress.model.library import Library
from advisorypress.model.text import Text, WordsState
from advisorypress.output import Page
from advisorypress.render.bodies import Bodies
from advisorypress.render.characters import one_line, writable
from advisorypress.render.keys import NO_KEY, Keys
from advisorypress.render.line_breaks import title_words, with_line_breaks
from advisorypress.render.links import localise, to_edition
from advisorypress.render.notices import language_sentence
from advisorypress.render.titles import first_sentence, title_of
from advisorypress.render.voice import Voice
from advisorypress.templating import clean, fill, filled

# Up to the first full stop that is not inside a tag, a number or an address.
_FIRST_SENTENCE = re.compile(r"(?:<[^>]*>|[^<.。]|\.(?=[^\s<]))+[.。]")


# No author can write it, for every "<" of theirs is escaped.
_GAP = clean("<!-- part -->")


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """
    A page that is made when it is asked for; *path* is its folder without the language.

    *updated* is when the meaning of its record last changed; *is_indexed* says whether search engines are to list it; *key*
    is that of `Output`.
    """

    path: str
    make: Callable[[], Page]
    updated: datetime | None = None
    is_indexed: bool = True
    key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A box that tells how the words stand to the facts; *kind* is stop, warn or note.
    """

    kind: str
    html: Markup

    @property
    def headed(self) -> Markup:
        """
        The box's words; the first sentence of what must not be overlooked is bold.
        """
        first = _FIRST_SENTENCE.match(self.html)
        if self.kind == "note" or first is None:
            return self.html
        return clean(f"<strong>{first[0]}</strong>{self.html[first.end() :]}")


@dataclass(frozen=True, slots=True)
class Desk:
    """
    *pages* are the paths of all pages of an edition, so that no link leads to one that does not exist; *keys* are there where
    a build asks what it need not make again.
    """

    voice: Voice
    bodies: Bodies
    pages: Collection[str]
    keys: Keys | None = None

    @property
    def library(self) -> Library:
        """
        What is published.
        """
        return self.voice.library

    @property
    def language(self) -> Language:
        """
        The language of the edition.
        """
        return self.voice.language

    def about(self, advisory: Advisory) -> Desk:
        """
        The desk for what is made of *advisory* alone; see `Library.about`.
        """
        return replace(self, voice=self.voice.about(advisory))

    def has(self, path: str) -> bool:
        """
        Whether the edition has a page at *path*.
        """
        return path in self.pages

    def article(self, template: str, path: str, **values: object) -> str:
        """
        *template* filled for the page at *path*: clean HTML whose links are right for where it stands.
        """
        return localise(self.part(template, **values), self.language, path.count("/"))

    def part(self, template: str, **values: object) -> str:
        """
        *template* filled, its links still root-relative: for what stands on several pages and is made once.
        """
        html = writable(fill(template, v=self.voice, desk=self, **values))
        return with_line_breaks(html, title_words(self.library.vocabulary))

    def article_of(self, template: str, path: str, parts: Sequence[str], **values: object) -> str:
        """
        An article in which *parts* (of `part`) stand in turn, each where the template has a `parts_go_here`.
        """
        html = self.part(template, parts_go_here=_GAP, **values)
        before, *after = html.split(_GAP)
        whole = "".join([before, *(text for pair in zip(parts, after, strict=True) for text in pair)])
        return localise(whole, self.language, path.count("/"))

    def title(self, record: Advisory | Document) -> Text:
        """
        The title that a reader of the edition gets.
        """
        return title_of(self.voice, record)

    def first_sentence(self, words: AdvisoryWords) -> str:
        """
        What a card says.
        """
        return first_sentence(one_line(words.summary))

    def language_notices(self, record: Advisory | Document) -> tuple[Notice, ...]:
        """
        What a reader must know when the words of *record* are older than its facts or in the other language.
        """
        notices = []
        for sentence in language_sentence(self.voice, record):
            stale = record.state_for(self.language) is WordsState.STALE
            link = self._link_to_other_edition(record) if stale else ""
            notices.append(Notice("warn" if stale else "note", filled("{}{}", sentence, link)))
        if record.source is Language.ZH:
            notices.append(Notice("note", self.voice.html("state.prevails.zh")))
        return tuple(notices)

    def _link_to_other_edition(self, record: Advisory | Document) -> Markup:
        other = self.language.other
        return filled(
            '{}<a href="{}" hreflang="{}">{}</a>',
            self.voice.gap,
            to_edition(record.path, other, record.path.count("/")),
            other.tag,
            self.voice.say("state.read.english" if other is Language.EN else "state.read.chinese"),
        )
