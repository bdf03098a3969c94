"""
A body as its sections: levels that follow the page's one h1, and anchors that are the same in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from advisorypress.language import Language
from advisorypress.vocabulary import Vocabulary

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_MARKUP = re.compile(r"<[^>]*>")
_VOID = frozenset({"br", "hr", "img"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Section:
    """
    One h2 and what follows it.

    *key* names a section that the vocabulary knows, "" for the author's own; *title* is the heading's HTML as it was
    written; *html* does not repeat it.
    """

    id: str
    key: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Body:
    """
    What stands before the first heading, and the sections in the author's order.
    """

    lead: str
    sections: tuple[Section, ...]

    def known(self, key: str) -> str:
        """
        The HTML of all sections that mean *key*; "" when there is none.
        """
        return "".join([section.html for section in self.sections if section.key == key])

    @property
    def said(self) -> frozenset[str]:
        """
        The keys of the sections that the vocabulary knows and that say something.
        """
        return frozenset(section.key for section in self.sections if section.key and section.html)

    @property
    def own(self) -> tuple[Section, ...]:
        """
        The sections that the vocabulary does not know.
        """
        return tuple(section for section in self.sections if not section.key)


def known_headings(vocabulary: Vocabulary) -> dict[str, str]:
    """
    The sections that the vocabulary knows, by how an author may call them in either language.
    """
    known: dict[str, str] = {}
    for key, term in vocabulary.groups.get("page-section", {}).items():
        for name in (*(term.words[language] for language in Language), *term.variants):
            known.setdefault(_name(name), key)
    return known


def split_body(html: str, known: Mapping[str, str]) -> Body:
    """
    The sections of clean *html*; *known* is from `known_headings`, empty for a text that has no such sections.

    The anchor of a known section is its key, that of any other its number, for a name that is made of a heading would be
    another one in the other language.
    """
    builder = _Builder(known)
    for piece in _pieces(html):
        builder.add(piece)
    return builder.body()


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    inner: str
    nested: bool


def _pieces(html: str) -> Iterator[str | _Heading]:
    """
    *html* cut at its headings; a heading inside a list or quotation is *nested*: no section may begin there.
    """
    depth = done = 0
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(html):
        closing, name = tag[1], tag[2]
        if name in _HEADINGS:
            if not closing:
                opened = tag
            elif opened is not None:
                yield html[done : opened.start()]
                yield _Heading(int(name[1]), html[opened.end() : tag.start()].strip(), depth > 0)
                done, opened = tag.end(), None
        elif name not in _VOID:
            depth += -1 if closing else 1
    yield html[done:]


@dataclass(slots=True)
class _Builder:
    known: Mapping[str, str]
    lead: list[str] = field(default_factory=list)
    sections: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    own: int = 0

    def add(self, piece: str | _Heading) -> None:
        if isinstance(piece, str):
            self._current.append(piece)
        elif _plain(piece.inner):
            self._add_heading(piece)

    @property
    def _current(self) -> list[str]:
        return self.sections[-1][3] if self.sections else self.lead

    def _add_heading(self, heading: _Heading) -> None:
        level = self._level(heading)
        if level == 2:
            key = self.known.get(_name(_plain(heading.inner)), "")
            self.own += not key
            self.sections.append((key or f"section-{self.own}", key, heading.inner, []))
            return
        parent = self.sections[-1][0] if self.sections else "lead"
        self.used[parent] = self.used.get(parent, 0) + 1
        id = f"{parent}-{self.used[parent]}"
        self._current.append(f'<h{level} id="{id}">{heading.inner}</h{level}>')

    def _level(self, heading: _Heading) -> int:
        """
        The level on the page: the highest that is written becomes 2, and none is left out on the way down.
        """
        if heading.nested:
            return min(max(len(self.levels) + 2, 3), 6)
        # The page has its h1, so one that an author writes counts as h2.
        written = max(heading.level, 2)
        while self.levels and self.levels[-1] >= written:
            self.levels.pop()
        self.levels.append(written)
        return min(len(self.levels) + 1, 6)

    def body(self) -> Body:
        sections = tuple(Section(id, key, title, "".join(parts).strip()) for id, key, title, parts in self.sections)
        return Body("".join(self.lead).strip(), sections)


def _plain(html: str) -> str:
    return unescape(_MARKUP.sub("", html)).strip()


def _name(text: str) -> str:
    return " ".join(text.casefold().split())
