"""
`press find`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from advisorypress.find import find_records
from tests.examples import a_tree, advisory_file, chinese_file, front_matter, write_repository

FILES = {
    "advisories/2026/SA-2026-0142.en.md": advisory_file(aliases="[SA26112001]"),
    "advisories/2026/SA-2026-0142.zh-Hant.md": chinese_file(),
    "advisories/2026/SA-2026-0007.en.md": advisory_file(
        id="SA-2026-0007",
        title="Palo Alto PAN-OS Command Injection",
        summary="A flaw in GlobalProtect lets an attacker run code.",
        published="2026-02-01T09:30:00+08:00",
        severity="high",
        affected="\n  - {vendor: Palo Alto Networks, product: PAN-OS, versions: before 11.1.2}",
        vulnerabilities="\n  - {id: CVE-2026-123450}",
    ),
    "advisories/2026/draft-mail-gate.en.md": advisory_file(
        id="draft", title="Mail gate", status="draft", published=None
    ),
    "content/guides/ransomware.en.md": front_matter(
        {
            "title": "Ransomware",
            "summary": "Keep a backup.",
            "published": "2026-03-01T09:30:00+08:00",
            "tags": "[malware]",
        }
    ),
    "content/guides/ransomware.zh-Hant.md": front_matter({"title": "勒索軟件", "summary": "保存備份。"}),
}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("fortios", ["SA-2026-0142", "draft"]),
        ("FORTINET", ["SA-2026-0142", "draft"]),
        ("sa-2026-0142", ["SA-2026-0142"]),
        ("SA26112001", ["SA-2026-0142"]),
        ("palo alto", ["SA-2026-0007"]),
        ("alto injection", ["SA-2026-0007"]),
        ("SA-2026", ["SA-2026-0142", "SA-2026-0007"]),
        ("遠端執行程式碼", ["SA-2026-0142"]),
        ("ＦｏｒｔｉＯＳ 漏洞", ["SA-2026-0142"]),
        ("ransomware", ["ransomware"]),
        ("malware", ["ransomware"]),
        ("備份", ["ransomware"]),
        ("backup 備份", []),
        ("nothing like it", []),
        ("  ", []),
        ("(", []),
    ],
)
def test_what_is_found(question: str, ids: list[str], tmp_path: Path) -> None:
    """
    Words of title and summary in either language, vendors, products, ids, old ids and tags; case and width do not count.
    """
    found = find_records(a_tree(tmp_path, FILES).records, question)

    assert sorted(ids) == sorted(each.id for each in found)


def test_an_identifier_is_found_as_a_whole(tmp_path: Path) -> None:
    """
    CVE-2026-12345 is another vulnerability than CVE-2026-123450.
    """
    records = a_tree(tmp_path, FILES).records

    assert "SA-2026-0007" not in {each.id for each in find_records(records, "cve-2026-12345")}
    assert ["SA-2026-0007"] == [each.id for each in find_records(records, "CVE-2026-123450")]


def test_newest_first_and_drafts_where_they_can_be_seen(tmp_path: Path) -> None:
    """
    With the title of the edition in which the words stand, and its file.
    """
    records = a_tree(tmp_path, FILES).records
    (chinese,) = find_records(records, "勒索軟件")

    assert ("勒索軟件", "content/guides/ransomware.zh-Hant.md") == (chinese.title, chinese.path)
    assert ["SA-2026-0142", "SA-2026-0007"] == [each.id for each in find_records(records, "SA-2026")]


def press(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """
    What `press find` says in *root*.
    """
    command = [sys.executable, "-m", "advisorypress", "find", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_the_command_prints_one_line_a_record(tmp_path: Path) -> None:
    """
    Id, date, severity, title and file.
    """
    done = press(write_repository(tmp_path, FILES), "palo", "alto")

    assert (
        "SA-2026-0007  2026-02-01  high      Palo Alto PAN-OS Command Injection  advisories/2026/SA-2026-0007.en.md\n"
        == done.stdout
    )
    assert ("", 0) == (done.stderr, done.returncode)


def test_nothing_found(tmp_path: Path) -> None:
    """
    Said on stderr, with status 1.
    """
    done = press(write_repository(tmp_path, FILES), "heartbleed")

    assert ("", "nothing found for heartbleed\n", 1) == (done.stdout, done.stderr, done.returncode)


def test_titles_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    """
    An escape sequence in a title is not sent to the reader's terminal.
    """
    title = '"FortiOS \\e[2J\\u0007 red"'
    root = write_repository(tmp_path, {"advisories/2026/SA-2026-0142.en.md": advisory_file(title=title)})

    done = press(root, "fortios")

    assert "FortiOS [2J red" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_broken_neighbour_is_named(tmp_path: Path) -> None:
    """
    What cannot be read is counted, and the rest is found.
    """
    done = press(write_repository(tmp_path, {**FILES, "content/news/broken.en.md": "no front matter"}), "ransomware")

    assert "1 file could not be read; press check says why\n" == done.stderr
    assert 0 == done.returncode
