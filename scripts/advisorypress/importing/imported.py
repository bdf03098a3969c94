"""
What a document of another team says, whatever its format: facts, English words, and what belongs to the text only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NO_FIX = "none"

Pair = tuple[str, str]
"""
The id of a vulnerability and the key of a product; "" for either where the document names none.
"""

Scope = frozenset[Pair]
"""
What a statement of the document holds for.
"""


class Format(StrEnum):
    """
    The formats that can be imported.
    """

    CSAF = "csaf"
    CVE = "cve"
    OSV = "osv"


@dataclass(frozen=True, slots=True)
class Product:
    """
    One product with some of its versions. *versions* are in our words; what is "" is not said by the document.

    *cpes* and *purls* beyond the first, *models*, and *details* (a kind and a text: functions, commits, platforms) have no
    place in the facts.
    """

    key: str
    vendor: str
    name: str
    versions: str
    fixed: str = ""
    cpes: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A piece of prose as Markdown, the heading it stands under ("" for none), and what it holds for.

    *is_lead* says that it tells what the document is about, so it stands before all others.
    """

    text: str
    heading: str = ""
    scope: Scope = frozenset()
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class GivenScore:
    """
    A CVSS vector and the products it is given for.
    """

    vector: str
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weakness:
    """
    One vulnerability. *id* is a CVE identifier when *is_cve*, else what the document calls it.

    *loose_scores* cannot stand among the facts: no vector, a number that does not follow from it, or nobody says whose.
    """

    id: str
    is_cve: bool
    title: str = ""
    scores: tuple[GivenScore, ...] = ()
    loose_scores: tuple[str, ...] = ()
    cwes: tuple[str, ...] = ()
    affects: frozenset[str] = frozenset()
    other_ids: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """
    What to do about vulnerabilities of products. *kind* is the category of CSAF; *text* is Markdown.
    """

    kind: str
    text: str
    scope: Scope
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ProductStatus:
    """
    How products other than affected ones stand to vulnerabilities; *kind* is the name of the list in CSAF.
    """

    kind: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Link:
    """
    A reference. *kind* is ours; *role* names, when there is no title, what the document says of it.
    """

    url: str
    title: str = ""
    kind: str = "other"
    role: str = "web"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One entry of the document's own history.
    """

    number: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Thanks:
    """
    Whom the document thanks, and for what.
    """

    names: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """
    One document. *released* and *changed* are the moments of its first and its present version.
    """

    format: Format
    publisher: str
    id: str
    version: str = ""
    title: str = ""
    summary: str = ""
    released: datetime | None = None
    changed: datetime | None = None
    is_english: bool = True
    is_withdrawn: bool = False
    tlp: str = ""
    rating: str = ""
    products: tuple[Product, ...] = ()
    vulnerabilities: tuple[Weakness, ...] = ()
    statuses: tuple[ProductStatus, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    passages: tuple[Passage, ...] = ()
    links: tuple[Link, ...] = ()
    history: tuple[Change, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    related: tuple[str, ...] = ()
    exploited: str = ""

    @property
    def affected(self) -> tuple[Product, ...]:
        """
        The products that a vulnerability affects, in the order of the document.
        """
        hit = {key for weakness in self.vulnerabilities for key in weakness.affects}
        return tuple(product for product in self.products if product.key in hit)


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """
    *texts* without empty ones, each once, in their order.
    """
    return tuple(dict.fromkeys(text for text in texts if text))


def unique_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """
    *links*, each address once: one page is often named as report, evidence and advisory.
    """
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())
