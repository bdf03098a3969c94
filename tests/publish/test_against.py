"""
`press build --against` and `press publish`: what was published stays, and what was taken down does not.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.publish.conftest import files_in
from tests.repositories import commit, copy_repository, git, press

ADVISORY = "advisories/2024/SA-2024-0002.en.md"
ARCHIVED = "advisories/2024/SA-2024-0004.en.md"
ARTICLE = "content/news/website-opens"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """
    This repository, and the site that was made of it.
    """
    root = copy_repository(tmp_path_factory.mktemp("against") / "repository")
    done = press(root, "build")
    assert 0 == done.returncode, done.stdout + done.stderr
    (root / "site").rename(root.parent / "live")
    return root, root.parent / "live"


@pytest.fixture
def repository(published: tuple[Path, Path], tmp_path: Path) -> Path:
    """
    A copy to be changed.
    """
    return shutil.copytree(published[0], tmp_path / "repository", symlinks=True)


@pytest.fixture
def live(published: tuple[Path, Path]) -> Path:
    return published[1]


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def move_first_date(root: Path) -> None:
    """
    An hour earlier, in `published` and in the first revision.
    """
    text = (root / ADVISORY).read_text(encoding="utf-8")
    assert 2 == text.count("2024-03-05T10:10:00+08:00")
    (root / ADVISORY).write_text(text.replace("05T10:10:00", "05T09:10:00"), encoding="utf-8")


def manifest(site: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    return said


def test_same_commit_keeps_its_promises_and_its_bytes(repository: Path, live: Path):
    """
    An earlier manifest changes nothing in a site from which nothing was taken down.
    """
    done = press(repository, "build", "--against", live / "manifest.json")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert files_in(live) == files_in(repository / "site")


def test_lost_advisory_stops_the_build_and_leaves_the_site(repository: Path, live: Path):
    shutil.copytree(live, repository / "site")
    for path in repository.glob("advisories/2024/SA-2024-0002.*"):
        path.unlink()

    done = press(repository, "build", "--against", live)

    assert 1 == done.returncode
    assert (
        "error: SA-2024-0002 is not in the site any more [lost-advisory]\n    hint: put its files back" in done.stdout
    )
    assert f"compared with {live}/manifest.json: 1 error, 1 warning" in done.stdout
    assert "nothing was written" in done.stderr
    assert files_in(live) == files_in(repository / "site")
    assert not list(repository.glob(".site*"))


def test_moved_date_and_fallen_version(repository: Path, live: Path):
    move_first_date(repository)
    for path in (ARCHIVED, ARCHIVED.replace(".en.", ".zh-Hant.")):
        lines = (repository / path).read_text(encoding="utf-8").splitlines(keepends=True)
        left = [line for line in lines if "type: correction" not in line and "  - 關閉裝置遙測" not in line]
        assert len(left) == len(lines) - 1
        (repository / path).write_text("".join(left), encoding="utf-8")
    for path in repository.glob("advisories/2024/archive/SA-2024-0004/v2.*"):
        path.unlink()

    done = press(repository, "build", "--against", live)

    assert 1 == done.returncode, done.stdout + done.stderr
    assert {"moved-date", "falling-version", "lost-version"} <= set(re.findall(r"error: .* \[([a-z-]+)\]", done.stdout))


@pytest.mark.full
def test_lost_page_and_page_that_went_on_purpose(repository: Path, live: Path):
    for path in repository.glob(f"{ARTICLE}.*"):
        path.unlink()
    done = press(repository, "build", "--against", live)
    assert 1 == done.returncode
    assert "/news/website-opens/ /zh-hant/news/website-opens/ are gone [lost-url]" in done.stdout

    change(repository, "mkdocs.yml", "  press:\n", "  press:\n    gone: [news/website-opens/]\n")
    assert 0 == press(repository, "build", "--against", live).returncode


@pytest.mark.full
def test_former_version_is_read_and_compared(repository: Path, live: Path):
    """
    `press revise` puts it aside by itself; a revision by hand that forgets to is a warning.
    """
    done = press(repository, "revise", "SA-2024-0002", "--type", "correction", "--note", "A word was wrong.")
    assert 0 == done.returncode, done.stdout + done.stderr

    built = press(repository, "build", "--against", live)
    assert 0 == built.returncode, built.stdout + built.stderr
    assert "unread-version" not in built.stdout
    shutil.rmtree(repository / "advisories/2024/archive/SA-2024-0002")
    built = press(repository, "build", "--against", live)
    assert 0 == built.returncode, built.stdout + built.stderr
    assert "can no longer be read [unread-version]" in built.stdout


@pytest.mark.full
@pytest.mark.parametrize("given", ["nowhere/manifest.json", "http://127.0.0.1:9/manifest.json", "mkdocs.yml"])
def test_manifest_that_cannot_be_had_is_a_warning(repository: Path, live: Path, given: str):
    done = press(repository, "build", "--against", given)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "press: warning: nothing is compared with it: " in done.stderr
    assert files_in(live) == files_in(repository / "site")


def test_address_that_is_not_fetched_is_a_mistake(repository: Path):
    done = press(repository, "build", "--against", "http://www.cert.example/manifest.json")

    assert 2 == done.returncode
    assert "by https only" in done.stderr


# -- publish --------------------------------------------------------------------------------------


@pytest.mark.full
def test_publish_compares_with_every_target(repository: Path, live: Path, tmp_path: Path):
    """
    A folder and a branch: a loss at either publishes to neither. A target that holds nothing yet asks for nothing.
    """
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(repository, "remote", "add", "origin", "../origin.git")
    targets = ("--to", tmp_path / "www", "--to", "pages:origin")
    first = press(repository, "publish", *targets)
    assert 0 == first.returncode, first.stdout + first.stderr
    tip = git(tmp_path / "origin.git", "rev-parse", "gh-pages")

    for path in repository.glob("advisories/2024/SA-2024-0002.*"):
        path.unlink()
    commit(repository)
    done = press(repository, "publish", *targets, "--to", tmp_path / "new")

    assert 1 == done.returncode
    assert f"compared with {tmp_path}/www: 1 error" in done.stdout
    assert "compared with pages:origin: 1 error" in done.stdout
    assert files_in(live) == files_in(tmp_path / "www")
    assert tip == git(tmp_path / "origin.git", "rev-parse", "gh-pages")
    assert not (tmp_path / "new").exists()


@pytest.mark.full
@pytest.mark.needs("rsync")
def test_publish_compares_with_a_machine(repository: Path, live: Path, tmp_path: Path):
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\n[ "$1" = -l ] && shift 2\nshift\nexec sh -c "$*"\n')
    ssh.chmod(0o755)
    shutil.copytree(live, tmp_path / "www")
    move_first_date(repository)

    done = press(
        repository, "publish", "--to", f"press@web.cert.example:{tmp_path}/www", environment={"RSYNC_RSH": str(ssh)}
    )

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "[moved-date]" in done.stdout
    assert files_in(live) == files_in(tmp_path / "www")


@pytest.mark.full
def test_target_that_cannot_be_asked_is_a_warning(repository: Path, tmp_path: Path):
    """
    The others are published to as ever.
    """
    done = press(repository, "publish", "--to", "pages:nowhere", "--to", tmp_path / "www")

    assert 3 == done.returncode
    assert "press: warning: nothing is compared with it: cannot read nowhere" in done.stderr
    assert files_in(repository / "site") == files_in(tmp_path / "www")


# -- Takedown -------------------------------------------------------------------------------------

SECRET = "Chan-Tai-Man-9f3c"
SECRET_ZH = "陳大文玖"


def with_secret(repository: Path) -> Path:
    """
    Words that must go in every place that an author writes, of the current version and of an earlier one.
    """
    for folder in ("", "archive/SA-2024-0004/"):
        for path in repository.glob(f"advisories/2024/{folder}{'v1' if folder else 'SA-2024-0004'}.*.md"):
            secret = SECRET if ".en." in path.name else SECRET_ZH
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"^(title|summary|short): (.*)$", rf"\1: \2 {secret}", text, flags=re.MULTILINE)
            text = text.replace("actions: [", f"actions: [Call {secret}., ", 1) if ".en." in path.name else text
            text = re.sub(r"(title|note): (First published|Palo Alto Networks on)", rf"\1: {secret} \2", text)
            path.write_text(f"{text}\n{secret} was here.\n", encoding="utf-8")
    change(repository, ARCHIVED, "tlp: CLEAR\n", "tlp: CLEAR\naliases: [/alerts/142]\n")
    return repository


def places_of(folder: Path, *words: str) -> list[str]:
    """
    The files below *folder* that have one of *words*, in their names or their bytes.
    """
    needles = [word.encode() for word in words]
    return sorted(
        path
        for path, data in files_in(folder).items()
        if any(word in data or word in path.encode() for word in needles)
    )


def test_text_leaves_every_page_version_feed_and_cache(repository: Path, tmp_path: Path):
    """
    From the word in the repository to the last copy on this machine; what is left is a tombstone in both languages.
    """
    with_secret(repository)
    targets = ("--to", tmp_path / "www")
    before = press(repository, "publish", *targets)
    assert 0 == before.returncode, before.stdout + before.stderr
    assert 0 == press(repository, "preview", "SA-2024-0004").returncode
    assert 0 == press(repository, "digest", "preview", "--period", "2024-04-first").returncode
    old = manifest(tmp_path / "www")
    held = places_of(tmp_path / "www", SECRET, SECRET_ZH)
    assert {"feeds/all.atom", "digests/2024-04-first/index.html", "advisories/2024/index.html"} <= set(held)
    assert places_of(repository / ".cache", SECRET, SECRET_ZH)

    entry = "- {id: SA-2024-0004, versions: all, date: 2024-07-20, reason: personal-data, note: Letter-77c1}\n"
    (repository / "advisories/takedowns.yml").write_text(entry, encoding="utf-8")
    done = press(repository, "publish", *targets)

    assert 0 == done.returncode, done.stdout + done.stderr
    for folder in (repository / "site", tmp_path / "www", repository / ".cache"):
        assert [] == places_of(folder, SECRET, SECRET_ZH, "Letter-77c1")
    site = files_in(tmp_path / "www")
    for prefix in ("", "zh-hant/"):
        folder = f"{prefix}advisories/SA-2024-0004/"
        assert [f"{folder}index.html"] == [path for path in site if path.startswith(folder)]
        tombstone = site[f"{folder}index.html"].decode()
        assert '<meta name="robots" content="noindex">' in tombstone
        assert ("This advisory has been removed" if not prefix else "此公告已移除") in tombstone
        assert f"{prefix}alerts/142/index.html" in site and f"{prefix}advisories/sa-2024-0004/index.html" in site
    said = manifest(tmp_path / "www")
    assert "SA-2024-0004" not in said["advisories"]
    dropped = said["takedowns"][0]["drop"]["files"]
    assert {path: [old["files"][path]] for path in held if "SA-2024-0004/" in path}.items() <= dropped.items()


@pytest.mark.full
def test_files_may_go_after_the_takedown(repository: Path, live: Path):
    """
    The entry keeps the tombstone, the feed entry and the old address; without what it must say, the check asks for it.
    """
    change(repository, ARCHIVED, "tlp: CLEAR\n", "tlp: CLEAR\naliases: [/alerts/142]\n")
    takedowns = repository / "advisories/takedowns.yml"
    takedowns.write_text("- {id: SA-2024-0004, versions: all, date: 2024-07-20, reason: court-order}\n")
    assert 0 == press(repository, "build", "--against", live).returncode
    before = files_in(repository / "site")
    for path in repository.glob("advisories/2024/SA-2024-0004.*"):
        path.unlink()
    shutil.rmtree(repository / "advisories/2024/archive/SA-2024-0004")

    refused = press(repository, "build", "--against", repository / "site")
    assert 1 == refused.returncode
    assert "[unknown-takedown]" in refused.stdout
    takedowns.write_text(
        "- {id: SA-2024-0004, versions: all, date: 2024-07-20, reason: court-order,"
        " published: 2024-04-12T16:40:00+08:00, aliases: [/alerts/142]}\n"
    )
    done = press(repository, "build", "--against", repository / "site")

    assert 0 == done.returncode, done.stdout + done.stderr
    after = files_in(repository / "site")
    assert set(before) == set(after)
    assert {path for path in before if before[path] != after[path]} <= {"manifest.json", ".well-known/security.txt"}
    assert json.loads(before["manifest.json"])["takedowns"] == json.loads(after["manifest.json"])["takedowns"]


@pytest.mark.full
def test_one_version_goes_and_the_others_stay(repository: Path, live: Path):
    (repository / "advisories/takedowns.yml").write_text(
        "- {id: SA-2024-0004, versions: [1], date: 2024-07-20, reason: error}\n"
    )

    done = press(repository, "build", "--against", live)

    assert 0 == done.returncode, done.stdout + done.stderr
    built = files_in(repository / "site")
    changed = {path for path, data in files_in(live).items() if built.get(path) != data}
    assert {path.removeprefix("zh-hant/") for path in changed} == {
        "manifest.json",
        ".well-known/security.txt",
        "advisories/SA-2024-0004/index.html",
        "advisories/SA-2024-0004/v1/index.html",
        "advisories/SA-2024-0004/v1/advisory.json",
        "advisories/SA-2024-0004/v1/advisory.md",
        "advisories/SA-2024-0004/v1/advisory.txt",
        "advisories/SA-2024-0004/v2/index.html",
        # Nobody knows any more when its Chinese text came.
        "statistics/index.html",
        "statistics/waits.csv",
        "statistics/waits.json",
    }


@pytest.mark.full
def test_what_a_court_ordered_does_not_come_back(repository: Path, live: Path):
    takedowns = repository / "advisories/takedowns.yml"
    takedowns.write_text("- {id: SA-2024-0004, versions: all, date: 2024-07-20, reason: court-order}\n")
    assert 0 == press(repository, "build", "--against", live).returncode
    takedowns.unlink()

    done = press(repository, "build", "--against", repository / "site")

    assert 1 == done.returncode
    assert "[returned-text]" in done.stdout


def test_preview_of_what_was_taken_down_is_its_tombstone(repository: Path):
    (repository / "advisories/takedowns.yml").write_text(
        "- {id: SA-2024-0004, versions: all, date: 2024-07-20, reason: error}\n"
    )

    done = press(repository, "preview", "SA-2024-0004")

    assert 0 == done.returncode, done.stdout + done.stderr
    pages = [Path(line) for line in done.stdout.splitlines() if line.endswith(".html")]
    assert 2 == len(pages)
    assert "This advisory has been removed" in pages[0].read_text(encoding="utf-8")
