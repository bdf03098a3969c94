from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.numbers import example_number, is_number
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Place
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.forms import SLUG
from advisorypress.model.period import Period, parse_month

RULE_ID = "misnamed-file"

# What the press writes itself stands at these addresses.
TAKEN = ("advisories", "assets", "bulletins", "digests", "feeds", "zh-hant")
SECTIONS = ("guides", "articles", "news", "events")
_YEAR = re.compile(r"[12][0-9]{3}")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Files are named so that their address follows from their name, and nothing else.

    An advisory is `advisories/<year>/<ID>.<language>.md` or `draft-<slug>.<language>.md`; a newsletter is
    `bulletins/<year>/<month>.<language>.md`, a digest the same with `-first` or `-second`; everything below `content/` has
    names of a-z, 0-9 and hyphens.
    """
    match record.kind:
        case Kind.ADVISORY:
            yield from _advisory(record, context)
        case Kind.NEWSLETTER | Kind.DIGEST:
            yield from _bulletin(record)
        case _:
            yield from _content(record)


def _advisory(record: Record, context: Context) -> Iterator[Finding]:
    prefix = context.settings.id_prefix
    slug = record.name.removeprefix("draft-")
    if slug != record.name:
        if not SLUG.fullmatch(slug):
            yield _finding(
                record, f"{quote(record.name)} is not draft- and a slug", "name it like draft-fortios-ssl-vpn"
            )
        if not _YEAR.fullmatch(record.folder.removeprefix("advisories/")):
            yield _finding(record, f"a draft does not stand in {record.folder}", "put it into advisories/<year>/")
    elif not is_number(record.name, prefix):
        hint = f"name it like {example_number(prefix)}, or draft-<slug> until it has a number"
        yield _finding(record, f"{quote(record.name)} is not an advisory number", hint)


def _bulletin(record: Record) -> Iterator[Finding]:
    key = "month" if record.kind is Kind.NEWSLETTER else "period"
    try:
        if record.kind is Kind.NEWSLETTER:
            parse_month(record.name)
        else:
            Period.named(record.name)
    except ValueError:
        hint = "name it like 2026-11 (a newsletter), 2026-11-first or 2026-11-second (a digest)"
        yield _finding(record, f"{quote(record.name)} is neither a month nor a half-month", hint)
        return
    folder = f"bulletins/{record.name[:4]}"
    if record.folder != folder:
        yield _finding(record, f"{record.name} stands in {record.folder}", f"move it to {folder}/")
    for scalar in record.scalars(key):
        if scalar.text not in ("", record.name):
            message = f"`{key}` is {quote(scalar.text)}, but the file is named {record.name}"
            yield Finding(RULE_ID, scalar.place, message, f"write `{key}: {record.name}`, or rename the file")


def _content(record: Record) -> Iterator[Finding]:
    folders = record.folder.split("/")[1:]
    wrong = next((part for part in (*folders, record.name) if not SLUG.fullmatch(part)), None)
    if wrong is not None:
        yield _finding(record, f"{quote(wrong)} cannot stand in an address", "use a-z, 0-9 and hyphens")
    elif record.kind is not Kind.PAGE:
        if record.name in ("index", "page"):
            message = f"the press makes /{folders[0]}/ itself" if record.name == "index" else "`page` is for paging"
            yield _finding(record, message, "give it another name")
    elif (folders or [record.name])[0] in TAKEN:
        yield _finding(record, f"the press makes /{(folders or [record.name])[0]}/ itself", "put it somewhere else")
    elif (folders or [record.name])[0] in SECTIONS:
        hint = f"put it into content/{folders[0]}/ itself" if folders else "give it another name"
        yield _finding(record, f"a page cannot stand below /{(folders or [record.name])[0]}/", hint)


def _finding(record: Record, message: str, hint: str) -> Finding:
    return Finding(RULE_ID, Place(record.source.path), message, hint)
