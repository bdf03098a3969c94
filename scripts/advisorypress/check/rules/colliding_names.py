from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from advisorypress.check.addresses import address_of
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Place
from advisorypress.load.schema import Kind

RULE_ID = "colliding-names"


def look(context: Context) -> Iterator[Finding]:
    """
    No two files or folders differ only in case or in the way Unicode writes a letter, and no two pages have one address.

    Some file systems take two such names for one, and so would some web servers: one of the two files would be lost on the
    way, and nobody could say which.
    """
    yield from _names(context)
    pages: dict[str, str] = {}
    for record in context.tree.records:
        if record.kind is Kind.PAGE:
            address = address_of(record.kind, record.folder, record.name)
            path = record.source.path
            if address in pages:
                message = f"this has the address of {pages[address]}, /{address}"
                yield Finding(RULE_ID, Place(path), message, "keep one of the two")
            pages.setdefault(address, path)


def _names(context: Context) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path in sorted(context.tree.files):
        name = ""
        for part in path.split("/"):
            name = f"{name}/{part}" if name else part
            seen = first.setdefault(_key(name), name)
            if seen != name:
                message = f"{quote(name)} and {quote(seen)} are one name on some systems"
                yield Finding(RULE_ID, Place(path), message, "rename one of the two")
                break


def _key(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()
