"""
Which paths a file of the site may have: inside the site on every system, and never two that some system takes for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from advisorypress.errors import PublishError

# Control characters, and what is a separator or forbidden on some system that a site is copied to.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_MAXIMUM_PART = 255
# What nearly every path is made of, and what is safe everywhere.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/)*+[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_LOWER_CASE_SPELLING = re.compile(r"(zh-hant/)?advisories/[^/A-Z]+/index\.html")


def checked(path: str) -> str:
    """
    *path* itself, when it is relative, has only plain parts and can be written on any system.

    Raises `PublishError` otherwise, for a path made from an author's words must not leave the site's folder.
    """
    if _PLAIN.fullmatch(path):
        return path
    parts = path.split("/")
    if _FORBIDDEN.search(path) or any(part in ("", ".", "..") for part in parts):
        raise PublishError(f"a file of the site cannot be called {path!r}")
    if any(len(part.encode("utf-8", "surrogatepass")) > _MAXIMUM_PART for part in parts):
        raise PublishError(f"a file of the site has too long a name: {path[:80]!r}…")
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raise PublishError(f"a file of the site cannot be called {path!r}") from None
    return path


class Names:
    """
    The paths of one site, each taken once.

    Two paths that differ in case or in how a letter is composed are one file on many disks, so they are refused on all:
    one commit makes the same site everywhere. The one exception is the page that leads from the lower-case spelling of an
    advisory's id to the advisory: where that is one file, the disk itself leads there, and `is_needless` says so.
    """

    def __init__(self, *, disk_folds_case: bool = False) -> None:
        self._disk_folds_case = disk_folds_case
        self.taken: set[str] = set()
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._free: set[tuple[str, bool]] = set()

    def take(self, path: str) -> None:
        """
        Takes *path*; raises `PublishError` when it cannot stand beside what was taken before.
        """
        key = _folded(checked(path))
        is_spelling = bool(_LOWER_CASE_SPELLING.fullmatch(path))
        other = path if path in self.taken else self._folders.get(key) or self._above(path, is_spelling=is_spelling)
        if other is None and not is_spelling:
            other = self._files.get(key)
        if other is not None:
            raise PublishError(f"two files of the site want one place: {other} and {path}")
        self.taken.add(path)
        if not is_spelling:
            self._files[key] = path

    def _above(self, path: str, *, is_spelling: bool) -> str | None:
        """
        What stands where *path* needs a folder: a file, or a folder under another name that some system takes for the same.
        """
        folder = path.rpartition("/")[0]
        # A file in the place of one of these would have been refused since.
        if not folder or (folder, is_spelling) in self._free:
            return None
        for each in parents(path):
            other = self._files.get(_folded(each)) or (each if each in self.taken else None)
            if other is None and not is_spelling:
                known = self._folders.setdefault(_folded(each), each)
                other = known if known != each else None
            if other is not None:
                return other
        self._free.add((folder, is_spelling))
        return None

    def is_needless(self, path: str) -> bool:
        """
        Whether *path* is one file with another of the site, on a disk that does not tell capitals from small letters.
        """
        is_spelling = self._disk_folds_case and _LOWER_CASE_SPELLING.fullmatch(path)
        return bool(is_spelling) and self._files.get(_folded(path), path) != path


def parents(path: str) -> Iterator[str]:
    """
    The folders that *path* stands in, outermost first.
    """
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def in_the_way(removed: Iterable[str], written: Iterable[str]) -> frozenset[str]:
    """
    Those of *removed* that must go before anything is written: a file where a folder will be, or the other way round.
    """
    names = set(written)
    folders = {folder for path in names for folder in parents(path)}
    return frozenset(path for path in removed if path in folders or not names.isdisjoint(parents(path)))


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()  # nearly every path, and the rest would come to the same
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
