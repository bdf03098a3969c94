"""
A small library with one record of every kind and of every state, and its feeds as they are parsed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from lxml import etree

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import NO_FIX, Affected, Severity, Status
from advisorypress.model.document import DocumentWords
from advisorypress.model.library import Library
from advisorypress.model.versions import parse_versions
from advisorypress.render.feeds import plan_feeds
from tests.examples import a_document, a_library, a_moment, a_revision, advisory_words, an_advisory, the_settings

FEEDS = ("all", "advisories", "digests")
"""
The feeds that are compared with `tests/golden/`.
"""
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

EXPLOITED = an_advisory(
    exploited=a_moment(20).date(),
    impacts=("remote-code-execution", "information-disclosure"),
    revisions=(
        a_revision(1, "new", a_moment(20)),
        a_revision(2, "now-exploited", a_moment(22, 18)),
        a_revision(3, "editorial", a_moment(25)),
    ),
    supersedes=("SA-2026-0139",),
    words={
        Language.EN: advisory_words(actions=("Update to 7.4.7.", "Look for signs of attack.")),
        Language.ZH: advisory_words(Language.ZH, actions=("更新至 7.4.7。", "檢查有否遭攻擊的跡象。")),
    },
)
ENGLISH_ONLY = an_advisory(
    id="SA-2026-0143",
    severity=Severity.HIGH,
    published=a_moment(21),
    exploited=False,
    affected=(Affected("Example & Sons", "Mail <Gate>", parse_versions("before 2.0"), fixed=NO_FIX),),
    vulnerabilities=(),
    revisions=(a_revision(1, "new", a_moment(21)),),
    words={
        Language.EN: advisory_words(
            title='Mail <Gate> "Quoted" & Unfixed 🔥',
            summary="A flaw in Mail <Gate> & its <script>alert(1)</script> lets an attacker in.",
            body="",
        )
    },
)
WITHDRAWN = an_advisory(
    id="SA-2026-0140",
    status=Status.WITHDRAWN,
    severity=Severity.MEDIUM,
    published=a_moment(10),
    revisions=(a_revision(1, "new", a_moment(10)), a_revision(2, "withdrawn", a_moment(12))),
    words={
        Language.EN: advisory_words(withdrawn_reason="The vendor found no flaw."),
        Language.ZH: advisory_words(Language.ZH, withdrawn_reason="供應商查明並無漏洞。"),
    },
)
REPLACED = an_advisory(
    id="SA-2026-0139",
    published=a_moment(9),
    revisions=(a_revision(1, "new", a_moment(9)),),
    superseded_by=("SA-2026-0142",),
)
STALE = an_advisory(
    id="SA-2026-0138",
    source=Language.ZH,
    stale=True,
    severity=Severity.LOW,
    category="threat-alert",
    published=a_moment(8),
    revisions=(a_revision(1, "new", a_moment(8)), a_revision(2, "scope-changed", a_moment(9, 15))),
    affected=(),
    vulnerabilities=(),
)
DIGEST = a_document(
    Kind.DIGEST,
    words={
        Language.EN: DocumentWords(Language.EN, title="", summary="", body="", intro="The first half of November."),
        Language.ZH: DocumentWords(Language.ZH, title="", summary="", body="", intro="11月上半月。"),
    },
)
EVENT = a_document(
    Kind.EVENT,
    words={
        Language.EN: DocumentWords(Language.EN, title="Open day", summary="Come.", body="", place="The hall"),
    },
)
GUIDE = a_document(
    Kind.GUIDE,
    revised=a_moment(18),
    tags=("ransomware", "home-made"),
    words={
        Language.EN: DocumentWords(
            Language.EN, title="Ransomware", summary="How.", body="", actions=("Keep a backup.",)
        ),
        Language.ZH: DocumentWords(Language.ZH, title="勒索軟件", summary="方法。", body="", actions=("保存備份。",)),
    },
)
NEWSLETTER = a_document(
    Kind.NEWSLETTER,
    words={
        Language.EN: DocumentWords(Language.EN, title="October", summary="A month.", body="", headlines=("One", "Two")),
        Language.ZH: DocumentWords(Language.ZH, title="10月", summary="一個月。", body="", headlines=("一", "二")),
    },
)

RECORDS = (
    EXPLOITED, ENGLISH_ONLY, WITHDRAWN, REPLACED, STALE, DIGEST, EVENT, GUIDE, NEWSLETTER,
    a_document(Kind.ARTICLE), a_document(Kind.NEWS),
)  # fmt: skip


def small_library(**changes: object) -> Library:
    """
    The library of `RECORDS`, a demonstration.
    """
    return replace(a_library(*RECORDS, settings=the_settings(demonstration=True)), **changes)  # type: ignore[arg-type]


def files(library: Library | None = None) -> dict[str, bytes]:
    """
    Every feed file of *library* by its path.
    """
    return {output.path: output.make() for output in plan_feeds(library or small_library())}


def parsed(path: str, library: Library | None = None) -> Any:
    """
    One feed: the root element of RSS and Atom, the document of a JSON Feed.
    """
    made = next(output.make() for output in plan_feeds(library or small_library()) if output.path == path)
    return json.loads(made) if path.endswith(".json") else etree.fromstring(made)


def found(element: etree._Element, path: str) -> Any:
    """
    What an XPath expression leads to, with the name spaces of feeds.
    """
    return element.xpath(path, namespaces=NAMESPACES)


def paths(ending: str) -> list[str]:
    """
    The feed files with *ending* of both editions.
    """
    return [f"{language.prefix}feeds/{name}.{ending}" for language in Language for name in FEEDS]
