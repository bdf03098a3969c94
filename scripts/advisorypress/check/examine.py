"""
Runs every rule over every record and, when nothing is wrong, makes the `Library`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import cast

from advisorypress.build_time import BuildTime
from advisorypress.check.addresses import find_addresses
from advisorypress.check.archive import look_at_archive
from advisorypress.check.base import Base
from advisorypress.check.context import Context, Terms
from advisorypress.check.enough import enough
from advisorypress.check.kept import RecordKeys, read_found, write_found
from advisorypress.check.make import make_library
from advisorypress.check.rules import OWN, REACHING, RULES, TREE_RULES
from advisorypress.finding import Finding, has_errors
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import Tree
from advisorypress.model.library import Library
from advisorypress.settings import Settings
from advisorypress.thrift import Thrift
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import Wording, standard_wording
from advisorypress.workers import spread

_KEPT = "check"
_TOGETHER = 48


@dataclass(frozen=True, slots=True)
class Checked:
    """
    All findings, ordered by place, and the library: None when one of them is an error.
    """

    findings: tuple[Finding, ...]
    library: Library | None


def examine(
    tree: Tree,
    settings: Settings,
    vocabulary: Vocabulary,
    now: BuildTime,
    base: Base | None = None,
    thrift: Thrift | None = None,
) -> Checked:
    """
    Looks at everything in *tree* as of *now*; with *base* also at what has changed since. With *thrift* it finds the same, in
    less time.
    """
    context = make_context(tree, settings, vocabulary, now, base)
    look = look_at(tree.records, context) if thrift is None else _look_with_thrift(context, thrift)
    found = {*tree.findings, *look, *look_at_archive(context), *look_at_tree(context)}
    findings = sorted(found, key=lambda finding: finding.order)
    if has_errors(findings):
        return Checked(tuple(findings), None)
    library = make_library(tree, settings, vocabulary, team_wording(settings), now.moment)
    return Checked(tuple(findings), library)


def make_context(
    tree: Tree, settings: Settings, vocabulary: Vocabulary, now: BuildTime, base: Base | None = None
) -> Context:
    """
    What rules may know about *tree*.
    """
    advisories = {record.name.upper(): record for record in tree.records if record.kind is Kind.ADVISORY}
    addresses = find_addresses(tree, settings, vocabulary, now.moment)
    return Context(settings, vocabulary, tree, advisories, now.moment, now.present or now.moment, addresses, base)


def look_at(records: Iterable[Record], context: Context) -> Iterator[Finding]:
    """
    What the rules find in *records*.
    """
    for record in records:
        if _holds_its_facts(record, context.tree):
            for rule in RULES:
                yield from enough(rule.look(record, context))


def _look_with_thrift(context: Context, thrift: Thrift) -> Iterator[Finding]:
    """
    What `look_at` finds in all records.
    """
    records = [record for record in context.tree.records if _holds_its_facts(record, context.tree)]
    for record in records:
        for rule in REACHING:
            yield from enough(rule.look(record, context))
    keys = RecordKeys(context.settings, context.vocabulary)
    known = read_found(thrift.cache / _KEPT)
    found: dict[str, tuple[Finding, ...]] = {}
    wanted = []
    for record in records:
        key = keys.of(record)
        if key in known:
            found[key] = known[key]
        else:
            wanted.append((key, record))
    batches = [wanted[start : start + _TOGETHER] for start in range(0, len(wanted), _TOGETHER)]
    terms = Terms(context.settings, context.vocabulary)
    with closing(
        spread(lambda batch: [(key, _own(record, terms)) for key, record in batch], batches, thrift.jobs)
    ) as looked:
        found.update(chain.from_iterable(looked))
    if found != known:
        write_found(thrift.cache / _KEPT, found)
    yield from chain.from_iterable(found.values())


def _own(record: Record, terms: Terms) -> tuple[Finding, ...]:
    # They are given less than they could ask for, so that what they find can depend on no more.
    context = cast("Context", terms)
    return tuple(finding for rule in OWN for finding in enough(rule.look(record, context)))


def look_at_tree(context: Context) -> Iterator[Finding]:
    """
    What the rules find that look at takedowns and at what was put aside.
    """
    for rule in TREE_RULES:
        yield from rule.look(context)


def _holds_its_facts(record: Record, tree: Tree) -> bool:
    """
    False when the edition that holds the facts is there but could not be read: its finding says all that can be said.
    """
    source = record.source
    path = f"{record.folder}/{record.name}.{source.language.other.value}.md"
    if source.language.other in record.editions or path not in tree.files:
        return True
    if source.language is Language.ZH:
        return record.text("source") == Language.ZH.value
    return source.head.get("source_digest") is None


def team_wording(settings: Settings) -> Wording:
    """
    The interface's strings, with the team's own in place of ours.
    """
    return standard_wording().overridden(settings.words)
