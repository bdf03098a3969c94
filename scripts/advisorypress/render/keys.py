"""
Keys: digests of all that decides the bytes of a file, so that a build need not make again what cannot have changed.

A key is made of values, never of times or names of files: two builds with the same key make the same bytes, wherever they run.
What has no key is made each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from advisorypress.model.advisory import Advisory
from advisorypress.model.library import Library
from advisorypress.model.takedown import Removed

NO_KEY = b""
"""
Of a file that is made each time.
"""


class Keys:
    """
    The keys for one library; *common* stands for what every file is made with: the program, the theme and the shells.

    Settings, terms and words of the interface are part of every key, and so is *pages*: which pages there are to link to.
    """

    def __init__(self, library: Library, common: bytes, pages: Iterable[str]) -> None:
        self._library = library
        # Where the repository lies is in no file of the site.
        settings = replace(library.settings, root=Path())
        shared = (settings, library.vocabulary, library.wording, library.pages, sorted(pages))
        self._common = _digest(common, *(repr(each) for each in shared))
        self._made: dict[str, bytes] = {}

    def of(self, record: Advisory | Removed) -> bytes:
        """
        The key of whatever shows *record* and nothing but what `Library.about` knows of others.
        """
        made = self._made.get(record.id)
        if made is None:
            made = self._made[record.id] = self._make(record)
        return made

    def _make(self, record: Advisory | Removed) -> bytes:
        if isinstance(record, Removed):
            return _digest(self._common, repr(record))
        about = self._library.about(record)
        others = sorted((id, repr(other)) for id, other in about.by_id.items() if id != record.id.upper())
        earlier = [_said(each) for each in self._library.earlier_of(record)]
        return _digest(self._common, _said(record), repr(earlier), repr(about.takedowns), repr(others))

    def key(self, *parts: object) -> bytes:
        """
        The key of a file that is made of *parts*: keys, texts, numbers and frozen values of them.
        """
        return _digest(self._common, *(part if isinstance(part, bytes) else repr(part) for part in parts))


def _said(advisory: Advisory) -> str:
    """
    All that decides what *advisory* is; the digests of its files where they are known, for to write it out takes longer.
    """
    # The rules of a time zone are the system's, and what they make of a moment is shown.
    told = [moment.isoformat() for moment in (advisory.published, *(each.date for each in advisory.revisions))]
    if not advisory.made_of:
        return repr((advisory, told))
    return repr((advisory.id, advisory.made_of, advisory.superseded_by, advisory.is_archived, told))


def _digest(*parts: str | bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        # With its length, so that no two sequences of parts read the same.
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()
