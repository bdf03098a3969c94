"""
Whether the next site keeps what an earlier one promised: no advisory, feed or address is lost, no first date moves, no
version falls, and what was taken down stays down.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.model.takedown import Takedown
from advisorypress.publish.promises import Kept, Promises, id_of, is_promise

_FEED = re.compile(r"feeds/(?P<name>.+)\.(?:rss|atom|json)")
_VERSION = re.compile(r"advisories/(?P<id>[^/]+)/v(?P<number>[1-9][0-9]*)/")
_ID = re.compile(r"[a-z][a-z0-9]*-[0-9]{4}-[0-9]+")
# Lists that gather what others say: they come with their first advisory, and go with the last.
_GATHERED = re.compile(r"(?:advisories|feeds)/vendor/(?P<vendor>[^/.]+)[/.]|advisories/(?P<month>[0-9]{4}/[0-9]{2})/")
_PAGE_OF_LIST = re.compile(r"(?P<list>.*/)page/[1-9][0-9]*/")


@dataclass(frozen=True, slots=True)
class Broken:
    """
    One promise that would not be kept: what it is, and what to do. *kind* is its short name.
    """

    kind: str
    message: str
    hint: str
    level: Level = Level.ERROR


def broken_promises(earlier: Promises, new: Promises, gone: Collection[str] = ()) -> tuple[Broken, ...]:
    """
    What of *earlier* the site *new* does not keep; *gone* are the addresses that went on purpose.
    """
    return tuple(_Comparison(earlier, new, gone).broken())


def ids_in(path: str) -> frozenset[str]:
    """
    The advisories, in lower case, that the file *path* is called after: their pages, what is beside them, and what machines
    fetch (`cap/SA-2026-0142.xml`).
    """
    found = (_ID.match(part) for part in path.casefold().split("/"))
    return frozenset(match[0] for match in found if match)


class _Comparison:
    def __init__(self, earlier: Promises, new: Promises, gone: Collection[str]) -> None:
        self._earlier = earlier
        self._new = new
        self._gone = [path.strip("/") for path in gone if path.strip("/")]
        self._down: dict[str, list[Takedown]] = {}
        for takedown in new.takedowns:
            self._down.setdefault(takedown.id.upper(), []).append(takedown)
        self._alias_of = {alias: id_of(address) for address, kept in earlier.records.items() for alias in kept.aliases}

    def broken(self) -> Iterator[Broken]:
        if self._earlier.site != self._new.site:
            message = f"the earlier site is {self._earlier.site}, and this one {self._new.site}"
            yield Broken("other-site", message, "look at the manifest that you gave", Level.WARNING)
        yield from self._returned()
        settled: set[str] = set()
        for address, kept in sorted(self._earlier.records.items()):
            id = id_of(address)
            if id and self._is_down(id):
                settled.add(id)
            elif id and address not in self._new.records:
                settled.add(id)
                yield _lost_advisory(id)
            elif address in self._new.records:
                yield from self._record(address, id, kept, self._new.records[address])
        folded = {id.casefold() for id in settled}
        lost = (path for path in self._earlier.files - self._new.files if is_promise(path))
        left = (path for path in lost if not self._is_settled(in_english(path), settled, folded))
        # Pages before the files beside them.
        yield from self._lost(sorted(left, key=lambda path: (not path.endswith("index.html"), path)))

    def _is_down(self, id: str) -> bool:
        return any(takedown.is_whole for takedown in self._down.get(id.upper(), ()))

    def _is_settled(self, plain: str, settled: Collection[str], folded: Collection[str]) -> bool:
        """
        Whether the file *plain* belongs to one of *settled*, of which all is said.
        """
        address = plain.removesuffix("index.html")
        if address in self._earlier.records:
            return id_of(address) in settled
        return self._alias_of.get(plain) in settled or not ids_in(plain).isdisjoint(folded)

    def _returned(self) -> Iterator[Broken]:
        """
        Takedowns that are no longer there.
        """
        for old in self._earlier.takedowns:
            still = self._down.get(old.id.upper(), [])
            if any(takedown.is_whole for takedown in still):
                continue
            numbers = {number for takedown in still for number in takedown.versions}
            if old.is_whole or not set(old.versions) <= numbers:
                level = Level.ERROR if old.reason.is_for_good else Level.WARNING
                message = (
                    f"{old.id} was taken down on {old.day.isoformat()} ({old.reason.value}), and its entry is gone"
                )
                hint = "put it back into advisories/takedowns.yml; what may be said again goes under a new number"
                yield Broken("returned-text", message, hint, level)

    def _record(self, address: str, id: str, old: Kept, new: Kept) -> Iterator[Broken]:
        name = id or f"/{address}"
        if old.published is not None and new.published is not None and old.published != new.published:
            said = old.published.isoformat()
            message = f"{name} was first published {said}, and now says {new.published.isoformat()}"
            hint = f"write `published: {said}`; feeds know an entry by its first date, and a change is a revision"
            yield Broken("moved-date", message, hint)
        if old.version is None or new.version is None:
            return
        if new.version < old.version:
            message = f"{name} had version {old.version}, and has version {new.version} now"
            hint = f"put the revision back; words are taken back by another one (press revise {name} --type correction)"
            yield Broken("falling-version", message, hint)
        elif new.version > old.version and not self._new.has(f"{address}v{old.version}/"):
            message = f"version {old.version} of {name} was published, and can no longer be read"
            hint = f"put it into its archive as v{old.version}.<language>.md; `press revise` does so by itself"
            yield Broken("unread-version", message, hint, Level.WARNING)

    def _lost(self, paths: Sequence[str]) -> Iterator[Broken]:
        feeds: dict[str, list[str]] = {}
        gathered: dict[str, list[str]] = {}
        versions: dict[tuple[str, int], list[str]] = {}
        pages: dict[str, list[str]] = {}
        for path in paths:
            plain = in_english(path)
            feed = _FEED.fullmatch(plain)
            if list_ := _GATHERED.match(plain):
                if not self._went_on_purpose(plain.rpartition(".")[0] if feed else plain):
                    gathered.setdefault(list_["vendor"] or list_["month"], []).append(path)
            elif feed and not self._went_on_purpose(plain.rpartition(".")[0]):
                feeds.setdefault(feed["name"], []).append(path)
            elif feed:
                continue
            elif version := _VERSION.match(plain):
                if not self._is_told(version["id"], int(version["number"])):
                    versions.setdefault((version["id"], int(version["number"])), []).append(path)
            elif not self._went_on_purpose(plain):
                pages.setdefault(plain, []).append(path)
        for name, files in feeds.items():
            hint = (
                "give it something to hold again, for who follows it hears of nothing any more;"
                f" or, when it is to go, name feeds/{name} under extra.press.gone of mkdocs.yml"
            )
            yield Broken("lost-feed", f"the feed {name} is gone ({_listed(files)})", hint)
        for name, files in gathered.items():
            message = f"the lists of {name} are gone with their last advisory ({_listed(files)})"
            hint = "look whether its name was changed by mistake; extra.press.gone of mkdocs.yml says that it was not"
            yield Broken("lost-list", message, hint, Level.WARNING)
        for (id, number), files in versions.items():
            hint = f"put archive/{id}/v{number}.<language>.md back, or name it in advisories/takedowns.yml"
            yield Broken("lost-version", f"version {number} of {id} is gone ({_listed(files)})", hint)
        for plain, files in pages.items():
            yield Broken("lost-url", f"{_listed(files)} {'is' if len(files) == 1 else 'are'} gone", self._hint(plain))

    def _is_told(self, id: str, number: int) -> bool:
        """
        Whether version *number* was taken down; or was the current one, which stood at the advisory's own address and is told
        of by its number.
        """
        kept = self._earlier.advisory(id)
        was_current = kept is not None and kept.version == number
        return was_current or any(number in takedown.versions for takedown in self._down.get(id.upper(), ()))

    def _went_on_purpose(self, plain: str) -> bool:
        page = _PAGE_OF_LIST.match(plain)
        if page and self._new.has(page["list"]):
            # A page of a list is a place in it, and not a document.
            return True
        address = plain.removesuffix("index.html").strip("/")
        return any(address == path or address.startswith(f"{path}/") for path in self._gone)

    def _hint(self, plain: str) -> str:
        if plain in self._alias_of:
            return f"put it back into `aliases` of {self._alias_of[plain]}"
        return "put it back; or, when it is to go, name it under extra.press.gone of mkdocs.yml"


def in_english(path: str) -> str:
    """
    *path* as the English edition has it.
    """
    return path.removeprefix(Language.ZH.prefix)


def _lost_advisory(id: str) -> Broken:
    hint = (
        f"put its files back; `press withdraw {id}` says that it no longer holds, and a takedown"
        " (advisories/takedowns.yml) leaves a tombstone"
    )
    return Broken("lost-advisory", f"{id} is not in the site any more", hint)


def _listed(files: Sequence[str]) -> str:
    shown = [f"/{path.removesuffix('index.html')}" for path in files[:6]]
    return " ".join([*shown, "…"] if len(files) > len(shown) else shown)
