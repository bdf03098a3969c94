"""
A new version of a published advisory: the old one is put aside, and a revision is added for the editor to fill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.lifecycle.front_matter_edit import EditedFile, yaml_scalar
from advisorypress.load.nodes import EACH, follow
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import Tree
from advisorypress.model.advisory import Status

WITHDRAWN = "withdrawn"
NOW_EXPLOITED = "now-exploited"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """
    What the new version is: its type, the moment, the note, and the note in the translation, "" to leave that to later.
    """

    type: str
    now: datetime
    note: str
    translated_note: str = ""
    notify: str = ""


def find_published(tree: Tree, id: str) -> Record:
    """
    The published advisory numbered *id*, compared without case; raises `UsageError` for any other.
    """
    for record in tree.records:
        if record.kind is Kind.ADVISORY and record.name.upper() == id.upper():
            if record.is_draft:
                raise UsageError(f"{record.name} is a draft; edit it as you like, versions begin when it is published")
            if record.text("status") == Status.WITHDRAWN:
                raise UsageError(f"{record.name} is withdrawn; a new advisory may take its place (press new advisory)")
            return record
    raise UsageError(f"there is no advisory {id}; look for it with press find")


def revise(root: Path, record: Record, version: NewVersion) -> tuple[str, ...]:
    """
    Puts the present version aside and adds *version*; gives the paths of the editions, the source first.

    Raises `UsageError` when an earlier revision was begun and its version is not the one to be put aside, and for a note in
    the translation when earlier notes wait there: notes are told apart by their order alone.
    """
    if version.translated_note and record.translation is not None and (wait := _notes_that_wait(record)):
        message = (
            f"{record.translation.path} still lacks {wait} earlier {'note' if wait == 1 else 'notes'} in `revision_notes`; "
            "write them first, or leave --translated-note out"
        )
        raise UsageError(message)
    archive(root, record)
    source = _edited(root, record.source.language, record.source.path)
    if version.type == NOW_EXPLOITED and record.text("exploited") in ("", "false"):
        source = source.with_value("exploited", version.now.date().isoformat(), after="severity")
    notify = f", notify: {version.notify}" if version.notify else ""
    moment = version.now.replace(microsecond=0).isoformat()
    item = f"{{date: {moment}, type: {version.type}, note: {yaml_scalar(version.note)}{notify}}}"
    _write(root, source.with_item("revisions", item, after="references"))
    paths = [record.source.path]
    if record.translation is not None:
        if version.translated_note:
            translation = _edited(root, record.translation.language, record.translation.path)
            note = yaml_scalar(version.translated_note)
            _write(root, translation.with_item("revision_notes", note, after="summary"))
        paths.append(record.translation.path)
    return tuple(paths)


def withdraw(root: Path, record: Record, version: NewVersion, reason: str, translated_reason: str) -> tuple[str, ...]:
    """
    As `revise`, and says in both editions that and why the advisory is withdrawn.
    """
    if _notes_that_wait(record):
        # A withdrawal is not held up for them; its reason stands in the translation all the same.
        version = replace(version, translated_note="")
    paths = revise(root, record, version)
    source = _edited(root, record.source.language, record.source.path)
    source = source.with_value("status", WITHDRAWN, after="summary")
    _write(root, source.with_value("withdrawn_reason", yaml_scalar(reason), after="status"))
    if record.translation is not None and translated_reason:
        translation = _edited(root, record.translation.language, record.translation.path)
        _write(root, translation.with_value("withdrawn_reason", yaml_scalar(translated_reason), after="summary"))
    return paths


def archive(root: Path, record: Record) -> tuple[str, ...]:
    """
    Copies both editions to `archive/<ID>/v<N>.<lang>.md`, N being the number of the present version.
    """
    number = _revisions(record)
    if number == 0:
        raise UsageError(f"{record.source.path} has no revisions; mend it first (press check)")
    folder = f"{record.folder}/archive/{record.name}"
    paths = []
    for language, source in record.editions.items():
        path = f"{folder}/v{number}.{language.value}.md"
        data = (root / source.path).read_bytes()
        (root / folder).mkdir(parents=True, exist_ok=True)
        try:
            with (root / path).open("xb") as file:
                file.write(data)
        except FileExistsError:
            if (root / path).read_bytes() != data:
                message = f"{path} holds version {number} already, and it is not what {source.path} says; finish that revision first"
                raise UsageError(message) from None
        paths.append(path)
    return tuple(paths)


def _revisions(record: Record) -> int:
    return len(list(follow(record.source.head, ("revisions", EACH))))


def _notes_that_wait(record: Record) -> int:
    """
    How many revisions have no note in the translation yet.
    """
    if record.translation is None:
        return 0
    return max(_revisions(record) - len(list(follow(record.translation.head, ("revision_notes", EACH)))), 0)


def _edited(root: Path, language: Language, path: str) -> EditedFile:
    return EditedFile(path, language, (root / path).read_bytes().decode("utf-8"))


def _write(root: Path, edited: EditedFile) -> None:
    edited.source()  # what we wrote must be readable before it replaces what was there
    file = root / edited.path
    aside = file.with_name(f".{file.name}.new")
    aside.write_bytes(edited.text.encode("utf-8"))
    aside.replace(file)
