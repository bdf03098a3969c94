"""
A build that is killed at any moment is finished or undone by the next, and nobody meets half a file.

The child really dies: the kernel kills it at a chosen one of the moments that Python tells its audit hooks about, each
being an opening, renaming, making or removing of a file or folder.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from advisorypress.errors import PublishError
from advisorypress.publish.journal import is_complete
from advisorypress.publish.site_writer import finish_killed_build
from advisorypress.publish.stage import stage_path
from tests.publish.conftest import Files, files_in, with_manifest, write_site

BEFORE: Files = {
    **{f"advisories/SA-2024-{n:04}/index.html": b"before %d" % n for n in range(12)},
    "turns": b"a file that becomes a folder",
    "goes/away/index.html": b"goes",
    "index.html": b"home",
}
AFTER: Files = {
    **{f"advisories/SA-2024-{n:04}/index.html": b"after %d" % n for n in range(4, 16)},
    **{f"advisories/SA-2024-{n:04}/advisory.json": b"{%d}" % n for n in range(16)},
    "turns/index.html": b"a folder that was a file",
    "index.html": b"home, later",
}

CHILD = """
import os, signal, sys
from pathlib import Path
from tests.publish.conftest import write_site
from tests.publish.test_killed_build import AFTER
site, moment = Path(sys.argv[1]), int(sys.argv[2])
seen = 0
def kill_at(event, arguments):
    global seen
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"):
        if str(site.parent) in str(arguments[0]):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill_at)
write_site(site, AFTER)
print(seen)
"""


def build(site: Path, moment: int = 0) -> subprocess.CompletedProcess[str]:
    """
    Builds `AFTER` in another process, which is killed at its *moment*-th touch of the disk; never for 0.
    """
    return subprocess.run([sys.executable, "-c", CHILD, site, str(moment)], capture_output=True, text=True, timeout=60)


def moments_of_a_build(folder: Path) -> int:
    """
    How often a whole build touches the disk.
    """
    write_site(folder / "site", BEFORE)
    return int(build(folder / "site").stdout)


def spread(count: int, moments: int) -> list[int]:
    """
    *count* of the *moments*, in all parts of the build, the same in every run.
    """
    chance = random.Random(20240702)
    return [chance.randint(1 + n * moments // count, (n + 1) * moments // count) for n in range(count)]


def check_killed_builds(folder: Path, count: int) -> None:
    """
    Kills *count* builds at *count* moments and looks at what each leaves.
    """
    moments = moments_of_a_build(folder / "whole")
    assert moments > 100
    undone = finished = 0
    for moment in spread(count, moments):
        site = folder / str(moment) / "site"
        write_site(site, BEFORE)
        assert -signal.SIGKILL == build(site, moment).returncode

        left = files_in(site)
        decided = is_complete(stage_path(site)) or left == with_manifest(AFTER)
        assert_no_half_file(left)
        if not decided:
            assert with_manifest(BEFORE) == left

        finish_killed_build(site)
        assert with_manifest(AFTER if decided else BEFORE) == files_in(site)
        assert not stage_path(site).exists()
        undone, finished = undone + (not decided), finished + decided

        write_site(site, AFTER)
        assert with_manifest(AFTER) == files_in(site)
    assert undone
    assert finished


def assert_no_half_file(left: Files) -> None:
    """
    Every file is wholly of the build before or wholly of the build after, and what both have is there.
    """
    before, after = with_manifest(BEFORE), with_manifest(AFTER)
    for path, data in left.items():
        assert data in (before.get(path), after.get(path)), path
    assert before.keys() & after.keys() <= left.keys()
    if left["manifest.json"] == after["manifest.json"]:
        # The manifest comes after all that it names.
        assert after.items() <= left.items()


def test_killed_build_is_finished_or_undone(tmp_path: Path):
    check_killed_builds(tmp_path, 10)


@pytest.mark.full
def test_killed_build_is_finished_or_undone_at_fifty_moments(tmp_path: Path):
    check_killed_builds(tmp_path, 50)


@pytest.mark.full
def test_killed_finishing_is_finished_by_the_next(tmp_path: Path):
    """
    The build dies while files are renamed, then the build that finishes it dies, and so on, one step further each time.
    """
    site = tmp_path / "site"
    write_site(site, BEFORE)
    moment = moments_of_a_build(tmp_path / "whole")
    while not is_complete(stage_path(site)):
        moment -= 5
        write_site(site, BEFORE)
        build(site, moment)
    stages = 0
    while is_complete(stage_path(site)):
        assert_no_half_file(files_in(site))
        build(site, 12 + 4 * stages)
        stages += 1
        assert stages < 60

    finish_killed_build(site)
    assert stages > 2
    assert with_manifest(AFTER) == files_in(site)


def test_first_build_that_was_killed_is_no_strangers_folder(tmp_path: Path):
    """
    Its files have no manifest yet, but the journal beside them knows whose they are.
    """
    for moment in (20, 60, 100, 125):
        site = tmp_path / str(moment) / "site"
        assert -signal.SIGKILL == build(site, moment).returncode
        write_site(site, AFTER)
        assert with_manifest(AFTER) == files_in(site)


def test_journal_that_cannot_be_read_is_told(tmp_path: Path):
    site = tmp_path / "site"
    write_site(site, BEFORE)
    stage = stage_path(site)
    stage.mkdir(mode=0o700)
    for text in ("", "[]", '{"journal": 1}', json.dumps({"journal": 1, "clear": ["../x"], "write": [], "remove": []})):
        (stage / "journal").write_text(text)
        with pytest.raises(PublishError):
            write_site(site, AFTER)
        assert with_manifest(BEFORE) == files_in(site)
