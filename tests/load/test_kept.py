"""
What reading came to is kept, and nothing that is kept ever stands for other bytes than a file has.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load import kept, stamps
from advisorypress.load.kept import reading_once
from advisorypress.load.source import Source, Unreadable, read_source
from advisorypress.load.stamps import FileDigests
from advisorypress.thrift import Thrift

PATHS = ("advisories/2024/SA-2024-0001.en.md", "advisories/2024/SA-2024-0001.zh-Hant.md", "content/index.en.md")
LONG_AGO = 1_000_000_000


def write(root: Path, path: str, text: str, age: int = LONG_AGO) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    os.utime(file, (age, age))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(
        tmp_path,
        PATHS[0],
        "---\nid: SA-2024-0001\ntitle: 'A: b'\nrows:\n  - {a: 1, b: [x, y]}\n---\n\nBody\r\nof two\n",
    )
    write(tmp_path, PATHS[1], "---\ntitle: 中文\ntitle: twice\n---\n正文\n")
    write(tmp_path, PATHS[2], "---\n---\n")
    return tmp_path


def read_all(root: Path, jobs: int = 1) -> list[Source | Unreadable]:
    read = reading_once(root, PATHS, Thrift(root / ".cache", jobs))
    return [read(root, path, language) for path in PATHS if (language := Language.of_file(path))]


def parsed(root: Path) -> list[Source | Unreadable]:
    return [read_source(root, path, language) for path in PATHS if (language := Language.of_file(path))]


def test_second_reading_is_the_first_without_parsing(root: Path, monkeypatch: pytest.MonkeyPatch):
    expected = parsed(root)

    assert expected == read_all(root)
    monkeypatch.setattr(kept, "read_source", None)
    assert expected == read_all(root)


def test_only_what_changed_is_parsed_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    read_all(root)
    write(root, PATHS[0], "---\ntitle: New\n---\nNew\n")
    expected = parsed(root)
    asked: list[str] = []

    def read(root: Path, path: str, language: Language) -> Source | Unreadable:
        asked.append(path)
        return read_source(root, path, language)

    monkeypatch.setattr(kept, "read_source", read)

    assert expected == read_all(root)
    assert [PATHS[0]] == asked


def test_what_cannot_be_read_is_told_each_time(root: Path):
    write(root, PATHS[2], "no front matter\n")

    assert parsed(root) == read_all(root) == read_all(root)


@pytest.mark.parametrize("damage", [b"", b"x", b"advisorypress sources 1 0\nend\n", None])
def test_damaged_keepings_are_no_keepings(root: Path, damage: bytes | None):
    expected = read_all(root)
    for file in (root / ".cache" / "read").glob("s*"):
        file.write_bytes(file.read_bytes()[:-20] if damage is None else damage)

    assert expected == read_all(root)


def test_other_program_keeps_for_itself(root: Path, monkeypatch: pytest.MonkeyPatch):
    expected = read_all(root)
    monkeypatch.setattr(kept, "program_digest", lambda: b"another")

    assert not list(kept._read_kept(root / ".cache" / "read"))
    assert expected == read_all(root)


def test_file_of_the_same_size_and_time_is_another_file(root: Path, monkeypatch: pytest.MonkeyPatch):
    """
    Who sets the time of a file back changes its stamp all the same.
    """
    monkeypatch.setattr(stamps, "_YOUNG", 0)
    read_all(root)
    # Longer than a tick of the clock that stamps files.
    time.sleep(0.05)
    text = (root / PATHS[0]).read_text(encoding="utf-8")
    write(root, PATHS[0], text.replace("A: b", "B: a"))

    assert parsed(root) == read_all(root)


def test_young_file_is_read_each_time(root: Path):
    """
    It could be changed again within one tick of the clock that stamps it.
    """
    file = root / PATHS[2]
    file.write_text("---\ntitle: a\n---\n", encoding="utf-8")
    digests = FileDigests(root, root / ".cache")
    first = digests.of(PATHS[2])
    stamp = file.stat()
    file.write_text("---\ntitle: b\n---\n", encoding="utf-8")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert first != digests.of(PATHS[2])


def test_settled_file_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stamps, "_YOUNG", 0)
    first = FileDigests(root, root / ".cache")
    expected = [first.of(path) for path in PATHS]
    first.keep()
    monkeypatch.setattr(stamps, "read_bytes", None)
    second = FileDigests(root, root / ".cache")

    assert expected == [second.of(path) for path in PATHS]


def test_name_with_a_tab_is_no_second_field(root: Path):
    name = "content/a\tb.txt"
    write(root, name, "text")
    digests = FileDigests(root, root / ".cache")
    expected = digests.of(name)
    digests.keep()

    assert expected == FileDigests(root, root / ".cache").of(name)
