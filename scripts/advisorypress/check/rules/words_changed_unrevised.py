from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from advisorypress.check.alterations import Alteration, altered_facts, altered_words
from advisorypress.check.base import Base
from advisorypress.check.context import Context
from advisorypress.check.takedowns import make_entries
from advisorypress.finding import Finding, Level, Place
from advisorypress.language import Language
from advisorypress.load.nodes import EACH, Scalar
from advisorypress.load.record import Record
from advisorypress.load.words import given_digest, is_stale, missing_words
from advisorypress.model.forms import parse_time

RULE_ID = "words-changed-unrevised"


def look(context: Context) -> Iterator[Finding]:
    """
    Every change of a published advisory is a revision, its history stands, and each former version is in the archive.

    With `press check --base REF` alone, which compares with what REF had: words and facts that differ under the same number
    of revisions, a revision or a first date that has moved or gone, a number that is no longer published, and a former
    version that is not in the archive as it was are errors. Readers cite a version by its number, and machines fetch it
    again only when the number grows. What may change freely: the layout, `aliases` and `languages`, a draft, what is
    published later, and a translation that was missing or stale; a translation that was current is a warning.
    """
    base = context.base
    if base is None:
        return
    for number, old in base.advisories.items():
        if _was_published(old, context):
            yield from _look(number, old, base, context)
    for name, versions in base.archive.items():
        for version in versions:
            if not _is_taken_down(version.record.name, version.number, context):
                yield from _look_at_archived(name, version.number, version.record, base, context)


def _was_published(record: Record, context: Context) -> bool:
    if record.is_draft or _is_taken_down(record.name, len(_revisions(record)), context):
        return False
    published = _moment(next(record.scalars("published"), None))
    return published is not None and published <= context.present


def _is_taken_down(id: str, version: int, context: Context) -> bool:
    takedowns = (entry.takedown for entry in make_entries(context.tree.takedowns, context.settings.timezone))
    return any(each.id.upper() == id.upper() and (each.is_whole or version in each.versions) for each in takedowns)


def _look(number: str, old: Record, base: Base, context: Context) -> Iterator[Finding]:
    new = context.advisories.get(number)
    if new is None:
        if old.source.path not in context.tree.files:  # else it cannot be read, and has its own finding
            hint = "put its files back; `press withdraw` ends an advisory, and a takedown removes its text"
            yield Finding(RULE_ID, Place(old.source.path), f"{old.name} was published ({base.name}), and is gone", hint)
    elif new.is_draft:
        hint = "write `status: published`; `press withdraw` ends an advisory"
        yield new.finding(RULE_ID, ("status",), f"{old.name} was published ({base.name}), and is a draft again", hint)
    else:
        yield from _history(old, new, base)
        before, after = len(_revisions(old)), len(_revisions(new))
        if after > before:
            yield from _archived(old, new, base, context)
        elif after == before:
            yield from _altered(old, new, base)


def _history(old: Record, new: Record, base: Base) -> Iterator[Finding]:
    was, now = next(old.scalars("published"), None), next(new.scalars("published"), None)
    if was is not None and now is not None and _differ(was, now):
        message = f"the first date has moved: {base.name} says {was.text}"
        yield Finding(RULE_ID, now.place, message, f"write `published: {was.text}`; it is a promise to readers")
    before, after = _revisions(old), _revisions(new)
    if len(after) < len(before):
        message = f"there are {len(after)} revisions, and {base.name} has {len(before)}"
        yield new.finding(RULE_ID, ("revisions",), message, "put them back; what was published is history")
    for position in range(min(len(before), len(after))):
        for name in ("date", "type"):
            was = next(old.scalars("revisions", position, name), None)
            now = next(new.scalars("revisions", position, name), None)
            if was is not None and now is not None and _differ(was, now) and (position, name) != (0, "date"):
                message = f"this revision was published with another `{name}`: {base.name} says {was.text}"
                yield Finding(RULE_ID, now.place, message, f"write `{name}: {was.text}`; what was published is history")


def _altered(old: Record, new: Record, base: Base) -> Iterator[Finding]:
    version = len(_revisions(old))
    language = old.source.language
    altered = [*altered_facts(old, new), *(altered_words(old, new, language) if language in new.editions else ())]
    if altered:
        message = f"this is still version {version}, but {_listed(altered)} changed since {base.name}"
        path = _archive_path(new, version, language)
        hint = "add a line to `revisions`, and keep the old version; `press revise` before a change does both\n"
        hint += _kept(base, old.source.path, path)
        yield Finding(RULE_ID, altered[0].place, message, hint)
    other = language.other
    if not altered and other in old.editions and other in new.editions and not is_stale(old) and not missing_words(old):
        words = altered_words(old, new, other)
        if words and given_digest(old) == given_digest(new):
            message = f"{_listed(words)} of the translation changed since {base.name} under the same version"
            hint = f"if readers should know, `press revise {new.name} --type editorial` tells them"
            yield Finding(RULE_ID, words[0].place, message, hint, Level.WARNING)


def _archived(old: Record, new: Record, base: Base, context: Context) -> Iterator[Finding]:
    version = len(_revisions(old))
    kept = next((each.record for each in context.tree.archive_of(new) if each.number == version), None)
    for language, source in old.editions.items():
        path = _archive_path(new, version, language)
        hint = f"keep it there\n{_kept(base, source.path, path)}"
        if path not in context.tree.files:
            yield new.finding(
                RULE_ID, ("revisions", version), f"version {version} was published, and {path} does not have it", hint
            )
        elif kept is not None and language is old.source.language and _is_altered(old, kept):
            message = f"this is not version {version} as {base.name} has it"
            yield Finding(RULE_ID, Place(path), message, hint)


def _archive_path(record: Record, version: int, language: Language) -> str:
    return f"{record.folder}/archive/{record.name}/v{version}.{language.value}.md"


def _kept(base: Base, path: str, archived: str) -> str:
    """
    The command that puts what *base* has at *path* into the archive.
    """
    return f"mkdir -p {archived.rpartition('/')[0]} && git show {base.name}:./{path} > {archived}"


def _look_at_archived(name: str, number: int, old: Record, base: Base, context: Context) -> Iterator[Finding]:
    kept = next((each.record for each in context.tree.archive.get(name, ()) if each.number == number), None)
    path = old.source.path
    hint = f"git restore --source={base.name} {path}"
    if kept is None:
        if path not in context.tree.files:
            yield Finding(RULE_ID, Place(path), f"version {number} was put aside here ({base.name}), and is gone", hint)
    elif _is_altered(old, kept):
        yield Finding(RULE_ID, Place(path), f"this is not version {number} as {base.name} has it", hint)


def _is_altered(old: Record, new: Record) -> bool:
    language = old.source.language
    return language not in new.editions or bool(altered_facts(old, new) or altered_words(old, new, language))


def _listed(alterations: Sequence[Alteration]) -> str:
    names = [alteration.name for alteration in alterations]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _revisions(record: Record) -> list[object]:
    return list(record.nodes("revisions", EACH))


def _differ(one: Scalar, other: Scalar) -> bool:
    moments = _moment(one), _moment(other)
    return one.text != other.text if None in moments else moments[0] != moments[1]


def _moment(scalar: Scalar | None) -> datetime | None:
    try:
        return parse_time(scalar.text) if scalar is not None else None
    except ValueError:
        return None  # another rule speaks of it
