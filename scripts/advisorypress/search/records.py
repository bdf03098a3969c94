"""
What of a library can be searched in one language, and what a result shows of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.document import Document, Guide
from advisorypress.model.library import HandWritten
from advisorypress.render import dates
from advisorypress.render.characters import one_line
from advisorypress.render.document_page import all_documents
from advisorypress.render.glossary_page import GLOSSARY, GROUPS
from advisorypress.render.titles import first_sentence, title_of
from advisorypress.render.voice import Voice
from advisorypress.search.folding import Folding
from advisorypress.search.pagefind import IndexRecord
from advisorypress.search.parts import archived

# A part of the press, and an anchor, on a hand-written page (engine/parts.py).
_PARTS = re.compile(r"^\[\[[a-z-]+\]\]$|\{#[^}]*\}", re.MULTILINE)
_MARKUP = re.compile(r"https?://\S+|[#*_`>|\[\]()~]+|<[^>]*>|-{2,}|&[a-z]+;")


@dataclass(frozen=True, slots=True)
class Found:
    """
    One record as search knows it: its *record* for the index, and the facts by which results can be narrowed; *place* is an
    advisory's in the list of all, newest first, and *in_archive* that it is found by some of its words only.
    """

    record: IndexRecord
    kind: str
    year: int
    severity: str = ""
    category: str = ""
    vendors: tuple[str, ...] = ()
    impacts: tuple[str, ...] = ()
    is_exploited: bool = False
    place: int = 0
    in_archive: bool = False


def searchable(voice: Voice, folding: Folding | None) -> Iterator[Found]:
    """
    Every advisory, document and hand-written page of the edition of *voice*, and the glossary, with all their words.

    *folding* brings Chinese words to the spelling that readers' queries are brought to; None leaves them.
    """
    advisories, documents = voice.library.advisories, tuple(all_documents(voice.library))
    recent = len(advisories) - archived(len(advisories) + len(documents) + len(voice.library.pages))
    for place, advisory in enumerate(advisories):
        yield _advisory(voice, advisory, folding, place, in_archive=place >= recent)
    for document in documents:
        yield _document(voice, document, folding)
    for page in voice.library.pages:
        if page.titles and page.path and not page.path.startswith("404"):
            yield _page(voice, page, folding)
    yield _glossary(voice, folding)


def _advisory(voice: Voice, advisory: Advisory, folding: Folding | None, place: int, *, in_archive: bool) -> Found:
    words = advisory.words_for(voice.language)
    facts = [advisory.id, *advisory.aliases, *(each.id for each in advisory.vulnerabilities)]
    facts += [part for row in advisory.affected for part in (row.vendor, row.product)]
    facts += [voice.word("severity", advisory.severity.value), voice.word("category", advisory.category)]
    facts += [voice.word("impact", impact) for impact in advisory.impacts]
    more = () if in_archive else (*words.actions, _plain(words.body))
    text = "\n".join([words.title, words.summary, *dict.fromkeys(facts), *more])
    meta = {
        "title": one_line(words.title),
        "summary": first_sentence(one_line(words.summary)),
        "kind": "advisory",
        "severity": advisory.severity.value,
        "date": dates.short_date(advisory.updated, voice.language),
        "id": advisory.id,
    }
    if advisory.is_exploited:
        meta["exploited"] = "1"
    if advisory.is_withdrawn:
        meta["withdrawn"] = "1"
    elif advisory.superseded_by:
        meta["superseded"] = "1"
    if words.language is not voice.language:
        meta["lang"] = words.language.tag
    return Found(
        _record(advisory.path, text, meta, folding),
        "advisory",
        advisory.published.year,
        advisory.severity.value,
        advisory.category,
        tuple(one_line(vendor) for vendor in advisory.vendors),
        advisory.impacts,
        advisory.is_exploited,
        place,
        in_archive,
    )


def _document(voice: Voice, document: Document, folding: Folding | None) -> Found:
    words = document.words_for(voice.language)
    kind = "checklist" if isinstance(document, Guide) and document.is_checklist else document.kind.value
    title = title_of(voice, document)
    text = "\n".join([title.text, words.summary, words.intro, *words.actions, *words.headlines, _plain(words.body)])
    meta = {
        "title": title.text,
        "summary": first_sentence(one_line(words.summary or words.intro)),
        "kind": kind,
        "date": dates.short_date(document.updated, voice.language),
    }
    if title.language is not voice.language:
        meta["lang"] = title.language.tag
    return Found(_record(document.path, text, meta, folding), kind, document.published.year)


def _page(voice: Voice, page: HandWritten, folding: Folding | None) -> Found:
    language = page.language_for(voice.language)
    title, summary = one_line(page.titles[language]), one_line(page.summaries.get(language, ""))
    body = _PARTS.sub(" ", page.bodies.get(language, ""))
    meta = {"title": title, "summary": first_sentence(summary), "kind": "page"}
    if language is not voice.language:
        meta["lang"] = language.tag
    return Found(_record(page.path, "\n".join([title, summary, _plain(body)]), meta, folding), "page", 0)


def _glossary(voice: Voice, folding: Folding | None) -> Found:
    title, summary = voice.say("glossary.title"), voice.say("glossary.about")
    groups = (voice.library.vocabulary.groups.get(group, {}) for group in GROUPS)
    terms = [word for group in groups for term in group.values() for word in term.words.values()]
    meta = {"title": title, "summary": first_sentence(summary), "kind": "page"}
    return Found(_record(GLOSSARY, "\n".join([title, summary, *terms]), meta, folding), "page", 0)


def _record(path: str, text: str, meta: dict[str, str], folding: Folding | None) -> IndexRecord:
    return IndexRecord(f"/{path}", folding.fold(text) if folding else text, meta)


def _plain(body: str) -> str:
    return _MARKUP.sub(" ", body)


def folding_for(language: Language, folding: Folding) -> Folding | None:
    """
    English is written in one way.
    """
    return folding if language is Language.ZH else None
