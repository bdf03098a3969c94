"""
From records without errors to the values of the model.

Every value was examined by a rule before, so nothing here reports mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from advisorypress.check.head import Head, head_of
from advisorypress.check.prompts import prompts_in
from advisorypress.check.takedowns import Entry, make_entries
from advisorypress.language import Language
from advisorypress.load.archive import ArchivedVersion
from advisorypress.load.nodes import scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source
from advisorypress.load.tree import Tree
from advisorypress.load.words import is_stale, missing_words
from advisorypress.model.advisory import (
    Advisory,
    AdvisoryWords,
    Affected,
    Origin,
    Reference,
    Revision,
    Severity,
    Status,
    Vulnerability,
)
from advisorypress.model.document import (
    Article,
    Digest,
    Document,
    DocumentWords,
    Event,
    Guide,
    NewsItem,
    Newsletter,
)
from advisorypress.model.forms import parse_date
from advisorypress.model.library import HandWritten, Library
from advisorypress.model.period import Period, parse_month
from advisorypress.model.scores import parse_cvss
from advisorypress.model.takedown import Removed
from advisorypress.model.versions import parse_versions
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import Wording

D = TypeVar("D", bound=Document)


def make_value(record: Record, zone: tzinfo) -> Advisory | Document:
    """
    The advisory or document of *record*, its times in *zone*.
    """
    return make_advisory(record, zone) if record.kind is Kind.ADVISORY else make_document(record, zone)


Make = Callable[[Record, tzinfo], Advisory | Document]


def make_library(
    tree: Tree,
    settings: Settings,
    vocabulary: Vocabulary,
    wording: Wording,
    now: datetime,
    *,
    drafts: bool = False,
    make: Make = make_value,
) -> Library:
    """
    The library of *tree* as of *now*; with *drafts*, for a preview, also what has no number or whose time has not come.

    *make* is for who keeps what it made, as `serve` does.
    """
    advisories: list[Advisory] = []
    documents: list[Document] = []
    pages: list[HandWritten] = []
    held: list[str] = []
    archives: dict[str, tuple[ArchivedVersion, ...]] = {}
    entries = tuple(make_entries(tree.takedowns, settings.timezone))
    taken_down = {entry.takedown.id.upper(): entry for entry in entries if entry.takedown.is_whole}
    removed: dict[str, Removed] = {}
    for record in tree.records:
        if record.kind is Kind.PAGE:
            pages.append(make_page(record))
            continue
        if record.is_draft and not drafts:
            continue
        if record.kind is Kind.ADVISORY and record.name.upper() in taken_down:
            # Nothing is made of it, so that none of its words can be in a library.
            removed[record.name.upper()] = _removed(record, taken_down[record.name.upper()], settings.timezone)
            continue
        made = make(record, settings.timezone)
        if made.published > now and not drafts:
            held.append(record.source.path)
        elif isinstance(made, Advisory):
            advisories.append(made)
            archives[made.id.upper()] = tree.archive_of(record)
        else:
            documents.append(made)
    successors = _successors(advisories)
    linked = newest_first(_with_successors(advisories, successors))
    library = Library(
        settings=settings,
        vocabulary=vocabulary,
        wording=wording,
        now=now,
        by_id={advisory.id.upper(): advisory for advisory in linked},
        advisories=linked,
        newsletters=_of_kind(documents, Newsletter),
        digests=_of_kind(documents, Digest),
        guides=_of_kind(documents, Guide),
        articles=_of_kind(documents, Article),
        news=_of_kind(documents, NewsItem),
        events=_of_kind(documents, Event),
        pages=tuple(pages),
        held=tuple(held),
        removed=tuple(_with_removed(removed, taken_down, successors)),
        takedowns=tuple(entry.takedown for entry in entries),
    )
    return replace(library, earlier=_earlier(library, archives, make))


def _removed(record: Record, entry: Entry, zone: tzinfo) -> Removed:
    head = head_of(record.source, zone)
    aliases = tuple(dict.fromkeys((*head.texts("aliases"), *entry.aliases)))
    return Removed(id=record.name, published=head.moment("published"), takedown=entry.takedown, aliases=aliases)


def _with_removed(
    removed: Mapping[str, Removed], taken_down: Mapping[str, Entry], successors: Mapping[str, Sequence[str]]
) -> Iterator[Removed]:
    """
    *removed*, and what was taken down and has no files any more, newest first.
    """
    gone = {
        id: Removed(id=entry.takedown.id, published=entry.published, takedown=entry.takedown, aliases=entry.aliases)
        for id, entry in taken_down.items()
        if entry.published is not None and id not in removed
    }
    for id, each in sorted({**gone, **removed}.items(), key=lambda item: (item[1].published, item[0]), reverse=True):
        yield replace(each, superseded_by=tuple(successors.get(id, ())))


def _earlier(
    library: Library, archives: Mapping[str, tuple[ArchivedVersion, ...]], make: Make
) -> dict[str, tuple[Advisory, ...]]:
    """
    The earlier versions of each advisory of *library* that were not taken down.
    """
    found: dict[str, tuple[Advisory, ...]] = {}
    for id, archive in archives.items():
        advisory = library.by_id[id]
        gone = library.removed_versions(advisory)
        versions = []
        for version in archive:
            if version.number < advisory.version and version.number not in gone:
                made = make(version.record, library.settings.timezone)
                if isinstance(made, Advisory) and made.version == version.number:
                    versions.append(replace(made, is_archived=True))
        if versions:
            found[id] = tuple(versions)
    return found


def newest_first(advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """
    *advisories* by the date of first publication, newest first; two of one moment by their ids.
    """
    return tuple(sorted(advisories, key=lambda advisory: (advisory.published, advisory.id), reverse=True))


def _of_kind(documents: Iterable[Document], kind: type[D]) -> tuple[D, ...]:
    found = [document for document in documents if isinstance(document, kind)]
    return tuple(sorted(found, key=lambda document: (document.published, document.name), reverse=True))


def _successors(advisories: Iterable[Advisory]) -> dict[str, list[str]]:
    """
    Which advisories replace which, by the upper-case id of the older one.
    """
    successors: dict[str, list[str]] = {}
    for advisory in advisories:
        for old in advisory.supersedes:
            successors.setdefault(old.upper(), []).append(advisory.id)
    return successors


def _with_successors(advisories: Iterable[Advisory], successors: Mapping[str, Sequence[str]]) -> list[Advisory]:
    return [
        replace(advisory, superseded_by=tuple(successors[advisory.id.upper()]))
        if advisory.id.upper() in successors
        else advisory
        for advisory in advisories
    ]


def _languages(head: Head) -> tuple[Language, ...]:
    return tuple(Language(text) for text in head.texts("languages")) or tuple(Language)


def _editions(record: Record) -> Iterator[tuple[Language, Source]]:
    """
    The editions that have the words a page needs; a translation without a title, or with a prompt, counts as missing.
    """
    for language, source in record.editions.items():
        if source is record.source or not (missing_words(record) or any(prompts_in(source))):
            yield language, source


def make_advisory(record: Record, zone: tzinfo) -> Advisory:
    """
    The advisory of *record*, its times in *zone*.
    """
    head = head_of(record.source, zone)
    exploited = head.text("exploited")
    return Advisory(
        id=record.name,
        source=record.source.language,
        status=Status.WITHDRAWN if head.text("status") == "withdrawn" else Status.PUBLISHED,
        published=head.moment("published"),
        severity=Severity(head.text("severity")),
        category=head.text("category"),
        revisions=_revisions(head),
        words={language: _advisory_words(source, zone) for language, source in _editions(record)},
        stale=is_stale(record),
        disclosed=head.day("disclosed"),
        impacts=tuple(dict.fromkeys(head.texts("impacts"))),
        exploited=(False if exploited == "false" else parse_date(exploited)) if exploited else None,
        languages=_languages(head),
        affected=tuple(_affected(row) for row in head.mappings("affected")),
        vulnerabilities=tuple(_vulnerability(row) for row in head.mappings("vulnerabilities")),
        references=tuple(
            Reference(row.text("url"), row.text("kind") or "other") for row in head.mappings("references")
        ),
        imported=tuple(
            Origin(row.text("publisher"), row.text("id"), row.text("version")) for row in head.mappings("imported")
        ),
        supersedes=tuple(dict.fromkeys(head.texts("supersedes"))),
        aliases=tuple(dict.fromkeys(head.texts("aliases"))),
        made_of=tuple(f"{source.path} {source.digest}" for source in record.editions.values()),
    )


def _revisions(head: Head) -> tuple[Revision, ...]:
    return tuple(
        Revision(number, row.moment("date"), row.text("type"), row.text("notify") or None)
        for number, row in enumerate(head.mappings("revisions"), start=1)
    )


def _affected(row: Head) -> Affected:
    return Affected(
        vendor=row.text("vendor"),
        product=row.text("product"),
        versions=parse_versions(row.text("versions")),
        fixed=row.text("fixed") or None,
        key=row.text("key") or None,
        cpe=row.text("cpe") or None,
        purl=row.text("purl") or None,
    )


def _vulnerability(row: Head) -> Vulnerability:
    return Vulnerability(
        id=row.text("id"),
        scores=tuple(parse_cvss(vector) for vector in row.texts("cvss")),
        cwe=row.text("cwe") or None,
        affects=row.texts("affects"),
    )


def _advisory_words(source: Source, zone: tzinfo) -> AdvisoryWords:
    head = head_of(source, zone)
    return AdvisoryWords(
        language=source.language,
        title=head.text("title"),
        summary=head.text("summary"),
        body=source.body,
        short=head.text("short"),
        actions=head.texts("actions"),
        revision_notes=head.texts("revision_notes") or _texts_in(head, "revisions", "note"),
        reference_titles=head.texts("reference_titles") or _texts_in(head, "references", "title"),
        withdrawn_reason=head.text("withdrawn_reason"),
        path=source.path,
    )


def _texts_in(head: Head, rows: str, key: str) -> tuple[str, ...]:
    return tuple([text for row in head.mappings(rows) for text in row.texts(key)])


def make_document(record: Record, zone: tzinfo) -> Document:
    """
    The newsletter, digest, guide, article, news item or event of *record*, its times in *zone*.
    """
    head = head_of(record.source, zone)
    common: dict[str, Any] = {
        "kind": record.kind,
        "name": record.name,
        "source": record.source.language,
        "published": head.moment("published"),
        "words": {language: _document_words(source, zone) for language, source in _editions(record)},
        "stale": is_stale(record),
        "languages": _languages(head),
        "revised": head.time("revised"),
        "tags": head.texts("tags"),
    }
    match record.kind:
        case Kind.NEWSLETTER:
            return Newsletter(**common, month=parse_month(head.text("month")))
        case Kind.DIGEST:
            return Digest(**common, period=Period.named(head.text("period")), leave_out=head.texts("leave_out"))
        case Kind.GUIDE:
            return Guide(
                **common,
                audience=head.texts("audience"),
                is_checklist=head.text("kind") == "checklist",
                minutes=int(head.text("minutes")) if head.text("minutes") else None,
                reviewed=head.day("reviewed"),
            )
        case Kind.NEWS:
            return NewsItem(
                **common,
                is_statement=head.text("kind") == "statement",
                url=head.text("url") or None,
                publisher=head.text("publisher"),
            )
        case Kind.EVENT:
            return Event(**common, starts=head.moment("starts"), ends=head.moment("ends"), url=head.text("url") or None)
        case _:
            return Article(**common)


def _document_words(source: Source, zone: tzinfo) -> DocumentWords:
    head = head_of(source, zone)
    return DocumentWords(
        language=source.language,
        title=head.text("title"),
        summary=head.text("summary"),
        body=source.body,
        actions=head.texts("actions"),
        headlines=head.texts("headlines"),
        place=head.text("place"),
        intro=head.text("intro"),
        path=source.path,
    )


def make_page(record: Record) -> HandWritten:
    """
    Where a hand-written page stands on the site, and what it says.
    """
    folder = record.folder.removeprefix("content").strip("/")
    name = "" if record.name == "index" else record.name
    path = "/".join(part for part in (folder, name) if part)

    def told(key: str) -> Mapping[Language, str]:
        return {
            language: next((scalar.text for scalar in scalars(source.head, (key,))), "")
            for language, source in record.editions.items()
        }

    bodies = {language: source.body for language, source in record.editions.items()}
    return HandWritten(f"{path}/" if path else "", told("title"), told("summary"), bodies)
