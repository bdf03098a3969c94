"""
What waits for an editor, as of a moment of the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from advisorypress.check.prompts import prompts_in
from advisorypress.find import title_of
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.words import is_stale, missing_words
from advisorypress.model.advisory import NO_FIX, Advisory
from advisorypress.model.digest_items import changed_in
from advisorypress.model.document import Document
from advisorypress.model.library import Library
from advisorypress.model.period import Period
from advisorypress.render.characters import one_line


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One thing that somebody should see: its number or name, a few words about it, and the file to open.
    """

    name: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Missed:
    """
    A half-month that closed without a digest although *advisories* were new or changed in it.
    """

    period: Period
    advisories: int


@dataclass(frozen=True, slots=True)
class Unpublished:
    """
    What can be said of records that no rule has seen yet: drafts, and editions that are not there or of older words.
    """

    drafts: tuple[Waiting, ...]
    untranslated: tuple[Waiting, ...]
    stale: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """
    What can be said of a checked library.
    """

    act_now: tuple[Waiting, ...]
    without_fix: tuple[Waiting, ...]
    held: tuple[str, ...]
    missed: tuple[Missed, ...]
    newest: tuple[datetime, Waiting] | None


def look_at_records(records: Iterable[Record]) -> Unpublished:
    """
    The drafts of *records*, and the others whose translation is wanted and missing, lacks needed words, or is stale.
    """
    drafts, untranslated, stale = [], [], []
    for record in records:
        title = title_of(record, record.source)
        if record.is_draft:
            drafts.append(Waiting(record.name, title, record.source.path))
        elif record.translation is None:
            if _wants_translation(record):
                untranslated.append(Waiting(record.name, title, _path_of_translation(record)))
        elif missing_words(record) or any(prompts_in(record.translation)):
            untranslated.append(Waiting(record.name, title, record.translation.path))
        elif is_stale(record):
            stale.append(Waiting(record.name, title_of(record, record.translation), record.translation.path))
    return Unpublished(tuple(drafts), tuple(untranslated), tuple(stale))


def _wants_translation(record: Record) -> bool:
    intended = {scalar.text for scalar in record.scalars("languages", EACH)}
    return not intended or record.source.language.other.value in intended


def _path_of_translation(record: Record) -> str:
    ending = f".{record.source.language.value}.md"
    return f"{record.source.path.removesuffix(ending)}.{record.source.language.other.value}.md"


def look_at_library(library: Library) -> Published:
    """
    What *library* holds that an editor should know of, as of its moment.
    """
    return Published(
        act_now=tuple(_advisory(advisory) for advisory in library.act_now()),
        without_fix=tuple(_advisory(advisory) for advisory in library.advisories if _lacks_fix(advisory)),
        held=library.held,
        missed=tuple(_missed(library)),
        newest=_newest(library),
    )


def _lacks_fix(advisory: Advisory) -> bool:
    to_be_followed = not advisory.is_withdrawn and not advisory.superseded_by
    return advisory.is_exploited and to_be_followed and any(row.fixed == NO_FIX for row in advisory.affected)


def _missed(library: Library) -> Iterator[Missed]:
    """
    Every closed half-month without a digest, newest first, back to the team's first digest; before it none was promised.
    """
    written = {digest.period for digest in library.digests}
    period = Period.holding(library.now.date()).previous
    while written and period > min(written):
        if period not in written:
            changed = sum(changed_in(advisory, period, library.now) for advisory in library.advisories)
            if changed:
                yield Missed(period, changed)
        period = period.previous


def _newest(library: Library) -> tuple[datetime, Waiting] | None:
    found: list[tuple[datetime, Waiting]] = [(each.updated, _advisory(each)) for each in library.advisories]
    for group in (
        library.newsletters, library.digests, library.guides, library.articles, library.news, library.events
    ):  # fmt: skip
        found.extend((document.updated, _document(document)) for document in group)
    known = [each for each in found if each[0] <= library.now]
    return max(known, key=lambda each: (each[0], each[1].path), default=None)


def _advisory(advisory: Advisory) -> Waiting:
    words = advisory.words[advisory.source]
    return Waiting(advisory.id, one_line(words.title), words.path)


def _document(document: Document) -> Waiting:
    words = document.words[document.source]
    return Waiting(document.name, one_line(words.title) or document.name, words.path)
