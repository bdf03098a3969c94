"""
The door to git: what the repository says about itself.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.errors import PressError

_SYMBOLIC_LINK = "120000"


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
        done = self.run_bytes(*arguments, stdin=None if stdin is None else stdin.encode(), environment=environment)
        return done.decode("utf-8", "replace").removesuffix("\n")

    def run_bytes(
        self, *arguments: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None
    ) -> bytes:
        """
        As `run`, with all bytes as git gives them.
        """
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), *arguments],
                input=stdin,
                env=None if environment is None else dict(environment),
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitError(f"cannot run git: {error.strerror}") from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise GitError(said or f"git {arguments[0]} failed with exit status {done.returncode}")
        return done.stdout

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

    def commit(self, name: str) -> str | None:
        """
        The commit that *name* means; None when it means none.
        """
        try:
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            return None

    def common_ancestor(self, commit: str) -> str | None:
        """
        The newest commit that HEAD and *commit* both come from; None when there is none, or none is here.
        """
        try:
            return self.run("merge-base", "HEAD", commit)
        except GitError:
            return None

    def changed_since(self, commit: str, folder: str) -> tuple[str, ...]:
        """
        The files in *folder* at *commit* that are otherwise in the work tree, or gone, by their paths below the root.
        """
        options = ("--name-only", "-z", "--no-renames", "--relative", "--diff-filter=DMT", "--no-ext-diff")
        return tuple(filter(None, self.run("diff", *options, commit, "--", folder).split("\0")))

    def objects(self, commit: str, folder: str) -> dict[str, str]:
        """
        The files in *folder* at *commit*: the names of their objects, by their paths below the root.
        """
        found = {}
        for entry in filter(None, self.run("ls-tree", "-r", "-z", commit, "--", f"{folder}/").split("\0")):
            about, _, path = entry.partition("\t")
            mode, kind, name = about.split(" ")
            if kind == "blob" and mode != _SYMBOLIC_LINK:
                found[path] = name
        return found

    def contents(self, objects: Iterable[str]) -> Iterator[bytes]:
        """
        What is in each of *objects*, in their order; only those that `objects` or git itself named.
        """
        data = self.run_bytes("cat-file", "--batch", stdin="".join(f"{name}\n" for name in objects).encode())
        position = 0
        while position < len(data):
            end = data.index(b"\n", position)
            size = int(data[position:end].split(b" ")[2])
            yield data[end + 1 : end + 1 + size]
            position = end + 1 + size + 1

    def new_objects(self, commits: Sequence[str]) -> Iterator[tuple[str, str]]:
        """
        The objects that *commits* (as `git rev-list` is told) bring, each with a path from the top of the repository.
        """
        for line in self.run("rev-list", "--objects", "--filter=object:type=blob", *commits).split("\n"):
            name, _, path = line.partition(" ")
            if path:
                yield name, path

    def commits_with(self, object: str, commits: Sequence[str]) -> tuple[str, ...]:
        """
        Those of *commits* that add or remove *object*, the newest first.
        """
        found = self.run("log", "--format=%H", "--no-ext-diff", "-m", f"--find-object={object}", *commits, "--")
        return tuple(dict.fromkeys(filter(None, found.split("\n"))))
