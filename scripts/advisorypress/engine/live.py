"""
The library while its files are being written: only what changed is read and made again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from advisorypress.build_time import BuildTime
from advisorypress.check.addresses import address_of
from advisorypress.check.context import Context
from advisorypress.check.examine import look_at, make_context, team_wording
from advisorypress.check.make import make_library, make_value, newest_first
from advisorypress.errors import SourceUnavailable
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, Unreadable, read_source
from advisorypress.load.tree import Tree, load_tree, name_of
from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document
from advisorypress.model.library import Library
from advisorypress.settings import Settings, read_settings
from advisorypress.vocabulary import read_vocabulary

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class State:
    """
    The repository at one moment of its editing.

    *library* has everything that can be shown, drafts and what is held included; *records* and *unread* tell by address of
    the page what the files say; *hidden* are the addresses that a build of now would leave out.
    """

    library: Library
    tree: Tree
    records: Mapping[str, Record]
    unread: Mapping[str, tuple[Finding, ...]]
    hidden: frozenset[str]
    changed: tuple[Record, ...]
    context: Context

    def findings(self, records: Iterable[Record]) -> tuple[Finding, ...]:
        """
        What `check` says about *records*.
        """
        found = set(look_at(records, self.context))
        return tuple(sorted(found, key=lambda finding: finding.order))

    def findings_at(self, address: str) -> tuple[Finding, ...]:
        """
        What `check` says about the files of the page at *address*.
        """
        record = self.records.get(address)
        return (*self.unread.get(address, ()), *(self.findings([record]) if record else ()))


@dataclass(slots=True)
class LiveLibrary:
    """
    Keeps what was read and made by the files' stamps (time and size), so that one edit costs one file.
    """

    root: Path
    _sources: dict[str, tuple[Stamp, Source | Unreadable]] = field(default_factory=dict)
    _made: dict[str, tuple[tuple[Source, ...], Advisory | Document | None]] = field(default_factory=dict)
    _settings: Settings | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> State:
        """
        The state of the repository as it stands.

        Raises `PressError` when settings, terms or a folder cannot be read.
        """
        with self._lock:
            return self._refresh()

    def _refresh(self) -> State:
        settings = read_settings(self.root)
        if settings != self._settings:
            self._settings = settings
            self._made.clear()
        vocabulary = read_vocabulary(self.root / "data" / "vocabulary.csv")
        tree = load_tree(self.root, self._read)
        kept = set(tree.files)
        self._sources = {path: value for path, value in self._sources.items() if path in kept}
        changed = tuple(record for record in tree.records if self._make(record, settings.timezone))
        good = tuple(record for record in tree.records if record.kind is Kind.PAGE or self._value(record) is not None)
        archive = {
            name: tuple(version for version in versions if self._has_value(version.record, settings.timezone))
            for name, versions in tree.archive.items()
        }
        now = self._now(settings, good)
        library = make_library(
            replace(tree, records=good, archive=archive),
            settings,
            vocabulary,
            team_wording(settings),
            now.moment,
            drafts=True,
            make=lambda record, zone: self._value(record) or make_value(record, zone),
        )
        return State(
            library=library,
            tree=tree,
            records={address_of(record.kind, record.folder, record.name): record for record in tree.records},
            unread=_by_address(tree.findings),
            hidden=frozenset(self._hidden(good, now.moment)),
            changed=changed,
            context=make_context(tree, settings, vocabulary, now),
        )

    def edit(self, state: State, paths: Collection[str]) -> tuple[State, bool] | None:
        """
        *state* after an edit of the records at *paths*, and whether that is all the edit changes: a new date or a new
        `supersedes` moves other pages too, which only `refresh` sees.

        None when *paths* are not all editions of records that *state* has. It takes no longer the more records there are.
        """
        with self._lock:
            whole = True
            changed: list[Record] = []
            for path in sorted(paths):
                edited = self._edited(state, path)
                if edited is None:
                    return None
                state, record, is_whole = edited
                whole = whole and is_whole
                changed.append(record)
            return replace(state, changed=tuple(changed)), whole

    def _edited(self, state: State, path: str) -> tuple[State, Record, bool] | None:
        name = name_of(path)
        address = address_of(name.kind, name.folder, name.name) if name else ""
        old = state.records.get(address)
        if name is None or old is None or name.language not in old.editions or old.kind is Kind.PAGE:
            return None
        if not (self.root / path).exists():
            return None
        source = self._read(self.root, path, name.language)
        others = tuple(finding for finding in state.unread.get(address, ()) if finding.place.path != path)
        if isinstance(source, Unreadable):
            # Half a file, it may be, that is still being written: the next event tells.
            return replace(state, unread={**state.unread, address: (*others, *source.findings)}), old, True
        state = replace(state, unread={**state.unread, address: others})
        new = replace(old, editions={**old.editions, name.language: source})
        before = self._value(old)
        self._make(new, state.library.settings.timezone)
        after = self._value(new)
        if old.is_draft != new.is_draft or before is None:
            return None
        return patched(state, old, new, before, after), new, moves_nothing_else(before, after)

    def _read(self, root: Path, path: str, language: Language) -> Source | Unreadable:
        try:
            status = os.lstat(root / path)
        except OSError:
            # It went between the listing and now; its own event follows.
            return Unreadable(path, (Finding("unreadable", Place(path), "the file has just gone"),))
        stamp = (status.st_mtime_ns, status.st_size)
        kept = self._sources.get(path)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        try:
            source = read_source(root, path, language)
        except SourceUnavailable as error:
            return Unreadable(path, (Finding("unreadable", Place(path), str(error)),))
        self._sources[path] = (stamp, source)
        return source

    def _make(self, record: Record, zone: tzinfo) -> bool:
        """
        Makes the value of *record* unless it was made of the same sources; whether they were new.
        """
        key = record.source.path
        sources = tuple(record.editions.values())
        kept = self._made.get(key)
        if kept is not None and len(kept[0]) == len(sources) and all(map(_is, kept[0], sources)):
            return False
        value: Advisory | Document | None = None
        if record.kind is not Kind.PAGE:
            try:
                value = make_value(record, zone)
            except Exception:
                # What is made is made of checked records only. This one is not: the rules will say what is wrong with it.
                value = None
        self._made[key] = (sources, value)
        return True

    def _value(self, record: Record) -> Advisory | Document | None:
        return self._made[record.source.path][1]

    def _has_value(self, record: Record, zone: tzinfo) -> bool:
        self._make(record, zone)
        return self._value(record) is not None

    def _now(self, settings: Settings, records: tuple[Record, ...]) -> BuildTime:
        """
        The wall clock, as in every preview; for a demonstration the time of its newest record.
        """
        present = datetime.now(UTC).astimezone(settings.timezone)
        if settings.clock != "newest-record":
            return BuildTime(present, "wall-clock", present)
        moments = (
            moment
            for record in records
            if not record.is_draft and (value := self._value(record)) is not None
            for moment in _moments(value)
            if moment <= present
        )
        return BuildTime(max(moments, default=present), "newest-record", present)

    def _hidden(self, records: tuple[Record, ...], now: datetime) -> Iterator[str]:
        for record in records:
            value = self._value(record)
            if value is not None and (record.is_draft or value.published > now):
                yield value.path


def patched(
    state: State, old: Record, new: Record, before: Advisory | Document, after: Advisory | Document | None
) -> State:
    """
    *state* with the record *new* in place of *old*. A record that nothing can be made of any more stays in the lists as it
    was; its own page tells what is wrong.
    """
    tree = replace(state.tree, records=tuple(new if record is old else record for record in state.tree.records))
    address = address_of(new.kind, new.folder, new.name)
    context = replace(state.context, tree=tree, known={})
    if new.kind is Kind.ADVISORY:
        context = replace(context, advisories={**context.advisories, new.name.upper(): new})
    library = state.library if after is None else with_value(state.library, before, after)
    return replace(state, library=library, tree=tree, records={**state.records, address: new}, context=context)


def with_value(library: Library, before: Advisory | Document, after: Advisory | Document) -> Library:
    """
    *library* with *after* in place of *before*, each list still newest first.
    """
    if isinstance(after, Advisory):
        if after.id.upper() not in library.by_id:
            return library  # it was taken down
        after = replace(after, superseded_by=library.by_id[after.id.upper()].superseded_by)
        others = (advisory for advisory in library.advisories if advisory.id != after.id)
        advisories = newest_first([*others, after])
        return replace(library, advisories=advisories, by_id={**library.by_id, after.id.upper(): after})
    for name in _LISTS:
        values: tuple[Document, ...] = getattr(library, name)
        if any(value is before for value in values):
            listed = [after if value is before else value for value in values]
            listed.sort(key=lambda value: (value.published, value.name), reverse=True)
            kinds: dict[str, Any] = {name: tuple(listed)}
            return replace(library, **kinds)
    return library


_LISTS = ("newsletters", "digests", "guides", "articles", "news", "events")


def moves_nothing_else(before: Advisory | Document, after: Advisory | Document | None) -> bool:
    """
    Whether the edit from *before* to *after* can be seen on pages of other records only as far as lists show this one.
    """
    if after is None or list(_moments(before)) != list(_moments(after)):
        return False
    if isinstance(before, Advisory) and isinstance(after, Advisory):
        return before.supersedes == after.supersedes
    return True


def _is(one: Source, other: Source) -> bool:
    return one is other


def _moments(value: Advisory | Document) -> Iterator[datetime]:
    yield value.published
    if isinstance(value, Advisory):
        yield from (revision.date for revision in value.revisions)
    elif value.revised is not None:
        yield value.revised


def _by_address(findings: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        name = name_of(finding.place.path)
        if name is not None:
            found.setdefault(address_of(name.kind, name.folder, name.name), []).append(finding)
    return {address: tuple(told) for address, told in found.items()}
