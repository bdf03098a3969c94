"""
The account of a site: the key and digest of every file that the last build left in it, and how each file lay on the disk.

A file with the key of before whose file lies as it did, or has the digest of before, is neither made nor written again. The
account holds no words of any record, and a build without one makes everything: losing it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
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
    The *entries* by path. *whole* is a digest of all that the build was made of, "" where that is not known.
    """

    entries: Mapping[str, Entry]
    whole: str = ""


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
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return NO_ACCOUNT
    first, _, whole = lines[0].partition(": ")
    # The last line tells that the file is whole.
    if first != _FIRST_LINE or len(lines) < 3 or lines[-2:] != [f"{len(lines) - 3} files", ""]:
        return NO_ACCOUNT
    entries = {}
    for line in lines[1:-2]:
        name, *fields = line.split("\t")
        if len(fields) == _FIELDS - 1:
            entries[name] = Entry(*fields)
    return Account(entries, whole)


def write_account(path: Path, account: Account) -> None:
    """
    Writes *account* to *path*, whole or not at all. An account that cannot be written is no failure of a build.
    """
    lines = [f"{_FIRST_LINE}: {account.whole}"]
    for name, entry in account.entries.items():
        lines.append(f"{name}\t{entry.key}\t{entry.digest}\t{entry.text}\t{entry.stamp}")
    lines += [f"{len(lines) - 1} files", ""]
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text("\n".join(lines), encoding="utf-8")
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
