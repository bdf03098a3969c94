"""
The dated things that are no advisory: newsletters, digests, guides, articles, news and events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.period import Period
from advisorypress.model.text import WordsState

FOLDER_OF = {
    Kind.NEWSLETTER: "bulletins",
    Kind.DIGEST: "digests",
    Kind.GUIDE: "guides",
    Kind.ARTICLE: "articles",
    Kind.NEWS: "news",
    Kind.EVENT: "events",
}


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """
    The words of one edition; each kind uses the ones it has.
    """

    language: Language
    title: str
    summary: str
    body: str
    actions: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    place: str = ""
    intro: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    What all of them have. *name* is the file name without language and ending, and the last part of the address.
    """

    kind: Kind
    name: str
    source: Language
    published: datetime
    words: Mapping[Language, DocumentWords]
    stale: bool = False
    languages: tuple[Language, ...] = (Language.EN, Language.ZH)
    revised: datetime | None = None
    tags: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """
        Its folder on the site, without the language: `guides/ransomware/`.
        """
        return f"{FOLDER_OF[self.kind]}/{self.name}/"

    @property
    def updated(self) -> datetime:
        """
        When it last changed in a way that readers should know.
        """
        return self.revised or self.published

    def words_for(self, language: Language) -> DocumentWords:
        """
        The words that a reader of *language* gets: their own edition's, or else the other one's.
        """
        return self.words.get(language) or self.words[language.other]

    def state_for(self, language: Language) -> WordsState:
        """
        How the words that a reader of *language* gets stand to the facts.
        """
        if language not in self.words:
            return WordsState.MISSING if language in self.languages else WordsState.ONLY_OTHER
        return WordsState.STALE if self.stale and language is not self.source else WordsState.CURRENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter(Document):
    """
    The monthly newsletter; *month* is the first day of the month it is about.
    """

    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Document):
    """
    The twice-monthly digest: a period, and the ids it leaves out. Its title may be "": then it is generated.
    """

    period: Period
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Document):
    """
    A guide or a checklist.
    """

    audience: tuple[str, ...]
    is_checklist: bool = False
    minutes: int | None = None
    reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Document):
    """
    An article.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem(Document):
    """
    News from elsewhere, or a statement of the team.
    """

    is_statement: bool = False
    url: str | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Document):
    """
    An event.
    """

    starts: datetime
    ends: datetime
    url: str | None = None
