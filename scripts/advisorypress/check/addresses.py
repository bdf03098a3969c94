"""
Which addresses the site has, as far as an author's link can lead there.

All are without their first slash and in the English form: `advisories/SA-2026-0142/`, "" for home.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisorypress.check.takedowns import Entry, make_entries
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import Tree, name_of
from advisorypress.model.document import FOLDER_OF
from advisorypress.model.facets import FOLLOWED, Group, closed_paths
from advisorypress.model.forms import parse_time
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

SECTIONS = (
    "",
    "advisories/",
    "bulletins/",
    "digests/",
    "guides/",
    "articles/",
    "news/",
    "events/",
    "latest/",
    "glossary/",
    "feeds/",
    "statistics/",
    "search/",
    "affected/",
)
FEEDS = ("all", "advisories", "critical", "exploited", "bulletins", "digests", "guides", "news")
_ENDINGS = ("rss", "atom", "json")
SITE_FILES = ("events.ics", "manifest.json", "sitemap.xml", "robots.txt", ".well-known/security.txt", "_headers")
STATISTICS_FILES = tuple(
    f"statistics/{name}.{ending}" for name in ("months", "vendors", "waits") for ending in ("csv", "json")
)
ADVISORY_FILES = ("advisory.json", "advisory.md", "advisory.txt")


@dataclass(frozen=True, slots=True)
class Addresses:
    """
    The addresses that are *public*, and those of records that are not: drafts, and what is *held* until its time comes.
    """

    public: frozenset[str]
    drafts: frozenset[str]
    held: Mapping[str, datetime]


def find_addresses(tree: Tree, settings: Settings, vocabulary: Vocabulary, now: datetime) -> Addresses:
    """
    The addresses of the site that *tree* makes as of *now*.
    """
    lists = set(closed_paths(vocabulary))
    public = {*SECTIONS, *SITE_FILES, *STATISTICS_FILES, *_files(tree), *_unread(tree)}
    drafts: set[str] = set()
    held: dict[str, datetime] = {}
    entries = tuple(make_entries(tree.takedowns, settings.timezone))
    taken_down = {entry.takedown.id.upper() for entry in entries if entry.takedown.is_whole}
    for entry in entries:
        public.update(_of_tombstone(entry))
    for record in tree.records:
        published = time_of(record)
        if record.kind is Kind.ADVISORY and record.name.upper() in taken_down and not record.is_draft:
            # A link to it holds, for its tombstone stays; the files beside its page went.
            public.add(address_of(record.kind, record.folder, record.name))
            public.update(_old_addresses(record))
            if published is not None:
                public.update(_dated(published, settings))
            continue
        for address in addresses_of(record):
            if record.is_draft:
                drafts.add(address)
            elif published is not None and published > now:
                held[address] = published
            else:
                public.add(address)
        if record.kind is Kind.ADVISORY and not record.is_draft and published is not None and published <= now:
            public.update(_dated(published, settings))
            lists.update(Group.VENDOR.path(vendor.text) for vendor in record.scalars("affected", EACH, "vendor"))
            public.update(_old_addresses(record))
            public.update(_of_versions(record, tree))
    public |= lists
    public.update(f"feeds/{name}.{ending}" for name in (*FEEDS, *_followed(lists)) for ending in _ENDINGS)
    return Addresses(frozenset(public), frozenset(drafts), held)


def _dated(published: datetime, settings: Settings) -> tuple[str, str]:
    """
    The lists of the year and of the month.
    """
    there = published.astimezone(settings.timezone)
    return f"advisories/{there:%Y}/", f"advisories/{there:%Y/%m}/"


def _followed(lists: Collection[str]) -> Iterator[str]:
    """
    The feeds of *lists*.
    """
    for path in lists:
        group, _, slug = path.removeprefix("advisories/").strip("/").partition("/")
        if slug and group in FOLLOWED:
            yield f"{group}/{slug}"


def address_of(kind: Kind, folder: str, name: str) -> str:
    """
    Where the record called *name* in *folder* stands on the site.
    """
    if kind is Kind.ADVISORY:
        return f"advisories/{name}/"
    if kind is not Kind.PAGE:
        return f"{FOLDER_OF[kind]}/{name}/"
    path = "/".join(
        part for part in (folder.removeprefix("content").strip("/"), "" if name == "index" else name) if part
    )
    return f"{path}/" if path else ""


def addresses_of(record: Record) -> Iterator[str]:
    """
    The page of *record*, and the files beside it.
    """
    page = address_of(record.kind, record.folder, record.name)
    yield page
    if record.kind is Kind.ADVISORY:
        yield from (f"{page}{file}" for file in ADVISORY_FILES)
    elif record.kind is Kind.EVENT:
        yield f"{page}event.ics"


def _old_addresses(record: Record) -> Iterator[str]:
    for alias in record.scalars("aliases", EACH):
        yield from _of_alias(alias.text)


def _of_alias(alias: str) -> Iterator[str]:
    path = alias.strip("/")
    if "/" in alias:
        yield from (path, f"{path}/")
    else:
        yield f"advisories/{path}/"


def _of_tombstone(entry: Entry) -> Iterator[str]:
    """
    The tombstones that an entry keeps by itself: of versions, and of an advisory that has no files any more.
    """
    yield from (f"advisories/{entry.takedown.id}/v{number}/" for number in entry.takedown.versions)
    if entry.takedown.is_whole and entry.published is not None:
        yield f"advisories/{entry.takedown.id}/"
        yield f"advisories/{entry.published:%Y}/"
        yield f"advisories/{entry.published:%Y/%m}/"
        for alias in entry.aliases:
            yield from _of_alias(alias)


def _of_versions(record: Record, tree: Tree) -> Iterator[str]:
    """
    The pages of the earlier versions, and where the current one's will be.
    """
    numbers = {version.number for version in tree.archive_of(record)}
    current = len(list(record.nodes("revisions", EACH)))
    for number in numbers | ({current} if current > 1 else set()):
        yield f"advisories/{record.name}/v{number}/"


def time_of(record: Record) -> datetime | None:
    """
    When *record* is published; None when it does not say so, or not in a way that can be read.
    """
    try:
        return parse_time(record.text("published"))
    except ValueError:
        return None


def _files(tree: Tree) -> Iterator[str]:
    for path in tree.files:
        if path.startswith("content/") and not path.endswith(".md"):
            yield path.removeprefix("content/")


def _unread(tree: Tree) -> Iterator[str]:
    # A file that could not be read has its own finding; a link to its page need not have one as well.
    read = {source.path for record in tree.records for source in record.editions.values()}
    for path in tree.files - read:
        name = name_of(path)
        if name is not None:
            yield address_of(name.kind, name.folder, name.name)
