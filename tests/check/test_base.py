"""
`press check --base REF`: what has changed since a commit, asked of a real repository.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import CHINESE_PATH, PATH, advisory_file, chinese_file, write_repository
from tests.repositories import commit, git, press

NOW = "2026-12-01T09:00:00+08:00"
CORRECTION = "\n  - {date: 2026-11-20T09:30:00+08:00, type: new, note: First published.}"
CORRECTION += "\n  - {date: 2026-11-22T09:30:00+08:00, type: correction, note: Corrected.}"
ARCHIVED = "advisories/2026/archive/SA-2026-0142/v1.en.md"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    A repository with one published advisory on main.
    """
    root = write_repository(tmp_path / "r", {PATH: advisory_file()})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, NOW)
    return root


def told(root: Path, *arguments: str) -> list[str]:
    """
    The messages of the rule in *root*, which `press check --base main` prints.
    """
    done = press(root, "check", "--as-of", NOW, *(arguments or ("--base", "main")))
    assert done.returncode in (0, 1), done.stderr
    return [line for line in done.stdout.splitlines() if line.endswith("[words-changed-unrevised]")]


def test_nothing_is_told_when_nothing_changed(repository: Path) -> None:
    """
    Nor when new records were added, nor without --base.
    """
    other = PATH.replace("0142", "0143")
    write_repository(repository, {other: advisory_file(id="SA-2026-0143")})

    assert [] == told(repository)
    write_repository(repository, {PATH: advisory_file(severity="low")})
    assert [] == told(repository, "advisories")


def test_a_change_without_a_revision_is_an_error(repository: Path) -> None:
    """
    In the work tree, and once it is committed on a branch.
    """
    write_repository(repository, {PATH: advisory_file(severity="low")})
    expected = [
        f"{PATH}:7:1: error: this is still version 1, but `severity` changed since main [words-changed-unrevised]"
    ]

    assert expected == told(repository)
    git(repository, "switch", "--quiet", "--create", "edit")
    commit(repository, NOW)
    assert expected == told(repository)
    assert 1 == press(repository, "check", "--as-of", NOW, "--base", "main").returncode


def test_the_printed_command_keeps_the_old_version(repository: Path) -> None:
    """
    With a revision, the command of the hint clears what is left.
    """
    write_repository(repository, {PATH: advisory_file(severity="low", revisions=CORRECTION)})
    done = press(repository, "check", "--as-of", NOW, "--base", "main")
    (command,) = [line.strip() for line in done.stdout.splitlines() if "git show" in line]
    folder, _, rest = command.removeprefix("mkdir -p ").partition(" && git show ")
    (repository / folder).mkdir(parents=True)
    shown, _, path = rest.partition(" > ")
    (repository / path).write_text(git(repository, "show", shown) + "\n")

    assert ARCHIVED == path
    assert [] == told(repository)


def test_press_revise_does_it_all(repository: Path) -> None:
    """
    The command for a new version leaves nothing to say.
    """
    assert 0 == press(repository, "revise", "SA-2026-0142", "--type", "correction").returncode
    text = (repository / PATH).read_text().replace("severity: critical", "severity: high")
    (repository / PATH).write_text(text)

    assert [] == told(repository)


def test_what_main_did_since_is_not_ours(repository: Path) -> None:
    """
    A branch is compared with the commit at which it left.
    """
    git(repository, "switch", "--quiet", "--create", "edit")
    write_repository(repository, {PATH.replace("0142", "0143"): advisory_file(id="SA-2026-0143")})
    commit(repository, NOW)
    git(repository, "switch", "--quiet", "main")
    write_repository(repository, {PATH: advisory_file(severity="low", revisions=CORRECTION), ARCHIVED: advisory_file()})
    commit(repository, NOW)
    git(repository, "switch", "--quiet", "edit")

    assert [] == told(repository)


def test_a_draft_that_got_its_number(repository: Path) -> None:
    """
    Under its new name it is new, whatever the draft said.
    """
    draft = "advisories/2026/draft-fortios.en.md"
    write_repository(repository, {draft: advisory_file(id="draft", status="draft")})
    commit(repository, NOW)
    numbered = PATH.replace("0142", "0143")
    git(repository, "mv", draft, numbered)
    write_repository(repository, {numbered: advisory_file(id="SA-2026-0143", severity="low")})

    assert [] == told(repository)


def test_a_file_that_moved_is_known_by_its_number(repository: Path) -> None:
    """
    A change does not hide behind a new folder.
    """
    (repository / "advisories/2025").mkdir()
    git(repository, "mv", PATH, PATH.replace("/2026/", "/2025/"))
    moved = PATH.replace("/2026/", "/2025/")
    write_repository(repository, {moved: advisory_file(severity="low")})

    assert [f"{moved}:7:1:"] == [line.split(" ")[0] for line in told(repository)]


def test_a_removed_advisory(repository: Path) -> None:
    """
    What was published is gone only with a takedown.
    """
    (repository / PATH).unlink()

    assert ["SA-2026-0142 was published (main), and is gone"] == [
        line.split("error: ")[1].removesuffix(" [words-changed-unrevised]") for line in told(repository)
    ]


def test_what_is_published_later_may_change(repository: Path) -> None:
    """
    Until its time has come nobody has read it.
    """
    later = "2026-12-24T09:30:00+08:00"
    dates = {
        "published": later,
        "revisions": f"\n  - {{date: {later}, type: new, note: First published.}}",
        "id": "SA-2026-0143",
    }
    path = PATH.replace("0142", "0143")
    write_repository(repository, {path: advisory_file(**dates)})
    commit(repository, NOW)
    write_repository(repository, {path: advisory_file(**dates, severity="low")})

    assert [] == told(repository)


def test_the_other_edition_is_read_with_a_changed_one(repository: Path) -> None:
    """
    Only the translation changed, so the facts come from a file that is as it was.
    """
    write_repository(repository, {PATH: advisory_file(languages=None), CHINESE_PATH: chinese_file()})
    commit(repository, NOW)
    write_repository(repository, {CHINESE_PATH: chinese_file("## 解決方案\n\n請立即更新。\n")})

    assert [] == told(repository)  # it was stale, and is being brought up to date


def test_a_repository_inside_another(tmp_path: Path) -> None:
    """
    The press's folder need not be git's.
    """
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    root = write_repository(tmp_path / "site of ours", {PATH: advisory_file()})
    commit(tmp_path, NOW)
    write_repository(root, {PATH: advisory_file(severity="low")})

    assert [f"{PATH}:7:1:"] == [line.split(" ")[0] for line in told(root)]


@pytest.mark.parametrize("name", ["nowhere", "--output=stolen", "HEAD:advisories", ""])
def test_a_name_that_is_no_commit(repository: Path, name: str) -> None:
    """
    Is a mistake of the user, in one line; nothing that begins with a hyphen is an option of git's.
    """
    done = press(repository, "check", f"--base={name}")

    assert (2, "") == (done.returncode, done.stdout)
    assert f"there is no commit {name}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (repository / "stolen").exists()


def test_without_a_repository(tmp_path: Path) -> None:
    """
    There is nothing to compare with; that is the world's failure.
    """
    done = press(write_repository(tmp_path, {PATH: advisory_file()}), "check", "--base", "main")

    assert 3 == done.returncode
    assert "not a git repository" in done.stderr
    assert "Traceback" not in done.stderr
