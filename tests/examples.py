"""
Examples to test with: whole valid values and files, each with just the change that a test is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from advisorypress.build_time import BuildTime
from advisorypress.check.base import Base
from advisorypress.check.examine import Checked, examine
from advisorypress.finding import Finding
from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, Unreadable, parse_source
from advisorypress.load.tree import Tree, load_tree, name_of
from advisorypress.model.advisory import (
    Advisory,
    AdvisoryWords,
    Affected,
    Reference,
    Revision,
    Severity,
    Status,
    Vulnerability,
)
from advisorypress.model.document import Article, Digest, Document, DocumentWords, Event, Guide, NewsItem, Newsletter
from advisorypress.model.library import Library
from advisorypress.model.period import Period
from advisorypress.model.scores import parse_cvss
from advisorypress.model.versions import parse_versions
from advisorypress.settings import Settings, read_settings
from advisorypress.vocabulary import Vocabulary, read_vocabulary
from advisorypress.wording import standard_wording

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Hong_Kong")
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
ID = "SA-2026-0142"
PATH = f"advisories/2026/{ID}.en.md"
CHINESE_PATH = f"advisories/2026/{ID}.zh-Hant.md"

MKDOCS = """\
site_name: Example CERT
site_url: https://www.cert.example/
docs_dir: content
theme: {name: material}
extra:
  press:
    name: {en: Example CERT, zh-Hant: 示例網絡安全事故協調中心}
    short_name: {en: ExampleCERT, zh-Hant: 示例網安中心}
    contacts: {email: report@cert.example, phone: 8100 0000}
    mail: {from: digest@cert.example, relay: localhost:25, list_id: digest.cert.example, tls: none}
"""

HEAD = {
    "id": ID,
    "title": "FortiOS Remote Code Execution Vulnerability",
    "summary": "A flaw in FortiOS lets an attacker run code.",
    "status": "published",
    "published": "2026-11-20T09:30:00+08:00",
    "severity": "critical",
    "category": "network-security",
    "impacts": "[remote-code-execution]",
    "languages": "[en]",
    "affected": "\n  - {key: fos74, vendor: Fortinet, product: FortiOS, versions: 7.4.0 to 7.4.6, fixed: 7.4.7}",
    "vulnerabilities": "\n  - {id: CVE-2026-12345, cwe: CWE-787, affects: [fos74]}",
    "references": "\n  - {title: FG-IR-26-001, url: https://www.fortiguard.com/psirt/FG-IR-26-001, kind: vendor}",
    "revisions": "\n  - {date: 2026-11-20T09:30:00+08:00, type: new, note: First published.}",
}

CHINESE_HEAD = {
    "title": "FortiOS 遠端執行程式碼漏洞",
    "summary": "FortiOS 存在漏洞，攻擊者可執行程式碼。",
    "revision_notes": "[首次發佈。]",
    "reference_titles": "[FG-IR-26-001]",
    "source_digest": "00000000",
}


# -- Files ----------------------------------------------------------------------------------------


def advisory_file(body: str = "## Solution\n\nUpdate.\n", **changes: str | None) -> str:
    """
    The text of a valid English-only advisory; a change of None takes its key out. *changes* are YAML as written.
    """
    return front_matter({**HEAD, **changes}, body)


def chinese_file(body: str = "## 解決方案\n\n請更新。\n", **changes: str | None) -> str:
    """
    The text of its Chinese edition, whose `source_digest` is of no words.
    """
    return front_matter({**CHINESE_HEAD, **changes}, body)


def front_matter(head: Mapping[str, str | None], body: str = "") -> str:
    """
    The text of a file with *head* as its front matter.
    """
    lines = [
        f"{key}:{value if value.startswith(chr(10)) else ' ' + value}"
        for key, value in head.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", "", body])


def write_repository(root: Path, files: Mapping[str, str | bytes], *, settings: str = MKDOCS) -> Path:
    """
    A repository in *root* with *files*, settings, and the project's own terms.
    """
    everything = {
        "mkdocs.yml": settings,
        "data/vocabulary.csv": (ROOT / "data" / "vocabulary.csv").read_bytes(),
        **files,
    }
    for path, content in everything.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def a_source(text: str, path: str = PATH) -> Source:
    """
    The source in *text*, which must be readable.
    """
    name = name_of(path)
    assert name is not None
    source = parse_source(text.encode(), path, name.language)
    assert not isinstance(source, Unreadable), source
    return source


def a_tree(root: Path, files: Mapping[str, str | bytes]) -> Tree:
    """
    The tree of a repository in *root* that has *files*.
    """
    return load_tree(write_repository(root, files))


def check_files(root: Path, files: Mapping[str, str | bytes], now: datetime = NOW, base: Base | None = None) -> Checked:
    """
    What `check` makes of a repository in *root* that has *files*.
    """
    tree = a_tree(root, files)
    return examine(tree, read_settings(root), the_vocabulary(), BuildTime(now, "as-of"), base)


def findings_of(root: Path, files: Mapping[str, str | bytes], rule: str | None = None) -> list[Finding]:
    """
    The findings in *files*: all of them, or those of *rule*.
    """
    return [finding for finding in check_files(root, files).findings if rule in (None, finding.rule)]


# -- Values ---------------------------------------------------------------------------------------


@cache
def the_vocabulary() -> Vocabulary:
    """
    The project's own terms.
    """
    return read_vocabulary(ROOT / "data" / "vocabulary.csv")


def the_settings(**changes: object) -> Settings:
    """
    Settings of a team with both languages.
    """
    settings = Settings(
        root=ROOT,
        site_url="https://www.cert.example/",
        name={Language.EN: "Example CERT", Language.ZH: "示例網絡安全事故協調中心"},
        short_name={Language.EN: "ExampleCERT", Language.ZH: "示例網安中心"},
        timezone=ZONE,
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


def a_moment(day: int, hour: int = 9, minute: int = 30, *, month: int = 11) -> datetime:
    """
    A moment of 2026 in Hong Kong.
    """
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def a_revision(number: int = 1, type: str = "new", date: datetime | None = None) -> Revision:
    """
    A revision; each is a day after the one before.
    """
    return Revision(number, date or a_moment(19 + number), type)


def advisory_words(language: Language = Language.EN, **changes: object) -> AdvisoryWords:
    """
    The words of one edition.
    """
    if language is Language.EN:
        words = AdvisoryWords(
            language,
            title=HEAD["title"],
            summary=HEAD["summary"],
            body="## Solution\n\nUpdate.\n",
            revision_notes=("First published.",),
            reference_titles=("FG-IR-26-001",),
            path=PATH,
        )
    else:
        words = AdvisoryWords(
            language,
            title=CHINESE_HEAD["title"],
            summary=CHINESE_HEAD["summary"],
            body="## 解決方案\n\n請更新。\n",
            revision_notes=("首次發佈。",),
            reference_titles=("FG-IR-26-001",),
            path=CHINESE_PATH,
        )
    return replace(words, **changes)  # type: ignore[arg-type]


def an_advisory(**changes: object) -> Advisory:
    """
    A critical advisory in both languages with one product, vulnerability, reference and revision.
    """
    advisory = Advisory(
        id=ID,
        source=Language.EN,
        status=Status.PUBLISHED,
        published=a_moment(20),
        severity=Severity.CRITICAL,
        category="network-security",
        impacts=("remote-code-execution",),
        revisions=(a_revision(),),
        words={language: advisory_words(language) for language in Language},
        affected=(Affected("Fortinet", "FortiOS", parse_versions("7.4.0 to 7.4.6"), fixed="7.4.7", key="fos74"),),
        vulnerabilities=(
            Vulnerability(
                "CVE-2026-12345",
                scores=(parse_cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),),
                cwe="CWE-787",
                affects=("fos74",),
            ),
        ),
        references=(Reference("https://www.fortiguard.com/psirt/FG-IR-26-001", "vendor"),),
    )
    return replace(advisory, **changes)  # type: ignore[arg-type]


_DOCUMENTS: dict[Kind, tuple[type[Document], str, dict[str, object]]] = {
    Kind.NEWSLETTER: (Newsletter, "2026-10", {"month": datetime(2026, 10, 1).date()}),
    Kind.DIGEST: (Digest, "2026-11-first", {"period": Period.named("2026-11-first")}),
    Kind.GUIDE: (Guide, "ransomware", {"audience": ("sme",), "minutes": 6}),
    Kind.ARTICLE: (Article, "passwords", {}),
    Kind.NEWS: (NewsItem, "new-number", {"is_statement": True}),
    Kind.EVENT: (Event, "open-day", {"starts": a_moment(5, month=12), "ends": a_moment(5, 17, month=12)}),
}


def a_document(kind: Kind, **changes: object) -> Document:
    """
    A newsletter, digest, guide, article, news item or event in both languages.
    """
    make, name, facts = _DOCUMENTS[kind]
    words = {
        Language.EN: DocumentWords(Language.EN, title="A title", summary="One sentence.", body="## First\n\nText.\n"),
        Language.ZH: DocumentWords(Language.ZH, title="標題", summary="一句話。", body="## 第一\n\n文字。\n"),
    }
    document = make(kind=kind, name=name, source=Language.EN, published=a_moment(16), words=words, **facts)  # type: ignore[arg-type]
    return replace(document, **changes)  # type: ignore[arg-type]


def a_library(*records: Advisory | Document, now: datetime = NOW, settings: Settings | None = None) -> Library:
    """
    A library with *records*, newest first, as of *now*.
    """
    advisories = _newest_first(record for record in records if isinstance(record, Advisory))
    return Library(
        settings=settings or the_settings(),
        vocabulary=the_vocabulary(),
        wording=standard_wording(),
        now=now,
        by_id={advisory.id.upper(): advisory for advisory in advisories},
        advisories=advisories,
        newsletters=_newest_first(record for record in records if isinstance(record, Newsletter)),
        digests=_newest_first(record for record in records if isinstance(record, Digest)),
        guides=_newest_first(record for record in records if isinstance(record, Guide)),
        articles=_newest_first(record for record in records if isinstance(record, Article)),
        news=_newest_first(record for record in records if isinstance(record, NewsItem)),
        events=_newest_first(record for record in records if isinstance(record, Event)),
    )


def _newest_first(records: Iterable[Advisory | Document]) -> tuple:  # type: ignore[type-arg]
    return tuple(sorted(records, key=lambda record: (record.published, record.path), reverse=True))
