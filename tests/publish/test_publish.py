"""
`press publish`: check, build, copy; and a target that fails does not keep the site from the others.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.settings import read_settings
from tests.examples import advisory_file
from tests.publish.conftest import files_in
from tests.repositories import copy_repository, git, press


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    This repository with one commit, and a bare one beside it as `origin`.
    """
    root = copy_repository(tmp_path_factory.mktemp("publish") / "repository")
    git(root.parent, "init", "--quiet", "--bare", "origin.git")
    git(root, "remote", "add", "origin", "../origin.git")
    return root


def test_site_reaches_every_target(repository: Path, tmp_path: Path):
    """
    Two sorts of target at once get the same files, and the words say that they are unsigned and that nothing was mailed.
    """
    done = press(repository, "publish", "--to", tmp_path / "www", "--to", "pages:origin")

    assert 0 == done.returncode, done.stdout + done.stderr
    site = files_in(repository / "site")
    assert site == files_in(tmp_path / "www")
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", str(repository.parent / "origin.git"), "pages")
    shown = {path: data for path, data in files_in(tmp_path / "pages").items() if not path.startswith(".git/")}
    assert {**site, ".nojekyll": b""} == shown
    assert f"{tmp_path / 'www'}: {len(site):,} files written, 0 removed, unsigned" in done.stdout
    assert "The site is unsigned. No mail was sent." in done.stderr
    assert "" == git(repository, "status", "--porcelain")
    assert f"commit {git(repository, 'rev-parse', 'HEAD')}" in git(tmp_path / "pages", "show", "-s", "--format=%B")


@pytest.mark.full
def test_target_that_fails_does_not_keep_the_site_from_the_others(repository: Path, tmp_path: Path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/shop.php").write_text("theirs")

    done = press(repository, "publish", "--to", tmp_path / "theirs", "--to", tmp_path / "www")

    assert 3 == done.returncode
    assert "did not make" in done.stderr
    assert files_in(repository / "site") == files_in(tmp_path / "www")


def test_error_publishes_nothing(repository: Path, tmp_path: Path):
    broken = repository / "advisories/2024/SA-2024-0901.en.md"
    broken.write_text(advisory_file(id="SA-2024-0901", severity="terrible"), encoding="utf-8")
    try:
        done = press(repository, "publish", "--to", tmp_path / "www")
    finally:
        broken.unlink()

    assert 1 == done.returncode
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("ftp://www.cert.example/", "cannot publish to `ftp://www.cert.example/`"),
        (".", "holds the repository itself"),
        ("advisories", "is among the repository's own files"),
    ],
)
def test_wrong_target_is_told_before_anything_is_built(repository: Path, target: str, said: str):
    done = press(repository, "publish", "--to", target)

    assert 2 == done.returncode
    assert said in done.stderr
    assert "checking" not in done.stderr


@pytest.mark.full
def test_targets_can_stand_in_the_settings(repository: Path, tmp_path: Path):
    """
    One of them, or a list; what is relative is seen from the repository.
    """
    settings = repository / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert () == read_settings(repository).publish_to
    assert 2 == press(repository, "publish").returncode
    try:
        settings.write_text(text.replace("  press:\n", "  press:\n    publish: {to: ../www}\n", 1), encoding="utf-8")
        assert ("../www",) == read_settings(repository).publish_to
        done = press(repository / "content", "publish")
    finally:
        settings.write_text(text, encoding="utf-8")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert files_in(repository / "site") == files_in(repository.parent / "www")
