"""
The digests of files, each read only when it does not lie on the disk as it did the last time.

A stamp stands for the bytes of a file: the system changes one of its times at every change, and no program can set that one.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from advisorypress.load.source import Unreadable, read_bytes

# Some file systems count time in steps of two seconds.
_YOUNG = 2_000_000_000
# Pictures and other files are larger than records.
_LARGEST = 64 * 1024 * 1024

_FOLDER, _FIRST_LINE = "read", "advisorypress stamps 1"


def stamp_of(path: str | Path) -> str:
    """
    How the regular file at *path* lies on the disk; "" when there is none.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return ""
    return _stamp(found) if stat.S_ISREG(found.st_mode) else ""


def _stamp(found: os.stat_result) -> str:
    return f"{found.st_mode:o} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


class FileDigests:
    """
    The SHA-256 of files below *root*, with what the folder *cache* knows of them from the last time.
    """

    def __init__(self, root: Path, cache: Path) -> None:
        self._root = root
        self._folder = cache / _FOLDER
        # Two trees that share what is kept lie in different ways.
        self._name = f"stamps-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"
        self._kept = _read_kept(self._folder / self._name)
        self._seen: dict[str, tuple[str, str]] = {}

    def of(self, path: str) -> str:
        """
        The digest of the file at *path* as it lies there now; "" when it is no regular file, or one that is too large.

        Raises `SourceUnavailable` when the system cannot read it.
        """
        # Before the file is read, so that a change meanwhile gives it another stamp.
        stamp = self._settled_stamp(path)
        known = self._seen.get(path) or self._kept.get(path)
        if known is None or not stamp or known[0] != stamp:
            data = read_bytes(self._root, path, _LARGEST)
            if isinstance(data, Unreadable):
                return ""
            known = stamp, hashlib.sha256(data).hexdigest()
        self._seen[path] = known
        return known[1]

    def keep(self) -> None:
        """
        Keeps what was seen for the next time.
        """
        if self._seen != self._kept:
            _write_kept(self._folder / self._name, self._seen)
            self._kept = dict(self._seen)

    def _settled_stamp(self, path: str) -> str:
        """
        The stamp of the file at *path*; "" while it is so young that it could be changed again without another stamp.
        """
        try:
            found = os.lstat(f"{self._root}/{path}")
        except OSError:
            return ""
        is_settled = max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _YOUNG
        return _stamp(found) if is_settled and stat.S_ISREG(found.st_mode) else ""


def make_kept_folder(folder: Path) -> None:
    """
    Makes *folder* for what is kept. To read must not make a tree look changed, whatever its own list of ignored files says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="ascii")


def _read_kept(path: Path) -> dict[str, tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        return {}
    # The last line tells that the file is whole.
    if len(lines) < 3 or lines[0] != _FIRST_LINE or lines[-2:] != [f"{len(lines) - 3} files", ""]:
        return {}
    fields = (line.split("\t") for line in lines[1:-2])
    return {path: (stamp, digest) for path, stamp, digest in fields}


def _write_kept(path: Path, seen: Mapping[str, tuple[str, str]]) -> None:
    """
    Whole or not at all; that it cannot be written is no failure.
    """
    # A name with a tab or a line end in it is not kept; such a file is read each time.
    rows = [
        f"{path}\t{stamp}\t{digest}"
        for path, (stamp, digest) in seen.items()
        if stamp and "\t" not in path and "\n" not in path
    ]
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        make_kept_folder(path.parent)
        text = "\n".join([_FIRST_LINE, *rows, f"{len(rows)} files", ""])
        aside.write_text(text, encoding="utf-8", errors="surrogateescape")
        aside.replace(path)
