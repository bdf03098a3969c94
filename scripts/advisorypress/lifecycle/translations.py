"""
Translations over time: how each stands, which words it was made of, and the mark that it is up to date again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from advisorypress.check.prompts import prompts_in
from advisorypress.errors import UsageError
from advisorypress.git import Git, GitError
from advisorypress.lifecycle.front_matter_edit import EditedFile
from advisorypress.load.blocks import Block
from advisorypress.load.changes import Change, State, described, find_changes, find_untranslated, lay_beside
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.source import Source, Unreadable, parse_source
from advisorypress.load.tree import archived_versions
from advisorypress.load.words import (
    edition_blocks,
    given_digest,
    given_marks,
    is_digest,
    is_stale,
    missing_words,
    source_digest,
    source_marks,
    words_digest,
)

# How far back the words of a translation are looked for: more versions than any record has.
_MOST_VERSIONS = 500
_MOST_NAMED = 5
_COMMIT = re.compile(r"\x01(\S+) (\S+)|:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]")


class Standing(StrEnum):
    """
    How a translation stands.
    """

    MISSING = "missing"
    STALE = "stale"
    OK = "ok"
    UNINTENDED = "one language"


@dataclass(frozen=True, slots=True)
class Translation:
    """
    How the translation of *record* stands; *path* is its file, there or not, and *told* says what is missing or stale.
    """

    record: Record
    standing: Standing
    path: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The source words that a translation was made of, by block, and where they were found.
    """

    where: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """
    A change, with the words that the source edition had there; None when there were none or nobody knows them.
    """

    change: Change
    was: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What has changed in the source words of *record* since they were translated.

    Where that cannot be told, for the digest names no blocks and *origin* was not found, *is_known* is false and
    *differences* has every block.
    """

    record: Record
    origin: Origin | None
    differences: tuple[Difference, ...]
    is_known: bool = True


def look_at(record: Record) -> Translation:
    """
    How the translation of *record* stands.
    """
    path = path_of_translation(record)
    translation = record.translation
    if translation is None:
        intended = {scalar.text for scalar in record.scalars("languages", EACH)}
        if intended and record.source.language.other.value not in intended:
            return Translation(record, Standing.UNINTENDED, path, f"languages: {', '.join(sorted(intended))}")
        return Translation(record, Standing.MISSING, path, "there is no such file yet")
    unwritten = _unwritten(record, translation)
    if unwritten:
        return Translation(record, Standing.MISSING, path, unwritten)
    changes = find_changes(record)
    if is_stale(record):
        told = (
            described(changes) if changes else "the source words have changed" if given_digest(record) else "no digest"
        )
        return Translation(record, Standing.STALE, path, told)
    return Translation(record, Standing.OK, path, described(changes or ()))


def path_of_translation(record: Record) -> str:
    """
    The file of the other edition of *record*, whether it is there or not.
    """
    return f"{record.folder}/{record.name}.{record.source.language.other.value}.md"


def _unwritten(record: Record, translation: Source) -> str:
    """
    Why the translation counts as missing although there is a file; "" when it does not.
    """
    words = missing_words(record)
    if words:
        return f"no {', '.join(words)} yet"
    prompts = sum(1 for _ in prompts_in(translation))
    return f"{prompts} {'prompt' if prompts == 1 else 'prompts'} of the draft left" if prompts else ""


# -- What has changed -----------------------------------------------------------------------------


def compare(root: Path, record: Record) -> Comparison:
    """
    What has changed since *record* was translated, with the old words from the archive or the history of git.
    """
    origin = find_origin(root, record)
    changes = find_changes(record, origin.blocks if origin is not None else ())
    if changes is None:
        return Comparison(record, None, tuple(Difference(change, None) for change in lay_beside(record)), False)
    return Comparison(record, origin, tuple(Difference(change, _words_then(change, origin)) for change in changes))


def _words_then(change: Change, origin: Origin | None) -> str | None:
    if origin is None or change.was is None or change.was >= len(origin.blocks):
        return None
    return origin.blocks[change.was].text


def find_origin(root: Path, record: Record) -> Origin | None:
    """
    The source words that the translation of *record* says it is of: those of a version that `revise` put aside, or of a
    commit; None when neither has them.
    """
    given = given_digest(record)
    if not is_digest(given):
        return None
    marks = given_marks(given)
    for where, source in _versions(root, record):
        then = Record(record.kind, record.folder, record.name, {source.language: source})
        if words_digest(then) == given[:8] or (marks and source_marks(then) == marks):
            return Origin(where, edition_blocks(then, source))
    return None


def _versions(root: Path, record: Record) -> Iterator[tuple[str, Source]]:
    for number, version in archived_versions(root, record):
        source = version.editions.get(record.source.language)
        if source is not None:
            yield f"version {number}, {source.path}", source
    yield from _committed(root, record.source)


def _committed(root: Path, source: Source) -> Iterator[tuple[str, Source]]:
    """
    What *source* was in each commit that changed it, newest first; nothing outside a repository of git.
    """
    git = Git(root)
    try:
        log = git.run(
            "--literal-pathspecs", "log", "--follow", "--raw", "--no-abbrev", f"--max-count={_MOST_VERSIONS}",
            "--format=%x01%h %cs", "--", source.path,
        )  # fmt: skip
        where = ""
        for commit, day, blob in _COMMIT.findall(log):
            where = f"commit {commit} of {day}" if commit else where
            if blob.strip("0"):
                version = parse_source(git.run("cat-file", "blob", blob).encode(), source.path, source.language)
                if not isinstance(version, Unreadable):
                    yield where, version
    except GitError:
        return  # a copy without history has no older words to show


# -- Up to date again -----------------------------------------------------------------------------


def accept(root: Path, records: Sequence[Record], *, force: bool = False) -> tuple[str, ...]:
    """
    Writes into the translation of each of *records* that it is of the present source words; gives the changed files.

    Raises `UsageError`, and writes nothing, when one has no words to accept or, without *force*, lacks a block.
    """
    edited = [_accepted(root, record, force) for record in records]
    return tuple(edit.path for edit in edited if edit is not None and _write(root, edit))


def _accepted(root: Path, record: Record, force: bool) -> EditedFile | None:
    """
    The translation with the digest it should have; None when it has it.
    """
    path = path_of_translation(record)
    translation = record.translation
    if translation is None:
        raise UsageError(f"there is no {path} to accept; write it first")
    unwritten = _unwritten(record, translation)
    if unwritten:
        raise UsageError(f"{path} is not written yet: {unwritten}")
    if not force:
        _demand_all_blocks(record, path)
    digest = source_digest(record)
    if given_digest(record) == digest:
        return None
    text = (root / path).read_bytes().decode("utf-8")
    edited = EditedFile(path, translation.language, text.replace("\r\n", "\n"))
    edited = edited.with_value("source_digest", digest, after="source_digest")
    edited.source()  # what we wrote must be readable before it replaces what was there
    return EditedFile(path, translation.language, edited.text.replace("\n", "\r\n") if "\r\n" in text else edited.text)


def _demand_all_blocks(record: Record, path: str) -> None:
    changes = find_changes(record)
    missing = [
        change.source
        for change in (find_untranslated(record) if changes is None else changes)
        if change.state is State.MISSING and change.source is not None
    ]
    if missing:
        named = [f"{block.name} ({block.place.path}:{block.place.line})" for block in missing[:_MOST_NAMED]]
        more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        message = f"{path} has no words yet for: {', '.join(named)}{more}"
        raise UsageError(f"{message}; write them, or give --force if it says them in another way")


def _write(root: Path, edited: EditedFile) -> bool:
    file = root / edited.path
    aside = file.with_name(f".{file.name}.new")
    aside.write_bytes(edited.text.encode("utf-8"))
    aside.replace(file)
    return True
