"""
Pages without a theme around them, and what a browser would make of their HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document
from advisorypress.model.library import Library
from advisorypress.output import Output, Page
from advisorypress.render.advisory_page import advisory_page
from advisorypress.render.bodies import Bodies
from advisorypress.render.desk import Desk
from advisorypress.render.document_page import document_page
from advisorypress.render.site import plan
from advisorypress.render.voice import Voice
from tests.examples import a_library

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "wbr"})


class BareShells:
    """
    Shells that put nothing around an article, and remember the pages they were given.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def fill(self, page: Page) -> bytes:
        """
        The article alone.
        """
        self.pages[page.file] = page
        return page.article.encode()


def outputs_of(library: Library, shells: BareShells | None = None) -> dict[str, Output]:
    """
    The plan of *library* by path.
    """
    return {output.path: output for output in plan(library, shells or BareShells())}


def a_desk(library: Library, language: Language = Language.EN, pages: frozenset[str] = frozenset()) -> Desk:
    """
    A desk for *library* in *language*; *pages* are the hand-written ones.
    """
    return Desk(Voice(library, language), Bodies(library.vocabulary), pages)


def page_of(record: Advisory | Document, language: Language = Language.EN, *others: Advisory | Document) -> Page:
    """
    The page of *record*, in a library that also has *others*.
    """
    library = a_library(record, *others)
    desk = a_desk(library, language, frozenset({"about/severity/"}))
    if isinstance(record, Advisory):
        return advisory_page(desk, record)
    return document_page(desk, record)


@dataclass
class Element:
    """
    An element: its name, attributes, and what is in it.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """
        All text in it, white space as one space.
        """
        return " ".join("".join(_texts(self)).split())

    @property
    def classes(self) -> list[str]:
        """
        Its classes.
        """
        return self.attributes.get("class", "").split()

    def all(self, name: str = "", cls: str = "") -> list[Element]:
        """
        The elements in it with this name and class, in the order of the page.
        """
        return [
            element
            for element in _elements(self)
            if (not name or element.name == name) and (not cls or cls in element.classes)
        ]

    def one(self, name: str = "", cls: str = "", id: str = "") -> Element:
        """
        The only one of them.
        """
        found = [element for element in self.all(name, cls) if not id or element.attributes.get("id") == id]
        assert len(found) == 1, f"{len(found)} of {name}.{cls}#{id}"
        return found[0]


def parse(html: str) -> Element:
    """
    The tree of *html*; every element must be closed where it was opened.
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert len(parser.open) == 1, f"left open: {[element.name for element in parser.open[1:]]}"
    return parser.open[0]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _elements(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            yield child
            yield from _elements(child)


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Element):
            yield from _texts(child)
            yield " " if child.name in ("p", "li", "dd", "dt", "div", "h1", "h2", "h3", "td", "th") else ""
        else:
            yield child
