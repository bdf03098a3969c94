"""
The account of a site: the key and digest of every file that the last build left in it, and how each file lay on the disk.

A file with the key of before whose file lies as it did, or has the digest of before, is neither made nor written again. The
account holds no words of any record, and a build without one makes everything: losing it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_FIRST_LINE = "advisorypress account 1"
_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One file: its *key* ("" for one that is made each time), the SHA-256 of its bytes and of its text (see
    `publish.manifest`, "" for most), and the *stamp* of the file.
    """

    key: str
    digest: str
    text: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Account:
    """
    The *rows* of its files by path, each the fields of an `Entry`: a site may have hundreds of thousands. *whole* is a digest
    of all that the build was made of, "" where that is not known.
    """

    rows: Mapping[str, str]
    whole: str = ""

    def entry(self, path: str) -> Entry | None:
        """
        What is said of the file *path*.
        """
        row = self.rows.get(path)
        return None if row is None else Entry(*row.split("\t"))

    def stamps(self) -> Iterator[tuple[str, str]]:
        """
        Every path, and the stamp of its file.
        """
        return ((path, row.rpartition("\t")[2]) for path, row in self.rows.items())


NO_ACCOUNT = Account({})


def account_path(cache: Path, site: Path) -> Path:
    """
    Where the account of the folder *site* is kept; two sites of one repository have two.
    """
    return cache / "sites" / f"{hashlib.sha256(os.fsencode(site)).hexdigest()[:16]}.account"


def read_account(path: Path) -> Account:
    """
    The account at *path*; an empty one where there is none that can be used.
    """
    rows: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            first, _, whole = file.readline().rstrip("\n").partition(": ")
            for line in file:
                name, tab, row = line.partition("\t")
                if not tab:
                    # The last line tells that the file is whole.
                    is_whole = first == _FIRST_LINE and line == f"{len(rows)} files\n"
                    return Account(rows, whole) if is_whole else NO_ACCOUNT
                if row.count("\t") == _FIELDS - 2:
                    rows[name] = row.rstrip("\n")
    except (OSError, UnicodeDecodeError):
        pass
    return NO_ACCOUNT


def write_account(path: Path, whole: str, entries: Iterable[tuple[str, Entry]]) -> None:
    """
    Writes the account of *entries* to *path*, whole or not at all. An account that cannot be written is no failure of a build.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{_FIRST_LINE}: {whole}\n")
            number = 0
            for number, (name, entry) in enumerate(entries, start=1):  # noqa: B007  # told at the end
                file.write(f"{name}\t{entry.key}\t{entry.digest}\t{entry.text}\t{entry.stamp}\n")
            file.write(f"{number} files\n")
        aside.replace(path)


def digest_of(path: str | Path) -> str:
    """
    The SHA-256 of the regular file at *path*; "" when it cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    finally:
        os.close(descriptor)
