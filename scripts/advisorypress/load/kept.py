"""
What reading files came to the last time, by their bytes, so that only files that changed are parsed.

Bodies are not kept: they are cut from the file again, which is read in any case. Deleting what is kept costs time and nothing
else; it holds words of records, and goes with them when one is taken down.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from advisorypress.language import Language
from advisorypress.load.source import Read, Source, Unreadable, read_bytes, read_source
from advisorypress.program import program_digest
from advisorypress.thrift import Thrift
from advisorypress.workers import spread

_FOLDER, _FILE = "read", "sources"
_FIRST_LINE = b"advisorypress sources 1 "
_TOGETHER = 48


def reading_once(root: Path, paths: Iterable[str], thrift: Thrift) -> Read:
    """
    How `load_tree` reads each of *paths* below *root*: what was kept is not parsed again, and the rest was parsed side by
    side before this returns, and kept.

    Raises `SourceUnavailable` as `read_source` does.
    """
    folder = thrift.cache / _FOLDER
    kept = _read_kept(folder)
    found: dict[str, Source] = {}
    wanted: list[tuple[str, Language]] = []
    for path in paths:
        language = Language.of_file(path)
        if language is None:
            continue
        source = _known(root, path, language, kept)
        if source is None:
            wanted.append((path, language))
        else:
            found[path] = source
    is_all_known = not wanted and len(kept) == len({source.digest for source in found.values()})
    kept.clear()
    batches = [wanted[start : start + _TOGETHER] for start in range(0, len(wanted), _TOGETHER)]
    refused: dict[str, Unreadable] = {}
    with closing(spread(lambda batch: [read_source(root, *each) for each in batch], batches, thrift.jobs)) as read:
        for each in chain.from_iterable(read):
            if isinstance(each, Source):
                found[each.path] = each
            else:
                refused[each.path] = each
    if not is_all_known:
        _write_kept(folder, found.values())

    def read_one(root: Path, path: str, language: Language) -> Source | Unreadable:
        # Handed over, not kept: whoever reads holds it from here on.
        return found.pop(path, None) or refused.pop(path, None) or read_source(root, path, language)

    return read_one


def _known(root: Path, path: str, language: Language, kept: dict[str, bytes]) -> Source | None:
    data = read_bytes(root, path)
    if isinstance(data, Unreadable):
        return None
    digest = hashlib.sha256(data).hexdigest()
    line = kept.get(digest)
    if line is None:
        return None
    body_line, length, packed = line.split(b" ", 2)
    text = data.decode("utf-8").replace("\r\n", "\n")
    return Source(path, language, packed, text[len(text) - int(length) :], int(body_line), digest)


def _read_kept(folder: Path) -> dict[str, bytes]:
    """
    What is kept in *folder* by this program, by the digest of the file; nothing where it cannot be read.
    """
    try:
        first, *lines = (folder / _FILE).read_bytes().split(b"\n")
    except OSError:
        return {}
    # The last line tells that the file is whole.
    if first != _first_line() or len(lines) < 2 or lines[-2:] != [b"%d sources" % (len(lines) - 2), b""]:
        return {}
    return {line[:64].decode("ascii", "replace"): line[65:] for line in lines[:-2]}


def _write_kept(folder: Path, sources: Iterable[Source]) -> None:
    """
    Keeps *sources* in *folder*, whole or not at all; that it cannot be written is no failure.
    """
    lines = {source.digest: source for source in sources}
    aside = folder / f"{_FILE}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        # To read must not make a tree look changed, whatever its own list of ignored files says.
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
        with aside.open("wb") as file:
            file.write(_first_line() + b"\n")
            for digest, source in lines.items():
                file.write(b"%b %d %d %b\n" % (digest.encode(), source.body_line, len(source.body), source.packed))
            file.write(b"%d sources\n" % len(lines))
        aside.replace(folder / _FILE)


def _first_line() -> bytes:
    return _FIRST_LINE + program_digest().hex().encode()
