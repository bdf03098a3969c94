"""
OSV records, of any schema version so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.importing.account import Part
from advisorypress.importing.addresses import web_address
from advisorypress.importing.imported import (
    Format,
    GivenScore,
    Imported,
    Link,
    Passage,
    Thanks,
    Weakness,
    unique,
    unique_links,
)
from advisorypress.importing.markdown_text import tamed
from advisorypress.importing.moments import read_moment
from advisorypress.importing.osv_affected import read_affected
from advisorypress.importing.plain_text import one_line
from advisorypress.importing.refused import Refused
from advisorypress.importing.scores import known_vector
from advisorypress.model.forms import CVE, CWE

_READ_FOR_SUMMARY = 4000
_DATABASES = {
    "GHSA": "GitHub Advisory Database",
    "GO": "Go Vulnerability Database",
    "MAL": "OpenSSF Malicious Packages",
    "PYSEC": "PyPA Advisory Database",
    "RHSA": "Red Hat",
    "RUSTSEC": "RustSec",
    "SUSE": "SUSE",
}
_ROLES = {
    "ADVISORY": ("report", "advisory"), "ARTICLE": ("report", "report"), "DETECTION": ("other", "evidence"),
    "DISCUSSION": ("other", "web"), "EVIDENCE": ("report", "evidence"), "FIX": ("vendor", "fix"), "GIT": ("vendor", "web"),
    "INTRODUCED": ("vendor", "web"), "PACKAGE": ("vendor", "release"), "REPORT": ("report", "report"),
}  # fmt: skip


def read_osv(record: Part) -> Imported:
    """
    What an OSV record says; raises `Refused` when it is none.
    """
    id = record.line("id")
    if not id or not (record.has("modified") or record.has("affected")):
        raise Refused("it is no OSV record: there is no id with `modified` or `affected`")
    record.note("schema_version")
    products, hit, kinds = read_affected(record)
    own = record.part("database_specific")
    return Imported(
        format=Format.OSV,
        publisher=_DATABASES.get(id.partition("-")[0].upper(), "OSV"),
        id=id,
        title=record.line("summary"),
        summary=_plain(record.peek("details")),
        released=read_moment(record.line("published")),
        changed=read_moment(record.line("modified")) or read_moment(record.peek("published")),
        is_withdrawn=bool(record.as_text.line("withdrawn")),
        rating=own.as_text.line("severity"),
        products=products,
        vulnerabilities=_weaknesses(id, record, hit, kinds),
        passages=tuple(_passages(record)),
        links=unique_links((*_own_link(own), *_links(record))),
        thanks=tuple(_thanks(record)),
        related=record.as_text.lines("related"),
    )


def _plain(markdown: str) -> str:
    """
    The words of *markdown* without its marks, for the summary; the page shows the text itself.
    """
    # The summary is of the first few lines; the expressions below take long on a long line of brackets.
    markdown = markdown[:_READ_FOR_SUMMARY]
    text = re.sub(r"^\s*(?:[-_*=]{3,}|#{1,6}\s.*)$", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]\n]*)\]\([^)\n]*\)", r"\1", text)
    return re.sub(r"(?<!\w)[*_`]+|[*_`]+(?!\w)", "", text).strip()


def _weaknesses(id: str, record: Part, hit: frozenset[str], inner: tuple[Part, ...]) -> tuple[Weakness, ...]:
    """
    The CVE identifiers that the record is about, or the record's own id.

    An alias is the same vulnerability, so it has the record's score. `upstream` are those that a distribution mends with one
    update: nobody says which of them has the score.
    """
    aliases, upstream = record.lines("aliases"), record.lines("upstream")
    same = unique(name for name in (id, *aliases) if CVE.fullmatch(name))
    ids = same or unique(name for name in upstream if CVE.fullmatch(name))
    scores, loose = _scores((record, *inner))
    others = unique(name for name in (id, *aliases, *upstream) if name not in ids and (ids or name != id))
    if len(ids) > 1 and not same:
        loose, scores = unique((*loose, *scores)), ()
    own = record.part("database_specific")
    cwes = unique(cwe for cwe in own.lines("cwe_ids") if CWE.fullmatch(cwe))
    first = Weakness(
        id=ids[0] if ids else id,
        is_cve=bool(ids),
        scores=tuple(GivenScore(vector) for vector in scores),
        loose_scores=loose,
        cwes=cwes,
        affects=hit,
        other_ids=others,
    )
    rest = (Weakness(name, True, scores=first.scores, cwes=cwes if same else (), affects=hit) for name in ids[1:])
    return (first, *rest)


def _scores(parts: tuple[Part, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    vectors: list[str] = []
    loose: list[str] = []
    for part in parts:
        for severity in part.parts("severity"):
            written = one_line(severity.peek("score"))
            if vector := known_vector(written):
                severity.note("type", "score")
                vectors.append(vector)
            elif written:
                severity.as_text.note("type", "score")
                loose.append(f"{one_line(severity.peek('type'))} {written}".strip())
    return unique(vectors), unique(loose)


def _passages(record: Part) -> Iterator[Passage]:
    if details := record.as_text.text("details"):
        yield Passage(tamed(details), is_lead=True)


def _own_link(own: Part) -> Iterator[Link]:
    if url := web_address(own.peek("url")):
        own.note("url")
        yield Link(url, kind="report", role="advisory")


def _links(record: Part) -> Iterator[Link]:
    for reference in record.parts("references"):
        if url := web_address(reference.peek("url")):
            reference.note("type", "url")
            kind, role = _ROLES.get(one_line(reference.peek("type")).upper(), ("other", "web"))
            yield Link(url, kind=kind, role=role)


def _thanks(record: Part) -> Iterator[Thanks]:
    for credit in record.as_text.parts("credits"):
        yield Thanks(credit.line("name"), credit.line("type").lower())
