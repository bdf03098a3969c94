"""
A file of the site, and a page before the theme is put around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisorypress.language import Language


@dataclass(frozen=True, slots=True)
class Output:
    """
    A file of the site: its *path* relative to the site (`zh-hant/feeds/all.rss`), and what makes its bytes.

    Nothing is rendered before `make` is called, so a plan of the whole site is cheap and `serve` renders one file of it.
    *key* is a digest of all that decides its bytes, b"" where that is not known; see `render.keys`.
    """

    path: str
    make: Callable[[], bytes]
    key: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    A page before it is put into a shell.

    *path* is its folder without the language (`advisories/SA-2026-0142/`, "" for home). *section* names the entry of the
    main menu that is current (`advisories`, `guides`, `news`, `subscribe`, `report-incident`, "" for none). *title* and
    *description* are plain text; *article* and *head* are clean HTML, *head* being what this page alone needs in its head.
    *edit* is the source file that the edit link leads to, "" for none. *canonical* is the path of the page that search
    engines are to name instead of this one, "" for itself. *published* and *modified* are the moments of an article, None for
    a list; *card* names the picture that is shown where the page is shared, "" for that of its kind.
    """

    language: Language
    path: str
    section: str
    title: str
    description: str
    article: str
    head: str = ""
    edit: str = ""
    canonical: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    card: str = ""

    @property
    def depth(self) -> int:
        """
        How many folders deep it stands: 0 for home.
        """
        return self.path.count("/")

    @property
    def file(self) -> str:
        """
        Its file, relative to the site.
        """
        return f"{self.language.prefix}{self.path}index.html"


class Shells(Protocol):
    """
    The theme around a page, made by the engine.
    """

    def fill(self, page: Page) -> bytes:
        """
        The whole HTML file of *page*.
        """
        ...
