"""
Which program this is: what a file that it made can be compared by.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_MADE_OF = frozenset({".css", ".csv", ".html", ".js", ".png", ".py", ".svg"})


@cache
def program_digest() -> bytes:
    """
    A digest of this package, of Python and of every installed library: with the same one, the same input has the same output.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    digest.update("\n".join(sorted(_libraries())).encode())
    for path in files_in(PACKAGE):
        if path.suffix in _MADE_OF:
            digest.update(file_digest(path.relative_to(PACKAGE).as_posix(), path))
    return digest.digest()


def _libraries() -> Iterator[str]:
    """
    Name and version of what is installed, from the names of the folders in which each says so of itself: to read what they
    say takes a quarter of a second.
    """
    for place in sys.path:
        for ending in ("dist-info", "egg-info"):
            yield from (found.name for found in Path(place or ".").glob(f"*.{ending}"))


def files_in(folder: Path) -> tuple[Path, ...]:
    """
    The files below *folder* in the order of their paths, without what Python compiled.
    """
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts))


def file_digest(name: str, path: Path) -> bytes:
    """
    A digest of the file at *path* under the *name*; of the name alone when there is none.
    """
    try:
        return hashlib.sha256(os.fsencode(name) + b"\0" + path.read_bytes()).digest()
    except FileNotFoundError:
        return hashlib.sha256(os.fsencode(name)).digest()
