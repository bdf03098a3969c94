"""
Shells: pages of the engine that hold placeholders, split once and filled for every record.

One shell serves every page of one language, menu entry and depth, because relative links hold for one depth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple, Self

from advisorypress.errors import EngineError
from advisorypress.language import Language
from advisorypress.output import Page
from advisorypress.render.characters import one_line
from advisorypress.render.structured_data import card_of

# Letters and digits only: the one kind of text that no Markdown, template or escaping changes.
TITLE = "PRESSTITLE7f3a9c"
DESCRIPTION = "PRESSDESCRIPTION7f3a9c"
PATH = "PRESSPATH7f3a9c"
CANONICAL = "PRESSCANONICAL7f3a9c"
HEAD = "PRESSHEAD7f3a9c"
CARD = "PRESSCARD7f3a9c"
KIND = "PRESSKIND7f3a9c"
ARTICLE = "PRESSARTICLE7f3a9c"
_PLACEHOLDERS = (TITLE, DESCRIPTION, PATH, CANONICAL, HEAD, CARD, KIND, ARTICLE)
_SPLIT = re.compile(f"({'|'.join(_PLACEHOLDERS)})")

MAXIMUM_DEPTH = 6


class Key(NamedTuple):
    """
    What one shell is for: the language, the current entry of the main menu ("" for none), and how deep its pages stand.
    """

    language: Language
    section: str
    depth: int


@dataclass(frozen=True, slots=True)
class Shell:
    """
    A built page, split at its placeholders: text and placeholder in turn, starting and ending with text.
    """

    parts: tuple[str, ...]

    @classmethod
    def split(cls, html: str) -> Self:
        """
        The shell in *html*; raises `EngineError` when the theme lost one of the placeholders.
        """
        missing = [placeholder for placeholder in _PLACEHOLDERS if placeholder not in html]
        if missing:
            raise EngineError(f"the theme left {', '.join(missing)} out of a shell; look at theme/main.html")
        return cls(tuple(_SPLIT.split(html)))

    def fill(self, page: Page) -> str:
        """
        The whole HTML of *page*: its title and description escaped, its article and head as they are.
        """
        values = {
            TITLE: escape(one_line(page.title)),
            DESCRIPTION: escape(one_line(page.description)),
            PATH: escape(page.path),
            CANONICAL: escape(page.canonical or page.path),
            HEAD: page.head,
            CARD: page.card or card_of(page.path),
            KIND: "website" if page.published is None else "article",
            ARTICLE: page.article,
        }
        return "".join(values[part] if number % 2 else part for number, part in enumerate(self.parts))


@dataclass(frozen=True, slots=True)
class ShellSet:
    """
    The shells of a site, by key.
    """

    shells: Mapping[Key, Shell]

    def fill(self, page: Page) -> bytes:
        """
        The HTML file of *page*.

        Raises `EngineError` when there is no shell for pages as deep as it is. A section that the menu does not have
        (a page that belongs to no entry) is shown with no entry marked.
        """
        shell = self.shells.get(Key(page.language, page.section, page.depth)) or self.shells.get(
            Key(page.language, "", page.depth)
        )
        if shell is None:
            raise EngineError(f"{page.path} is {page.depth} folders deep; shells go to {MAXIMUM_DEPTH}")
        return shell.fill(page).encode()


def wanted_keys(language: Language, sections: tuple[str, ...]) -> tuple[Key, ...]:
    """
    The keys of all shells of *language* for a main menu with *sections*.
    """
    return (
        Key(language, "", 0),
        *(Key(language, section, depth) for section in ("", *sections) for depth in range(1, MAXIMUM_DEPTH + 1)),
    )
