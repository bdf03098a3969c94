"""
The hand-written pages of `content/`, read by our own reader: mkdocs never sees an author's YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisorypress.check.addresses import address_of
from advisorypress.finding import Finding
from advisorypress.language import Language
from advisorypress.load.nodes import scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import list_files, name_of, read_records
from advisorypress.load.words import is_stale
from advisorypress.model.text import WordsState

NOT_FOUND = "404.html"

MEDIA = frozenset({".avif", ".csv", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".txt", ".webp"})
"""
What of `content/` beside Markdown is copied to the site: kinds of files that cannot run a script when they are opened.
"""


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words of one edition: plain text, and a body in Markdown.
    """

    language: Language
    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPage:
    """
    A hand-written page. *path* is its folder on the site without the language, or `NOT_FOUND`.
    """

    path: str
    source: Language
    words: Mapping[Language, Words]
    stale: bool
    languages: tuple[Language, ...]

    @property
    def depth(self) -> int:
        """
        How many folders deep it stands.
        """
        return self.path.count("/")

    def words_for(self, language: Language) -> Words:
        """
        The words that a reader of *language* gets: their own edition's, or else the other one's.
        """
        return self.words.get(language) or self.words[language.other]

    def state_for(self, language: Language) -> WordsState:
        """
        How the words that a reader of *language* gets stand to the source.
        """
        if language not in self.words:
            return WordsState.MISSING if language in self.languages else WordsState.ONLY_OTHER
        return WordsState.STALE if self.stale and language is not self.source else WordsState.CURRENT


@dataclass(frozen=True, slots=True)
class Content:
    """
    What `content/` holds for the engine: pages by path, and findings about files that could not be read.
    """

    pages: Mapping[str, HandPage]
    findings: tuple[Finding, ...]

    def exists(self, path: str) -> bool:
        """
        Whether there is a hand-written page at *path*.
        """
        return path in self.pages


def read_content(root: Path) -> Content:
    """
    Reads the hand-written pages below *root*.

    The home page is the press's own, so a `content/index` is passed over.
    """
    names = [name for path in list_files(root, ("content",)) if (name := name_of(path)) and name.kind is Kind.PAGE]
    records, findings = read_records(root, names)
    return Content({page.path: page for page in _pages(records)}, findings)


def _pages(records: tuple[Record, ...]) -> Iterator[HandPage]:
    for record in records:
        path = page_path(record)
        if path:
            yield HandPage(
                path=path,
                source=record.source.language,
                words={language: _words(record, language) for language in record.editions},
                stale=is_stale(record),
                languages=tuple(Language(tag) for tag in _texts(record, "languages")) or tuple(Language),
            )


def page_path(record: Record) -> str:
    """
    Where the hand-written page of *record* stands on the site, without the language.
    """
    path = address_of(record.kind, record.folder, record.name)
    return NOT_FOUND if path == "404/" else path


def _words(record: Record, language: Language) -> Words:
    source = record.editions[language]

    def text(name: str) -> str:
        return next((scalar.text for scalar in scalars(source.head, (name,))), "")

    return Words(language, text("title"), text("summary"), source.body)


def _texts(record: Record, name: str) -> Iterator[str]:
    for scalar in record.scalars(name, None):
        if scalar.text in {language.value for language in Language}:
            yield scalar.text
