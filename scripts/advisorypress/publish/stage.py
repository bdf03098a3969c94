"""
The folder beside a site in which its next state is made, and the lock that goes with it.

It stands on the same file system, so that a finished file enters the site by a rename; it is there only while somebody
writes, or after somebody was killed while writing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from advisorypress.errors import PublishError

_LOCK = "lock"
# A stage in a repository must not make its tree look changed, for then the build would belong to no commit.
_IGNORED = ".gitignore"

Tell = Callable[[str], None]


def quietly(_message: str) -> None:
    """
    Tells nobody.
    """


def stage_path(site: Path) -> Path:
    """
    Where the stage of *site* stands: `.<name>.press` beside it, or `.press` inside it.

    Inside where nothing can be written beside it, or where the site is a mount of its own: a rename does not cross file
    systems.
    """
    beside = site.parent / f".{site.name}.press"
    if site.is_dir() and (site.stat().st_dev != site.parent.stat().st_dev or not os.access(site.parent, os.W_OK)):
        return site / ".press"
    return beside


@contextmanager
def locked_stage(site: Path, tell: Tell = quietly) -> Iterator[Path]:
    """
    Holds the lock of *site* and gives its stage; waits, and says so, while another process holds it.

    Raises `PublishError` when the folder cannot be made or belongs to somebody else.
    """
    stage = stage_path(site)
    try:
        lock = _lock(stage, site, tell)
        (stage / _IGNORED).write_text("*\n", encoding="ascii")
    except OSError as error:
        raise PublishError(f"cannot write beside {site}: {error.strerror}") from error
    try:
        yield stage
    finally:
        os.close(lock)


def discard(stage: Path) -> None:
    """
    Removes *stage* with everything in it; the caller holds its lock, and the lock file goes last.
    """
    empty(stage)
    (stage / _IGNORED).unlink(missing_ok=True)
    (stage / _LOCK).unlink()
    # Who came in between holds a lock file of their own by now, and the stage stays for them.
    with suppress(OSError):
        stage.rmdir()


def empty(stage: Path) -> None:
    """
    Removes everything in *stage* but what makes it one.
    """
    for entry in stage.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name not in (_LOCK, _IGNORED):
            entry.unlink()


def _lock(stage: Path, site: Path, tell: Tell) -> int:
    while True:
        _make(stage)
        try:
            lock = os.open(stage / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            continue  # the one before us is just removing it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another press is writing {site}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        # The one before us removes the lock file with the stage, so what we hold may be nobody's lock any more.
        if _is_same_file(lock, stage / _LOCK):
            return lock
        os.close(lock)


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(descriptor)
    return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)


def _make(stage: Path) -> None:
    stage.parent.mkdir(parents=True, exist_ok=True)
    try:
        stage.mkdir(mode=0o700)
    except FileExistsError:
        # In a folder that others can write to, somebody could have put a link here.
        found = stage.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise PublishError(f"{stage} is not the press's own folder; remove it") from None
