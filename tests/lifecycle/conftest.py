"""
A press repository with no record in it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Press = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    The settings and terms of the project, under git, with nothing written yet.
    """
    root = tmp_path / "repository"
    (root / "data").mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copy(ROOT / "data" / "vocabulary.csv", root / "data")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "Editor")
    git(root, "config", "user.email", "editor@cert.example")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "An empty repository")
    return root


@pytest.fixture
def press() -> Press:
    """
    Runs `press ARGUMENTS` in a folder.
    """

    def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "advisorypress", *arguments]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)

    return run


def git(root: Path, *arguments: str) -> str:
    """
    What `git ARGUMENTS` prints in *root*.
    """
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()
