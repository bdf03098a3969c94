"""
A Maildir (maildir(5)): messages wait in `new/`, those dealt with lie in `cur/`, those for a person in the folder
`.Quarantine`, where any mail program shows them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.inbound.message import MAX_MESSAGE

QUARANTINE = ".Quarantine"
_CHUNK = 1 << 20
# maildir(5): S is "seen". A person sees what is new; what needs nobody does not look new.
_SEEN = ":2,S"


@dataclass(frozen=True, slots=True)
class Found:
    """
    A message in `new/`: its *path*, the SHA-256 of the whole, and its first `MAX_MESSAGE` octets.
    """

    path: Path
    key: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Maildir:
    """
    The mailbox in *folder*.
    """

    folder: Path

    def __post_init__(self) -> None:
        if not (self.folder / "new").is_dir():
            raise SourceUnavailable(f"{self.folder} is no Maildir: it has no folder new/")

    def waiting(self, most: int) -> Iterator[Found]:
        """
        The *most* messages that have waited longest; what is no plain file, or vanishes meanwhile, is passed over.
        """
        with os.scandir(self.folder / "new") as entries:
            names = sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
            )
        for name in names[:most]:
            found = self._read(self.folder / "new" / name)
            if found is not None:
                yield found

    def _read(self, path: Path) -> Found | None:
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_MESSAGE)
                digest = hashlib.sha256(raw)
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except FileNotFoundError:
            return None
        return Found(path, digest.digest(), raw)

    def settle(self, found: Found) -> None:
        """
        Moves a message that is dealt with to `cur/`; one that somebody else moved already is left.
        """
        self._move(found, self.folder / "cur", f"{found.path.name}{_SEEN}")

    def quarantine(self, found: Found) -> None:
        """
        Moves a message to where a person will look at it.
        """
        folder = self.folder / QUARANTINE
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        # Maildir++ knows a subfolder by this file.
        (folder / "maildirfolder").touch(mode=0o600)
        self._move(found, folder / "new", found.path.name)

    def _move(self, found: Found, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            found.path.rename(folder / name)
        except FileNotFoundError:
            return
