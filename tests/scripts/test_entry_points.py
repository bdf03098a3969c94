"""
The entry points as shell: what shellcheck says of them, their own help, and the words with which `scripts/test` ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools import ROOT

SCRIPTS = [
    "scripts/build",
    "scripts/cards",
    "scripts/lock",
    "scripts/screenshots",
    "scripts/serve",
    "scripts/test",
    "scripts/env.sh",
    ".ci/run",
]


def test_the_shell_is_sound(tool: Callable[[str], Path]) -> None:
    """
    shellcheck finds nothing in any of our scripts.
    """
    done = subprocess.run([tool("shellcheck"), "-x", *SCRIPTS], cwd=ROOT, capture_output=True, text=True)

    assert "" == done.stdout


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "scripts/env.sh"])
def test_they_can_be_run(script: str) -> None:
    """
    Each is executable, and each that takes words on its own explains them.
    """
    assert os.access(ROOT / script, os.X_OK)
    if script == "scripts/test":
        done = subprocess.run([ROOT / script, "--help"], capture_output=True, text=True)
        assert 0 == done.returncode
        assert "--install" in done.stdout and "--full" in done.stdout


def test_help_on_building_builds_nothing(tmp_path: Path) -> None:
    """
    And so it does not say that there is a site now.
    """
    shutil.copytree(
        ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__", "advisorypress")
    )
    (tmp_path / "scripts/bootstrap.py").write_text("", encoding="utf-8")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    press = tmp_path / ".venv/bin/press"
    press.write_text('#!/bin/sh\necho "press $*"\n', encoding="utf-8")
    press.chmod(0o755)

    help, built = (
        subprocess.run([tmp_path / "scripts/build", *words], capture_output=True, text=True, check=True).stdout
        for words in (["--help"], ["--site-dir", "www"])
    )

    assert "press build --help\n" == help
    assert "press build --site-dir www\nThe site is in www/. Next:" in built


PROBE = """
import pytest

@pytest.mark.needs("chromium")
def test_with_a_browser():
    raise AssertionError("there is none on this path")

def test_with_a_program(tool):
    tool("chromium")

@pytest.mark.full
def test_that_takes_long():
    raise AssertionError("only with --full")

def test_that_needs_nothing():
    pass
"""


def test_what_was_skipped_is_named(tmp_path: Path) -> None:
    """
    A missing tool skips the tests that need it, and the last lines name the tool and how many tests that were.
    """
    probe = tmp_path / "test_probe.py"
    probe.write_text(PROBE, encoding="utf-8")
    bare = tmp_path / "bin"
    bare.mkdir()
    # A root of its own, so that the report of the run around this one is left alone.
    for name in ("tools.py", "tools_plugin.py"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.tools_plugin",
        "-c",
        "/dev/null",
        "--rootdir",
        tmp_path,
        probe,
    ]

    done = subprocess.run(command, cwd=tmp_path, env={"PATH": str(bare)}, capture_output=True, text=True)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "1 passed, 3 skipped" in done.stdout
    assert "SKIPPED FOR LACK OF A TOOL" in done.stdout
    assert "1 full tests not run" in done.stdout
    report = (tmp_path / ".cache" / "skipped-tools.txt").read_text(encoding="utf-8")
    assert "chromium (the site in a real browser): 2 not run\n" == report
