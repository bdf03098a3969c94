"""
What feedgen cannot say: per-entry languages, links with their type and language, dates without the clock or the locale.

feedgen calls an extension's methods with the element it has just written, so these are extensions that mend it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from lxml import etree

from advisorypress.language import Language

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = etree._Element


class LeftOut(datetime):
    """
    A moment that feedgen takes for none, so that it writes no date.

    Its own writer switches the locale of the whole process, and without a date it would write the clock.
    """

    def __bool__(self) -> bool:
        return False

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """
        The same moment, left out.
        """
        return cls.combine(moment.date(), moment.timetz())


@dataclass(frozen=True, slots=True)
class Detail:
    """
    An extension of feedgen: what to do with an element after feedgen wrote it.
    """

    mend: Callable[[Element], None]

    def extend_ns(self) -> dict[str, str]:
        """
        No name spaces beyond feedgen's own.
        """
        return {}

    def extend_atom(self, element: Element) -> Element:
        """
        Mends `feed` or `entry`.
        """
        self.mend(element)
        return element

    def extend_rss(self, element: Element) -> Element:
        """
        Mends `rss` or `item`.
        """
        self.mend(element)
        return element


def mark_language(element: Element, name: str, language: Language, around: Language) -> None:
    """
    Says of the children called *name* that they are in *language*, where that is not the language *around* them.
    """
    if language is not around:
        for child in element.findall(name):
            child.set(XML_LANG, language.tag)


def append(parent: Element, name: str, text: str) -> Element:
    """
    A new last child of *parent*.
    """
    child = etree.SubElement(parent, name)
    child.text = text
    return child
