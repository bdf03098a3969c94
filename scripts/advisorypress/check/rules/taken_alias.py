from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from advisorypress.check.addresses import SECTIONS, SITE_FILES, address_of, addresses_of
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH, scalars
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.takedowns import TAKEDOWNS, entries
from advisorypress.model.facets import closed_paths

RULE_ID = "taken-alias"

# Where things stand on the site, in lower case, and what stands there.
Owners = Mapping[str, str]


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An alias is nobody else's: no other record or page has that address, and no other advisory that alias.

    Compared without case, for the old site may not have told them apart. A link that is twenty years old must lead to the
    one advisory that it was of.
    """
    if record.kind is not Kind.ADVISORY:
        return
    seen: set[str] = set()
    for scalar in record.scalars("aliases", EACH):
        address = _address(scalar.text)
        if not scalar.text:
            continue
        if address in seen:
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} stands here twice", "keep one of the two")
        elif address == _own(record):
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} is where the advisory stands", "leave it out")
        else:
            owner = _owner(context, address, record.source.path)
            if owner != record.source.path:
                message = f"{quote(scalar.text)} is taken by {owner}"
                yield Finding(RULE_ID, scalar.place, message, "keep it where the old address belongs")
        seen.add(address)


def _owner(context: Context, address: str, own: str) -> str:
    """
    Who stands at *address*, or has a file where a folder of it would have to be; *own* when nobody does.
    """
    owners = _owners(context)
    above = (address[:end] for end, character in enumerate(address) if character == "/")
    places = (address, *(path for path in above if "." in path.rpartition("/")[2]))
    return next((owner for place in places if (owner := owners.get(place, own)) != own), own)


def _own(record: Record) -> str:
    return address_of(record.kind, record.folder, record.name).strip("/").lower()


def _address(alias: str) -> str:
    path = alias.strip("/").lower().removesuffix("/index.html")
    return path if "/" in alias else f"advisories/{path}"


def _owners(context: Context) -> Owners:
    """
    Who stands at each address; the first in the order of the records where two want it.
    """
    # Asked for every alias of every record, and made of all records.
    if RULE_ID not in context.known:
        context.known[RULE_ID] = dict(_claims(context))
    return cast("Owners", context.known[RULE_ID])


def _claims(context: Context) -> Iterator[tuple[str, str]]:
    # A later entry of a dict wins, so the weakest claims come first.
    for record in reversed(context.tree.records):
        if record.kind is Kind.ADVISORY:
            for alias in record.scalars("aliases", EACH):
                yield _address(alias.text), record.source.path
    for entry in entries(context.tree.takedowns):
        id = next((scalar.text for scalar in scalars(entry, ("id",))), "")
        if id.upper() not in context.advisories:
            for alias in scalars(entry, ("aliases", EACH)):
                yield _address(alias.text), TAKEDOWNS
    for record in context.tree.records:
        for address in addresses_of(record):
            yield address.strip("/").lower(), record.source.path
    for path in context.tree.files:
        if path.startswith("content/") and not path.endswith(".md"):
            yield path.removeprefix("content/").lower(), path
    for file in SITE_FILES:
        yield file, f"the press itself (/{file})"
    for section in (*SECTIONS, *closed_paths(context.vocabulary)):
        yield section.strip("/"), f"the press itself (/{section})"
