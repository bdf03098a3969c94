"""
What the press keeps for itself of what it made: deleting it is always safe, and sometimes it must be.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path


def forget(cache: Path, ids: Collection[str], keep: Collection[Path]) -> None:
    """
    Removes every preview, mail and kept build in *cache* that speaks of the advisories *ids*, but for those
    of *keep*, which were made without them.
    """
    if not ids or not cache.is_dir():
        return
    kept = {path.resolve() for path in keep}
    names = [id.casefold().encode() for id in ids]
    for kind in sorted(cache.iterdir()):
        for entry in sorted(kind.iterdir()) if kind.is_dir() and not kind.is_symlink() else (kind,):
            # What another process is just building is not to be taken from under it; it builds without them, too.
            if entry.name.startswith(".building-") or entry.resolve() in kept:
                continue
            if _speaks_of(entry, names):
                _remove(entry)


def _speaks_of(entry: Path, names: Collection[bytes]) -> bool:
    files = entry.rglob("*") if entry.is_dir() and not entry.is_symlink() else ()
    said = (part for file in (entry, *files) for part in (file.name.casefold().encode(), _bytes_of(file)))
    return any(name in part for part in said for name in names)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes().lower() if file.is_file() and not file.is_symlink() else b""
    except OSError:
        return b""  # another process was faster


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)
