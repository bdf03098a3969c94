"""
The vulnerabilities of a CSAF document, and what it says of products: status, scores, remedies, reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisorypress.importing.account import Part
from advisorypress.importing.addresses import address_to_click
from advisorypress.importing.csaf_products import Keys
from advisorypress.importing.imported import (
    GivenScore,
    Pair,
    Passage,
    ProductStatus,
    Remedy,
    Scope,
    Weakness,
    unique,
)
from advisorypress.importing.moments import read_moment
from advisorypress.importing.plain_text import as_markdown, one_line
from advisorypress.importing.refused import Refused
from advisorypress.importing.scopes import make_scope
from advisorypress.importing.scores import (
    base_score,
    is_other_number,
    known_vector,
    major_version,
    vector_of_calculator,
)
from advisorypress.model.forms import CVE, CWE

AFFECTED = ("known_affected", "first_affected", "last_affected")
FIXED = ("first_fixed", "fixed")
OTHER_STATUSES = (
    "first_affected", "last_affected", *FIXED, "recommended", "known_not_affected", "under_investigation", "unknown",
)  # fmt: skip
FLAGS = (
    "component_not_present", "inline_mitigations_already_exist", "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path", "vulnerable_code_not_present",
)  # fmt: skip
_MOST = 2_000
_SCORES = ("cvss_v2", "cvss_v3", "cvss_v4")
_THREATS = {"impact": "Impact", "exploit_status": "Exploitation", "target_set": "Targets"}


@dataclass(frozen=True, slots=True)
class Raw:
    """
    One vulnerability of the document under the id that it has here.
    """

    part: Part
    id: str
    is_cve: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """
    Products that a statement about a vulnerability names; *mark* tells this statement from all others.
    """

    mark: str
    ids: tuple[str, ...]


def identified(vulnerabilities: Iterable[Part]) -> tuple[Raw, ...]:
    """
    Every vulnerability with its CVE identifier, or with what else the document calls it.

    Raises `Refused` when two have the same identifier.
    """
    found: dict[str, Raw] = {}
    for number, part in enumerate(vulnerabilities, start=1):
        if number > _MOST:
            raise Refused(f"it has more than {_MOST:,} vulnerabilities")
        cve = one_line(part.peek("cve"))
        is_cve = bool(CVE.fullmatch(cve))
        if is_cve:
            part.note("cve")
        other = [one_line(id.peek("text")) for id in part.parts("ids")]
        id = cve if is_cve else next((text for text in (cve, *other) if text), f"#{number}")
        if id in found:
            raise Refused(f"two of its vulnerabilities are called {id[:60]!a}")
        found[id] = Raw(part, id, is_cve)
    return tuple(found.values())


def mentions(raw: Raw, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Mention]:
    """
    Every statement about *raw* that names products.
    """
    status = raw.part.part("product_status")
    for kind in status.value:
        yield Mention(f"{raw.id} {kind}", status.lines(kind))
    for name in ("remediations", "threats", "flags", "scores", "metrics"):
        for number, part in enumerate(raw.part.parts(name)):
            yield Mention(f"{raw.id} {name} {number}", _named(part, groups))


def _named(part: Part, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    grouped = (id for group in part.lines("group_ids") for id in groups.get(group, ()))
    return unique((*part.lines("product_ids"), *part.lines("products"), *grouped))


def read_weakness(raw: Raw, keys: Keys) -> Weakness:
    """
    One vulnerability with its scores, weakness types, affected rows and prose.
    """
    part = raw.part
    title = part.line("title")
    scores, loose = _scores(raw, keys)
    text = part.as_text
    ids = unique(
        f"{id.line('system_name')}: {id.line('text')}".removeprefix(": ")
        for id in text.parts("ids")
        if one_line(id.peek("text")) != raw.id
    )
    return Weakness(
        id=raw.id,
        is_cve=raw.is_cve,
        title="" if title == raw.id else title,
        scores=scores,
        loose_scores=loose,
        cwes=_cwes(part),
        affects=frozenset(keys.of(id for kind in AFFECTED for id in part.part("product_status").lines(kind))),
        other_ids=ids,
        passages=tuple(_passages(raw, keys)),
    )


def _cwes(part: Part) -> tuple[str, ...]:
    found = []
    for cwe in (part.part("cwe"), *part.parts("cwes")):
        if CWE.fullmatch(one_line(cwe.peek("id"))):
            cwe.note()
            found.append(one_line(cwe.peek("id")))
    return unique(found)


def _scores(raw: Raw, keys: Keys) -> tuple[tuple[GivenScore, ...], tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    loose: list[str] = []
    metrics = [(metric, metric.part("content")) for metric in raw.part.parts("metrics")]
    for score, content in (*((score, score) for score in raw.part.parts("scores")), *metrics):
        products = keys.of(_named(score, keys.groups))
        for name in _SCORES:
            given = content.part(name)
            if given.value:
                _read_score(given, products, found, loose)
    versions = {major_version(vector) for vector in found}
    for vector in unique(map(vector_of_calculator, _addresses(raw))):
        if major_version(vector) not in versions:
            found[vector] = set()
    return tuple(GivenScore(vector, frozenset(products)) for vector, products in found.items()), unique(loose)


def _addresses(raw: Raw) -> Iterator[str]:
    for reference in raw.part.parts("references"):
        yield reference.peek("url")


def _read_score(given: Part, products: Iterable[str], found: dict[str, set[str]], loose: list[str]) -> None:
    written = one_line(given.peek("vectorString"))
    vector = known_vector(written)
    told = one_line(given.peek("baseScore"))
    if vector:
        # All its other members follow from the vector.
        given.note()
        found.setdefault(vector, set()).update(products)
        if is_other_number(told, base_score(vector)):
            loose.append(f"{told} ({vector})")
    elif written or told:
        given.as_text.note("vectorString", "baseScore")
        loose.append(" ".join(text for text in (told, f"({written})" if written else "") if text))


def _passages(raw: Raw, keys: Keys) -> Iterator[Passage]:
    for note in raw.part.parts("notes"):
        note.note("category", "title")
        if written := note.as_text.text("text"):
            yield Passage(as_markdown(written))
    for threat in raw.part.parts("threats"):
        threat.note("category")
        if written := threat.as_text.text("details"):
            label = _THREATS.get(threat.peek("category"), "Threat")
            yield Passage(f"{label}: {as_markdown(written)}", scope=_scope(raw, keys.of(_named(threat, keys.groups))))


def _scope(raw: Raw, products: Iterable[str]) -> Scope:
    return make_scope([(raw.id, key) for key in products] or [(raw.id, "")])


def read_statuses(raws: Iterable[Raw], keys: Keys) -> tuple[ProductStatus, ...]:
    """
    How products stand to vulnerabilities in another way than being affected, and the reasons why they are not.
    """
    found: dict[str, list[Pair]] = {}
    for raw in raws:
        status = raw.part.part("product_status").as_text
        for kind in OTHER_STATUSES:
            found.setdefault(kind, []).extend((raw.id, key) for key in keys.of(status.lines(kind)))
        for flag in raw.part.as_text.parts("flags"):
            label = one_line(flag.peek("label"))
            if label in FLAGS:
                flag.note("label")
                found.setdefault(label, []).extend((raw.id, key) for key in keys.of(_named(flag, keys.groups)))
    return tuple(ProductStatus(kind, make_scope(pairs)) for kind, pairs in found.items() if pairs)


def read_remedies(raws: Iterable[Raw], keys: Keys) -> tuple[Remedy, ...]:
    """
    What to do; the same words about several products or vulnerabilities are one remedy.
    """
    found: dict[tuple[str, str, str, str], list[Pair]] = {}
    for raw in raws:
        for part in raw.part.as_text.parts("remediations"):
            part.note("category")
            if url := address_to_click(part.peek("url")):
                part.note("url")
            moment = read_moment(part.peek("date"))
            if moment:
                part.note("date")
            text = as_markdown(part.text("details"))
            said = (one_line(part.peek("category")), text, url, moment.date().isoformat() if moment else "")
            found.setdefault(said, []).extend(_scope(raw, keys.of(_named(part, keys.groups))))
    return tuple(Remedy(kind, text, make_scope(pairs), url, day) for (kind, text, url, day), pairs in found.items())
