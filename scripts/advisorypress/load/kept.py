"""
What reading files came to the last time, by their bytes, so that only files that changed are read and parsed.

Deleting what is kept costs time and nothing else; it holds words of records, and goes with them when one is taken down.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from advisorypress.language import Language
from advisorypress.load.source import Read, Source, Unreadable, read_source
from advisorypress.load.stamps import FileDigests, make_kept_folder
from advisorypress.program import program_digest
from advisorypress.thrift import Thrift
from advisorypress.workers import spread

_FOLDER, _FILE = "read", "sources"
_FIRST_LINE = b"advisorypress sources 1 "
_LAST_LINE = b"end\n"
_TOGETHER = 48


def reading_once(root: Path, paths: Collection[str], thrift: Thrift, digests: FileDigests | None = None) -> Read:
    """
    How `load_tree` reads each of *paths* below *root*: what was kept is not parsed again, and the rest was parsed side by
    side before this returns, and kept. *digests* are those of the files, for who has asked for them already.

    Raises `SourceUnavailable` as `read_source` does.
    """
    folder = thrift.cache / _FOLDER
    digests = digests or FileDigests(root, thrift.cache)
    editions = {path: language for path in paths if (language := Language.of_file(path)) is not None}
    of_digest: dict[str, list[str]] = {}
    for path in editions:
        of_digest.setdefault(digests.of(path), []).append(path)
    digests.keep()
    found: dict[str, Source] = {}
    kept = 0
    for entry in _read_kept(folder):
        kept += 1
        for path in of_digest.get(entry.digest, ()):
            found[path] = Source(path, editions[path], entry.packed, entry.body, entry.body_line, entry.digest)
    wanted = [(path, language) for path, language in editions.items() if path not in found]
    refused: dict[str, Unreadable] = {}
    batches = [wanted[start : start + _TOGETHER] for start in range(0, len(wanted), _TOGETHER)]
    with closing(spread(lambda batch: [read_source(root, *each) for each in batch], batches, thrift.jobs)) as read:
        for each in chain.from_iterable(read):
            if isinstance(each, Source):
                found[each.path] = each
            else:
                refused[each.path] = each
    if kept != len({source.digest for source in found.values()}) or len(wanted) > len(refused):
        _write_kept(folder, found.values())

    def read_one(root: Path, path: str, language: Language) -> Source | Unreadable:
        # Handed over, not kept: whoever reads holds it from here on.
        return found.pop(path, None) or refused.pop(path, None) or read_source(root, path, language)

    return read_one


class _Entry(NamedTuple):
    digest: str
    body_line: int
    packed: bytes
    body: str


def _read_kept(folder: Path) -> Iterator[_Entry]:
    """
    What is kept in *folder* by this program; nothing where it cannot be read, or is not whole.
    """
    # A number that is none: somebody else wrote here.
    with suppress(OSError, ValueError), (folder / _FILE).open("rb") as file:
        file.seek(-len(_LAST_LINE), os.SEEK_END)
        if file.read() != _LAST_LINE:
            return
        file.seek(0)
        if file.readline() != _first_line():
            return
        while (head := file.readline()) != _LAST_LINE:
            digest, body_line, length, rest = head.split(b" ")
            packed = file.read(int(length))
            yield _Entry(digest.decode("ascii"), int(body_line), packed, file.read(int(rest)).decode("utf-8"))


def _write_kept(folder: Path, sources: Iterable[Source]) -> None:
    """
    Keeps *sources* in *folder*, whole or not at all; that it cannot be written is no failure.
    """
    aside = folder / f"{_FILE}.{os.getpid()}"
    with suppress(OSError):
        make_kept_folder(folder)
        with aside.open("wb") as file:
            file.write(_first_line())
            for digest, source in {source.digest: source for source in sources}.items():
                body = source.body.encode()
                line = b"%b %d %d %d\n" % (digest.encode(), source.body_line, len(source.packed), len(body))
                file.write(line + source.packed + body)
            file.write(_LAST_LINE)
        aside.replace(folder / _FILE)


def _first_line() -> bytes:
    return _FIRST_LINE + program_digest().hex().encode() + b"\n"
