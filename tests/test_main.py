"""
The command line as a whole: whatever goes wrong is told in a line, with the right exit status.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import MKDOCS
from tests.repositories import press


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    A team's repository that has settings and words, and no record yet.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data/vocabulary.csv").write_bytes((Path(__file__).parent.parent / "data/vocabulary.csv").read_bytes())
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    return tmp_path


def test_mistyped_command_is_guessed(repository: Path):
    done = press(repository, "chekc")

    assert 2 == done.returncode
    assert "No such command 'chekc'. Did you mean 'check'?" in done.stderr


def test_command_like_no_other_is_refused(repository: Path):
    done = press(repository, "zzzzzz")

    assert 2 == done.returncode
    assert "No such command 'zzzzzz'." in done.stderr


def test_file_that_cannot_be_written_is_told_in_a_line(repository: Path):
    """
    No command foresees every trouble of a disk.
    """
    (repository / "advisories").write_text("in the way")

    done = press(repository, "new", "advisory", "--title", "Mail Server Vulnerability")

    assert 3 == done.returncode
    assert "" == done.stdout
    assert 1 == len(done.stderr.splitlines())
    assert done.stderr.startswith(f"press: {repository / 'advisories'}")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_nobody_can_take_is_told_in_a_line(repository: Path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "advisorypress", "status"],
            cwd=repository, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert (3, "press: No space left on device\n") == (done.returncode, done.stderr)
