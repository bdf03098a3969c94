"""
A small library built in code: one half-month with everything that a digest can carry.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Advisory, AdvisoryWords, Affected, Revision, Severity, Status
from advisorypress.model.document import Digest, DocumentWords, Guide, NewsItem, Newsletter
from advisorypress.model.library import Library
from advisorypress.model.period import Period
from advisorypress.model.versions import parse_versions
from advisorypress.settings import Contacts, MailSettings, Settings
from advisorypress.vocabulary import read_vocabulary
from advisorypress.wording import standard_wording

ROOT = Path(__file__).parents[2]
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
EN, ZH = Language.EN, Language.ZH
PERIOD = Period.named("2026-11-second")
HOSTILE = 'Editor\'s "X" <b>&amp;</b> 😀\r\nBcc: all@cert.example\x00\u0085\u2028\u202etxt.exe'


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    """
    A moment of November 2026, or of another month.
    """
    return datetime(2026, month, day, hour, 30, tzinfo=HONG_KONG)


def some_settings(**changes: Any) -> Settings:
    """
    The settings of Example CERT.
    """
    values: dict[str, Any] = {
        "root": ROOT,
        "site_url": "https://www.cert.example/",
        "name": {EN: "Example CERT", ZH: "示例網絡安全事故協調中心"},
        "short_name": {EN: "ExampleCERT", ZH: "示例網安中心"},
        "timezone": HONG_KONG,
        "contacts": Contacts("report@cert.example", "8100 0000", {}),
        "mail": MailSettings(
            "digest@cert.example", "localhost:25", "digest.cert.example", "", "none", "leave@cert.example"
        ),
    }
    return Settings(**{**values, **changes})


def some_words(language: Language, **changes: Any) -> AdvisoryWords:
    """
    The words of one edition of an advisory.
    """
    english = language is EN
    values: dict[str, Any] = {
        "language": language,
        "title": "FortiOS Remote Code Execution Vulnerability" if english else "FortiOS 遠端執行程式碼漏洞",
        "summary": "A flaw lets anyone run programs." if english else "漏洞可讓任何人執行程式。",
        "body": "Prose." if english else "內文。",
        "actions": ("Update to 7.4.7.", "Look for signs of attack.")
        if english
        else ("更新至 7.4.7。", "檢查有否遭攻擊的跡象。"),
        "revision_notes": ("First published.",) if english else ("首次發佈。",),
    }
    return AdvisoryWords(**{**values, **changes})


def an_advisory(**changes: Any) -> Advisory:
    """
    A valid advisory of the period with just *changes*.
    """
    published = changes.get("published", at(20))
    values: dict[str, Any] = {
        "id": "SA-2026-0142",
        "source": EN,
        "status": Status.PUBLISHED,
        "published": published,
        "severity": Severity.CRITICAL,
        "category": "network-security",
        "revisions": (Revision(1, published, "new"),),
        "words": {EN: some_words(EN), ZH: some_words(ZH)},
        "affected": (Affected("Fortinet", "FortiOS", parse_versions("7.4.0 to 7.4.6"), "7.4.7"),),
    }
    return Advisory(**{**values, **changes})


def some_document_words(language: Language, title: str, summary: str, **changes: Any) -> DocumentWords:
    """
    The words of one edition of a document.
    """
    return DocumentWords(language=language, title=title, summary=summary, body="", **changes)


def a_digest(**changes: Any) -> Digest:
    """
    The digest of the second half of November 2026.
    """
    values: dict[str, Any] = {
        "kind": Kind.DIGEST,
        "name": PERIOD.name,
        "source": EN,
        "published": at(1, month=12),
        "period": PERIOD,
        "words": {
            EN: some_document_words(
                EN, "", "", intro="Firewalls come first in this issue: one flaw is used in attacks."
            ),
            ZH: some_document_words(ZH, "", "", intro="今期請先處理防火牆：其中一個漏洞已遭利用。"),
        },
    }
    return Digest(**{**values, **changes})


def a_library(**changes: Any) -> Library:
    """
    A library as of 2 December 2026 with one of everything, its words in every state that a reader can meet.
    """
    advisories = changes.pop("advisories", some_advisories())
    values: dict[str, Any] = {
        "settings": some_settings(),
        "vocabulary": read_vocabulary(ROOT / "data" / "vocabulary.csv"),
        "wording": standard_wording(),
        "now": at(2, month=12),
        "advisories": advisories,
        "by_id": {advisory.id.upper(): advisory for advisory in advisories},
        "newsletters": (
            Newsletter(
                kind=Kind.NEWSLETTER,
                name="2026-10",
                source=EN,
                published=at(16),
                month=date(2026, 10, 1),
                words={
                    EN: some_document_words(EN, "October 2026: old routers", "What October taught us."),
                    ZH: some_document_words(ZH, "2026年10月：舊路由器", "10月的教訓。"),
                },
            ),
        ),
        "guides": (
            Guide(
                kind=Kind.GUIDE,
                name="router-check",
                source=EN,
                published=at(18),
                audience=("home",),
                is_checklist=True,
                words={
                    EN: some_document_words(EN, "Check your router", "Five things to look at tonight."),
                    ZH: some_document_words(ZH, "檢查你的路由器", "今晚可以檢查的五件事。"),
                },
            ),
        ),
        "news": (
            NewsItem(
                kind=Kind.NEWS,
                name="law",
                source=ZH,
                published=at(19),
                words={ZH: some_document_words(ZH, "條例生效", "條例今日生效。")},
            ),
        ),
        "digests": (a_digest(),),
    }
    return Library(**{**values, **changes})


def some_advisories() -> tuple[Advisory, ...]:
    """
    Exploited and updated; English only so far and without actions; Chinese only so far; withdrawn; replaced; and one
    whose title tries everything. Newest first, as a library has them.
    """
    return (
        an_advisory(
            id="SA-2026-0147",
            published=at(27),
            severity=Severity.HIGH,
            category="web-applications",
            words={EN: some_words(EN, title=HOSTILE), ZH: some_words(ZH, title="「引號」<b>&amp;</b> 😀")},
        ),
        an_advisory(
            id="SA-2026-0145",
            published=at(26),
            severity=Severity.LOW,
            category="mobile",
            source=ZH,
            words={ZH: some_words(ZH, title="手機程式資料洩露漏洞", actions=())},
            affected=(),
        ),
        an_advisory(
            id="SA-2026-0144",
            published=at(25),
            severity=Severity.MEDIUM,
            category="browsers",
            words={EN: some_words(EN, title="Browser Information Disclosure Vulnerability", actions=())},
        ),
        an_advisory(
            id="SA-2026-0142",
            exploited=date(2026, 11, 20),
            supersedes=("SA-2026-0139",),
            revisions=(
                Revision(1, at(20), "new"),
                Revision(2, at(24), "now-exploited"),
                Revision(3, at(25), "editorial"),
            ),
        ),
        an_advisory(
            id="SA-2026-0140",
            status=Status.WITHDRAWN,
            published=at(17),
            revisions=(Revision(1, at(17), "new"), Revision(2, at(18), "withdrawn")),
            words={
                EN: some_words(EN, title="A Flaw That Was None", withdrawn_reason="The vendor was mistaken."),
            },
        ),
        an_advisory(id="SA-2026-0139", published=at(16), superseded_by=("SA-2026-0142",)),
        an_advisory(id="SA-2026-0101", published=at(3), words={EN: some_words(EN, title="Before the Period")}),
    )
