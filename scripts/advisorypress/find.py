"""
Finding records by their words, identifiers, vendors and products, whether they pass the rules or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from advisorypress.load.nodes import EACH, Route, scalars
from advisorypress.load.record import Record
from advisorypress.load.source import Source
from advisorypress.render.characters import one_line

_WORDS: tuple[Route, ...] = (("title",), ("summary",), ("headlines", EACH))
_FACTS: tuple[Route, ...] = (
    ("vulnerabilities", EACH, "id"),
    ("affected", EACH, "vendor"),
    ("affected", EACH, "product"),
    ("aliases", EACH),
    ("tags", EACH),
)


@dataclass(frozen=True, slots=True)
class Found:
    """
    A record that was asked for: *date* is its day of publication and *severity* its key, both as written; *title* is that
    of the edition in which the words stand, and *path* that edition's file.
    """

    id: str
    date: str
    severity: str
    title: str
    path: str


def find_records(records: Iterable[Record], question: str) -> tuple[Found, ...]:
    """
    The records that have every word of *question* in one edition's title and summary, or among the facts; newest first.

    Case, full width and the ways Unicode can write one character do not count. A number counts as a whole, so
    CVE-2024-338 does not find CVE-2024-3387.
    """
    words = [_pattern(word) for word in plain(question).split()]
    found = []
    for record in records if words else ():
        edition = _edition_with(record, words)
        if edition is not None:
            found.append(_found(record, edition))
    return tuple(sorted(found, key=lambda each: (each.date, each.id), reverse=True))


def plain(text: str) -> str:
    """
    *text* as it is compared: compatibility forms resolved, without case.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _pattern(word: str) -> re.Pattern[str]:
    before = r"(?<!\d)" if word[0].isdigit() else ""
    after = r"(?!\d)" if word[-1].isdigit() else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def _edition_with(record: Record, words: list[re.Pattern[str]]) -> Source | None:
    facts = [record.name, *(scalar.text for route in _FACTS for scalar in record.scalars(*route))]
    for edition in (record.source, record.translation):
        if edition is None:
            continue
        said = [scalar.text for route in _WORDS for scalar in scalars(edition.head, route)]
        text = plain("\n".join([*facts, *said]))
        if all(word.search(text) for word in words):
            return edition
    return None


def _found(record: Record, edition: Source) -> Found:
    return Found(
        id="draft" if record.is_draft else record.name,
        date=one_line(record.text("published"))[:10] or "-",
        severity=one_line(record.text("severity")) or "-",
        title=title_of(record, edition),
        path=edition.path,
    )


def title_of(record: Record, edition: Source) -> str:
    """
    The title of *edition*, fit for a terminal; a record without one is called by its name.
    """
    title = next(scalars(edition.head, ("title",)), None)
    return one_line(title.text if title else "") or record.name
