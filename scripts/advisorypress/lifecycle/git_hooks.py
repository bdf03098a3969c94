"""
Hooks of git that look at the repository before a commit and at what goes out before a push.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.git import Git

MARK = "# Written by `press hooks install`, which also renews it; remove the file to be rid of it."

_START = f"""\
#!/bin/sh
{MARK}
cd "$(git rev-parse --show-toplevel)"/{{folder}} || exit 1
# Git tells its hooks which repository they are for; what the press asks of git is about the folder it stands in.
unset $(git rev-parse --local-env-vars)
press=.venv/bin/press
[ -x "$press" ] || press=$(command -v press) || {{missing}}
"""

_PRE_COMMIT = """\
"$press" check && exit 0
echo "Nothing was committed: mend the errors above. (Unfinished work can be kept with git commit --no-verify.)" >&2
exit 1
"""
_NO_CHECK = '{ echo "press: not found, so this commit was not checked (scripts/build brings it)" >&2; exit 0; }'

_PRE_PUSH = """\
exec "$press" hooks run pre-push "$@"
"""
_NO_GATE = (
    '{ echo "press: not found, so nobody can say that this may be public; scripts/build brings it" >&2; exit 1; }'
)

HOOKS = {"pre-commit": (_NO_CHECK, _PRE_COMMIT), "pre-push": (_NO_GATE, _PRE_PUSH)}


class State(StrEnum):
    """
    What became of a hook.
    """

    WRITTEN = "written"
    CURRENT = "there already"
    FOREIGN = "somebody else's, and stays as it is"
    SHARED = "not written, for core.hooksPath leads out of this repository"


@dataclass(frozen=True, slots=True)
class Hook:
    """
    One hook: where git looks for it, and what became of it. *addition* is the line for a hook that is not ours.
    """

    name: str
    path: Path
    state: State
    addition: str = ""


def install_hooks(root: Path) -> tuple[Hook, ...]:
    """
    Writes the hooks for the press's folder *root* where git looks for them (`core.hooksPath`, or its own folder).

    A hook that is not ours stays as it is, and so does a folder that does not belong to this repository alone; then ours is
    put beside git's own hooks as `<name>.press`, to be called from there. Raises `GitError` outside a repository,
    `SourceUnavailable` when a hook cannot be written.
    """
    git = Git(root)
    top = Path(git.run("rev-parse", "--show-toplevel"))
    # Asked at the top, for a relative `core.hooksPath` counts from there.
    folder = top / Git(top).run("rev-parse", "--git-path", "hooks")
    own = top / Git(top).run("rev-parse", "--git-common-dir")
    is_shared = not any(folder.resolve().is_relative_to(each.resolve()) for each in (top, own))
    below = root.resolve().relative_to(top.resolve()).as_posix()
    return tuple(_install(name, script(name, below), folder, own / "hooks", is_shared) for name in HOOKS)


def script(name: str, below: str) -> str:
    """
    The text of the hook *name* of a press that stands in the folder *below* the top of the repository.
    """
    missing, rest = HOOKS[name]
    return _START.format(folder=shlex.quote(below), missing=missing) + rest


def _install(name: str, text: str, folder: Path, own: Path, is_shared: bool) -> Hook:
    path = folder / name
    try:
        if is_shared or _is_foreign(path):
            # pre-commit.com keeps the hook that it found, and runs it.
            if not is_shared and _is_current(folder / f"{name}.legacy", text):
                return Hook(name, folder / f"{name}.legacy", State.CURRENT)
            _write(own / f"{name}.press", text)
            state = State.SHARED if is_shared else State.FOREIGN
            return Hook(name, path, state, f'"$(git rev-parse --git-common-dir)"/hooks/{name}.press "$@" || exit 1')
        if _is_current(path, text):
            return Hook(name, path, State.CURRENT)
        _write(path, text)
    except OSError as error:
        raise SourceUnavailable(f"cannot write {path}: {error.strerror}") from error
    return Hook(name, path, State.WRITTEN)


def _is_foreign(path: Path) -> bool:
    return path.is_symlink() or (path.exists() and MARK.encode() not in path.read_bytes())


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode() and os.access(path, os.X_OK)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(text.encode())
    aside.chmod(0o755)
    aside.replace(path)
