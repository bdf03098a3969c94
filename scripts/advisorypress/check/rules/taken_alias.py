from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisorypress.check.addresses import ADVISORY_FILES, SECTIONS, address_of, addresses_of
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

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
            owner = _owners(context).get(address, record.source.path)
            if owner != record.source.path:
                message = f"{quote(scalar.text)} is taken by {owner}"
                yield Finding(RULE_ID, scalar.place, message, "keep it where the old address belongs")
        seen.add(address)


def _own(record: Record) -> str:
    return address_of(record.kind, record.folder, record.name).strip("/").lower()


def _address(alias: str) -> str:
    path = alias.strip("/").lower().removesuffix("/index.html")
    return path if "/" in alias else f"advisories/{path}"


_last: tuple[Context | None, Owners] = (None, {})


def _owners(context: Context) -> Owners:
    """
    Who stands at each address; the first in the order of the records where two want it.
    """
    global _last  # noqa: PLW0603  # asked for every alias of every record, and made of all records
    asked, owners = _last
    if asked is not context:
        owners = dict(_claims(context))
        _last = (context, owners)
    return owners


def _claims(context: Context) -> Iterator[tuple[str, str]]:
    # A later entry of a dict wins, so the weakest claims come first.
    for record in reversed(context.tree.records):
        if record.kind is Kind.ADVISORY:
            for alias in record.scalars("aliases", EACH):
                yield _address(alias.text), record.source.path
    for record in context.tree.records:
        for address in addresses_of(record):
            if not address.endswith(ADVISORY_FILES):
                yield address.strip("/").lower(), record.source.path
    for section in SECTIONS:
        yield section.strip("/"), f"the press itself (/{section})"
