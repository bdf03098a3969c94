"""
`/manifest.json`: what a site consists of, and from which commit and moment it was made.

    manifest_version  1; it changes when a key changes its meaning or goes
    generator         "advisorypress"; by it the press knows a folder as its own
    site              the site's address
    build_time        moment (with its zone), and origin: as-of, SOURCE_DATE_EPOCH, commit, newest-record or wall-clock
                      (in the folder of a preview: preview)
    commit            the commit, or null for a tree that belongs to none
    files             the SHA-256 of every file of the site but this one, by path
    advisories        id → version → language → channel → SHA-256 of the text that the channel carried

The text of the channels `json`, `md` and `txt` is the whole file. That of `html` is the page from `<main` to
`</main>`, both included, for the menus around it say nothing about the advisory.

Nothing in it depends on where, when or by whom the site was built.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.errors import PublishError
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.publish.site_paths import checked

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.asc"
VERSION = 1
GENERATOR = "advisorypress"
CHANNELS = {"html": "index.html", "json": "advisory.json", "md": "advisory.md", "txt": "advisory.txt"}

_MAIN = re.compile(rb"<main[\s>].*</main>", re.DOTALL)


class Digests:
    """
    The digests of a site's files, taken as they pass by on their way to the disk.
    """

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def taken(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """
        *files* as they come, each noted.
        """
        for path, data in files:
            self._files[path] = hashlib.sha256(data).hexdigest()
            if "advisories/" in path and path.endswith("/index.html"):
                main = _MAIN.search(data)
                self._texts[path] = hashlib.sha256(main[0] if main else data).hexdigest()
            yield path, data

    def manifest(self, library: Library, made: BuildTime, commit: str | None) -> bytes:
        """
        The manifest of everything that was noted.
        """
        said = {
            "manifest_version": VERSION,
            "generator": GENERATOR,
            "site": library.settings.site_url,
            "build_time": {"moment": made.moment.isoformat(), "origin": made.origin},
            "commit": commit,
            "files": dict(sorted(self._files.items())),
            "advisories": dict(sorted(self._advisories(library))),
        }
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()

    def _advisories(self, library: Library) -> Iterator[tuple[str, object]]:
        for advisory in library.advisories:
            versions = {}
            for number in range(1, advisory.version + 1):
                folder = advisory.path if number == advisory.version else f"{advisory.path}v{number}/"
                languages = {
                    language.value: channels
                    for language in Language
                    if (channels := self._channels(f"{language.prefix}{folder}"))
                }
                if languages:
                    versions[str(number)] = languages
            yield advisory.id, versions

    def _channels(self, folder: str) -> dict[str, str]:
        return {
            channel: self._texts.get(folder + file) or self._files[folder + file]
            for channel, file in CHANNELS.items()
            if folder + file in self._files
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What the press reads again of a manifest: the SHA-256 of every file by path, build time, and commit.
    """

    files: Mapping[str, str]
    moment: datetime
    commit: str | None


def parse_manifest(data: bytes) -> Manifest:
    """
    Reads the bytes of a manifest.

    Raises `PublishError` when they are no manifest of the press: a path that leaves the site makes it none.
    """
    try:
        said = json.loads(data)
        if said["generator"] != GENERATOR:
            raise PublishError("the manifest is not the press's")
        if said["manifest_version"] != VERSION:
            raise PublishError(f"the manifest has version {said['manifest_version']}, which this press does not know")
        return Manifest(
            files={checked(str(path)): str(digest) for path, digest in said["files"].items()},
            moment=datetime.fromisoformat(said["build_time"]["moment"]),
            commit=None if said["commit"] is None else str(said["commit"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PublishError("the manifest is not the press's") from error


def read_manifest(site: Path) -> Manifest | None:
    """
    The manifest of *site*; None when it has none.

    Raises `PublishError` when it cannot be read or is not the press's.
    """
    try:
        data = (site / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PublishError(f"cannot read {site / MANIFEST}: {error.strerror}") from error
    try:
        return parse_manifest(data)
    except PublishError as error:
        raise PublishError(f"{site / MANIFEST}: {error}") from None
