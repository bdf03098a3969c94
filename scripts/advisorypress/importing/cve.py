"""
CVE records, version 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from advisorypress.importing.account import Part
from advisorypress.importing.addresses import web_address
from advisorypress.importing.cve_affected import AffectedProducts
from advisorypress.importing.imported import (
    Change,
    Format,
    GivenScore,
    Imported,
    Link,
    Passage,
    Remedy,
    Thanks,
    Weakness,
    unique,
    unique_links,
)
from advisorypress.importing.moments import read_moment
from advisorypress.importing.plain_text import as_markdown, one_line
from advisorypress.importing.refused import Refused
from advisorypress.importing.scores import base_score, is_other_number, known_vector
from advisorypress.model.forms import CVE

_METRICS = ("cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0")
_CWE = re.compile(r"\bCWE[- ]([1-9]\d{0,5})\b", re.IGNORECASE)
_PASSAGES = {"impacts": "Impact", "configurations": "Configurations", "exploits": "Exploitation"}
_REMEDIES = {"solutions": "vendor_fix", "workarounds": "workaround"}
_KINDS = {
    "vendor-advisory": ("vendor", "advisory"), "release-notes": ("vendor", "release"), "patch": ("vendor", "fix"),
    "mitigation": ("vendor", "fix"), "product": ("vendor", "web"), "third-party-advisory": ("report", "advisory"),
    "technical-description": ("report", "report"), "issue-tracking": ("report", "report"), "exploit": ("report", "evidence"),
}  # fmt: skip


def read_cve(record: Part) -> Imported:
    """
    What a CVE record says; raises `Refused` when it is none.
    """
    data = record.part("cveMetadata")
    id = one_line(data.peek("cveId"))
    if record.peek("dataType") not in ("CVE_RECORD", "") or not id:
        raise Refused("it is no CVE record of version 5: there is no cveMetadata.cveId")
    if not CVE.fullmatch(id):
        raise Refused(f"{id[:60]!a} is no CVE identifier")
    record.note("dataType", "dataVersion")
    data.note("cveId", "state")
    cna = record.part("containers").part("cna")
    containers = (cna, *record.part("containers").parts("adp"))
    affected = AffectedProducts()
    for container in containers:
        for entry in container.parts("affected"):
            affected.add(entry)
    texts = _english(cna, "descriptions") or _english(cna, "rejectedReasons")
    published, public = read_moment(data.line("datePublished")), read_moment(cna.line("datePublic"))
    return Imported(
        format=Format.CVE,
        publisher=cna.part("providerMetadata").line("shortName") or data.line("assignerShortName") or "CVE Program",
        id=id,
        title=cna.line("title"),
        summary=texts[0] if texts else "",
        released=min((moment for moment in (public, published) if moment), default=None),
        changed=read_moment(data.line("dateUpdated")) or published,
        is_english=not texts or _has_english(cna),
        is_withdrawn=data.peek("state").upper() == "REJECTED",
        products=affected.products,
        vulnerabilities=(_weakness(id, containers, affected.hit),),
        statuses=affected.statuses(id),
        remedies=tuple(_remedies(id, containers, affected.hit)),
        passages=tuple(_passages(containers, texts)),
        links=unique_links(link for container in containers for link in _links(container)),
        history=tuple(_timeline(cna)),
        thanks=tuple(_thanks(containers)),
        exploited=_exploited(containers),
    )


def _has_english(cna: Part) -> bool:
    return any(text.peek("lang").lower().startswith("en") for text in cna.parts("descriptions"))


def _english(container: Part, name: str) -> tuple[str, ...]:
    """
    The texts in the list *name*: the English ones, or all where there is none.
    """
    parts = container.parts(name)
    english = tuple(part for part in parts if part.peek("lang").lower().partition("-")[0] in ("", "en"))
    found = []
    for part in english or parts:
        part.note("lang")
        found.append(part.text("value"))
    return tuple(text for text in found if text)


def _weakness(id: str, containers: Iterable[Part], hit: set[str]) -> Weakness:
    scores: list[str] = []
    loose: list[str] = []
    cwes: list[str] = []
    others: list[Passage] = []
    for container in containers:
        for metric in container.parts("metrics"):
            metric.note("format")
            for name in _METRICS:
                if metric.part(name).value:
                    _score(metric.part(name), scores, loose)
        for problem in container.parts("problemTypes"):
            for told in problem.parts("descriptions"):
                written = f"{told.peek('cweId')} {told.peek('description')}"
                if match := _CWE.search(written):
                    told.note()
                    cwes.append(f"CWE-{match[1]}")
                elif text := told.as_text.line("description"):
                    told.as_text.note("type", "lang")
                    others.append(Passage(f"Weakness: {as_markdown(text)}"))
    return Weakness(
        id=id,
        is_cve=True,
        scores=tuple(GivenScore(vector) for vector in unique(scores)),
        loose_scores=unique(loose),
        cwes=unique(cwes),
        affects=frozenset(hit),
        passages=tuple(others),
    )


def _score(given: Part, scores: list[str], loose: list[str]) -> None:
    written, told = one_line(given.peek("vectorString")), one_line(given.peek("baseScore"))
    vector = known_vector(written)
    if vector:
        given.note()
        scores.append(vector)
        if is_other_number(told, base_score(vector)):
            loose.append(f"{told} ({vector})")
    elif written or told:
        given.as_text.note("vectorString", "baseScore")
        loose.append(f"{told} ({written})" if written and told else written or told)


def _remedies(id: str, containers: Iterable[Part], hit: set[str]) -> Iterator[Remedy]:
    scope = frozenset((id, key) for key in hit) or frozenset({(id, "")})
    for container in containers:
        for name, kind in _REMEDIES.items():
            for text in _english(container.as_text, name):
                yield Remedy(kind, as_markdown(text), scope)


def _passages(containers: tuple[Part, ...], texts: tuple[str, ...]) -> Iterator[Passage]:
    for written in texts:
        yield Passage(as_markdown(written), is_lead=True)
    for container in containers:
        for name, label in _PASSAGES.items():
            for entry in container.as_text.parts(name):
                for part in (entry, *entry.parts("descriptions")):
                    if written := part.text("value"):
                        part.note("lang")
                        yield Passage(as_markdown(written), label)
    for container in containers[1:]:
        for written in _english(container.as_text, "descriptions"):
            yield Passage(as_markdown(written))


def _links(container: Part) -> Iterator[Link]:
    for reference in container.parts("references"):
        if url := web_address(reference.peek("url")):
            kind, role = next((_KINDS[tag] for tag in reference.lines("tags") if tag in _KINDS), ("other", "web"))
            reference.note("url", "name")
            yield Link(url, one_line(reference.peek("name")), kind, role)


def _timeline(cna: Part) -> Iterator[Change]:
    for entry in cna.as_text.parts("timeline"):
        moment = read_moment(entry.line("time"))
        entry.note("lang")
        yield Change("", moment.date().isoformat() if moment else "", entry.line("value"))


def _thanks(containers: Iterable[Part]) -> Iterator[Thanks]:
    for container in containers:
        for credit in container.parts("credits"):
            credit.note("lang")
            yield Thanks(credit.as_text.line("value"), credit.as_text.line("type"))


def _exploited(containers: Iterable[Part]) -> str:
    """
    The day on which CISA's catalogue of exploited vulnerabilities took it up, if it did.
    """
    days = []
    for container in containers:
        for metric in container.parts("metrics"):
            other = metric.part("other")
            if one_line(other.peek("type")).lower() == "kev":
                other.note("type")
                if moment := read_moment(other.part("content").line("dateAdded")):
                    days.append(moment.date().isoformat())
    return min(days, default="")
