"""
The affected products of a CVE record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from advisorypress.importing.account import Part
from advisorypress.importing.cpe import cpe_name
from advisorypress.importing.imported import Product, ProductStatus, unique
from advisorypress.importing.plain_text import one_line
from advisorypress.importing.purl import read_purls
from advisorypress.importing.refused import Refused
from advisorypress.importing.version_ranges import before, since, span_before, span_to, up_to

_MAXIMUM_ROWS = 10_000
_NOTHING = ("", "n/a", "unspecified", "unknown", "-", "*", "0")
_NOT_AFFECTED = {"unaffected": "known_not_affected", "unknown": "unknown"}
_TEXT_LISTS = {"platforms": "platforms", "modules": "modules", "programFiles": "files"}


@dataclass(frozen=True, slots=True)
class _Version:
    """
    One entry of `versions`: what it says in our words, its status, and the version that ends it ("" when none does).
    """

    words: str
    status: str
    end: str


@dataclass(slots=True)
class AffectedProducts:
    """
    The rows that the containers of a record make up; the same row in two containers is one.
    """

    rows: dict[tuple[str, str, str, str], Product] = field(default_factory=dict)
    hit: set[str] = field(default_factory=set)
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def products(self) -> tuple[Product, ...]:
        """
        All products with their versions, whatever their status.
        """
        return tuple(self.rows.values())

    def statuses(self, id: str) -> tuple[ProductStatus, ...]:
        """
        How those that are not affected stand to the vulnerability *id*.
        """
        kinds = unique(kind for kind, _ in self.others)
        return tuple(
            ProductStatus(kind, frozenset((id, key) for other, key in self.others if other == kind)) for kind in kinds
        )

    def add(self, entry: Part) -> None:
        """
        Adds what one entry of `affected` says.
        """
        package = entry.line("packageName")
        name = _said(entry.line("product")) or package
        vendor = _said(entry.line("vendor"))
        entry.note("defaultStatus")
        default = entry.peek("defaultStatus") or "unknown"
        versions = tuple(_versions(entry))
        details = tuple(_details(entry))
        cpes = unique(cpe for cpe in map(cpe_name, entry.lines("cpes")) if cpe)
        called = Product("", vendor, name, "", cpes=cpes, purls=read_purls(entry, "packageURL"), details=details)
        for words, status, fixed in _rows(versions, default):
            key = self._row(replace(called, versions=words, fixed=fixed))
            called = replace(called, details=())  # once a product is enough
            if status == "affected":
                self.hit.add(key)
            else:
                self.others.append((_NOT_AFFECTED.get(status, "unknown"), key))

    def _row(self, product: Product) -> str:
        same = (product.vendor, product.name, product.versions, product.fixed)
        if same not in self.rows:
            if len(self.rows) >= _MAXIMUM_ROWS:
                raise Refused(f"it names more than {_MAXIMUM_ROWS:,} products and versions")
            self.rows[same] = replace(product, key=f"p{len(self.rows) + 1}")
        return self.rows[same].key


def _said(text: str) -> str:
    return "" if text.lower() in _NOTHING else text


def _versions(entry: Part) -> Iterator[_Version]:
    for version in entry.parts("versions"):
        version.note("versionType", "status")
        low = version.line("version")
        below, upto = version.line("lessThan"), version.line("lessThanOrEqual")
        words = _words(_said(low), low, below, upto)
        changes = version.as_text.parts("changes")
        if changes:
            told = ", ".join(f"{change.line('status')} from {change.line('at')}" for change in changes)
            words = f"{words} ({told})"
        yield _Version(words, version.peek("status") or "unknown", below if below != "*" else "")


def _words(low: str, written: str, below: str, upto: str) -> str:
    if below == "*" or upto == "*":
        return since(low) if low else "all"
    if below:
        return span_before(low, below) if low else before(below)
    if upto:
        return span_to(low, upto) if low else up_to(upto)
    if written == "*":
        return "all"
    return written if written == "0" else low


def _rows(versions: tuple[_Version, ...], default: str) -> Iterator[tuple[str, str, str]]:
    """
    Versions in our words with their status and the version that mends them: a row for each range that ends, one for all
    others of the same status.
    """
    if default == "affected":
        others = unique(version.words for version in versions if version.status != "affected")
        yield (f"all except {', '.join(others)}" if others else "all"), "affected", ""
    rest: dict[str, list[str]] = {}
    for version in versions:
        if version.status == "affected" and version.end and default == "unaffected":
            yield version.words, version.status, version.end
        elif version.status != "affected" or default != "affected":
            rest.setdefault(version.status, []).append(version.words)
    for status, words in rest.items():
        yield ", ".join(unique(words)), status, ""
    if not versions and default != "affected":
        yield "", "affected" if default == "unknown" else default, ""


def _details(entry: Part) -> Iterator[tuple[str, str]]:
    text = entry.as_text
    routines = unique(routine.line("name") for routine in text.parts("programRoutines"))
    if routines:
        yield "functions", ", ".join(routines)
    for name, kind in _TEXT_LISTS.items():
        if listed := text.lines(name):
            yield kind, ", ".join(listed)
    repository = one_line(entry.peek("repo"))
    if repository:
        text.note("repo")
        yield "repository", repository
