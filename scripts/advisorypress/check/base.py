"""
The advisories as they were at another commit, for the question what has changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.git import Git
from advisorypress.language import Language
from advisorypress.load.archive import Archive, read_archive
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, Unreadable, parse_source
from advisorypress.load.tree import is_archived, name_of, read_records

FOLDER = "advisories"


@dataclass(frozen=True, slots=True)
class Base:
    """
    The advisories that are no longer as they were at the commit *name*, by their upper-case numbers, and the earlier
    versions, of which the same holds.
    """

    name: str
    advisories: Mapping[str, Record]
    archive: Archive


def read_base(root: Path, name: str) -> Base:
    """
    What *name* (a branch, a tag, a commit) had where the present branch left it.

    Raises `UsageError` when *name* is no commit, `GitError` when there is no repository.
    """
    git = Git(root)
    git.run("rev-parse", "--git-dir")
    commit = git.commit(name)
    if commit is None:
        raise UsageError(f"--base: there is no commit {name}; a shallow clone may lack it (git fetch --unshallow)")
    start = git.common_ancestor(commit) or commit
    files = _files(git, start)

    def read(_: Path, path: str, language: Language) -> Source | Unreadable:
        return parse_source(files[path], path, language)

    names = [found for path in files if (found := name_of(path)) is not None and found.kind is Kind.ADVISORY]
    # What could not be read then was not published then.
    records, _ = read_records(root, names, read)
    archive, _ = read_archive(root, filter(is_archived, files), read)
    return Base(name, {record.name.upper(): record for record in records}, archive)


def _files(git: Git, commit: str) -> dict[str, bytes]:
    """
    The changed files at *commit*, each with the other edition of its record.
    """
    changed = git.changed_since(commit, FOLDER)
    if not changed:
        return {}
    objects = git.objects(commit, FOLDER)
    wanted = [path for path in sorted({each for path in changed for each in _editions(path)}) if path in objects]
    return dict(zip(wanted, git.contents(objects[path] for path in wanted), strict=True))


def _editions(path: str) -> Iterator[str]:
    language = Language.of_file(path)
    if language is not None:
        stem = path.removesuffix(f".{language.value}.md")
        yield from (f"{stem}.{each.value}.md" for each in Language)
