"""
How a target is written on the command line and in the settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import UsageError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST_AND_PATH = re.compile(r"(?:[^/@:]+@)?(?:[^/@:\[]+|\[[0-9A-Fa-f:.%]+\]):.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FolderName:
    """
    A folder of this machine.
    """

    path: Path


@dataclass(frozen=True, slots=True)
class RsyncName:
    """
    What rsync takes as a destination: `rsync://host/module/path` or `user@host:path`.
    """

    place: str


@dataclass(frozen=True, slots=True)
class PagesName:
    """
    A branch of a Git remote; *remote* is a remote's name, an address or a path.
    """

    remote: str
    branch: str = "gh-pages"


TargetName = FolderName | RsyncName | PagesName


def parse_target(text: str, folder: Path) -> TargetName:
    """
    What *text* names; a relative path is one below *folder*.

    Raises `UsageError` for what names no target.
    """
    if text.startswith("pages:"):
        return _pages(text.removeprefix("pages:"), folder)
    if text.startswith("rsync://"):
        if not re.match(r"rsync://[^-/\s][^/\s]*/[^/\s]", text):
            raise UsageError(f"`{text}` names no rsync module; write it like rsync://host/module/folder")
        return RsyncName(text)
    if _SCHEME.match(text):
        raise UsageError(f"the press cannot publish to `{text}`; a target is a folder, user@host:path or pages:REMOTE")
    if _HOST_AND_PATH.fullmatch(text):
        # A host that starts with a hyphen would be an option of ssh.
        if text.startswith("-") or "@-" in text or text.endswith(":"):
            raise UsageError(f"`{text}` is no host and path; write it like user@host:/srv/www")
        return RsyncName(text)
    if not text.strip() or text.startswith("-") or "\0" in text:
        raise UsageError("a target is a folder, user@host:path, rsync://host/module or pages:REMOTE")
    return FolderName(folder / Path(text).expanduser())


def _pages(text: str, folder: Path) -> PagesName:
    # `::` names a program that git would run.
    if not text or text.startswith("-") or "::" in text:
        raise UsageError("name a remote, like pages:origin or pages:origin/gh-pages")
    if text.startswith((".", "/", "~")):
        text = str(folder / Path(text).expanduser())
    # Slashes are part of an address, so there a branch can only be told after `.git`.
    address = re.fullmatch(r"(.*?\.git)/(.+)", text, re.DOTALL)
    if address:
        return PagesName(address[1], address[2])
    if "/" in text and ":" not in text and not text.startswith("/"):
        remote, _, branch = text.partition("/")
        if not branch:
            raise UsageError(f"`pages:{text}` names no branch")
        return PagesName(remote, branch)
    return PagesName(text)
