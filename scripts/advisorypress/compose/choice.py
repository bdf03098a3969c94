"""
What a subscriber gets of a mailing, from the topics they asked for: the union of them, nothing twice (mail.md 13).

A topic is text as the store keeps it: `all`; `kind:advisory`, `kind:digest`, `kind:alert`, `kind:bulletin`, `kind:guide`,
`kind:news`; `severity:high`, a threshold; `category:<key>`; `vendor:<slug>`; `word:<keyword>`; `press`, the list of the media.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Protocol

from advisorypress.compose.mailing import Item, name_of
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.digest_items import DigestItems
from advisorypress.model.document import Document
from advisorypress.model.slug import vendor_slug
from advisorypress.render.answers import product_name

PRESS = "press"
DIGEST_PACES = ("digest", "both")
URGENT_PACES = ("urgent", "both")
# Articles are advice, as guides are; there is no topic for them alone.
_KINDS = {
    "bulletin": (Kind.NEWSLETTER,),
    "guide": (Kind.GUIDE, Kind.ARTICLE),
    "news": (Kind.NEWS,),
}


class Wish(Protocol):
    """
    One topic of a subscriber, and at which pace they want it; *topic* reads as the text of the topic.
    """

    @property
    def topic(self) -> object: ...

    @property
    def pace(self) -> object: ...


def digest_topics(wishes: Iterable[Wish]) -> tuple[str, ...]:
    """
    The topics that a digest is for.
    """
    return tuple(str(wish.topic) for wish in wishes if str(wish.pace) in DIGEST_PACES)


def urgent_topics(wishes: Iterable[Wish]) -> tuple[str, ...]:
    """
    The topics that an alert is for.
    """
    return tuple(str(wish.topic) for wish in wishes if str(wish.pace) in URGENT_PACES)


def wanted(items: DigestItems, topics: Collection[str]) -> tuple[Item, ...]:
    """
    What of *items* somebody with *topics* gets, in the digest's order; () means that they get no mail.

    What counts was decided before: a digest holds what changed by its meaning, and an editorial change is none.
    """
    tests = tuple(dict.fromkeys(topics))
    return tuple(item for item in all_items(items) if any(_matches(item, topic) for topic in tests))


def wants_alert(advisory: Advisory, topics: Collection[str]) -> bool:
    """
    Whether somebody who gets *topics* urgently gets an alert about *advisory*.
    """
    return any(topic in ("kind:alert", PRESS) or _matches(advisory, topic) for topic in topics)


def wants_release(topics: Collection[str]) -> bool:
    """
    Whether an alert goes out in the wording for the press.
    """
    return PRESS in topics


def all_items(items: DigestItems) -> tuple[Item, ...]:
    """
    Everything in a digest, in its order.
    """
    return (*items.advisories, *items.reading)


def only(items: DigestItems, chosen: Iterable[Item]) -> DigestItems:
    """
    *items* without what is not among *chosen*.
    """
    names = {name_of(item) for item in chosen}
    groups = tuple((key, tuple(each for each in group if each.id in names)) for key, group in items.others)
    return replace(
        items,
        act_now=tuple(advisory for advisory in items.act_now if advisory.id in names),
        others=tuple((key, group) for key, group in groups if group),
        newsletters=tuple(document for document in items.newsletters if document.path in names),
        guides=tuple(document for document in items.guides if document.path in names),
        articles=tuple(document for document in items.articles if document.path in names),
        news=tuple(document for document in items.news if document.path in names),
    )


def _matches(item: Item, topic: str) -> bool:
    kind, _, value = topic.partition(":")
    if topic in ("all", "kind:digest"):
        return True
    match kind:
        case "kind":
            return _is_kind(item, value)
        case "word":
            return _says(item, value)
    if not isinstance(item, Advisory):
        return False
    match kind:
        case "severity":
            return value in list(Severity) and item.severity.level >= Severity(value).level
        case "category":
            return item.category == value
        case "vendor":
            return value in map(_slug, item.vendors)
        case _:
            return False


def _is_kind(item: Item, value: str) -> bool:
    if isinstance(item, Advisory):
        # Who wants alerts finds in the digest what an alert could have been about.
        urgent = item.severity is Severity.CRITICAL or item.is_exploited
        return value == "advisory" or (value == "alert" and urgent)
    return item.kind in _KINDS.get(value, ())


def _says(item: Item, keyword: str) -> bool:
    pattern = _keyword(keyword)
    return pattern is not None and any(pattern.search(_folded(text)) for text in _texts(item))


def _texts(item: Item) -> Iterator[str]:
    """
    Where a keyword is looked for, in both editions: what a reader of a list would see, and numbers of vulnerabilities.
    """
    for words in item.words.values():
        yield words.title
        yield words.summary
    if isinstance(item, Advisory):
        yield from (product_name(row) for row in item.affected)
        yield from (vulnerability.id for vulnerability in item.vulnerabilities)
    elif isinstance(item, Document):
        yield from item.tags


@cache
def _keyword(keyword: str) -> re.Pattern[str] | None:
    """
    Whole words in Latin letters (`ios` is not in FortiOS), any place in Chinese, which has no spaces.
    """
    folded = " ".join(_folded(keyword).split())
    if not folded:
        return None
    before = r"(?<![0-9a-z])" if folded[0].isascii() else ""
    after = r"(?![0-9a-z])" if folded[-1].isascii() else ""
    return re.compile(before + re.escape(folded).replace(r"\ ", r"\s+") + after)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_slug = cache(vendor_slug)
