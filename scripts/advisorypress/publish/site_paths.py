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
_LOWER_CASE_SPELLING = re.compile(r"(zh-hant/)?advisories/[^/A-Z]+/index\.html")


def checked(path: str) -> str:
    """
    *path* itself, when it is relative, has only plain parts and can be written on any system.

    Raises `PublishError` otherwise, for a path made from an author's words must not leave the site's folder.
    """
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

    def take(self, path: str) -> None:
        """
        Takes *path*; raises `PublishError` when it cannot stand beside what was taken before.
        """
        key, folders = _folded(checked(path)), tuple(parents(path))
        is_spelling = bool(_LOWER_CASE_SPELLING.fullmatch(path))
        others = [path if path in self.taken else None, self._folders.get(key)]
        others += [self._files.get(_folded(folder)) or (folder if folder in self.taken else None) for folder in folders]
        if not is_spelling:
            others.append(self._files.get(key))
            others += [known for folder in folders if (known := self._folder(folder)) != folder]
        other = next(filter(None, others), None)
        if other is not None:
            raise PublishError(f"two files of the site want one place: {other} and {path}")
        self.taken.add(path)
        if not is_spelling:
            self._files[key] = path

    def is_needless(self, path: str) -> bool:
        """
        Whether *path* is one file with another of the site, on a disk that does not tell capitals from small letters.
        """
        is_spelling = self._disk_folds_case and _LOWER_CASE_SPELLING.fullmatch(path)
        return bool(is_spelling) and self._files.get(_folded(path), path) != path

    def _folder(self, folder: str) -> str:
        return self._folders.setdefault(_folded(folder), folder)


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
