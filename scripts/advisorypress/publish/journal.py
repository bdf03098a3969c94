"""
The list of what is renamed into a site and what is removed from it.

Before it is complete nothing of the site was touched, so a stage without one is thrown away. Once it is complete the
change is decided: whoever comes next carries it out to the end, as often as it takes.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from advisorypress.errors import PublishError
from advisorypress.publish.site_paths import checked, parents

_VERSION = 1
_NAME = "journal"
FOLDER_MODE = 0o755
_MANY = 2000
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Journal:
    """
    One change of a site, in the order in which it is made.

    *clear* are files that go first because a new file or folder takes their place; *write* are the files that stand in the
    stage; *remove* go last, when nothing points to them any more.
    """

    clear: tuple[str, ...]
    write: tuple[str, ...]
    remove: tuple[str, ...]


def new_files(stage: Path) -> Path:
    """
    The folder of *stage* that holds the files to be renamed.
    """
    return stage / "new"


def complete(journal: Journal, stage: Path) -> None:
    """
    Writes *journal* so that it is there whole or not at all, after the files that it speaks of are on the disk.
    """
    _flush_files([new_files(stage) / path for path in journal.write])
    part = stage / f"{_NAME}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump({"journal": _VERSION, **asdict(journal)}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.rename(stage / _NAME)
    _flush(stage)


def is_complete(stage: Path) -> bool:
    """
    Whether *stage* holds a change that is decided.
    """
    return (stage / _NAME).exists()


def carry_out(stage: Path, site: Path) -> Journal:
    """
    Makes the change that *stage* holds, and forgets it.

    Every step may have been done before, by one who was killed. A polite signal waits until it is done.
    """
    journal = _read(stage)
    staged = new_files(stage)
    with _undisturbed():
        for path in journal.clear:
            _remove(site, path)
        with suppress(FileExistsError):
            site.mkdir(parents=True)
            site.chmod(FOLDER_MODE)
        _move(staged, site, journal.write)
        for path in journal.remove:
            _remove(site, path)
        (stage / _NAME).unlink()
    return journal


def _move(staged: Path, site: Path, paths: Sequence[str]) -> None:
    """
    Renames *paths* into place in their order. A folder that *site* does not have yet comes as a whole, when its first page
    is due: what the page asks for beside itself comes along, and what it asks for elsewhere was there before.
    """
    of_pages = {folder for path in paths if path.endswith(".html") for folder in parents(path)}
    there: set[str] = set()
    # Plain texts, for here are all files of a site, and a `Path` costs more than the rename.
    for path in paths:
        new = _new_folder(site, path, there)
        if new is None:
            moved = path
        elif path.endswith(".html") or new not in of_pages:
            there.add(new)
            moved = new
        else:
            continue
        # What is not in the stage was renamed by one who was killed, or came with its folder.
        with suppress(FileNotFoundError):
            os.replace(f"{staged}/{moved}", f"{site}/{moved}")  # noqa: PTH105


def _new_folder(site: Path, path: str, there: set[str]) -> str | None:
    """
    The outermost folder of *path* that *site* does not have; those in *there* it has, and what it has is added.
    """
    for folder in parents(path):
        if folder not in there:
            if not os.path.isdir(f"{site}/{folder}"):  # noqa: PTH112
                return folder
            there.add(folder)
    return None


def make_folders(root: Path, path: str, made: set[str]) -> None:
    """
    Makes the folders that *path* stands in, readable for everybody whatever the umask; those in *made* are there, and what is
    made is added.
    """
    parent = path.rpartition("/")[0]
    if parent in made:
        return
    if parent:
        make_folders(root, parent, made)
    folder = f"{root}/{parent}"
    with suppress(FileExistsError):
        os.mkdir(folder)  # noqa: PTH102
        os.chmod(folder, FOLDER_MODE)  # noqa: PTH101
    made.add(parent)


def _read(stage: Path) -> Journal:
    try:
        held = json.loads((stage / _NAME).read_text(encoding="utf-8"))
        if held["journal"] != _VERSION:
            raise PublishError(f"{stage} is of another version of the press; finish that build with it, or remove it")
        parts = (tuple(checked(str(path)) for path in held[name]) for name in ("clear", "write", "remove"))
        return Journal(*parts)
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(f"{stage / _NAME} cannot be read; remove {stage} and build again") from error


def _remove(site: Path, path: str) -> None:
    *folders, _ = path.split("/")
    parents = [site.joinpath(*folders[: n + 1]) for n in range(len(folders))]
    # A link leads out of the site; what stands behind it is not ours to remove.
    if any(parent.is_symlink() for parent in parents):
        return
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        (site / path).unlink()
    for parent in reversed(parents):
        try:
            parent.rmdir()
        except OSError:
            return


def _flush_files(files: Sequence[Path]) -> None:
    if len(files) > _MANY:
        os.sync()
        return
    # Side by side, for the disk takes them together. `sync` would also wait for what others are writing.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_flush, files))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _undisturbed() -> Iterator[None]:
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
