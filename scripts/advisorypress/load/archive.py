"""
The earlier versions of advisories, which `revise` put aside: `advisories/<year>/archive/<ID>/v<N>.<language>.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Read, Source, Unreadable

_FILE = re.compile(
    r"(?P<folder>advisories/[^/]+)/archive/(?P<id>[^/]+)/v(?P<number>[1-9][0-9]{0,3})\.(?:en|zh-Hant)\.md"
)


@dataclass(frozen=True, slots=True)
class ArchivedVersion:
    """
    One earlier version: *number* is what its file name says, *record* its editions as they were written then.

    *is_whole* is False when one of its editions could not be read, which has its own finding.
    """

    number: int
    record: Record
    is_whole: bool = True


Archive = Mapping[str, tuple[ArchivedVersion, ...]]
"""
The earlier versions of every advisory, oldest first, by the folder and name of the advisory: `advisories/2026/SA-2026-0142`.
"""


def read_archive(root: Path, paths: Iterable[str], read: Read) -> tuple[Archive, tuple[Finding, ...]]:
    """
    The earlier versions in the archived files *paths*, and the findings about files that could not be read.
    """
    found: dict[tuple[str, str, int], dict[Language, Source]] = {}
    broken: set[tuple[str, str, int]] = set()
    findings: list[Finding] = []
    for path in paths:
        match, language = _FILE.fullmatch(path), Language.of_file(path)
        if match is None or language is None:
            if path.endswith(".md"):
                hint = "name it archive/<ID>/v<N>.<language>.md, as `press revise` does"
                findings.append(Finding("misnamed-file", Place(path), "this is no version of an advisory", hint))
            continue
        key = (match["folder"], match["id"], int(match["number"]))
        match read(root, path, language):
            case Unreadable(findings=refused):
                findings.extend(refused)
                broken.add(key)
            case source:
                found.setdefault(key, {})[language] = source
    archive: dict[str, tuple[ArchivedVersion, ...]] = {}
    for key in sorted(found):
        folder, id, number = key
        record = Record(Kind.ADVISORY, f"{folder}/archive/{id}", id, found[key])
        version = ArchivedVersion(number, record, key not in broken)
        archive[f"{folder}/{id}"] = (*archive.get(f"{folder}/{id}", ()), version)
    return archive, tuple(findings)
