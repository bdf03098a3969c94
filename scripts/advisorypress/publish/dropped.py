"""
Which bytes of an earlier site a takedown takes back, for whoever keeps copies of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisorypress.language import Language
from advisorypress.model.takedown import Takedown
from advisorypress.publish.continuity import ids_in, in_english
from advisorypress.publish.promises import Promises

Dropped = Mapping[str, tuple[str, ...]]
"""
The SHA-256 digests of the bytes to be dropped, by the path at which they were.
"""


def folders_of(takedown: Takedown) -> tuple[str, ...]:
    """
    The folders in both editions below which nothing is to be kept but what the new manifest names.
    """
    page = f"advisories/{takedown.id}/"
    inner = [f"{page}v{number}/" for number in takedown.versions] or [page]
    return tuple(f"{language.prefix}{folder}" for language in Language for folder in inner)


def newly_dropped(
    takedown: Takedown, earlier: Promises, before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """
    The path and digest of every file of *earlier* that *takedown* takes back; *before* and *now* are the digests of the
    files of the two sites.

    None when the earlier site knew of the takedown: what it had in its place were tombstones.
    """
    if any(_covers(old, takedown) for old in earlier.takedowns):
        return
    kept = earlier.advisory(takedown.id)
    version = kept.version if kept is not None else None
    for path, digest in before.items():
        if _concerns(takedown, in_english(path), version) and now.get(path) != digest:
            yield path, digest


def merged(found: Iterable[tuple[str, str]]) -> Dropped:
    """
    Each path once, with its digests, in order.
    """
    digests: dict[str, set[str]] = {}
    for path, digest in found:
        digests.setdefault(path, set()).add(digest)
    return {path: tuple(sorted(digests[path])) for path in sorted(digests)}


def carried(takedown: Takedown, before: Sequence[tuple[Takedown, Dropped]]) -> Iterator[tuple[str, str]]:
    """
    What earlier manifests said already: they are told again, for a mirror may have missed them.
    """
    for old, dropped in before:
        if _covers(takedown, old):
            yield from ((path, digest) for path, digests in dropped.items() for digest in digests)


def _covers(one: Takedown, other: Takedown) -> bool:
    if one.id.upper() != other.id.upper():
        return False
    return one.is_whole or (not other.is_whole and set(other.versions) <= set(one.versions))


def _concerns(takedown: Takedown, path: str, version: int | None) -> bool:
    is_called_after = takedown.id.casefold() in ids_in(path)
    if takedown.is_whole:
        return is_called_after
    folders = tuple(f"advisories/{takedown.id}/v{number}/" for number in takedown.versions)
    if path.startswith(folders):
        return True
    # The version that is taken down was the current one then, and stood at the advisory's own address.
    is_inner = path.startswith(f"advisories/{takedown.id}/v")
    return version in takedown.versions and not is_inner and is_called_after
