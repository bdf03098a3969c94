"""
CSAF 2.0 documents (and what 2.1 has in the same places).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from advisorypress.importing.account import Part
from advisorypress.importing.addresses import web_address
from advisorypress.importing.csaf_fixes import named_fixes, with_fixes
from advisorypress.importing.csaf_products import Keys, TreeProduct, make_rows, read_groups, read_tree
from advisorypress.importing.csaf_vulnerabilities import (
    Raw,
    identified,
    mentions,
    read_remedies,
    read_statuses,
    read_weakness,
)
from advisorypress.importing.imported import Change, Format, Imported, Link, Passage, Thanks, Weakness, unique_links
from advisorypress.importing.moments import read_moment
from advisorypress.importing.plain_text import as_markdown, one_line
from advisorypress.importing.refused import Refused
from advisorypress.importing.scores import says_the_same, vector_of_calculator

_VERSIONS = ("2.0", "2.1")
_SUMMARIES = ("summary", "description")
_LEADS = (*_SUMMARIES, "details")
_MOST_MENTIONS = 500_000
_LEFT_OUT = "legal_disclaimer"
_UPDATE_LETTER = re.compile(r"\s*\(Update [A-Z]{1,2}\)$")
_CVE_ENTRY = re.compile(
    r"https?://(?:(?:web\.|www\.)?nvd\.nist\.gov|cve\.mitre\.org|(?:www\.)?cve\.org)/[^\s#]*(?P<id>CVE-\d{4}-\d{4,19})"
)


def read_csaf(document: Part) -> Imported:
    """
    What a CSAF document says; raises `Refused` when it is none, or contradicts itself.
    """
    head = document.part("document")
    if one_line(head.peek("csaf_version")) not in _VERSIONS:
        raise Refused("it is no CSAF 2.0 document: document.csaf_version does not say so")
    tracking = head.part("tracking")
    id = tracking.line("id")
    if not id:
        raise Refused("it has no id (document.tracking.id)")
    head.note("csaf_version", "category")
    tree = read_tree(document.part("product_tree"))
    raws = identified(document.parts("vulnerabilities"))
    groups = read_groups(document.part("product_tree"))
    rows, of_id = make_rows(tree, _marks(raws, groups, tree))
    keys = Keys(of_id, groups)
    weaknesses = tuple(read_weakness(raw, keys) for raw in raws)
    remedies = read_remedies(raws, keys)
    publisher = head.part("publisher")
    summary, passages = _notes(head, raws)
    exploited = [day for raw in raws if (day := _first_exploited(raw.part))]
    return Imported(
        format=Format.CSAF,
        publisher=publisher.line("name"),
        id=id,
        version=tracking.line("version"),
        title=_UPDATE_LETTER.sub("", head.line("title")),
        summary=summary,
        released=read_moment(tracking.line("initial_release_date")),
        changed=read_moment(tracking.line("current_release_date")),
        is_english=head.line("lang").lower().partition("-")[0] in ("", "en"),
        tlp=head.part("distribution").part("tlp").line("label").upper(),
        rating=head.part("aggregate_severity").as_text.line("text"),
        products=with_fixes(rows, weaknesses, remedies, named_fixes(raws, tree, keys, weaknesses)),
        vulnerabilities=weaknesses,
        statuses=read_statuses(raws, keys),
        remedies=remedies,
        passages=passages,
        links=unique_links(_links(head, raws, weaknesses)),
        history=tuple(_history(tracking)),
        thanks=tuple(_thanks(head, raws)),
        exploited=min(exploited, default=""),
    )


def _marks(
    raws: Iterable[Raw], groups: Mapping[str, tuple[str, ...]], tree: Mapping[str, TreeProduct]
) -> Mapping[str, tuple[str, ...]]:
    """
    All that is said about each product, by its id; raises `Refused` where something is said of a product that is not there.
    """
    marks: dict[str, list[str]] = {}
    number = 0
    for raw in raws:
        for mention in mentions(raw, groups):
            number += len(mention.ids)
            if number > _MOST_MENTIONS:
                raise Refused(f"it names products more than {_MOST_MENTIONS:,} times")
            for id in mention.ids:
                if id not in tree:
                    raise Refused(f"{raw.id} speaks of the product {id[:60]!a}, which its product tree does not have")
                marks.setdefault(id, []).append(mention.mark)
    return {id: tuple(said) for id, said in marks.items()}


def _notes(head: Part, raws: Iterable[Raw]) -> tuple[str, tuple[Passage, ...]]:
    """
    The summary, as plain text, and all passages; without a summary the first vulnerability's own words are one.
    """
    found: list[tuple[str, str, str]] = []
    for note in head.parts("notes"):
        category = one_line(note.peek("category"))
        note.note("category", "title")
        if category != _LEFT_OUT and (text := note.as_text.text("text")):
            found.append((category, one_line(note.peek("title")), text))
    passages = tuple(Passage(as_markdown(text), title, is_lead=kind in _LEADS) for kind, title, text in found)
    for category in _SUMMARIES:
        for kind, _, text in found:
            if kind == category:
                return text, passages
    texts = (note.peek("text") for raw in raws for note in raw.part.parts("notes"))
    return next((text for text in texts if text), ""), passages


def _first_exploited(vulnerability: Part) -> str:
    moments = [read_moment(entry.line("date")) for entry in vulnerability.parts("first_known_exploitation_dates")]
    return min((moment.date().isoformat() for moment in moments if moment), default="")


def _links(head: Part, raws: Iterable[Raw], weaknesses: Iterable[Weakness]) -> Iterator[Link]:
    is_vendor = one_line(head.part("publisher").peek("category")) == "vendor"
    head.part("publisher").note("category")
    for reference in head.parts("references"):
        own = one_line(reference.peek("category")) == "self"
        yield from _link(reference, ("vendor" if is_vendor else "report") if own else "other")
    for raw, weakness in zip(raws, weaknesses, strict=True):
        for reference in raw.part.parts("references"):
            if _is_told_otherwise(reference.peek("url"), weakness):
                reference.note()
            else:
                yield from _link(reference, "other")


def _is_told_otherwise(url: str, weakness: Weakness) -> bool:
    """
    Whether *url* leads to the entry of the vulnerability, which the page links anyway, or to a calculator with its score.
    """
    match = _CVE_ENTRY.match(url)
    vector = vector_of_calculator(url)
    return bool(match and match["id"] == weakness.id) or bool(
        vector and any(says_the_same(vector, score.vector) for score in weakness.scores)
    )


def _link(reference: Part, kind: str) -> Iterator[Link]:
    if url := web_address(reference.peek("url")):
        reference.note()
        yield Link(url, one_line(reference.peek("summary")), kind)


def _history(tracking: Part) -> Iterator[Change]:
    for entry in tracking.as_text.parts("revision_history"):
        moment = read_moment(entry.line("date"))
        yield Change(entry.line("number"), moment.date().isoformat() if moment else "", entry.line("summary"))


def _thanks(head: Part, raws: Iterable[Raw]) -> Iterator[Thanks]:
    for part in (head, *(raw.part for raw in raws)):
        for entry in part.as_text.parts("acknowledgments"):
            names = ", ".join((*entry.lines("names"), *filter(None, (entry.line("organization"),))))
            yield Thanks(names, entry.line("summary"))
