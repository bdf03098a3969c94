"""
Which files the repository has, and which of them belong together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.archive import Archive, ArchivedVersion, read_archive
from advisorypress.load.kept import reading_once
from advisorypress.load.nodes import Node
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Read, Source, Unreadable, irregular, read_source
from advisorypress.load.stamps import FileDigests
from advisorypress.load.takedowns import TAKEDOWNS, read_takedowns
from advisorypress.thrift import Thrift

FOLDERS = {
    "content/guides": Kind.GUIDE,
    "content/articles": Kind.ARTICLE,
    "content/news": Kind.NEWS,
    "content/events": Kind.EVENT,
}
PERIOD_NAME = re.compile(r"\d{4}-\d\d-(first|second)")
TOPS = ("advisories", "bulletins", "content")
MAXIMUM_FOLDERS = 10
# Of pictures and tables; records have a stricter rule.
_FILE_NAME = re.compile(r"content(?:/\w[\w .,()+=@~-]*)+")


@dataclass(frozen=True, slots=True)
class FileName:
    """
    What a path says: the kind of record, the folder and name of the pair, and the language of this edition.
    """

    path: str
    kind: Kind
    folder: str
    name: str
    language: Language


@dataclass(frozen=True, slots=True)
class Tree:
    """
    Everything that could be read: *records* by folder and name, and the *findings* about files that could not.

    *files* are all content files of the repository, relative to it, also those that are no record (images). *archive* has
    the earlier versions of advisories, *takedowns* what `advisories/takedowns.yml` says, None without it.
    """

    root: Path
    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    files: frozenset[str]
    archive: Archive = field(default_factory=dict)
    takedowns: Node | None = None

    def archive_of(self, record: Record) -> tuple[ArchivedVersion, ...]:
        """
        The earlier versions of *record*, oldest first.
        """
        return self.archive.get(f"{record.folder}/{record.name}", ())


def load_tree(
    root: Path, read: Read = read_source, thrift: Thrift | None = None, digests: FileDigests | None = None
) -> Tree:
    """
    Reads all records below *root*; *read* is for who keeps what it read, as `serve` does. With *thrift* only what has changed
    is parsed; *digests* are those of the files, for who has asked for them already.

    Raises `SourceUnavailable` when a file or folder cannot be read.
    """
    names: list[FileName] = []
    findings: list[Finding] = []
    files = tuple(list_files(root))
    if thrift is not None:
        read = reading_once(root, files, thrift, digests)
    for path in files:
        name = name_of(path)
        if name is not None:
            names.append(name)
        elif (irregular_file := _irregular(root, path)) is not None:
            findings.append(irregular_file)
        elif path.startswith("content/") and not _FILE_NAME.fullmatch(path):
            hint = "name it with letters, digits, hyphens and full stops"
            findings.append(Finding("misnamed-file", Place(path), "this name cannot stand in an address", hint))
        elif path.endswith(".md") and not is_archived(path):
            hint = "name it <name>.en.md or <name>.zh-Hant.md"
            findings.append(Finding("misnamed-file", Place(path), "this file belongs to no language", hint))
        elif path.startswith("advisories/") and path.casefold().endswith((".yml", ".yaml")) and path != TAKEDOWNS:
            # A takedown under a name that nobody reads would take nothing down.
            hint = f"takedowns stand in {TAKEDOWNS}; remove this file"
            findings.append(Finding("misnamed-file", Place(path), "nobody reads this file", hint))
    records, unreadable = read_records(root, names, read)
    archive, unread = read_archive(root, filter(is_archived, files), read)
    takedowns, refused = read_takedowns(root) if TAKEDOWNS in files else (None, ())
    findings.extend((*unreadable, *unread, *refused))
    return Tree(root, records, tuple(findings), frozenset(files), archive, takedowns)


def list_files(root: Path, tops: tuple[str, ...] = TOPS) -> Iterator[str]:
    """
    Every file below the folders *tops*, relative to *root*, in the order of their names.

    Folders that are symbolic links, or lie in more than `MAXIMUM_FOLDERS` others, are not entered but named themselves;
    hidden files and folders are passed over.
    """
    for top in tops:
        if (root / top).is_symlink():
            yield top
        elif (root / top).is_dir():
            yield from _list_folder(root, top)


def _list_folder(root: Path, folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SourceUnavailable(f"cannot read the folder {folder}: {error.strerror}") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False) and path.count("/") < MAXIMUM_FOLDERS:
            yield from _list_folder(root, path)
        else:
            yield path


def _irregular(root: Path, path: str) -> Finding | None:
    if path.count("/") >= MAXIMUM_FOLDERS and (root / path).is_dir():
        hint = f"put it into at most {MAXIMUM_FOLDERS}"
        return Finding("misnamed-file", Place(path), "there are too many folders around this", hint)
    return irregular(root, path)


def is_archived(path: str) -> bool:
    """
    Whether *path* is an earlier version that `revise` put aside.
    """
    return path.startswith("advisories/") and "/archive/" in path


def name_of(path: str) -> FileName | None:
    """
    What *path* says about the edition in it; None when it is no edition of a current record.
    """
    folder, _, file = path.rpartition("/")
    language = Language.of_file(file)
    if language is None or is_archived(path):
        return None
    name = file.removesuffix(f".{language.value}.md")
    return FileName(path, _kind(folder, name), folder, name, language)


def _kind(folder: str, name: str) -> Kind:
    if folder.startswith("advisories"):
        return Kind.ADVISORY
    if folder.startswith("bulletins"):
        return Kind.DIGEST if PERIOD_NAME.fullmatch(name) else Kind.NEWSLETTER
    return FOLDERS.get(folder, Kind.PAGE)


def read_records(
    root: Path, names: Iterable[FileName], read: Read = read_source
) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """
    The records that *names* make up, ordered by folder and name, and the findings about files that could not be read.

    A record of which one edition cannot be read keeps the other: its neighbours and its reader lose nothing more.
    """
    editions: dict[tuple[Kind, str, str], dict[Language, Source]] = {}
    findings: list[Finding] = []
    for name in names:
        match read(root, name.path, name.language):
            case Unreadable(findings=found):
                findings.extend(found)
            case source:
                editions.setdefault((name.kind, name.folder, name.name), {})[name.language] = source
    records = tuple(
        Record(kind, folder, name, sources)
        for (kind, folder, name), sources in sorted(editions.items(), key=lambda item: item[0][1:])
    )
    return records, tuple(findings)


def archived_versions(root: Path, record: Record) -> tuple[tuple[int, Record], ...]:
    """
    The earlier versions of an advisory that `revise` put aside, oldest first, each with its number.
    """
    folder = f"{record.folder}/archive/{record.name}"
    versions: dict[int, dict[Language, Source]] = {}
    for path in _list_folder(root, folder) if (root / folder).is_dir() else ():
        match = re.fullmatch(r"v([1-9]\d{0,3})\.(en|zh-Hant)\.md", path.rpartition("/")[2])
        if match:
            source = read_source(root, path, Language(match[2]))
            if isinstance(source, Source):
                versions.setdefault(int(match[1]), {})[source.language] = source
    return tuple((n, Record(record.kind, folder, record.name, versions[n])) for n in sorted(versions))
