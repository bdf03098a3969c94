"""
Writes a site: changed files aside, then all of them into place.

Files that stay the same are not touched, so their times stay too and a copy of the site carries only what is new.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import PublishError
from advisorypress.load.stamps import stamp_of
from advisorypress.publish.account import digest_of
from advisorypress.publish.journal import Journal, carry_out, complete, is_complete, make_folders, new_files
from advisorypress.publish.manifest import MANIFEST, SIGNATURE, read_manifest
from advisorypress.publish.site_paths import Names, in_the_way, parents
from advisorypress.publish.stage import Tell, discard, empty, locked_stage, quietly, stage_path

FILE_MODE = 0o644
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Written:
    """
    What a build did to its site, in numbers of files.
    """

    written: int
    unchanged: int
    removed: int


class SiteWriter:
    """
    The next state of *site*, file by file; nothing of the site changes before `finish`.

    Made by `writing`, which holds the site's lock.
    """

    def __init__(self, site: Path, stage: Path) -> None:
        self._site = site
        self._stage = stage
        self._former = _former_files(site)
        # Every stage holds a file called `lock`.
        self._names = Names(disk_folds_case=(stage / "LOCK").exists())
        self._changed: list[str] = []
        self._folders: set[str] = set()
        self.written: Written | None = None

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """
        Takes in *files*, each a path relative to the site and its bytes.

        Raises `PublishError` for a path that leaves the site or stands in the way of another.
        """
        for path, data in files:
            if self._names.is_needless(path):
                continue
            self.take(path)
            if self.put(path, data):
                self.changed(path)

    def take(self, path: str) -> None:
        """
        Takes in that *path* is a file of the site, which stays as it is unless `changed` says otherwise.
        """
        self._names.take(path)

    def put(self, path: str, data: bytes) -> bool:
        """
        Puts the bytes of *path* aside unless the site holds them; whether it did. A worker may do this for its parent.
        """
        if path in self._former and _holds(f"{self._site}/{path}", data):
            return False
        with _told(self._site):
            self._put_aside(path, data)
        return True

    def changed(self, path: str) -> None:
        """
        Takes in that the bytes of *path* were put aside.
        """
        self._changed.append(path)

    def holds(self, path: str, digest: str, stamp: str) -> bool:
        """
        Whether the site's file *path* lies as *stamp* says, or else has the SHA-256 *digest*.
        """
        place = f"{self._site}/{path}"
        found = stamp_of(place)
        if not found:
            return False
        if found == stamp:
            return True
        if digest_of(place) != digest:
            return False
        # Its mode may be what is different; `put` would mend that, too.
        return stat.S_IMODE(os.lstat(place).st_mode) == FILE_MODE

    def is_needless(self, path: str) -> bool:
        """
        Whether the disk itself leads from *path* to another file of the site; see `Names`.
        """
        return self._names.is_needless(path)

    def finish(self) -> Written:
        """
        Renames what changed into place and removes what the former build wrote and this one did not.
        """
        removed = self._former - self._names.taken
        if self._changed or removed:
            _refuse_obstacles(self._site, self._changed, removed)
            with _told(self._site):
                complete(_journal(self._changed, removed), self._stage)
                carry_out(self._stage, self._site)
        changed = len(self._changed)
        self.written = Written(changed, len(self._names.taken) - changed, len(removed))
        return self.written

    def _put_aside(self, path: str, data: bytes) -> None:
        staged = new_files(self._stage)
        make_folders(staged, path, self._folders)
        descriptor = os.open(f"{staged}/{path}", _NEW, FILE_MODE)
        try:
            # The umask may have taken some of it.
            os.fchmod(descriptor, FILE_MODE)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)


@contextmanager
def writing(site: Path, tell: Tell = quietly) -> Iterator[SiteWriter]:
    """
    A writer for *site*, after what a killed build left there was finished or thrown away.

    Whatever is raised inside leaves the site as it was. Raises `PublishError` for a folder that is not the press's.
    """
    site = site.resolve()
    with locked_stage(site, tell) as stage:
        try:
            _settle(stage, site, tell)
            yield SiteWriter(site, stage)
        finally:
            # A change that was decided but could not be made waits here for the next build.
            if not is_complete(stage):
                discard(stage)


@contextmanager
def reading(site: Path, tell: Tell = quietly) -> Iterator[None]:
    """
    Keeps *site* as it is while it is copied, after what a killed build left there was finished.
    """
    site = site.resolve()
    with locked_stage(site, tell) as stage:
        try:
            _settle(stage, site, tell)
            yield
        finally:
            if not is_complete(stage):
                discard(stage)


def finish_killed_build(site: Path, tell: Tell = quietly) -> None:
    """
    Brings *site* to a whole state when a build of it was killed; does nothing otherwise.
    """
    if stage_path(site.resolve()).exists():
        with reading(site, tell):
            pass


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """
    Every file below *folder* with its path relative to it, in the order of their paths.
    """
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            file = Path(place, name)
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _settle(stage: Path, site: Path, tell: Tell) -> None:
    if is_complete(stage):
        tell(f"finishing a build of {site} that was stopped")
        with _told(site):
            carry_out(stage, site)
    empty(stage)


@contextmanager
def _told(site: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(f"cannot write {error.filename or site}: {error.strerror}") from error


def _former_files(site: Path) -> frozenset[str]:
    """
    What the press wrote into *site* before; refuses a folder with anything in it that is not the press's.
    """
    if site.exists() and not site.is_dir():
        raise PublishError(f"{site} is a file; give a folder for the site")
    manifest = read_manifest(site)
    if manifest is not None:
        if (site / SIGNATURE).exists():
            raise PublishError(f"{site} is signed, and this build is not; an unsigned site never replaces a signed one")
        return frozenset({*manifest.files, MANIFEST})
    if site.is_dir() and any(entry.name != ".press" for entry in site.iterdir()):
        raise PublishError(
            f"{site} holds files that the press did not make (there is no {MANIFEST});"
            " give a new or empty folder, or remove it yourself"
        )
    return frozenset()


def _holds(path: str, data: bytes) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data) or not _reads(descriptor, data):
            return False
        if stat.S_IMODE(found.st_mode) != FILE_MODE:
            os.fchmod(descriptor, FILE_MODE)
        return True
    finally:
        os.close(descriptor)


def _reads(descriptor: int, data: bytes) -> bool:
    with open(descriptor, "rb", closefd=False) as file:
        return file.read() == data


def _journal(changed: Iterable[str], removed: Iterable[str]) -> Journal:
    write = sorted(changed, key=_turn)
    clear = in_the_way(removed, write)
    return Journal(tuple(sorted(clear)), tuple(write), tuple(sorted(set(removed) - clear)))


def _turn(path: str) -> tuple[int, int, str]:
    """
    Assets and data come before the pages that ask for them, deep pages before the lists that name them, and the manifest
    last: whoever reads while files are renamed meets no link that leads nowhere.
    """
    kind = 2 if path == MANIFEST else 1 if path.endswith(".html") else 0
    return kind, -path.count("/"), path


def _refuse_obstacles(site: Path, changed: Iterable[str], removed: Iterable[str]) -> None:
    gone = set(removed)
    seen: set[str] = set()
    for path in changed:
        for folder in parents(path):
            if folder in seen:
                continue
            seen.add(folder)
            place = site / folder
            if place.is_symlink() or (place.exists() and not place.is_dir() and folder not in gone):
                raise PublishError(f"{place} is not a folder, and the site needs one there; remove it")
        if (site / path).is_dir() and not (site / path).is_symlink():
            inside = {entry.relative_to(site).as_posix() for entry in (site / path).rglob("*")}
            if not inside <= gone.union(*(parents(name) for name in gone)):
                raise PublishError(f"{site / path} is a folder, and the site needs a file there; remove it")
