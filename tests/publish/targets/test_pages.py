"""
Publishing to a branch: a real remote on the disk, and an editor's repository that must stay as it is.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from advisorypress.errors import PublishError, UsageError
from advisorypress.publish.built_site import read_site
from advisorypress.publish.targets.pages import PagesTarget
from advisorypress.publish.targets.target import Copied
from tests.publish.conftest import FIRST, SECOND, files_in, with_manifest, write_site

AUTHOR = ("Example CERT 示例", "report@cert.example")


def git(folder: Path, *words: str) -> str:
    """
    What git says in *folder*.
    """
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@cert.example"]
    done = subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    An editor's repository with a commit, something staged, something changed, and the remote `origin`.
    """
    root = tmp_path / "repository"
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    git(root, "remote", "add", "origin", "../remote.git")
    (root / ".gitattributes").write_text("* text eol=crlf\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "First")
    (root / "staged").write_text("staged")
    git(root, "add", "staged")
    (root / "changed").write_text("changed")
    return root


@pytest.fixture
def target(repository: Path) -> PagesTarget:
    """
    The branch `gh-pages` of `origin`.
    """
    return PagesTarget(repository, "origin", "gh-pages", AUTHOR)


def on_branch(tmp_path: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """
    What a Pages service would show.
    """
    folder = tmp_path / f"checkout-{len(list(tmp_path.iterdir()))}"
    git(tmp_path, "clone", "--quiet", "--branch", branch, "remote.git", str(folder))
    return {path: data for path, data in files_in(folder).items() if not path.startswith(".git/")}


def test_branch_holds_the_site_and_follows_it(site: Path, tmp_path: Path, target: PagesTarget):
    assert Copied(9, 0) == target.copy(read_site(site))
    assert {**with_manifest(FIRST), ".nojekyll": b""} == on_branch(tmp_path)

    write_site(site, SECOND)
    assert Copied(3, 2) == target.copy(read_site(site))
    assert {**with_manifest(SECOND), ".nojekyll": b""} == on_branch(tmp_path)
    assert "2" == git(tmp_path / "remote.git", "rev-list", "--count", "gh-pages")


def test_same_site_again_makes_no_commit(site: Path, tmp_path: Path, target: PagesTarget):
    target.copy(read_site(site))
    tip = git(tmp_path / "remote.git", "rev-parse", "gh-pages")

    assert Copied(0, 0) == target.copy(read_site(site))
    assert tip == git(tmp_path / "remote.git", "rev-parse", "gh-pages")


def test_same_site_is_the_same_commit(site: Path, tmp_path: Path, target: PagesTarget):
    """
    From whichever machine and by whomever it is published, at any hour.
    """
    target.copy(read_site(site))
    first = git(tmp_path / "remote.git", "rev-parse", "gh-pages")
    git(tmp_path / "remote.git", "branch", "--delete", "--force", "gh-pages")
    target.copy(read_site(site))

    assert first == git(tmp_path / "remote.git", "rev-parse", "gh-pages")
    shown = git(tmp_path / "remote.git", "show", "-s", "--format=%an <%ae> %cI%n%B", "gh-pages")
    assert shown.splitlines() == [
        "Example CERT 示例 <report@cert.example> 2024-07-02T09:00:00+08:00",
        "Publish the site",
        "",
        "Made from a tree with changes, as of 2024-07-02T09:00:00+08:00.",
    ]


def test_editors_repository_stays_as_it_is(site: Path, repository: Path, target: PagesTarget):
    """
    Work tree, index, local branches and the last fetch are the editor's.
    """

    def state() -> list[str]:
        asked = (("status", "--porcelain"), ("branch",), ("symbolic-ref", "HEAD"), ("stash", "list"))
        return [git(repository, *words) for words in asked] + [str((repository / ".git/FETCH_HEAD").exists())]

    before = state()
    target.copy(read_site(site))
    write_site(site, SECOND)
    target.copy(read_site(site))

    assert before == state()


def test_hand_made_commit_on_the_branch_is_built_upon(site: Path, tmp_path: Path, target: PagesTarget):
    """
    Somebody sets the domain on the branch: their commit stays in its history, and their file on the site.
    """
    target.copy(read_site(site))
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", "remote.git", "hand")
    (tmp_path / "hand/CNAME").write_text("www.cert.example")
    git(tmp_path / "hand", "add", "CNAME")
    git(tmp_path / "hand", "commit", "--quiet", "-m", "Domain")
    git(tmp_path / "hand", "push", "--quiet")
    hand = git(tmp_path / "hand", "rev-parse", "HEAD")

    write_site(site, SECOND)
    target.copy(read_site(site))

    assert hand == git(tmp_path / "remote.git", "rev-parse", "gh-pages^")
    assert {**with_manifest(SECOND), ".nojekyll": b"", "CNAME": b"www.cert.example"} == on_branch(tmp_path)


def test_branch_of_the_service_alone_is_taken(site: Path, tmp_path: Path, repository: Path, target: PagesTarget):
    make_branch(tmp_path, repository, "gh-pages", "CNAME")

    target.copy(read_site(site))

    assert {**with_manifest(FIRST), ".nojekyll": b"", "CNAME": b"theirs"} == on_branch(tmp_path)


def test_strangers_branch_is_refused(site: Path, tmp_path: Path, repository: Path, target: PagesTarget):
    make_branch(tmp_path, repository, "gh-pages", "thesis.tex")

    with pytest.raises(PublishError, match="did not make"):
        target.copy(read_site(site))

    assert {"thesis.tex": b"theirs"} == on_branch(tmp_path)


def test_signed_site_is_never_replaced(site: Path, tmp_path: Path, repository: Path, target: PagesTarget):
    make_branch(tmp_path, repository, "gh-pages", "manifest.json.asc")

    with pytest.raises(PublishError, match="signed"):
        target.copy(read_site(site))


def make_branch(tmp_path: Path, repository: Path, branch: str, name: str) -> None:
    """
    Somebody's branch with one file.
    """
    folder = tmp_path / "somebody"
    git(tmp_path, "init", "--quiet", f"--initial-branch={branch}", str(folder))
    (folder / name).write_text("theirs")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Theirs")
    git(folder, "push", "--quiet", str(tmp_path / "remote.git"), branch)


def test_push_that_came_between_is_not_overwritten(site: Path, tmp_path: Path, repository: Path, target: PagesTarget):
    """
    A hook of the editor's repository pushes just before we do.
    """
    target.copy(read_site(site))
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", "remote.git", "hand")
    git(tmp_path / "hand", "commit", "--quiet", "--allow-empty", "-m", "Between")
    hand = git(tmp_path / "hand", "rev-parse", "HEAD")
    hook = repository / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nunset GIT_DIR\ngit -C {tmp_path}/hand push --quiet\n")
    hook.chmod(0o755)
    write_site(site, SECOND)

    with pytest.raises(PublishError, match="cannot publish to origin"):
        target.copy(read_site(site))

    assert hand == git(tmp_path / "remote.git", "rev-parse", "gh-pages")


def test_file_becomes_folder_and_folder_becomes_file(site: Path, tmp_path: Path, target: PagesTarget):
    write_site(site, {"a": b"file", "b/c/d": b"deep", "b/e": b"flat"})
    target.copy(read_site(site))

    write_site(site, {"a/x": b"now deep", "b": b"now a file"})
    target.copy(read_site(site))

    expected = {**with_manifest({"a/x": b"now deep", "b": b"now a file"}), ".nojekyll": b""}
    assert expected == on_branch(tmp_path)


def test_path_works_as_a_remote(site: Path, tmp_path: Path, repository: Path):
    PagesTarget(repository, str(tmp_path / "remote.git"), "live/site", AUTHOR).copy(read_site(site))

    assert with_manifest(FIRST).items() <= on_branch(tmp_path, "live/site").items()


def test_what_git_cannot_reach_is_told_without_the_token(site: Path, repository: Path):
    target = PagesTarget(repository, "https://press:secret@127.0.0.1:1/site.git", "gh-pages", AUTHOR)

    with pytest.raises(PublishError, match="cannot publish to") as told:
        target.copy(read_site(site))

    assert "secret" not in str(told.value)


@pytest.mark.parametrize("branch", ["-x", "a..b", "x.lock", "a b"])
def test_wrong_branch_is_refused(site: Path, repository: Path, branch: str):
    if branch == "-x":
        branch = "-x/.y"
    with pytest.raises(UsageError, match="no name for a branch"):
        PagesTarget(repository, "origin", branch, AUTHOR).copy(read_site(site))
