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


def read_affected(record: Part) -> tuple[tuple[Product, ...], frozenset[str], tuple[Part, ...]]:
    """
    The rows, the keys of all of them (OSV lists affected ones only), and the entries, which may hold scores.
    """
    found: dict[tuple[str, str, str, str], Product] = {}
    entries = record.parts("affected")
    for entry in entries:
        vendor, name, purl = _package(entry)
        ranges, details = _ranges(entry)
        listed = (entry.as_text if ranges else entry).lines("versions")
        if not ranges:
            ranges = (_Range(", ".join(unique(listed))),)
        elif listed:
            details = (("releases", ", ".join(unique(listed))), *details)
        for part in ranges:
            same = (vendor, name, part.words, part.fixed)
            if same in found:
                continue
            if len(found) >= _MAXIMUM_ROWS:
                raise Refused(f"it names more than {_MAXIMUM_ROWS:,} packages and versions")
            key = f"p{len(found) + 1}"
            found[same] = Product(key, vendor, name, part.words, part.fixed, purls=unique((purl,)), details=details)
            details = ()  # once a package is enough
    return tuple(found.values()), frozenset(product.key for product in found.values()), entries


def _package(entry: Part) -> tuple[str, str, str]:
    package = entry.part("package")
    name = package.line("name")
    if name:
        return package.line("ecosystem"), name, package.line("purl")
    for part in entry.parts("ranges"):
        # Without a package, the repository is the only name there is.
        match = re.fullmatch(r"https://[^/]+/([^/?#]+)/([^/?#]+?)(?:\.git)?/?", web_address(part.peek("repo")))
        if match:
            part.note("repo")
            return match[1], match[2], ""
    return package.line("ecosystem"), "", package.line("purl")


def _ranges(entry: Part) -> tuple[tuple[_Range, ...], tuple[tuple[str, str], ...]]:
    found: list[_Range] = []
    commits: list[_Range] = []
    details: list[tuple[str, str]] = []
    ranges = entry.parts("ranges")
    has_versions = entry.has("versions") or any(part.peek("type").upper() != _COMMITS for part in ranges)
    for part in ranges:
        is_commits = part.peek("type").upper() == _COMMITS
        of_text = is_commits and has_versions
        part = part.as_text if of_text else part
        part.note("type")
        read = tuple(_intervals(part))
        if not of_text:
            (commits if is_commits else found).extend(read)
            continue
        repository = part.line("repo")
        told = "; ".join(interval.words for interval in read)
        details.append(("commits", f"{repository}: {told}" if repository else told))
    for imported in entry.part("ecosystem_specific").as_text.parts("imports"):
        symbols = ", ".join(imported.lines("symbols"))
        systems = ", ".join((*imported.lines("goos"), *imported.lines("goarch")))
        path = " ".join(text for text in (imported.line("path"), f"({systems})" if systems else "") if text)
        details.append(("functions", ": ".join(text for text in (path, symbols) if text)))
    return (*found, *commits), tuple(details)


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
