"""
The front matter of both editions: facts and English words here, the Chinese title and prompts there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from advisorypress.importing.addresses import host_of
from advisorypress.importing.blocks import say
from advisorypress.importing.imported import Imported, Link, Product, Weakness, unique
from advisorypress.importing.plain_text import one_line, shortened
from advisorypress.importing.proposals import propose_category, propose_impacts, propose_link_kind, propose_severity
from advisorypress.importing.refused import Refused
from advisorypress.language import Language
from advisorypress.lifecycle.front_matter_edit import yaml_scalar
from advisorypress.vocabulary import Vocabulary

_LONGEST_TITLE = {Language.EN: 90, Language.ZH: 40}
_LONGEST_SUMMARY = 300
_LONGEST_NAME = 1000
_LONGEST = {"versions": 40_000, "url": 2000}
_LONGEST_LINK_TITLE = 200
_LONGEST_PUBLISHER = 80
_OPEN_LABELS = ("", "WHITE", "CLEAR")
_COLUMN = 25
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Titles:
    """
    What the advisory is called in each language, and its English summary.
    """

    english: str
    chinese: str
    summary: str


def choose_titles(imported: Imported, vocabulary: Vocabulary) -> Titles:
    """
    The document's own title and summary, shortened to what fits; a Chinese title made of product and impact.
    """
    impacts = propose_impacts(imported, vocabulary)
    english = shortened(imported.title, _LONGEST_TITLE[Language.EN]) or _made_title(
        imported, impacts, vocabulary, Language.EN
    )
    text = imported.summary or next((p.text for p in imported.passages), "")
    return Titles(
        english,
        _made_title(imported, impacts, vocabulary, Language.ZH),
        shortened(text, _LONGEST_SUMMARY) or say("draft.summary", Language.EN),
    )


def _made_title(imported: Imported, impacts: tuple[str, ...], vocabulary: Vocabulary, language: Language) -> str:
    impact = vocabulary.word("impact", impacts[0], language) if len(impacts) == 1 else ""
    for product in (*_called(imported, language), shortened(imported.id, 30)):
        title = (
            say("import.title", language, product=product, impact=impact)
            if impact
            else say("import.title.plain", language, product=product)
        )
        title = _BETWEEN_CHINESE.sub("", title)
        if len(title) <= _LONGEST_TITLE[language]:
            return title
    return say("draft.title", language)


def _called(imported: Imported, language: Language) -> Iterable[str]:
    """
    What the affected products can be called together, the most telling first.
    """
    products = imported.affected or imported.products
    names = unique(product.name for product in products)
    vendors = unique(product.vendor for product in products)
    if len(names) == 1:
        vendor = vendors[0] if len(vendors) == 1 and vendors[0].lower() not in names[0].lower() else ""
        yield one_line(f"{vendor} {names[0]}")
        yield names[0]
    if len(vendors) == 1:
        yield say("import.title.vendor", language, vendor=vendors[0])


def write_head(imported: Imported, titles: Titles, vocabulary: Vocabulary, now: datetime) -> str:
    """
    The front matter of the English edition, which has all facts. *now* has the team's time zone.
    """
    severity = propose_severity(imported)
    category = propose_category(imported, vocabulary)
    impacts = propose_impacts(imported, vocabulary)
    published, why = _published(imported, now)
    lines = [
        _commented("id: draft", "press assign-ids gives the number"),
        f"title: {yaml_scalar(titles.english)}",
        f"summary: {yaml_scalar(titles.summary)}",
        _commented("status: draft", "published, once it has its number and was reviewed"),
        _commented(f"published: {published}", why),
    ]
    if imported.released is not None and imported.released <= now:
        lines.append(f"disclosed: {imported.released.astimezone(now.tzinfo).date().isoformat()}")
    lines += [
        _commented(
            f"severity: {severity.value}", f"{severity.reason}; a person decides: {_choices(vocabulary, 'severity')}"
        ),
        _commented(
            f"category: {category.value}", f"{category.reason}; a person decides: {_choices(vocabulary, 'category')}"
        ),
        _commented(f"impacts: [{', '.join(impacts)}]", f"proposed; a person decides: {_choices(vocabulary, 'impact')}"),
    ]
    if imported.exploited:
        lines.append(_commented(f"exploited: {imported.exploited}", "the day on which a catalogue told of it"))
    if imported.tlp not in _OPEN_LABELS:
        lines.append(f"tlp: {yaml_scalar(imported.tlp)}")
    lines += _rows("imported", [_origin(imported)])
    lines += _rows("affected", [_affected(product) for product in imported.affected])
    lines += _rows(
        "vulnerabilities", [_weakness(weakness, imported) for weakness in imported.vulnerabilities if weakness.is_cve]
    )
    vendors = unique(product.vendor for product in imported.products)
    lines += _rows("references", [_reference(link, vendors) for link in imported.links])
    note = yaml_scalar(revision_note(imported, Language.EN))
    lines += _rows("revisions", [f"date: {published}, type: new, note: {note}"])
    return "\n".join(lines)


def write_chinese_head(imported: Imported, titles: Titles) -> str:
    """
    The front matter of the Chinese edition, with an empty `source_digest:` as its last line.
    """
    lines = [
        f"title: {yaml_scalar(titles.chinese)}",
        f"summary: {yaml_scalar(say('draft.summary', Language.ZH))}",
        f"revision_notes:\n  - {yaml_scalar(revision_note(imported, Language.ZH))}",
    ]
    if imported.links:
        lines.append("reference_titles:")
        lines += [f"  - {yaml_scalar(link_title(link, Language.ZH))}" for link in imported.links]
    return "\n".join([*lines, "source_digest:"])


def revision_note(imported: Imported, language: Language) -> str:
    """
    Where the advisory comes from, as the note of its first version.
    """
    publisher = shortened(imported.publisher, _LONGEST_PUBLISHER)
    id = shortened(imported.id, _LONGEST_PUBLISHER)
    version = shortened(imported.version, 20)
    if version:
        return say("import.note", language, publisher=publisher, id=id, version=version)
    return say("import.note.plain", language, publisher=publisher, id=id)


def link_title(link: Link, language: Language) -> str:
    """
    What a reference is called: as the document calls it, marked as English in Chinese, or after its role and host.
    """
    if not link.title or link.title == link.url:
        return say(f"import.link.{link.role}", language, host=host_of(link.url))
    title = shortened(link.title, _LONGEST_LINK_TITLE)
    return title if language is Language.EN else say("import.link.english", language, title=title)


def _published(imported: Imported, now: datetime) -> tuple[str, str]:
    """
    The moment of the version that was imported: the past stays the past, so nothing old comes to the top of a feed.
    """
    moment = imported.changed or imported.released
    if moment is None:
        return now.replace(microsecond=0).isoformat(), "the document gives no date; a person decides"
    if moment > now:
        return now.replace(microsecond=0).isoformat(), "the document is dated later; a person decides"
    return moment.astimezone(now.tzinfo).isoformat(), "the date of the version that was imported"


def _choices(vocabulary: Vocabulary, group: str) -> str:
    return " | ".join(vocabulary.keys(group))


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_COLUMN - 1)} # {comment}"


def _rows(key: str, rows: Iterable[str]) -> list[str]:
    told = [f"  - {{{row}}}" for row in rows]
    return [f"{key}:", *told] if told else []


def _origin(imported: Imported) -> str:
    facts = {
        "publisher": imported.publisher or say("draft.vendor", Language.EN),
        "id": imported.id,
        "version": imported.version,
    }
    return _mapping((name, shortened(text, 200)) for name, text in facts.items())


def _mapping(entries: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {yaml_scalar(_whole(name, text))}" for name, text in entries if text)


def _whole(name: str, text: str) -> str:
    # Half a name, or half a list of versions, would be another fact.
    limit = _LONGEST.get(name, _LONGEST_NAME)
    if len(text) > limit:
        raise Refused(f"its `{name}` has more than {limit:,} characters; it begins {text[:40]!a}")
    return text


def _affected(product: Product) -> str:
    return _mapping(
        (
            ("key", product.key),
            ("vendor", product.vendor or say("draft.vendor", Language.EN)),
            ("product", product.name or say("draft.product", Language.EN)),
            ("versions", product.versions or say("draft.versions", Language.EN)),
            ("fixed", product.fixed),
            ("cpe", product.cpes[0] if product.cpes else ""),
            ("purl", product.purls[0] if product.purls else ""),
        )
    )


def _weakness(weakness: Weakness, imported: Imported) -> str:
    vectors = unique(score.vector for score in weakness.scores)
    cvss = vectors[0] if len(vectors) == 1 else f"[{', '.join(vectors)}]" if vectors else ""
    affects = ", ".join(product.key for product in imported.products if product.key in weakness.affects)
    facts = {
        "id": weakness.id,
        "cvss": cvss,
        "cwe": weakness.cwes[0] if weakness.cwes else "",
        "affects": f"[{affects}]" if affects else "",
    }
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value)


def _reference(link: Link, vendors: tuple[str, ...]) -> str:
    kind = propose_link_kind(link, host_of(link.url), vendors)
    return f"{_mapping((('title', link_title(link, Language.EN)), ('url', link.url)))}, kind: {kind}"
