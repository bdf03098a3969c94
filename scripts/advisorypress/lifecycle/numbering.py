"""
Advisory numbers: taken before review, the first wins, none is ever used twice.

With a remote, a number is a ref `refs/press/ids/<ID>` on it, created only if it does not exist. The ref points at a fresh
commit that names the draft and a nonce: pushing an object that the ref has already "succeeds" for everybody who tries.
With no remote, or on demand when it cannot be reached, numbers come from the reserved block of the settings and are kept in this repository's own refs.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import NumberingError, UsageError
from advisorypress.git import Git, GitError
from advisorypress.language import Language
from advisorypress.lifecycle.drafts import ID_HINT
from advisorypress.lifecycle.front_matter_edit import EditedFile
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import Tree, is_archived
from advisorypress.settings import Settings

REFS = "refs/press/ids"
_TRIES = 1000
_IDENTITY = {
    "GIT_AUTHOR_NAME": "press",
    "GIT_AUTHOR_EMAIL": "press@localhost",
    "GIT_COMMITTER_NAME": "press",
    "GIT_COMMITTER_EMAIL": "press@localhost",
}


@dataclass(frozen=True, slots=True)
class Numbered:
    """
    A draft that got its number, and the files as they are called now.
    """

    draft: str
    id: str
    paths: tuple[str, ...]


def drafts_of(tree: Tree, paths: Iterable[str]) -> tuple[Record, ...]:
    """
    The advisory drafts without a number in *tree*: all, or those that *paths* (of an edition, or a draft's name) name.

    Raises `UsageError` for a path that is no draft.
    """
    drafts = [r for r in tree.records if r.kind is Kind.ADVISORY and r.name.startswith("draft-")]
    wanted = list(paths)
    if not wanted:
        return tuple(drafts)
    found: list[Record] = []
    for path in wanted:
        name = re.sub(r"\.(en|zh-Hant)\.md$", "", Path(path).name)
        matching = [record for record in drafts if record.name == name]
        if not matching:
            known = ", ".join(record.name for record in drafts) or "none"
            raise UsageError(f"{path} is no draft without a number; the drafts are: {known}")
        found.extend(record for record in matching if record not in found)
    return tuple(found)


def assign_id(tree: Tree, settings: Settings, record: Record, remote: str | None) -> Numbered:
    """
    Takes a number for *record*, renames its editions and rewrites what other files say of it.

    Raises `NumberingError` when the remote cannot be reached or refuses for another reason than a taken number.
    """
    year = record.text("published")[:4]
    if not re.fullmatch(r"[12]\d{3}", year):
        raise UsageError(f"{record.source.path}: `published` says no year; mend it first (press check)")
    git = Git(settings.root)
    stem = f"{settings.id_prefix}-{year}-"
    used = _used_in_tree(tree, stem)
    if remote:
        id = _take_remote(git, remote, settings, stem, used, record.name)
    else:
        id = _take_offline(git, settings, stem, used, record)
    return Numbered(record.name, id, _rename(settings.root, tree, record, id, year))


def default_remote(git: Git) -> str | None:
    """
    The remote that numbers are taken on: `origin`, else the only one, else None.
    """
    try:
        remotes = git.run("remote").split()
    except GitError:
        return None
    if "origin" in remotes:
        return "origin"
    return remotes[0] if len(remotes) == 1 else None


def _used_in_tree(tree: Tree, stem: str) -> set[int]:
    return {
        int(match[1])
        for record in tree.records
        if record.kind is Kind.ADVISORY
        and (match := re.fullmatch(re.escape(stem) + r"(\d{4,})", record.name, re.IGNORECASE))
    }


def _numbers(listing: str, stem: str) -> set[int]:
    return {int(n) for n in re.findall(rf"{REFS}/{re.escape(stem)}(\d{{4,}})$", listing, re.MULTILINE | re.IGNORECASE)}


def _block(settings: Settings) -> range | None:
    """
    The numbers that `extra.press.ids.offline` reserves for repositories without a remote.
    """
    match = re.fullmatch(r"(\d{4,9})-(\d{4,9})", settings.offline_ids)
    return range(int(match[1]), int(match[2]) + 1) if match else None


def _claim(git: Git, id: str, draft: str) -> str:
    """
    A fresh commit object that stands for the claim of *id*.
    """
    tree = git.run("hash-object", "-t", "tree", "-w", "--stdin", stdin="")
    message = f"{id} for {draft}\n\nnonce {secrets.token_hex(16)}\n"
    return git.run("commit-tree", tree, "-m", message, environment={**os.environ, **_IDENTITY})


def _take_remote(git: Git, remote: str, settings: Settings, stem: str, used: set[int], draft: str) -> str:
    reserved = _block(settings) or range(0)
    for _ in range(_TRIES):
        taken = used | _numbers(_listing(git, remote, stem), stem)
        # Numbers of the reserved block stand far above the running ones and must not drag them up.
        running = (number for number in taken if number not in reserved)
        id = f"{stem}{max(running, default=0) + 1:04d}"
        claim = _claim(git, id, draft)
        ref = f"{REFS}/{id}"
        try:
            git.run("push", "--quiet", f"--force-with-lease={ref}:", remote, f"{claim}:{ref}")
            return id
        except GitError as error:
            holder = _holder(git, remote, ref)
            if holder == claim:  # the answer was lost, the number was not
                return id
            if holder is None and not _is_race(str(error)):
                raise NumberingError(f"{remote} gave no number: {error}") from error
    raise NumberingError(f"{remote} gave no number in {_TRIES} tries; try again later")


def _is_race(message: str) -> bool:
    return any(
        sign in message
        for sign in ("stale info", "cannot lock ref", "failed to update ref", "already exists", "rejected")
    )


def _listing(git: Git, remote: str, stem: str) -> str:
    try:
        return git.run("ls-remote", remote, f"{REFS}/{stem}*")
    except GitError as error:
        raise NumberingError(f"cannot reach {remote} to take a number: {error}") from error


def _holder(git: Git, remote: str, ref: str) -> str | None:
    try:
        return git.run("ls-remote", remote, ref).partition("\t")[0] or None
    except GitError as error:
        raise NumberingError(f"cannot reach {remote} to take a number: {error}") from error


def _take_offline(git: Git, settings: Settings, stem: str, used: set[int], record: Record) -> str:
    block = _block(settings)
    if not block:
        message = "mkdocs.yml reserves no numbers for when there is no remote (extra.press.ids.offline: 9000-9999)"
        raise NumberingError(message)
    is_repository = git.head() is not None
    for _ in range(_TRIES):
        kept = _numbers(git.run("for-each-ref", "--format=%(refname)", REFS), stem) if is_repository else set()
        number = max((n for n in used | kept if n in block), default=block.start - 1) + 1
        if number not in block:
            raise NumberingError(f"the reserved numbers {settings.offline_ids} are used up; reserve more in mkdocs.yml")
        id = f"{stem}{number:04d}"
        if not is_repository:
            return id
        try:
            # Forty zeros: the ref must not exist yet.
            git.run("update-ref", f"{REFS}/{id}", _claim(git, id, record.name), "0" * 40)
            return id
        except GitError as error:
            if not _is_race(str(error)):
                raise NumberingError(f"cannot keep the number {id}: {error}") from error
            used = used | {number}
    raise NumberingError("no number could be kept; try again")


def _rename(root: Path, tree: Tree, record: Record, id: str, year: str) -> tuple[str, ...]:
    folder = f"advisories/{year}"
    (root / folder).mkdir(parents=True, exist_ok=True)
    paths = []
    for language, source in record.editions.items():
        path = f"{folder}/{id}.{language.value}.md"
        text = (root / source.path).read_text(encoding="utf-8")
        if source is record.source:
            text = EditedFile(source.path, language, text).with_value("id", id, after="title").text
            text = re.sub(rf"^(id: {id})[ \t]+{re.escape(ID_HINT)}$", r"\1", text, count=1, flags=re.MULTILINE)
        with (root / path).open("x", encoding="utf-8", newline="") as file:
            file.write(_renamed_in(text, record.name, id))
        (root / source.path).unlink()
        paths.append(path)
    for path in sorted(tree.files):
        if path.endswith(".md") and not is_archived(path) and path not in {s.path for s in record.editions.values()}:
            _rewrite(root / path, record.name, id)
    return tuple(sorted(paths, key=lambda path: Language.of_file(path) is not Language.EN))


def _rewrite(file: Path, draft: str, id: str) -> None:
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return  # a rule reports it
    renamed = _renamed_in(text, draft, id)
    if renamed != text:
        file.write_bytes(renamed.encode("utf-8"))


def _renamed_in(text: str, draft: str, id: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(draft)}(?![\w-])", id, text)
