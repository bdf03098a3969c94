"""
A branch of a Git remote, such as the one that a Pages service shows.

The commit is made from objects alone: no work tree, no checkout and no index of the editor's is touched, and nothing is
ever pushed by force.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.errors import PublishError, UsageError
from advisorypress.git import Git, GitError
from advisorypress.publish.built_site import BuiltSite
from advisorypress.publish.manifest import MANIFEST, SIGNATURE, Manifest, parse_manifest
from advisorypress.publish.stage import Tell, quietly
from advisorypress.publish.targets.target import Copied, foreign, shown, signed

# Tells a Pages service to serve the files as they are.
_NO_JEKYLL = ".nojekyll"
# What the service itself puts on a branch before the press has ever been there.
_OF_THE_SERVICE = frozenset({"CNAME", _NO_JEKYLL})


@dataclass(frozen=True, slots=True)
class PagesTarget:
    """
    The branch *branch* of *remote*, seen from the repository at *root*; commits are *author*'s, a pair of name and address.
    """

    root: Path
    remote: str
    branch: str
    author: tuple[str, str]
    tell: Tell = quietly

    def manifest(self) -> Manifest | None:
        """
        That of the site on the branch; None when there is no such branch, or none of ours on it.
        """
        git = Git(self.root)
        try:
            tip = self._tip(git)
            if tip is None or MANIFEST not in git.run("ls-tree", "-z", "--name-only", tip).split("\0"):
                return None
            return self._manifest(git, tip)
        except GitError as error:
            raise PublishError(f"cannot read {shown(self.remote)}: {shown(str(error))}") from error

    def copy(self, site: BuiltSite) -> Copied:
        """
        Commits the site on top of the branch and pushes it; the same site on the same branch is the same commit.

        Files of the branch that no manifest of the press names, such as `CNAME`, stay.
        """
        git = Git(self.root)
        try:
            git.run("check-ref-format", f"refs/heads/{self.branch}")
        except GitError:
            raise UsageError(f"`{self.branch}` is no name for a branch") from None
        try:
            tip = self._tip(git)
            tree = self._tree(git, site, tip)
            before = (
                git.run("rev-parse", f"{tip}^{{tree}}") if tip else git.run("hash-object", "-t", "tree", os.devnull)
            )
            if tip and before == tree:
                return Copied(0, 0)
            commit = self._commit(git, site, tree, tip)
            self.tell(f"pushing {commit[:12]} to {self.branch}")
            git.run("push", "--quiet", "--", self.remote, f"{commit}:refs/heads/{self.branch}")
            changes = git.run("diff-tree", "-r", "--no-renames", "--name-status", before, tree).splitlines()
        except GitError as error:
            raise PublishError(f"cannot publish to {shown(self.remote)}: {shown(str(error))}") from error
        removed = sum(change.startswith("D") for change in changes)
        return Copied(len(changes) - removed, removed)

    def _tip(self, git: Git) -> str | None:
        if not git.run("ls-remote", "--", self.remote, f"refs/heads/{self.branch}"):
            return None
        # A ref of our own keeps what was fetched, so that the next time only news is.
        kept = f"refs/press/pages/{self.branch}"
        refspec = f"+refs/heads/{self.branch}:{kept}"
        git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", self.remote, refspec)
        return git.run("rev-parse", "--verify", f"{kept}^{{commit}}")

    def _tree(self, git: Git, site: BuiltSite, tip: str | None) -> str:
        for _ in site.contents():
            pass  # everything is as it was built
        removed = self._former_files(git, tip) if tip else frozenset()
        paths = site.paths
        stored = git.run(
            "hash-object", "-w", "--no-filters", "--stdin-paths", stdin="".join(f"{site.root / p}\n" for p in paths)
        ).splitlines()
        nothing = git.run("hash-object", "-w", "--no-filters", "--stdin", stdin="")
        null = "0" * len(nothing)
        lines = [f"0 {null}\t{path}\0" for path in sorted(removed)]
        lines += [f"100644 {name}\t{path}\0" for path, name in zip(paths, stored, strict=True)]
        lines.append(f"100644 {nothing}\t{_NO_JEKYLL}\0")
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "GIT_INDEX_FILE": str(Path(folder) / "index")}
            git.run("read-tree", tip or "--empty", environment=environment)
            git.run("update-index", "-z", "--index-info", stdin="".join(lines), environment=environment)
            return git.run("write-tree", environment=environment)

    def _former_files(self, git: Git, tip: str) -> frozenset[str]:
        names = set(git.run("ls-tree", "-z", "--name-only", tip).split("\0")) - {""}
        if SIGNATURE in names:
            raise signed(f"the branch {self.branch}")
        if MANIFEST not in names:
            if names <= _OF_THE_SERVICE:
                return frozenset()
            raise foreign(f"the branch {self.branch}")
        return frozenset({*self._manifest(git, tip).files, MANIFEST})

    def _manifest(self, git: Git, tip: str) -> Manifest:
        return parse_manifest(git.run("cat-file", "blob", f"{tip}:{MANIFEST}").encode())

    def _commit(self, git: Git, site: BuiltSite, tree: str, tip: str | None) -> str:
        source = f"commit {site.commit}" if site.commit else "a tree with changes"
        message = f"Publish the site\n\nMade from {source}, as of {site.moment.isoformat()}.\n"
        parent = ("-p", tip) if tip else ()
        environment = {**os.environ, **_identity(self.author, site.moment)}
        encoding = ("-c", "i18n.commitEncoding=UTF-8")
        return git.run(*encoding, "commit-tree", *parent, tree, stdin=message, environment=environment)


def _identity(author: tuple[str, str], moment: datetime) -> Mapping[str, str]:
    name, address = author
    date = f"{int(moment.timestamp())} {moment:%z}"
    return {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", name), ("EMAIL", address), ("DATE", date))
    }
