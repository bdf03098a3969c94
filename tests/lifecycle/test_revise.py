"""
New versions and withdrawals change what they must and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.lifecycle.front_matter_edit import EditedFile, yaml_scalar
from advisorypress.load.yaml_events import parse_yaml
from tests.lifecycle.conftest import Press

ENGLISH = """\
---
id: SA-2024-0001   # the number
title: Widget 2.0 overflow
summary: An overflow in Widget lets an attacker run code.
status: published
published: 2024-05-01T09:00:00+08:00
severity: high
category: web-applications
exploited: false
affected:
  - {vendor: Widgets, product: Widget, versions: before 2.1, fixed: 2.1}
references:
  - {title: Notice, url: https://widgets.example/1, kind: vendor}
revisions:
  - {date: 2024-05-01T09:00:00+08:00, type: new, note: First published.}

# the end
---
## Details

Text.
"""
CHINESE = """\
---
title: Widget 2.0 緩衝區溢位漏洞
summary: 攻擊者可藉 Widget 的漏洞執行程式碼。
revision_notes: [首次發佈。]
reference_titles: [供應商公告]
source_digest: 00000000
---
## 詳情

內文。
"""


@pytest.fixture
def published(repository: Path) -> Path:
    """
    A repository with one published advisory.
    """
    folder = repository / "advisories/2024"
    folder.mkdir(parents=True)
    (folder / "SA-2024-0001.en.md").write_text(ENGLISH)
    (folder / "SA-2024-0001.zh-Hant.md").write_text(CHINESE)
    return repository


def test_revise_puts_the_old_version_aside(published: Path, press: Press) -> None:
    """
    Version 1 of both editions is kept byte for byte, and the source gets the revision and the date of exploitation.
    """
    done = press(
        published,
        "revise",
        "sa-2024-0001",
        "--type",
        "now-exploited",
        "--note",
        "Attacks: seen.",
        "--translated-note",
        "發現攻擊。",
    )

    assert 0 == done.returncode, done.stderr
    folder = published / "advisories/2024"
    assert ENGLISH == (folder / "archive/SA-2024-0001/v1.en.md").read_text()
    assert CHINESE == (folder / "archive/SA-2024-0001/v1.zh-Hant.md").read_text()
    english = (folder / "SA-2024-0001.en.md").read_text()
    assert 'type: now-exploited, note: "Attacks: seen."}\n\n# the end\n---' in english
    assert "exploited: 20" in english
    assert "id: SA-2024-0001   # the number" in english
    assert "revision_notes: [首次發佈。, 發現攻擊。]" in (folder / "SA-2024-0001.zh-Hant.md").read_text()
    assert 0 == press(published, "check").returncode


def test_a_translated_note_never_takes_the_place_of_another(published: Path, press: Press) -> None:
    """
    Notes are told apart by their order: while an earlier one waits, a later one is refused and nothing is changed. A
    withdrawal is not held up: its reason is written, and its note waits with the others.
    """
    chinese = published / "advisories/2024/SA-2024-0001.zh-Hant.md"
    assert 0 == press(published, "revise", "SA-2024-0001", "--type", "editorial", "--note", "A typo.").returncode
    english = (published / "advisories/2024/SA-2024-0001.en.md").read_text()

    told = ("--type", "correction", "--note", "Wrong.", "--translated-note", "有誤。")
    refused = press(published, "revise", "SA-2024-0001", *told)

    assert 2 == refused.returncode
    assert "lacks 1 earlier note in `revision_notes`" in refused.stderr
    assert english == (published / "advisories/2024/SA-2024-0001.en.md").read_text()
    assert not list(published.glob("advisories/2024/archive/SA-2024-0001/v2.*"))
    reasons = ("--reason", "A duplicate.", "--translated-reason", "重複。")
    assert 0 == press(published, "withdraw", "SA-2024-0001", *reasons).returncode
    assert "withdrawn_reason: 重複。\nrevision_notes: [首次發佈。]\n" in chinese.read_text()


def test_withdraw(published: Path, press: Press) -> None:
    """
    A withdrawn advisory passes check, says why in both editions, and cannot be revised.
    """
    done = press(
        published,
        "withdraw",
        "SA-2024-0001",
        "--reason",
        "It was a duplicate.",
        "--translated-reason",
        "與另一公告重複。",
    )

    assert 0 == done.returncode, done.stderr
    english = (published / "advisories/2024/SA-2024-0001.en.md").read_text()
    assert "status: withdrawn\nwithdrawn_reason: It was a duplicate.\n" in english
    assert "withdrawn_reason: 與另一公告重複。" in (published / "advisories/2024/SA-2024-0001.zh-Hant.md").read_text()
    checked = press(published, "check")
    assert 0 == checked.returncode, checked.stdout
    assert 2 == press(published, "revise", "SA-2024-0001", "--type", "correction").returncode


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("SA-2024-0009", "--type", "correction"), "there is no advisory SA-2024-0009"),
        (("SA-2024-0001", "--type", "corection"), "`corection` is no type of revision"),
        (("SA-2024-0001", "--type", "withdrawn"), "use press withdraw"),
    ],
)
def test_wrong_use_is_told(published: Path, press: Press, arguments: tuple[str, ...], told: str) -> None:
    """
    A wrong id or type is told in one line, and nothing is changed.
    """
    done = press(published, "revise", *arguments)

    assert 2 == done.returncode
    assert told in done.stderr
    assert ENGLISH == (published / "advisories/2024/SA-2024-0001.en.md").read_text()


@pytest.mark.parametrize(
    "text",
    ["plain", "two words.", "a: b", "- x", "#no", "no", "1.10", '"quoted"', "it's", "[x]", "漏洞：一", "x #y", " lead", "tail ", "\tx", "a\nb", "", "`x`", "5% off", "back\\slash", "emoji 🛡"],
)  # fmt: skip
def test_every_text_survives_yaml(text: str) -> None:
    """
    Whatever is written as a scalar is read back as it was, also inside a flow mapping.
    """
    node = parse_yaml(f"- {yaml_scalar(text)}\n- {{a: {yaml_scalar(text)}, b: 1}}\n", "x", 1)

    assert [text, text] == [item.text if hasattr(item, "text") else item.get("a").text for item in node.items]


def test_a_value_is_replaced_in_its_place() -> None:
    """
    A changed value keeps its comment; a new key stands behind the one that was named.
    """
    edited = EditedFile("a.en.md", Language.EN, ENGLISH).with_value("severity", "critical", after="title")
    edited = edited.with_value("id", "SA-2024-0002", after="title").with_value(
        "disclosed", "2024-04-30", after="published"
    )

    assert "id: SA-2024-0002   # the number\n" in edited.text
    assert "severity: critical\n" in edited.text
    assert "published: 2024-05-01T09:00:00+08:00\ndisclosed: 2024-04-30\n" in edited.text
