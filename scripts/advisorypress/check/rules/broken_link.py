from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from advisorypress.check.addresses import SECTIONS, address_of, time_of
from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.nearest import nearest
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source
from advisorypress.load.tree import name_of

RULE_ID = "broken-link"

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")

# What a link lacks: message, hint, level.
Lack = tuple[str, str, Level]


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Links inside the site lead somewhere.

    They are written from the root in the English form (`/advisories/SA-2026-0142/`, `/feeds/all.atom`), in both editions
    alike: the press leads each reader to the edition they read. A link to a draft is broken; one to a record whose time has
    not come is a warning, for it is broken only until then.
    """
    for source in record.editions.values():
        # Every way to write a link has one of these, and most bodies have none.
        if "]" not in source.body and "<" not in source.body:
            continue
        for link in read_prose(source.body).links:
            lack = _lack(unescape(link.text), source, record, context)
            if lack is not None:
                message, hint, level = lack
                place = place_in_body(source, link.start, link.end)
                yield Finding(RULE_ID, place, f"{quote(link.text)} {message}", hint, level)


def _lack(link: str, source: Source, record: Record, context: Context) -> Lack | None:
    path = unquote(re.split(r"[?#]", link, maxsplit=1)[0])
    if not path or _ELSEWHERE.match(link):
        return None
    if not path.startswith("/"):
        return _lack_of_file(path, source, record, context)
    return _lack_of_address(path[1:], record, context)


def _lack_of_address(address: str, record: Record, context: Context) -> Lack | None:
    known = context.addresses
    if address in known.public:
        return None
    for language in Language:
        if language.prefix and f"{address}/".startswith(language.prefix):
            right = address.removeprefix(language.prefix.rstrip("/")).lstrip("/")
            return (
                "is an address of one edition",
                f"write /{right}; each reader is led to their own edition",
                Level.ERROR,
            )
    if address in known.drafts:
        level = Level.WARNING if record.is_draft else Level.ERROR
        return "leads to a draft, which is not published", "publish it first, or take the link out", level
    if address in known.held:
        return _lack_of_held(address, record, context)
    if f"{address}/" in known.public:
        return "lacks the slash at its end", f"write /{address}/", Level.ERROR
    return "leads nowhere", _hint(address, context), Level.ERROR


def _lack_of_held(address: str, record: Record, context: Context) -> Lack | None:
    comes, goes = context.addresses.held[address], time_of(record)
    if record.is_draft or (goes is not None and goes >= comes):
        return None  # both come out together, or the target first
    when = comes.astimezone(context.settings.timezone).isoformat()
    return f"leads nowhere before {when}", "take the link out until then", Level.WARNING


def _hint(address: str, context: Context) -> str:
    folder, _, name = address.strip("/").partition("/")
    if folder == "advisories" and name:
        meant = context.advisories.get(name.upper())
        return f"did you mean /advisories/{meant.name}/?" if meant is not None else "look for it with `press find`"
    # Only what stands in the same folder is compared: an archive has tens of thousands of addresses.
    near = [known for known in context.addresses.public if known.startswith(f"{folder}/") and folder != "advisories"]
    guess = nearest(address, sorted(near) or SECTIONS)
    return f"did you mean /{guess}?" if guess else "look at the address on the site, and write it from the root"


def _lack_of_file(path: str, source: Source, record: Record, context: Context) -> Lack | None:
    found = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), path))
    name = name_of(found)
    if found not in context.tree.files:
        if path in context.addresses.public:
            return "leads nowhere from here", f"write /{path}", Level.ERROR
        return "names no file beside this one", "write links from the root, like /guides/ransomware/", Level.ERROR
    if name is not None:
        right = address_of(name.kind, name.folder, name.name)
        return "is a file of the repository, not an address", f"write /{right}", Level.ERROR
    if not found.startswith("content/"):
        return (
            "is a file that is not published",
            "put it below content/, and write its address from the root",
            Level.ERROR,
        )
    if record.kind is Kind.PAGE:
        return None  # the engine finds it; a record stands in a folder of its own, one deeper than its file
    return "leads nowhere from the page", f"write /{found.removeprefix('content/')}", Level.ERROR
