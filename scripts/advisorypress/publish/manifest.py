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
    records           address → when it was first published; of an advisory also its current version and its old addresses
    takedowns         there only when something was taken down: its entries, and what is to be dropped of them

The text of the channels `json`, `md` and `txt` is the whole file. That of `html` is the page from `<main` to
`</main>`, both included, for the menus around it say nothing about the advisory.

Nothing in it depends on where, when or by whom the site was built. What `takedowns` names to be dropped is also made of the
manifest of the site before, to which the new one was compared; without a takedown it makes no difference.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from operator import attrgetter
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.errors import PublishError
from advisorypress.json_text import indented_pieces
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.model.takedown import Takedown
from advisorypress.publish.dropped import Dropped, carried, folders_of, merged, newly_dropped
from advisorypress.publish.promises import (
    Kept,
    Promises,
    read_records,
    read_takedown,
    write_records,
    write_takedown,
)
from advisorypress.publish.site_paths import checked

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.asc"
VERSION = 1
GENERATOR = "advisorypress"
CHANNELS = {"html": "index.html", "json": "advisory.json", "md": "advisory.md", "txt": "advisory.txt"}

_MAIN = re.compile(rb"<main[\s>]")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What the press reads again of a manifest: the SHA-256 of every file by path, build time, and commit; what its site
    promises, and what its takedowns said is to be dropped.
    """

    files: Mapping[str, str]
    moment: datetime
    commit: str | None
    promises: Promises
    dropped: tuple[tuple[Takedown, Dropped], ...] = field(default=())


class Digests:
    """
    The digests of a site's files, taken as they pass by on their way to the disk.
    """

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    @property
    def files(self) -> Mapping[str, str]:
        """
        The SHA-256 of every file that has passed, by path.
        """
        return self._files

    def taken(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """
        *files* as they come, each noted.
        """
        for path, data in files:
            self.note(path, *digests_of(path, data))
            yield path, data

    def note(self, path: str, digest: str, text: str) -> None:
        """
        Notes a file by what `digests_of` says of it.
        """
        self._files[path] = digest
        if text:
            self._texts[path] = text

    def of(self, path: str) -> tuple[str, str]:
        """
        What was noted of the file *path*.
        """
        return self._files[path], self._texts.get(path, "")

    def manifest(
        self, library: Library, made: BuildTime, commit: str | None, earlier: Sequence[Manifest] = ()
    ) -> bytes:
        """
        The manifest of everything that was noted; *earlier* are those of the sites that it takes the place of.
        """
        files = ((path, self._files[path]) for path in sorted(self._files))
        entries: list[tuple[str, object]] = [
            ("manifest_version", VERSION),
            ("generator", GENERATOR),
            ("site", library.settings.site_url),
            ("build_time", {"moment": made.moment.isoformat(), "origin": made.origin}),
            ("commit", commit),
            ("files", files),
            ("advisories", self._advisories(library)),
            ("records", write_records(library)),
        ]
        if library.takedowns:
            entries.append(("takedowns", [self._takedown(takedown, earlier) for takedown in library.takedowns]))
        # Of a large site this is some 40 MB.
        written = BytesIO()
        for piece in indented_pieces(entries):
            written.write(piece.encode())
        written.write(b"\n")
        return written.getvalue()

    def _advisories(self, library: Library) -> Iterator[tuple[str, object]]:
        for advisory in sorted(library.advisories, key=attrgetter("id")):
            versions = {}
            removed = library.removed_versions(advisory)
            for number in range(1, advisory.version + 1):
                if number in removed:
                    continue
                folder = advisory.path if number == advisory.version else advisory.path_of(number)
                languages = {
                    language.value: channels
                    for language in Language
                    if (channels := self._channels(f"{language.prefix}{folder}"))
                }
                if languages:
                    versions[str(number)] = languages
            yield advisory.id, versions

    def _takedown(self, takedown: Takedown, earlier: Sequence[Manifest]) -> dict[str, object]:
        found = [pair for manifest in earlier for pair in carried(takedown, manifest.dropped)]
        for manifest in earlier:
            found += newly_dropped(takedown, manifest.promises, manifest.files, self._files)
        return {**write_takedown(takedown), "drop": {"below": folders_of(takedown), "files": merged(found)}}

    def _channels(self, folder: str) -> dict[str, str]:
        return {
            channel: self._texts.get(folder + file) or self._files[folder + file]
            for channel, file in CHANNELS.items()
            if folder + file in self._files
        }


def digests_of(path: str, data: bytes) -> tuple[str, str]:
    """
    The SHA-256 of *data*, the file *path*; and of the text in it where it is the page of an advisory, else "".
    """
    digest = hashlib.sha256(data).hexdigest()
    if "advisories/" not in path or not path.endswith("/index.html"):
        return digest, ""
    start, end = _MAIN.search(data), data.rfind(b"</main>")
    main = data[start.start() : end + len(b"</main>")] if start and end > start.start() else data
    return digest, hashlib.sha256(main).hexdigest()


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
        files = {checked(str(path)): str(digest) for path, digest in said["files"].items()}
        takedowns = said.get("takedowns", [])
        dropped = tuple((read_takedown(each), _dropped(each["drop"]["files"])) for each in takedowns)
        return Manifest(
            files=files,
            moment=datetime.fromisoformat(said["build_time"]["moment"]),
            commit=None if said["commit"] is None else str(said["commit"]),
            promises=Promises(
                site=str(said["site"]),
                files=frozenset(files),
                records=read_records(said["records"]) if "records" in said else dict(_known(said["advisories"])),
                takedowns=tuple(takedown for takedown, _ in dropped),
            ),
            dropped=dropped,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PublishError("the manifest is not the press's") from error


def _known(advisories: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, Kept]]:
    """
    What a manifest without records says of its advisories.
    """
    for id, versions in advisories.items():
        yield checked(f"advisories/{id}") + "/", Kept(None, max((int(number) for number in versions), default=None))


def _dropped(files: Mapping[str, Iterable[str]]) -> Dropped:
    pairs = [(checked(str(path)), str(digest)) for path, digests in files.items() for digest in digests]
    if not all(_DIGEST.fullmatch(digest) for _, digest in pairs):
        raise PublishError("the manifest has a digest that is none")
    return merged(pairs)


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
