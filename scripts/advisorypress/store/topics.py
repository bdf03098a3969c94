"""
What a subscriber can ask for, as the store keeps it: `all`; `kind:advisory`; `severity:high`, a threshold;
`category:network-security`; `vendor:fortinet`, also of a vendor not seen yet; `word:mail server`; `press`, the list of the media.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from advisorypress.address import Rejected
from advisorypress.model.slug import vendor_slug

PLAIN = ("all", "press")
VALUES = {
    "kind": ("alert", "advisory", "digest", "bulletin", "guide", "news"),
    "severity": ("critical", "high", "medium", "low"),
}
PACES = ("urgent", "digest", "both")
# As Chinese lists and answers to the form say them.
_NAMES = {"全部": "all", "所有": "all", "傳媒": "press"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_WORD = re.compile(r"\w[\w .+/-]{0,60}")


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """
    One topic; `str` gives the text that the store keeps.
    """

    kind: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else self.kind


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """
    One topic of a subscriber, and the pace at which they want it: `urgent`, `digest` or `both`.
    """

    topic: Topic
    pace: str


def parse_topic(text: str, categories: Collection[str] = ()) -> Topic:
    """
    The topic *text*, in any case and with a vendor's name as it is written (`vendor:Palo Alto Networks`).

    With *categories* a category must be one of them. Raises `Rejected` with a reason that does not repeat the text.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    kind, colon, value = (part.strip() for part in folded.partition(":"))
    kind = _NAMES.get(kind, kind.lower())
    if kind in PLAIN and not colon:
        return Topic(kind)
    if not value:
        raise Rejected(
            "has a topic that is unknown; topics are all, press, and kind:, severity:, category:, vendor:, word:"
        )
    match kind:
        case "kind" | "severity":
            if value.lower() not in VALUES[kind]:
                raise Rejected(f"has a {kind} that is none of {', '.join(VALUES[kind])}")
            return Topic(kind, value.lower())
        case "category":
            if not _SLUG.fullmatch(value.lower()) or (categories and value.lower() not in categories):
                raise Rejected("has a category that is not in data/vocabulary.csv")
            return Topic(kind, value.lower())
        case "vendor":
            return Topic(kind, vendor_slug(value))
        case "word":
            if not _WORD.fullmatch(value):
                raise Rejected("has a keyword that is too long, or of more than letters, figures and . + / -")
            return Topic(kind, value.lower())
        case _:
            raise Rejected(
                "has a topic that is unknown; topics are all, press, and kind:, severity:, category:, vendor:, word:"
            )
