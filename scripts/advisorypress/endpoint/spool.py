"""
The spool: one file of lines to which the endpoint appends and which `press subscribers process` takes away.

What was answered with 200 is on the disk (`fsync`), whatever is killed afterwards. Writers share a lock (`flock`) and the
reader takes it alone to rename the file, so no line is written to a file that was read already.

Each line is JSON in ASCII between two line ends: `{"at": 1764000000, "id": "…", "do": "unsubscribe", …}`. The one before it
parts it from a line that a full disk cut short; the random `id` makes two equal requests two lines.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CURRENT = "spool"
_TAKEN = "taken-"
# A flood must not fill the disk: 64 MB is some 300,000 requests.
MAX_BYTES = 64_000_000
# Longer than any line that the endpoint writes.
MAX_LINE = 16_000
# The reader belongs to the group of the folder; nobody else reads addresses.
_MODE = 0o660


class SpoolFull(Exception):
    """
    Nobody has read the spool for so long, or so much was sent, that it takes no more.
    """


@dataclass(frozen=True, slots=True)
class Request:
    """
    One line: what to *do*, the second since 1970 *at* which it was asked, and its words. *raw* is the line itself.
    """

    do: str
    at: int
    words: Mapping[str, str | list[str]] = field(default_factory=dict)
    raw: bytes = b""

    def text(self, name: str) -> str:
        """
        The word *name*, "" when there is none.
        """
        value = self.words.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """
        The words *name*, none when there are none.
        """
        value = self.words.get(name, ())
        return tuple(value) if not isinstance(value, str) else ()


@dataclass(frozen=True, slots=True)
class Spool:
    """
    The spool in *folder*.
    """

    folder: Path
    max_bytes: int = MAX_BYTES

    def append(self, do: str, at: int, **words: str | list[str]) -> None:
        """
        One line more, on the disk when this returns.

        Raises `SpoolFull`, or `OSError` when the disk does not take it.
        """
        line = json.dumps({"at": at, "id": secrets.token_hex(8), "do": do, **words}, separators=(",", ":"))
        octets = f"\n{line}\n".encode("ascii")
        with self._open_for_writing() as file:
            if os.fstat(file).st_size + len(octets) > self.max_bytes:
                raise SpoolFull
            # One write with O_APPEND: lines of several writers do not mix.
            if os.write(file, octets) != len(octets):
                raise SpoolFull
            os.fsync(file)

    @contextmanager
    def _open_for_writing(self) -> Iterator[int]:
        path = self.folder / CURRENT
        while True:
            file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
            try:
                fcntl.flock(file, fcntl.LOCK_SH)
                if not _is_still_at(file, path):
                    continue
                if os.fstat(file).st_size == 0:
                    # The name of a new file has to survive a power cut as well.
                    _sync_folder(self.folder)
                yield file
                return
            finally:
                os.close(file)

    def take(self) -> tuple[Path, ...]:
        """
        The files to read now, oldest first: those that an earlier run took and did not finish, and the current one, which
        no writer touches any more. Delete each with `Path.unlink` when all its lines are dealt with.
        """
        path = self.folder / CURRENT
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return self._taken()
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still_at(file, path) and os.fstat(file).st_size:
                latest = max((_number(taken) for taken in self._taken()), default=0)
                path.rename(self.folder / f"{_TAKEN}{latest + 1:09}")
                _sync_folder(self.folder)
        finally:
            os.close(file)
        return self._taken()

    def _taken(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob(f"{_TAKEN}[0-9]*")))


def requests(path: Path) -> Iterator[Request | None]:
    """
    The lines of the file *path* in their order; None for one that is torn or not ours.
    """
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE):
            if line.strip():
                yield _request(line.strip())


def _request(line: bytes) -> Request | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("do"), str) or type(found.get("at")) is not int:
        return None
    words = {name: value for name, value in found.items() if name not in ("do", "at") and _is_word(value)}
    return Request(found["do"], found["at"], words, line)


def _is_word(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _is_still_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _number(path: Path) -> int:
    digits = path.name.removeprefix(_TAKEN)
    return int(digits) if digits.isdigit() else 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
