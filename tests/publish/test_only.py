"""
`press publish --only`: one advisory reaches readers, and nothing else that has changed does.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.conftest import files_in
from tests.repositories import copy_repository, git, press

ONE, OTHER = "SA-2014-0001", "SA-2017-0001"
NEW = "press-only-made-this-title"


def file_of(root: Path, id: str, language: str = "en") -> Path:
    return root / "advisories" / id.split("-")[1] / f"{id}.{language}.md"


def retitle(file: Path, title: str) -> None:
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.startswith("title:"))
    file.write_text(text.replace(line, f"title: {title}", 1), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A repository whose commit was published to `www` beside it.
    """
    root = copy_repository(tmp_path_factory.mktemp("only") / "repository")
    done = press(root, "publish", "--to", "../www")
    assert 0 == done.returncode, done.stderr
    return root


@pytest.fixture
def repository(published: Path) -> Iterator[Path]:
    """
    The same; what a test changed is taken back.
    """
    yield published
    git(published, "reset", "--quiet", "--hard", "HEAD")
    git(published, "clean", "--quiet", "-fd")


def only(root: Path, *ids: str, to: str = "../www") -> subprocess.CompletedProcess[str]:
    return press(root, "publish", "--to", to, *(word for id in ids for word in ("--only", id)))


def test_only_what_is_named_is_published(repository: Path):
    """
    The rest may be half written, and even broken.
    """
    before = files_in(repository.parent / "www")
    retitle(file_of(repository, ONE), NEW)
    retitle(file_of(repository, OTHER), "nobody shall read this yet")
    (repository / "content/guides/ransomware.en.md").write_text("no front matter", encoding="utf-8")

    done = only(repository, ONE.lower())

    assert 0 == done.returncode, done.stdout + done.stderr
    after = files_in(repository.parent / "www")
    assert NEW.encode() in after[f"advisories/{ONE}/index.html"]
    assert NEW.encode() in after["advisories/2014/index.html"]
    assert not [path for path, data in after.items() if b"nobody shall read this yet" in data]
    # The names of an index of search come from its words.
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert not [path for path in changed if path.startswith(("guides/", f"advisories/{OTHER}/"))]
    assert after == files_in(repository / "site")


@pytest.mark.full
def test_next_one_starts_from_the_last(repository: Path):
    """
    What was published alone before stays, although no branch has it.
    """
    retitle(file_of(repository, ONE), NEW)
    assert 0 == only(repository, ONE).returncode
    git(repository, "checkout", "--quiet", "--", ".")
    retitle(file_of(repository, OTHER), "and this one too")

    done = only(repository, OTHER)

    assert 0 == done.returncode, done.stdout + done.stderr
    www = files_in(repository.parent / "www")
    assert NEW.encode() in www[f"advisories/{ONE}/index.html"]
    assert b"and this one too" in www[f"advisories/{OTHER}/index.html"]


def test_error_in_what_is_named_publishes_nothing(repository: Path):
    before = files_in(repository.parent / "www")
    file = file_of(repository, ONE)
    file.write_text(file.read_text(encoding="utf-8").replace("severity: ", "severity: un"), encoding="utf-8")

    done = only(repository, ONE)

    assert 1 == done.returncode
    assert f"advisories/2014/{ONE}.en.md" in done.stdout
    assert before == files_in(repository.parent / "www")


def test_link_does_not_lead_out_of_the_repository(repository: Path, tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text("secret", encoding="utf-8")
    file = file_of(repository, ONE)
    file.unlink()
    file.symlink_to(secret)

    done = only(repository, ONE)

    assert 2 == done.returncode
    assert "symbolic link" in done.stderr


@pytest.mark.parametrize(
    ("id", "to", "said"),
    [
        ("SA-2099-0001", "../www", "there is no advisory SA-2099-0001"),
        (ONE, "../nowhere", "nothing is published there yet"),
    ],
)
def test_what_cannot_be_done_is_told(repository: Path, id: str, to: str, said: str):
    done = only(repository, id, to=to)

    assert 2 == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr
