"""
What `press publish --only` builds: the commit that was published last, and of the present tree only some advisories.

It is a commit of its own, whose parent is the one that was published: the manifest names it, so that the next one can be compared
with it, and `refs/press/only` keeps it in the repository. Its work tree lies among what the press keeps, so that the next time
only what differs is written there; deleting it is safe.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.git import Git, GitError
from advisorypress.load.source import Unreadable, read_bytes
from advisorypress.load.stamps import make_kept_folder
from advisorypress.load.tree import list_files
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.stage import Tell

REF = "refs/press/only"

_FOLDER = "advisories"
_FILE = re.compile(rf"{_FOLDER}/[^/]+/(?:archive/(?P<archived>[^/]+)/[^/]+|(?P<current>[^/]+?)\.(?:en|zh-Hant))\.md")
_WHO = ("AUTHOR", "COMMITTER")


def base_of(git: Git, published: Sequence[Earlier]) -> str:
    """
    The commit that all of *published* were built of.

    Raises `UsageError` when they were built of none, of several, or of one that is not here.
    """
    once = "publish everything once, without --only"
    if not published:
        raise UsageError(f"nothing is published there yet, to which one advisory could be added; {once}")
    for earlier in published:
        commit = earlier.manifest.commit
        if commit is None:
            raise UsageError(f"{earlier.name} was built of no commit, so nobody knows what else has changed; {once}")
        if git.commit(commit) is None:
            raise UsageError(f"{earlier.name} was built of {commit}, which is not in this clone; fetch it, or {once}")
    commits = {earlier.manifest.commit for earlier in published}
    if len(commits) > 1:
        raise UsageError(f"the targets were built of different commits; publish to one at a time, or {once}")
    return str(published[0].manifest.commit)


@contextmanager
def tree_with_only(git: Git, base: str, ids: Collection[str], cache: Path, tell: Tell) -> Iterator[Path]:
    """
    A work tree of *base* in which the advisories *ids* are as they lie in that of *git*, with their archives. It lies in the
    folder *cache*; who comes meanwhile waits.

    Raises `UsageError` for an advisory that neither tree has, `GitError` when git fails.
    """
    make_kept_folder(cache)
    with (cache / "only.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("another press is publishing single advisories; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        commit = _commit(git, base, ids)
        folder = cache / "only"
        _check_out(git, folder, commit)
        yield folder / git.run("rev-parse", "--show-prefix")


def _commit(git: Git, base: str, ids: Collection[str]) -> str:
    here = {path for path in list_files(git.root, (_FOLDER,)) if _is_of(path, ids)}
    there = {path for path in git.objects(base, _FOLDER) if _is_of(path, ids)}
    for id in ids:
        if not any(_is_of(path, {id}) for path in here | there):
            raise UsageError(f"there is no advisory {id} here; look for it with `press find`")
    prefix = git.run("rev-parse", "--show-prefix")
    lines = [f"0 {'0' * 40}\t{prefix}{path}" for path in sorted(there - here)]
    lines += [f"100644 {_object(git, path)}\t{prefix}{path}" for path in sorted(here)]
    with tempfile.TemporaryDirectory(prefix="press-only-") as aside:
        environment = {**os.environ, "GIT_INDEX_FILE": f"{aside}/index"}
        git.run("read-tree", base, environment=environment)
        git.run(
            "update-index", "-z", "--index-info", stdin="".join(f"{line}\0" for line in lines), environment=environment
        )
        tree = git.run("write-tree", environment=environment)
    # Whoever publishes need not be anybody to git, and the commit is nobody's words.
    who = {
        f"GIT_{each}_{what}": value
        for each in _WHO
        for what, value in (("NAME", "press"), ("EMAIL", "press@localhost"))
    }
    message = f"Publish {', '.join(sorted(ids))} alone"
    commit = git.run("commit-tree", tree, "-p", base, "-m", message, environment={**os.environ, **who})
    git.run("update-ref", REF, commit)
    return commit


def _is_of(path: str, ids: Collection[str]) -> bool:
    match = _FILE.fullmatch(path)
    return match is not None and (match["archived"] or match["current"]) in ids


def _object(git: Git, path: str) -> str:
    # Not by its name: git would follow a link out of the repository.
    data = read_bytes(git.root, path)
    if isinstance(data, Unreadable):
        found = data.findings[0]
        raise UsageError(f"{found.place}: {found.message}; {found.hint}")
    return git.run_bytes("hash-object", "-w", "--stdin", stdin=data).decode("ascii").strip()


def _check_out(git: Git, folder: Path, commit: str) -> None:
    with suppress(GitError):
        if (folder / ".git").is_file():
            Git(folder).run("checkout", "--quiet", "--force", "--detach", commit)
            Git(folder).run("clean", "--quiet", "--force", "-d")
            return
    shutil.rmtree(folder, ignore_errors=True)
    git.run("worktree", "prune")
    git.run("worktree", "add", "--quiet", "--force", "--detach", str(folder), commit)
