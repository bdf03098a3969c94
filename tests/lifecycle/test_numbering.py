"""
Numbers: the first wins, none is used twice, gaps are fine.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.lifecycle.conftest import Press, git

YEAR = datetime.now().astimezone().year


@pytest.fixture
def bare(repository: Path, tmp_path: Path) -> Path:
    """
    A bare repository that *repository* knows as `origin`.
    """
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    git(repository, "remote", "add", "origin", str(tmp_path / "bare.git"))
    git(repository, "push", "--quiet", "origin", "main")
    return tmp_path / "bare.git"


def test_twenty_processes_get_twenty_numbers(repository: Path, bare: Path, tmp_path: Path, press: Press) -> None:
    """
    Twenty clones that number a draft at the same time get twenty different numbers, all kept as refs.
    """
    clones = []
    for number in range(20):
        clone = tmp_path / f"clone-{number}"
        git(tmp_path, "clone", "--quiet", "--branch", "main", str(bare), str(clone))
        assert 0 == press(clone, "new", "advisory", f"of-{number}").returncode
        clones.append(clone)

    command = [sys.executable, "-m", "advisorypress", "assign-ids"]
    running = [
        subprocess.Popen(command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for clone in clones
    ]
    outputs = [process.communicate(timeout=300) for process in running]

    assert [0] * 20 == [process.returncode for process in running], outputs
    ids = {output.split()[0] for output, _ in outputs}
    assert 20 == len(ids)
    assert ids == {
        ref.rpartition("/")[2] for ref in git(bare, "for-each-ref", "--format=%(refname)", "refs/press/ids").split()
    }


def test_a_number_is_never_used_again(repository: Path, bare: Path, press: Press) -> None:
    """
    The number of a draft that was thrown away stays taken.
    """
    press(repository, "new", "advisory", "first")
    first = press(repository, "assign-ids").stdout.split()
    for file in repository.glob(f"advisories/*/{first[0]}.*"):
        file.unlink()
    press(repository, "new", "advisory", "second")

    second = press(repository, "assign-ids").stdout.split()

    assert [f"SA-{YEAR}-0001", f"SA-{YEAR}-0002"] == [first[0], second[0]]


def test_files_and_references_are_renamed(repository: Path, bare: Path, press: Press) -> None:
    """
    Both editions get the number as their name, the source its id, and links of other drafts follow.
    """
    press(repository, "new", "advisory", "old")
    press(repository, "new", "advisory", "old-one")
    press(repository, "new", "article", "told")
    article = repository / "content/articles/told.en.md"
    article.write_text(article.read_text() + "\nSee [it](/advisories/draft-old/) and /advisories/draft-old-one/.\n")

    numbered = press(repository, "assign-ids", f"advisories/{YEAR}/draft-old.zh-Hant.md")

    assert 0 == numbered.returncode, numbered.stderr
    id = numbered.stdout.split()[0]
    english = repository / f"advisories/{YEAR}/{id}.en.md"
    assert f"\nid: {id}\ntitle:" in english.read_text()
    assert english.with_name(f"{id}.zh-Hant.md").exists()
    assert not list(repository.glob("advisories/*/draft-old.*"))
    assert list(repository.glob("advisories/*/draft-old-one.*"))
    assert f"[it](/advisories/{id}/) and /advisories/draft-old-one/" in article.read_text()
    assert 0 == press(repository, "check").returncode


def test_without_a_remote_numbers_come_from_the_block(repository: Path, press: Press) -> None:
    """
    A repository of its own takes reserved numbers, and remembers them in its refs.
    """
    for name in ("one", "two"):
        press(repository, "new", "advisory", name)

    numbered = press(repository, "assign-ids")

    assert [f"SA-{YEAR}-9000", f"SA-{YEAR}-9001"] == [line.split()[0] for line in numbered.stdout.splitlines()]
    assert 2 == len(git(repository, "for-each-ref", "refs/press/ids").splitlines())


def test_reserved_numbers_do_not_drag_the_running_ones(repository: Path, bare: Path, press: Press) -> None:
    """
    After a number of the reserved block the next one taken on the remote is still the next running one.
    """
    press(repository, "new", "advisory", "one")
    first = press(repository, "assign-ids").stdout.split()[0]
    git(bare, "update-ref", f"refs/press/ids/SA-{YEAR}-9005", git(bare, "rev-parse", "main"))
    press(repository, "new", "advisory", "two")

    assert f"SA-{YEAR}-0001" == first
    assert f"SA-{YEAR}-0002" == press(repository, "assign-ids").stdout.split()[0]


def test_a_remote_that_cannot_be_reached(repository: Path, press: Press, tmp_path: Path) -> None:
    """
    Nothing is renamed when the remote gives no number, and the message says what failed.
    """
    git(repository, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    press(repository, "new", "advisory", "lost")

    numbered = press(repository, "assign-ids")

    assert 3 == numbered.returncode
    assert "cannot reach origin to take a number" in numbered.stderr
    assert "\n  press assign-ids --offline takes one of the reserved 9000-9999\n" in numbered.stderr
    assert "Traceback" not in numbered.stderr
    assert list(repository.glob("advisories/*/draft-lost.en.md"))


def test_a_remote_that_cannot_be_reached_keeps_nobody_from_a_number(
    repository: Path, press: Press, tmp_path: Path
) -> None:
    """
    With `--offline` it comes from the reserved block; both a remote and none are not to be had.
    """
    git(repository, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    press(repository, "new", "advisory", "found")

    assert 2 == press(repository, "assign-ids", "--offline", "--remote", "origin").returncode
    assert f"SA-{YEAR}-9000" == press(repository, "assign-ids", "--offline").stdout.split()[0]


def test_a_path_that_is_no_draft(repository: Path, press: Press) -> None:
    """
    A wrong path is told, with the drafts that there are.
    """
    press(repository, "new", "advisory", "there")

    numbered = press(repository, "assign-ids", "draft-here")

    assert 2 == numbered.returncode
    assert "the drafts are: draft-there" in numbered.stderr
