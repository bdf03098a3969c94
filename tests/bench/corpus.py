"""
A made-up repository of any size for measuring: bilingual advisories, deterministic, nothing in them is a fact.

    python -m tests.bench.corpus FOLDER NUMBER
"""

from __future__ import annotations

import random
import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, parse_source
from advisorypress.load.words import words_digest

ROOT = Path(__file__).parents[2]
HONG_KONG = timezone(timedelta(hours=8))
NEWEST = datetime(2024, 7, 19, 9, 30, tzinfo=HONG_KONG)
VENDORS = [f"Vendor{number:02d}" for number in range(30)]
SEVERITIES = ["critical", "high", "medium", "low"]
CATEGORIES = ["operating-systems", "browsers", "network-security", "servers-and-databases", "web-applications"]
IMPACTS = ["remote-code-execution", "denial-of-service", "elevation-of-privilege", "information-disclosure"]
VECTORS = [
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:L/A:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
]
# A list of words reads better as text.
# ruff: noqa: SIM905
ENGLISH = (
    "attacker server request memory update network service user account password file process module header buffer "
    "version device system library component interface packet session token cookie script query record table log"
).split()
CHINESE = "攻擊者 伺服器 要求 記憶體 更新 網絡 服務 用戶 帳戶 密碼 檔案 程式 模組 標頭 緩衝區 版本 裝置 系統 程式庫 元件 介面".split()


def write_corpus(root: Path, number: int) -> None:
    """
    Writes *number* advisories in both languages below *root*, with the project's settings, terms and pages.
    """
    root.mkdir(parents=True, exist_ok=True)
    for name in ("mkdocs.yml",):
        shutil.copy(ROOT / name, root / name)
    for name in ("content", "data", "bulletins"):
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
    (root / "scripts").mkdir(exist_ok=True)
    link = root / "scripts" / "advisorypress"
    if not link.exists():
        link.symlink_to(ROOT / "scripts" / "advisorypress")
    for position in range(number):
        write_advisory(root, position, number)
    _write_linked(root)


def _write_linked(root: Path) -> None:
    # The sample pages link to the sample advisories, which must be there too.
    for source in sorted((ROOT / "advisories").glob("*/*.md")):
        target = root / "advisories" / source.parent.name / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def write_advisory(root: Path, position: int, number: int) -> str:
    """
    Writes the advisory at *position* of *number* in both languages; its id.
    """
    random_ = random.Random(position)
    # Ten years back from the newest, evenly: lists per year and month have a realistic size.
    moment = NEWEST - timedelta(minutes=int((number - 1 - position) * (10 * 365 * 24 * 60) / max(number, 2)))
    id = f"SA-{moment.year}-{1000 + position}"
    folder = root / "advisories" / str(moment.year)
    folder.mkdir(parents=True, exist_ok=True)
    vendor = random_.choice(VENDORS)
    english = _english(random_, id, moment, vendor)
    path = f"advisories/{moment.year}/{id}.en.md"
    source = parse_source(english.encode(), path, Language.EN)
    assert isinstance(source, Source)
    digest = words_digest(Record(Kind.ADVISORY, str(folder), id, {Language.EN: source}))
    (root / path).write_text(english, encoding="utf-8")
    (folder / f"{id}.zh-Hant.md").write_text(_chinese(random_, vendor, position, digest), encoding="utf-8")
    return id


def _english(random_: random.Random, id: str, moment: datetime, vendor: str) -> str:
    products = [f"Product{random_.randrange(400)}" for _ in range(4)]
    rows = "\n".join(
        f"  - {{key: p{n}, vendor: {vendor}, product: {product}, versions: {n}.0 to {n}.{n + 4}, fixed: {n}.{n + 5}}}"
        for n, product in enumerate(products, start=1)
    )
    cves = "\n".join(
        f"  - {{id: CVE-{moment.year}-{cve}, cvss: {random_.choice(VECTORS)}, cwe: CWE-787, "
        f"affects: [p{random_.randrange(1, 5)}]}}"
        for cve in random_.sample(range(10000, 100000), random_.randrange(1, 9))
    )
    exploited = moment.date().isoformat() if random_.random() < 0.05 else "false"
    return f"""\
---
id: {id}
title: {vendor} {products[0]} Remote Code Execution Vulnerability
summary: A flaw in {vendor} {products[0]} lets an {_words(random_, ENGLISH, 14)}.
status: published
published: {moment.isoformat()}
severity: {random_.choice(SEVERITIES)}
category: {random_.choice(CATEGORIES)}
impacts: [{random_.choice(IMPACTS)}]
exploited: {exploited}
affected:
{rows}
vulnerabilities:
{cves}
references:
  - {{title: Notice of {vendor}, url: "https://vendor.example/{id}", kind: vendor}}
revisions:
  - {{date: {moment.isoformat()}, type: new, note: First published.}}
---

## Details

{_paragraphs(random_, ENGLISH, " ", ".")}

## Solution

- {_words(random_, ENGLISH, 20)}.
- {_words(random_, ENGLISH, 20)}.

## Workaround

{_paragraphs(random_, ENGLISH, " ", ".")}
"""


def _chinese(random_: random.Random, vendor: str, position: int, digest: str) -> str:
    return f"""\
---
title: {vendor} 產品{position}遠端執行程式碼漏洞
summary: {_words(random_, CHINESE, 14, "")}。
revision_notes: [首次發佈。]
reference_titles: [供應商公告]
source_digest: {digest}
---

## 詳情

{_paragraphs(random_, CHINESE, "", "。")}

## 解決方案

- {_words(random_, CHINESE, 20, "")}。
- {_words(random_, CHINESE, 20, "")}。

## 臨時處理方法

{_paragraphs(random_, CHINESE, "", "。")}
"""


def _words(random_: random.Random, words: list[str], number: int, joint: str = " ") -> str:
    return joint.join(random_.choice(words) for _ in range(number))


def _paragraphs(random_: random.Random, words: list[str], joint: str, stop: str) -> str:
    return "\n\n".join(_words(random_, words, 45, joint) + stop for _ in range(3))


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))
