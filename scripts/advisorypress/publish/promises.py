"""
What a site promises to those who link to it: its addresses, and the number and first date of its records.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from advisorypress.errors import PublishError
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.model.takedown import Reason, Takedown
from advisorypress.publish.site_paths import checked
from advisorypress.render.redirects import old_files

# The theme's own files and the indexes of search and of what is affected are found through pages, and called differently whenever they change.
_NO_PROMISE = re.compile(r"(?:assets|pagefind|affected/index)/|manifest\.json(?:\.asc)?$|\.nojekyll$")
_ADVISORY = re.compile(r"advisories/([^/]+)/$")


@dataclass(frozen=True, slots=True)
class Kept:
    """
    One record: when it was first published; of an advisory also the number of its current version and the files at its old
    addresses, without the language. What an earlier manifest does not say is None.
    """

    published: datetime | None
    version: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promises:
    """
    What one site promises: *files* are its paths, *records* stand by their address (`advisories/SA-2026-0142/`).
    """

    site: str
    files: frozenset[str]
    records: Mapping[str, Kept] = field(default_factory=dict)
    takedowns: tuple[Takedown, ...] = ()

    def advisory(self, id: str) -> Kept | None:
        """
        The advisory numbered *id*; None when it is not there, or was taken down as a whole.
        """
        return self.records.get(f"advisories/{id}/")

    def has(self, path: str) -> bool:
        """
        Whether there is a page at the address *path* in both editions.
        """
        return all(f"{language.prefix}{path}index.html" in self.files for language in Language)


def is_promise(path: str) -> bool:
    """
    Whether somebody may link to the file *path*.
    """
    return _NO_PROMISE.match(path) is None


def id_of(address: str) -> str:
    """
    The number of the advisory whose page stands at *address*; "" for any other address.
    """
    match = _ADVISORY.fullmatch(address)
    return match[1] if match else ""


def promises_of(library: Library, files: Collection[str]) -> Promises:
    """
    What the site that is made of *library*, and has *files*, promises.
    """
    return Promises(library.settings.site_url, frozenset(files), dict(_records(library)), library.takedowns)


def _records(library: Library) -> Iterator[tuple[str, Kept]]:
    for advisory in library.advisories:
        yield advisory.path, Kept(advisory.published, advisory.version, tuple(old_files(advisory)))
    for documents in (
        library.newsletters, library.digests, library.guides, library.articles, library.news, library.events
    ):  # fmt: skip
        for document in documents:
            yield document.path, Kept(document.published)


def write_records(library: Library) -> dict[str, object]:
    """
    The records of *library* as a manifest has them.
    """
    return {address: _written(kept) for address, kept in sorted(_records(library))}


def _written(kept: Kept) -> dict[str, object]:
    said: dict[str, object] = {"published": kept.published.isoformat() if kept.published else None}
    if kept.version is not None:
        said |= {"version": kept.version, "aliases": list(kept.aliases)}
    return said


def read_records(said: Mapping[str, Mapping[str, object]]) -> dict[str, Kept]:
    """
    The records that a manifest has; raises `ValueError`, `TypeError` or `AttributeError` for what is none.
    """
    return {checked(str(address).rstrip("/")) + "/": _read(kept) for address, kept in said.items()}


def _read(said: Mapping[str, object]) -> Kept:
    published, version, aliases = said.get("published"), said.get("version"), said.get("aliases", [])
    if not isinstance(aliases, list) or not isinstance(version, int | None) or isinstance(version, bool):
        raise PublishError("the manifest has a record that cannot be read")
    moment = None if published is None else datetime.fromisoformat(str(published))
    if moment is not None and moment.tzinfo is None:
        raise PublishError("the manifest has a time without its zone")
    return Kept(moment, version, tuple(checked(str(alias)) for alias in aliases))


def write_takedown(takedown: Takedown) -> dict[str, object]:
    """
    *takedown* as a manifest has it.
    """
    return {
        "id": takedown.id,
        "versions": list(takedown.versions) or "all",
        "date": takedown.day.isoformat(),
        "reason": takedown.reason.value,
    }


def read_takedown(said: Mapping[str, object]) -> Takedown:
    """
    The takedown that a manifest has; raises as `read_records` does.
    """
    return Takedown(
        id=str(said["id"]),
        day=date.fromisoformat(str(said["date"])),
        reason=Reason(str(said["reason"])),
        versions=_numbers(said["versions"]),
    )


def _numbers(versions: object) -> tuple[int, ...]:
    if versions == "all":
        return ()
    if isinstance(versions, list) and versions and all(type(number) is int for number in versions):
        return tuple(versions)
    raise PublishError("the manifest has a takedown that cannot be read")
