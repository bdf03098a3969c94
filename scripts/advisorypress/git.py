"""
The door to git: what the repository says about itself.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.errors import PressError


class GitError(PressError):
    """
    A git command failed; its text is git's own last words.
    """


@dataclass(frozen=True, slots=True)
class Git:
    """
    The repository whose work tree is *root*.
    """

    root: Path

    def run(self, *arguments: str, stdin: str | None = None, environment: Mapping[str, str] | None = None) -> str:
        """
        What `git ARGUMENTS` prints, without the last newline; raises `GitError` when it fails or is not there.
        """
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), *arguments],
                input=stdin,
                env=None if environment is None else dict(environment),
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise GitError(f"cannot run git: {error.strerror}") from error
        if done.returncode != 0:
            raise GitError(done.stderr.strip() or f"git {arguments[0]} failed with exit status {done.returncode}")
        return done.stdout.removesuffix("\n")

    def committed_at(self) -> datetime | None:
        """
        The committer date of HEAD; None outside a repository, before the first commit, and for a tree with changes.
        """
        try:
            if self.run("status", "--porcelain", "--untracked-files=normal", "--", "."):
                return None
            return datetime.fromisoformat(self.run("show", "-s", "--format=%cI", "HEAD"))
        except GitError:
            return None

    def head(self) -> str | None:
        """
        The commit that is checked out; None where there is none.
        """
        try:
            return self.run("rev-parse", "--verify", "HEAD")
        except GitError:
            return None
