"""
What reaches a built site, and what never does.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.examples import ROOT, advisory_file, front_matter, write_repository
from tests.publish.conftest import files_in
from tests.repositories import commit, git, press

FILE = "advisories/2026/SA-2026-0142.en.md"
NOW = "2026-12-01T09:00:00+08:00"


def settings() -> str:
    """
    The project's own settings, for a repository that lies elsewhere, with the commit's clock.
    """
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("scripts/advisorypress/", f"{ROOT}/scripts/advisorypress/")
    return "\n".join(line for line in text.splitlines() if "clock:" not in line)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    A repository with one advisory, committed on 1 December 2026.
    """
    page = front_matter({"title": "Privacy", "summary": "What we keep."}, "We keep nothing.\n")
    files = {FILE: advisory_file(), "content/privacy.en.md": page, ".gitignore": "/site/\n/.cache/\n"}
    root = write_repository(tmp_path / "repository", files, settings=settings())
    git(root, "init", "--quiet")
    commit(root, NOW)
    return root


@pytest.mark.full
def test_build_tells_what_it_did(repository: Path):
    done = press(repository, "build")

    assert 0 == done.returncode, done.stderr
    *_, result = done.stdout.splitlines()
    files = files_in(repository / "site")
    assert f"{repository / 'site'}: {len(files):,} files written, 0 unchanged, 0 removed in " in result
    assert f"as of {NOW} (commit), unsigned" in result
    assert "Traceback" not in done.stderr
    assert "advisories/SA-2026-0142/index.html" in files
    assert "zh-hant/advisories/SA-2026-0142/index.html" in files


def test_manifest_is_of_the_commit_and_of_every_file(repository: Path):
    press(repository, "build")

    manifest = json.loads((repository / "site/manifest.json").read_bytes())
    assert git(repository, "rev-parse", "HEAD") == manifest["commit"]
    assert {"moment": NOW, "origin": "commit"} == manifest["build_time"]
    assert files_in(repository / "site").keys() - {"manifest.json"} == manifest["files"].keys()
    channels = manifest["advisories"]["SA-2026-0142"]["1"]
    assert {"en": ["html", "json", "md", "txt"], "zh-Hant": ["html", "json", "md", "txt"]} == {
        language: sorted(texts) for language, texts in channels.items()
    }


@pytest.mark.full
def test_tree_with_changes_is_of_no_commit(repository: Path):
    (repository / FILE).write_text(advisory_file(title="Changed"), encoding="utf-8")

    done = press(repository, "build", "--as-of", NOW)

    assert "(as-of)" in done.stdout
    assert json.loads((repository / "site/manifest.json").read_bytes())["commit"] is None


def test_error_stops_the_build_before_it_touches_the_site(repository: Path):
    assert 0 == press(repository, "build").returncode
    before = files_in(repository / "site")
    (repository / FILE).write_text(advisory_file(severity="terrible"), encoding="utf-8")

    done = press(repository, "build")

    assert 1 == done.returncode
    assert f"{FILE}:7:11: error: " in done.stdout
    assert "nothing was written" in done.stderr
    assert before == files_in(repository / "site")


@pytest.mark.parametrize("label", ["GREEN", "AMBER", "RED", "amber"])
def test_what_is_not_clear_never_reaches_a_file(repository: Path, label: str):
    secret = advisory_file(title="Unspoken Vulnerability", id="SA-2026-0200", tlp=label)
    (repository / "advisories/2026/SA-2026-0200.en.md").write_text(secret, encoding="utf-8")

    assert 1 == press(repository, "build", "--site-dir", "out").returncode
    assert not (repository / "out").exists()


def test_drafts_and_what_is_held_reach_no_file(repository: Path):
    """
    What has its time still to come is named, so that nobody wonders where it is.
    """
    folder = repository / "advisories/2026"
    draft = advisory_file(id="draft", status="draft", title="Unspoken Draft Vulnerability")
    later = "2026-12-24T00:00:00+08:00"
    held = advisory_file(
        id="SA-2026-0300",
        title="Unspoken Held Vulnerability",
        published=later,
        revisions=f"\n  - {{date: {later}, type: new, note: First published.}}",
    )
    (folder / "draft-unspoken.en.md").write_text(draft, encoding="utf-8")
    (folder / "SA-2026-0300.en.md").write_text(held, encoding="utf-8")
    settings = (repository / "mkdocs.yml").read_text(encoding="utf-8")
    (repository / "mkdocs.yml").write_text(
        settings.replace("repository: public", "repository: private"), encoding="utf-8"
    )
    commit(repository, NOW)

    done = press(repository, "build")

    assert 0 == done.returncode, done.stdout
    assert "left out until its time comes: advisories/2026/SA-2026-0300.en.md" in done.stderr
    for path, data in files_in(repository / "site").items():
        assert b"Unspoken" not in data, path
        assert "SA-2026-0300" not in path


def test_strangers_folder_is_not_written_to(repository: Path):
    (repository / "out").mkdir()
    (repository / "out/thesis.txt").write_text("only copy")

    done = press(repository, "build", "--site-dir", "out")

    assert 3 == done.returncode
    assert "did not make" in done.stderr
    assert {"thesis.txt": b"only copy"} == files_in(repository / "out")


def test_site_among_the_sources_is_refused(repository: Path):
    done = press(repository, "build", "--site-dir", "content/site")

    assert 2 == done.returncode
    assert "give a folder outside content/" in done.stderr


@pytest.mark.full
def test_build_that_is_killed_at_any_second_is_finished_or_undone(repository: Path):
    """
    The command itself dies, at ten moments of its two seconds.
    """
    press(repository, "build")
    begun = time.monotonic()
    press(repository, "build")
    whole = time.monotonic() - begun
    for turn in range(10):
        (repository / FILE).write_text(advisory_file(title=f"Title {turn} Vulnerability"), encoding="utf-8")
        commit(repository, NOW)
        command = [sys.executable, "-m", "advisorypress", "build"]
        build = subprocess.Popen(command, cwd=repository, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (turn + 1) / 11)
        build.send_signal(signal.SIGKILL)
        build.wait()

        assert 0 == press(repository, "build").returncode
        press(repository, "build", "--site-dir", f"../fresh-{turn}")
        assert files_in(repository.parent / f"fresh-{turn}") == files_in(repository / "site")
        assert not (repository / ".site.press").exists()
