"""
Copies of this repository, to build and to change: what a team would have, with a commit of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.examples import ROOT

# The theme and the hook are named by mkdocs.yml relative to it, so a copy has them, too.
_PARTS = ("advisories", "bulletins", "content", "data", "scripts/advisorypress", "mkdocs.yml", ".gitignore")
COMMITTED = "2024-08-05T12:00:00+08:00"


def copy_repository(root: Path) -> Path:
    """
    This repository as it stands, in *root*, with one commit.
    """
    for part in _PARTS:
        source, target = ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def commit(root: Path, when: str = COMMITTED) -> str:
    """
    Commits everything in *root*, as of *when*; the commit's name.
    """
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Content", when=when)
    return git(root, "rev-parse", "HEAD")


def git(folder: Path, *words: str, when: str = COMMITTED) -> str:
    """
    What git says in *folder*, to an editor who works at *when*.
    """
    identity = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in _IDENTITY.items()}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    environment = {**os.environ, **identity, **dates}
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


_IDENTITY = {"NAME": "Editor", "EMAIL": "editor@cert.example"}


def press(
    root: Path, *words: str | Path, environment: Mapping[str, str] | None = None, before: tuple[str | Path, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """
    Runs `press WORDS` in *root*; *before* is what it is started by.
    """
    command = [*before, sys.executable, "-m", "advisorypress", *words]
    full = {**os.environ, **(environment or {})}
    full.pop("SOURCE_DATE_EPOCH", None)
    return subprocess.run(command, cwd=root, env=full, capture_output=True, text=True, timeout=300)


def files_in(folder: Path) -> dict[str, bytes]:
    """
    Every file below *folder*.
    """
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
