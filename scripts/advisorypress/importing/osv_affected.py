"""
The affected packages of an OSV record: its ranges are lists of events, which become rows of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.importing.account import Part
from advisorypress.importing.addresses import web_address
from advisorypress.importing.imported import Product, unique
from advisorypress.importing.purl import read_purls
from advisorypress.importing.refused import Refused
from advisorypress.importing.version_ranges import before, since, span_before, span_to, up_to

_MAXIMUM_ROWS = 10_000
_START = "0"
_COMMITS = "GIT"


@dataclass(frozen=True, slots=True)
class _Range:
    """
    Versions in our words, and the version that mends them.
    """

    words: str
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class _Package:
    """
    What a package is called.
    """

    vendor: str
    name: str
    purls: tuple[str, ...] = ()


Details = tuple[tuple[str, str], ...]


def read_affected(record: Part) -> tuple[tuple[Product, ...], frozenset[str], tuple[Part, ...]]:
    """
    The rows, the keys of all of them (OSV lists affected ones only), and the entries, which may hold scores.
    """
    found: dict[tuple[_Package, _Range], Product] = {}
    entries = record.parts("affected")
    for entry in entries:
        details = tuple(_details(entry))
        for package, part in _rows(entry):
            if (package, part) in found:
                continue
            if len(found) >= _MAXIMUM_ROWS:
                raise Refused(f"it names more than {_MAXIMUM_ROWS:,} packages and versions")
            found[package, part] = Product(
                f"p{len(found) + 1}",
                package.vendor,
                package.name,
                part.words,
                part.fixed,
                purls=package.purls,
                details=details,
            )
            details = ()  # once a package is enough
    return tuple(found.values()), frozenset(product.key for product in found.values()), entries


def _rows(entry: Part) -> Iterator[tuple[_Package, _Range]]:
    part = entry.part("package")
    package = _Package(part.line("ecosystem"), part.line("name"), read_purls(part))
    ranges = _ranges_for_rows(entry)
    for one in ranges:
        one.note("type")
        # Without a package, the repository is the only name there is.
        called = package if package.name else _package_of(one) or package
        yield from ((called, interval) for interval in _intervals(one))
    if not ranges:
        yield package, _Range(", ".join(unique(entry.lines("versions"))))


def _package_of(commits: Part) -> _Package | None:
    match = re.fullmatch(r"https://[^/]+/([^/?#]+)/([^/?#]+?)(?:\.git)?/?", web_address(commits.peek("repo")))
    if match is None:
        return None
    commits.note("repo")
    return _Package(match[1], match[2])


def _ranges_for_rows(entry: Part) -> tuple[Part, ...]:
    """
    The ranges of versions; those of commits only where there is nothing else.
    """
    ranges = entry.parts("ranges")
    of_versions = tuple(part for part in ranges if not _is_of_commits(part))
    return of_versions or (() if entry.has("versions") else ranges)


def _is_of_commits(part: Part) -> bool:
    return part.peek("type").upper() == _COMMITS


def _details(entry: Part) -> Iterator[tuple[str, str]]:
    """
    What has no place in a row: enumerated releases beside ranges, commits beside versions, functions.
    """
    text = entry.as_text
    rows = _ranges_for_rows(entry)
    if rows and (listed := unique(text.lines("versions"))):
        yield "releases", ", ".join(listed)
    for part in text.parts("ranges"):
        if _is_of_commits(part) and not any(part.value is row.value for row in rows):
            part.note("type")
            told = "; ".join(interval.words for interval in _intervals(part))
            yield "commits", ": ".join(filter(None, (part.line("repo"), told)))
    for imported in text.part("ecosystem_specific").parts("imports"):
        systems = ", ".join((*imported.lines("goos"), *imported.lines("goarch")))
        path = " ".join(filter(None, (imported.line("path"), f"({systems})" if systems else "")))
        yield "functions", ": ".join(filter(None, (path, ", ".join(imported.lines("symbols")))))


def _intervals(part: Part) -> Iterator[_Range]:
    """
    The intervals of one range. `introduced` opens one, `fixed` and `last_affected` close it.
    """
    low: str | None = None
    for event in part.parts("events"):
        introduced, fixed, last = event.line("introduced"), event.line("fixed"), event.line("last_affected")
        if introduced:
            if low is not None:
                yield _Range(_since(low))
            low = introduced
        elif fixed:
            yield _Range(before(fixed) if low in (None, _START) else span_before(low or "", fixed), fixed)
            low = None
        elif last:
            yield _Range(up_to(last) if low in (None, _START) else span_to(low or "", last))
            low = None
    if low is not None:
        yield _Range(_since(low))


def _since(version: str) -> str:
    return "all" if version == _START else since(version)
