"""
Files that hold addresses or what leads to them: mode 0600 from their first byte, outside any Git tree, whole or not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from advisorypress.errors import SourceUnavailable, UsageError
from advisorypress.store.connect import in_git_tree


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """
    A new file to write, which gets its name when all of it is on disk; nothing is left of it when something is raised.

    Raises `UsageError` when *path* is there already or lies in a Git tree, `SourceUnavailable` when it cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already; choose another name, for nothing is written over")
    if in_git_tree(path.absolute().parent):
        raise UsageError(f"{path} is inside a Git tree; addresses must not come near one: choose a place outside")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SourceUnavailable(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
