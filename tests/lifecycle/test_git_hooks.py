"""
`press hooks install`, and what git does with the hooks.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.examples import MKDOCS, PATH, ROOT, advisory_file, write_repository
from tests.repositories import commit, git, press

NOW = "2026-12-01T09:00:00+08:00"
DRAFT = "advisories/2026/draft-fortios.en.md"
FOREIGN = "#!/bin/sh\nexec ./lint\n"


@pytest.fixture(autouse=True)
def press_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The hooks find this press, and no setting of the machine's own git is in the way.
    """
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    A public repository with one advisory, and a bare one that it is pushed to.
    """
    return a_repository(tmp_path)


def a_repository(folder: Path, settings: str = MKDOCS) -> Path:
    root = write_repository(folder / "r", {PATH: advisory_file()}, settings=settings)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "init", "--quiet", "--bare", str(folder / "bare.git"))
    git(root, "remote", "add", "origin", str(folder / "bare.git"))
    commit(root, NOW)
    return root


def try_git(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """
    Runs git, which may fail.
    """
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@cert.example")
    return subprocess.run(["git", "-C", root, *identity, *words], capture_output=True, text=True)


def pushed(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """
    A push of *words* to origin.
    """
    return try_git(root, "push", "--quiet", "origin", *words)


def add(root: Path, **head: str) -> None:
    """
    A commit of a draft with the front matter *head*.
    """
    commit_files(root, {DRAFT: advisory_file(**{"id": "draft", "status": "draft", **head})})


def commit_files(root: Path, files: dict[str, str]) -> None:
    """
    A commit of *files*, whatever the hooks say.
    """
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--no-verify", "--message=Files", when=NOW)


# -- Installing -----------------------------------------------------------------------------------


def test_both_hooks_are_written_and_a_second_time_is_harmless(repository: Path) -> None:
    """
    They can be run, and stay as they are.
    """
    first = press(repository, "hooks", "install")
    files = {name: (repository / ".git/hooks" / name) for name in ("pre-commit", "pre-push")}
    texts = {name: path.read_bytes() for name, path in files.items()}
    second = press(repository, "hooks", "install")

    assert (0, 0) == (first.returncode, second.returncode)
    assert 2 == first.stdout.count(": written (")
    assert 2 == second.stdout.count(": there already (")
    assert all(os.access(path, os.X_OK) for path in files.values())
    assert texts == {name: path.read_bytes() for name, path in files.items()}


def test_an_older_hook_of_ours_is_renewed(repository: Path) -> None:
    """
    The mark in it says whose it is.
    """
    press(repository, "hooks", "install")
    path = repository / ".git/hooks/pre-commit"
    text = path.read_text()
    path.write_text(text.replace("check", "chck"))

    assert "pre-commit: written (" in press(repository, "hooks", "install").stdout
    assert text == path.read_text()


@pytest.mark.parametrize("is_link", [False, True])
def test_a_foreign_hook_stays_as_it_is(repository: Path, is_link: bool) -> None:
    """
    What to add to it is printed, and the other hook is written.
    """
    path = repository / ".git/hooks/pre-commit"
    if is_link:
        path.symlink_to("../../nowhere")
    else:
        path.write_text(FOREIGN)
    done = press(repository, "hooks", "install")

    assert 1 == done.returncode
    assert "pre-commit: somebody else's, and stays as it is (" in done.stdout
    assert "pre-push: written (" in done.stdout
    assert path.is_symlink() if is_link else path.read_text() == FOREIGN


@pytest.mark.full
def test_the_line_to_add_does_the_same(repository: Path, tmp_path: Path) -> None:
    """
    In a foreign hook, and in one that other repositories use, too.
    """
    shared = tmp_path / "shared"
    for folder, settings in ((repository / ".git/hooks", ()), (shared, ("core.hooksPath", str(shared)))):
        if settings:
            git(repository, "config", *settings)
        folder.mkdir(exist_ok=True)
        for name in ("pre-commit", "pre-push"):
            (folder / name).write_text("#!/bin/sh\ntrue\n")
            (folder / name).chmod(0o755)
        done = press(repository, "hooks", "install")
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip().endswith("|| exit 1")]
        for name, line in zip(("pre-commit", "pre-push"), lines, strict=True):
            (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        write_repository(repository, {PATH: advisory_file(severity="hihg")})

        assert "[not-in-vocabulary]" in try_git(repository, "commit", "--all", "--message=Wrong").stderr
        add(repository, tlp="RED", summary=str(folder))
        assert "TLP:RED" in pushed(repository, "main").stderr


def test_ours_is_there_when_the_framework_keeps_it(repository: Path) -> None:
    """
    pre-commit.com renames the hook that it finds, and runs it first.
    """
    press(repository, "hooks", "install")
    path = repository / ".git/hooks/pre-push"
    path.rename(path.with_name("pre-push.legacy"))
    path.write_text("#!/bin/sh\n# File generated by pre-commit\n")
    done = press(repository, "hooks", "install")

    assert 0 == done.returncode
    assert "pre-push: there already (" in done.stdout


def test_hooks_path_of_the_repository_is_respected(repository: Path) -> None:
    """
    Where git looks for them they stand; a relative path counts from the top.
    """
    git(repository, "config", "core.hooksPath", ".githooks")
    press(repository / "advisories", "hooks", "install")

    assert ["pre-commit", "pre-push"] == sorted(path.name for path in (repository / ".githooks").iterdir())


def test_hooks_shared_with_other_repositories_are_left_alone(repository: Path, tmp_path: Path) -> None:
    """
    A folder of the whole machine would check everybody's commits.
    """
    shared = tmp_path / "shared hooks"
    git(repository, "config", "core.hooksPath", str(shared))
    done = press(repository, "hooks", "install")

    assert 1 == done.returncode
    assert 2 == done.stdout.count(": not written, for core.hooksPath leads out of this repository (")
    assert not shared.exists()


def test_outside_a_repository(tmp_path: Path) -> None:
    """
    There are no hooks; that is told in one line.
    """
    done = press(write_repository(tmp_path, {PATH: advisory_file()}), "hooks", "install")

    assert 3 == done.returncode
    assert "not a git repository" in done.stderr


# -- Before a commit ------------------------------------------------------------------------------


def test_a_commit_with_an_error_is_refused(repository: Path) -> None:
    """
    With the finding and the way round it; a warning is let pass.
    """
    press(repository, "hooks", "install")
    write_repository(repository, {PATH: advisory_file(severity="hihg")})
    refused = try_git(repository, "commit", "--all", "--message=Wrong")
    write_repository(repository, {PATH: advisory_file(languages=None)})
    let_pass = try_git(repository, "commit", "--all", "--message=Right")

    assert 1 == refused.returncode
    assert "[not-in-vocabulary]" in refused.stdout + refused.stderr
    assert "git commit --no-verify" in refused.stderr
    assert 0 == let_pass.returncode, let_pass.stderr


@pytest.mark.full
def test_a_press_below_the_top(tmp_path: Path) -> None:
    """
    The hooks go to its folder first, also from a work tree of their own.
    """
    root = write_repository(tmp_path / "all" / "it's the site", {PATH: advisory_file(severity="hihg")})
    git(tmp_path / "all", "init", "--quiet", "--initial-branch=main")
    assert 0 == press(root, "hooks", "install").returncode
    git(root, "add", "--all")

    assert "[not-in-vocabulary]" in try_git(root, "commit", "--message=Wrong").stderr
    git(root, "commit", "--quiet", "--no-verify", "--message=Wrong")
    git(root, "worktree", "add", "--quiet", str(tmp_path / "other"))
    (tmp_path / "other" / "README").write_text("x")
    git(tmp_path / "other", "add", "--all")
    assert "[not-in-vocabulary]" in try_git(tmp_path / "other", "commit", "--message=Wrong").stderr


def test_without_a_press_a_commit_passes_and_a_push_does_not(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    Nobody can say what would go out.
    """
    press(repository, "hooks", "install")
    (tmp_path / "bin").mkdir()
    for tool in ("git", "sh"):
        found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
        (tmp_path / "bin" / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    write_repository(repository, {PATH: advisory_file(severity="hihg")})
    committed = try_git(repository, "commit", "--all", "--message=Unchecked")
    done = pushed(repository, "main")

    assert 0 == committed.returncode
    assert "this commit was not checked" in committed.stderr
    assert 0 != done.returncode
    assert "nobody can say that this may be public" in done.stderr


# -- Before a push --------------------------------------------------------------------------------


@pytest.mark.full
def test_what_may_be_public_is_pushed(repository: Path) -> None:
    """
    A new branch, more commits, a tag, and the removal of a branch.
    """
    press(repository, "hooks", "install")
    assert 0 == pushed(repository, "main").returncode
    add(repository, title="A Draft")
    git(repository, "tag", "--annotate", "--message=Tag", "v1")

    assert 0 == pushed(repository, "main:draft", "v1").returncode
    assert 0 == pushed(repository, ":draft").returncode


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        ({"tlp": "AMBER+STRICT"}, "tlp-not-clear"),
        ({"tlp": "'RED'"}, "tlp-not-clear"),
        ({"published": "2999-11-20T09:30:00+08:00"}, "embargoed-in-public"),
        ({"tlp": "RED", "title": "[unfinished"}, "tlp-not-clear"),
        ({"published": "2999-11-20T09:30:00+08:00", "title": "[unfinished"}, "embargoed-in-public"),
    ],
)
def test_a_secret_is_not_pushed(repository: Path, head: dict[str, str], rule: str) -> None:
    """
    From any branch, even where the file cannot be read.
    """
    press(repository, "hooks", "install")
    add(repository, **head)
    done = pushed(repository, "main:any-branch")

    assert 0 != done.returncode
    assert "press: not pushed: in a public repository everybody reads what is pushed" in done.stderr
    assert f"  {DRAFT}:" in done.stderr
    assert f"[{rule}]" in done.stderr
    assert "" == git(repository, "ls-remote", "origin")


@pytest.mark.full
def test_a_secret_that_was_taken_out_again_is_in_the_history(repository: Path) -> None:
    """
    The commit that brought it is named; without it the push passes.
    """
    press(repository, "hooks", "install")
    pushed(repository, "main")
    add(repository, tlp="RED")
    culprit = git(repository, "rev-parse", "HEAD")
    git(repository, "rm", "--quiet", DRAFT)
    git(repository, "commit", "--quiet", "--no-verify", "--message=Oops")
    done = pushed(repository, "main")

    assert 0 != done.returncode
    assert f"{DRAFT}:19:6 in commit {culprit[:12]}: TLP:RED in a public repository" in done.stderr
    git(repository, "reset", "--quiet", "--soft", "HEAD~2")
    git(repository, "commit", "--quiet", "--no-verify", "--allow-empty", "--message=Without it")
    assert 0 == pushed(repository, "main").returncode


def test_a_secret_elsewhere_in_the_repository(repository: Path) -> None:
    """
    A note beside the content, and an earlier version in the archive.
    """
    press(repository, "hooks", "install")
    files = {
        "notes/plan.md": advisory_file(tlp="GREEN"),
        "advisories/2026/archive/X/v1.en.md": advisory_file(tlp="RED"),
    }
    commit_files(repository, files)
    done = pushed(repository, "main")

    assert 0 != done.returncode
    assert all(f"  {path}:" in done.stderr for path in files)


def test_every_branch_of_a_push_is_looked_at(repository: Path) -> None:
    """
    Not only the first.
    """
    press(repository, "hooks", "install")
    git(repository, "branch", "clean")
    add(repository, tlp="RED")
    done = pushed(repository, "clean", "main")

    assert 0 != done.returncode
    assert "TLP:RED" in done.stderr
    assert "" == git(repository, "ls-remote", "origin")


def test_what_the_remote_has_is_public_already(repository: Path) -> None:
    """
    Only what is new is looked at.
    """
    add(repository, tlp="RED")
    assert 0 == pushed(repository, "main").returncode
    press(repository, "hooks", "install")
    commit_files(repository, {PATH: advisory_file(title="Another")})

    assert 0 == pushed(repository, "main").returncode


def test_a_remote_that_is_only_an_address(repository: Path, tmp_path: Path) -> None:
    """
    Nothing is known of it, so everything is looked at.
    """
    add(repository, tlp="RED")
    pushed(repository, "main")
    press(repository, "hooks", "install")
    git(repository, "init", "--quiet", "--bare", str(tmp_path / "other.git"))

    assert 0 != try_git(repository, "push", str(tmp_path / "other.git"), "main").returncode


def test_a_private_repository_may_hold_secrets(tmp_path: Path) -> None:
    """
    Its readers are the team; what is to be published must be CLEAR there, too.
    """
    root = a_repository(tmp_path, MKDOCS.replace("  press:\n", "  press:\n    repository: private\n"))
    press(root, "hooks", "install")
    add(root, tlp="RED", published="2999-11-20T09:30:00+08:00")
    done = pushed(root, "main")

    assert 0 == done.returncode, done.stderr
    commit_files(root, {PATH: advisory_file(tlp="AMBER")})

    assert "TLP:AMBER cannot be published" in pushed(root, "main").stderr


def test_lines_that_git_never_writes(repository: Path) -> None:
    """
    Are a usage error, not a traceback and not a pass.
    """
    done = subprocess.run(
        [sys.executable, "-m", "advisorypress", "hooks", "run", "pre-push", "origin", "url"],
        cwd=repository,
        input="one two\n",
        capture_output=True,
        text=True,
    )

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr


# -- pre-commit.com -------------------------------------------------------------------------------


def test_the_hook_of_the_framework_is_a_command() -> None:
    """
    What .pre-commit-hooks.yaml enters exists, and runs when what it looks at has changed.
    """
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert ("press-check", "python", ["pre-commit"]) == (hook["id"], hook["language"], hook["stages"])
    assert hook["pass_filenames"] is False
    assert 0 == press(ROOT, *hook["entry"].split()[1:], "--help").returncode
    for path in (
        PATH,
        "content/guides/ransomware.en.md",
        "data/vocabulary.csv",
        "mkdocs.yml",
        "bulletins/2026/2026-11.en.md",
    ):
        assert re.search(hook["files"], path), path
    assert re.search(hook["files"], "docs/editors.md") is None
