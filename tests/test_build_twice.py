"""
One commit gives the same bytes, wherever, whenever and by whomever it is built; one edit changes what shows it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples import ROOT
from tests.repositories import commit, copy_repository, files_in, git, press

HOME = {"TZ": "Asia/Hong_Kong", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}
# They say which commit the site is of, and when it was made.
OF_THE_COMMIT = {"manifest.json", ".well-known/security.txt"}
ELSEWHERE = {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "2", "COLUMNS": "40"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    This repository with one commit, built.
    """
    root = copy_repository(tmp_path_factory.mktemp("home") / "repository")
    done = press(root, "build", environment=HOME)
    assert 0 == done.returncode, done.stderr
    return root


def cloned(repository: Path, folder: Path) -> Path:
    """
    A clone of *repository* that lies somewhere else.
    """
    root = folder / "another place" / "中文" / "clone"
    root.parent.mkdir(parents=True)
    git(folder, "clone", "--quiet", str(repository), str(root))
    return root


def modes_in(folder: Path) -> set[int]:
    """
    The modes of all files below *folder*.
    """
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


def test_site_is_the_same_from_another_folder_zone_locale_and_umask(repository: Path, tmp_path: Path):
    root = cloned(repository, tmp_path)
    before = os.umask(0o077)
    try:
        done = press(root, "build", "--site-dir", tmp_path / "out", environment=ELSEWHERE)
    finally:
        os.umask(before)

    assert 0 == done.returncode, done.stderr
    assert_same(repository / "site", tmp_path / "out")
    assert {0o644} == modes_in(repository / "site") == modes_in(tmp_path / "out")


@pytest.mark.full
@pytest.mark.sample(2)
@pytest.mark.needs("faketime")
@pytest.mark.parametrize("hour", ["2024-08-05 23:59:58", "2031-12-31 23:30:00"])
def test_site_is_the_same_at_another_hour(repository: Path, tmp_path: Path, tool: Callable[[str], Path], hour: str):
    root = cloned(repository, tmp_path)
    done = press(root, "build", environment=ELSEWHERE, before=(tool("faketime"), hour))

    assert 0 == done.returncode, done.stderr
    assert_same(repository / "site", root / "site")


def assert_same(one: Path, other: Path) -> None:
    """
    Two folders hold the same files with the same bytes.
    """
    first, second = files_in(one), files_in(other)
    assert sorted(first) == sorted(second)
    assert [] == [path for path, data in first.items() if second[path] != data]
    assert len(first) > 100


def test_nothing_of_the_machine_is_in_the_site(repository: Path):
    """
    Neither its folders, nor who built it.
    """
    for path, data in files_in(repository / "site").items():
        assert os.fsencode(repository.parent) not in data, path
        assert os.fsencode(ROOT) not in data, path


def test_second_build_writes_nothing(repository: Path):
    done = press(repository, "build", environment=HOME)

    assert "0 files written" in done.stdout
    assert "0 removed" in done.stdout
    assert not (repository / ".site.press").exists()
    assert "" == git(repository, "status", "--porcelain")


@pytest.mark.full
def test_edit_of_a_translated_title_changes_just_what_shows_it(repository: Path, tmp_path: Path):
    """
    A title of the Chinese edition is on no English page.
    """
    root = cloned(repository, tmp_path)
    assert 0 == press(root, "build", "--no-search").returncode
    before = files_in(root / "site")
    old, new = change_title(root / "advisories/2024", "SA-2024-0003.zh-Hant.md", "稜鏡計劃漏洞")
    commit(root)

    assert 0 == press(root, "build", "--no-search").returncode

    changed = {path for path, data in files_in(root / "site").items() if before.get(path) != data} - OF_THE_COMMIT
    assert {path for path, data in before.items() if old in words(data)} == changed
    assert changed == {path for path, data in files_in(root / "site").items() if new in words(data)}
    assert "zh-hant/advisories/SA-2024-0003/index.html" in changed
    assert before.keys() == files_in(root / "site").keys()


@pytest.mark.full
def test_edit_of_a_source_title_changes_what_shows_it_and_its_translation(repository: Path, tmp_path: Path):
    """
    The translation is now older than the words it is of, and says so where it stands.
    """
    root = cloned(repository, tmp_path)
    assert 0 == press(root, "build", "--no-search").returncode
    before = files_in(root / "site")
    _, new = change_title(root / "advisories/2024", "SA-2024-0003.en.md", "Prismatic Plan Vulnerability")
    commit(root)

    assert 0 == press(root, "build", "--no-search").returncode

    after = files_in(root / "site")
    changed = {path for path, data in after.items() if before.get(path) != data} - OF_THE_COMMIT
    assert [] == sorted(path for path in changed if new not in after[path] and "zh-hant/" not in path)
    assert changed >= {path for path, data in after.items() if new in data}
    others = {f"SA-2024-{number:04}" for number in range(1, 9)} - {"SA-2024-0003"}
    assert [] == sorted(path for path in changed if any(f"/{id}/index.html" in path for id in others))


def words(data: bytes) -> bytes:
    """
    Without the marks that keep a number on one line or let a long word break.
    """
    return re.sub(rb"</?(?:span|wbr)[^>]*>", b"", data)


def change_title(folder: Path, name: str, title: str) -> tuple[bytes, bytes]:
    """
    Gives the file *name* the title *title*; the old and the new one, as bytes.
    """
    file = folder / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = (n for n, line in enumerate(lines) if line.startswith("title: "))
    old = lines[number].removeprefix("title: ").strip().strip("\"'")
    lines[number] = f"title: {title}\n"
    file.write_text("".join(lines), encoding="utf-8")
    return old.encode(), title.encode()
