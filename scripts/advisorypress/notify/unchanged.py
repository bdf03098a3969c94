"""
Whether what is about to be sent is still what the repository says: a mailing is frozen when a person confirms it, and words
can be withdrawn, taken down or mended while it waits in a hold, is stopped, or goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from advisorypress.compose.mailing import AlertMailing, DigestMailing, Item, Mailing, name_of
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.signed import unsigned
from advisorypress.compose.slots import Template
from advisorypress.compose.variant import compile_variant
from advisorypress.errors import UsageError
from advisorypress.model.advisory import Advisory
from advisorypress.model.library import Library
from advisorypress.notify.audience import RELEASE
from advisorypress.store.campaigns import Campaign, Variant, open_variants
from advisorypress.store.connect import Store


def mailing_of(library: Library, campaign: Campaign) -> Mailing | None:
    """
    The mailing that was frozen as *campaign*, as *library* has it now; None when its digest or its version is no more.
    """
    kind, _, rest = campaign.slug.partition("-")
    if kind == "digest":
        digest = next((digest for digest in library.digests if digest.period.name == rest), None)
        return None if digest is None else DigestMailing(digest=digest, date=_moment(campaign))
    id, _, number = rest.rpartition("-v")
    advisory = library.advisory(id)
    revisions = advisory.revisions if advisory is not None else ()
    revision = next((revision for revision in revisions if str(revision.number) == number), None)
    if advisory is None or revision is None:
        return None
    return AlertMailing(advisory=advisory, revision=revision, date=_moment(campaign))


def what_changed(library: Library, store: Store, campaign: Campaign) -> str:
    """
    Why what is left of *campaign* is not what *library* says now; "" when every message that may still go out would be the
    same, octet for octet.
    """
    variants = open_variants(store, campaign.number)
    mailing = mailing_of(library, campaign)
    if variants and mailing is None:
        return "what it tells of is not in the repository any more"
    for variant in variants:
        if mailing is not None and not _is_as_frozen(library, mailing, variant):
            reasons = list(_reasons(library, variant))
            return "; ".join(reasons) or "its words are others now"
    return ""


def _is_as_frozen(library: Library, mailing: Mailing, variant: Variant) -> bool:
    words = variant.items.split()
    if isinstance(mailing, AlertMailing):
        mailing = replace(mailing, is_release=RELEASE in words)
        items: list[Item] = [mailing.advisory]
    else:
        there = _items(library)
        items = [there[name] for name, _ in _named(variant) if name in there]
        if len(items) < len(list(_named(variant))):
            return False
    try:
        now = compile_variant(library, mailing, Edition(variant.language), Format(variant.format), items)
    except UsageError:
        # The digest carries them no more, or in another order.
        return False
    return unsigned(Template.unpack(variant.template)) == now


def _reasons(library: Library, variant: Variant) -> Iterator[str]:
    there = _items(library)
    for name, version in _named(variant):
        item = there.get(name)
        if item is None:
            taken = any(removed.id.upper() == name.upper() for removed in library.takedowns)
            yield f"{name} was taken down" if taken else f"{name} is not in the repository any more"
        elif isinstance(item, Advisory) and str(item.last_revision.number) != version:
            number = item.last_revision.number
            yield (
                f"{name} was withdrawn" if item.is_withdrawn else f"{name} is at version {number}, no more at {version}"
            )


def _named(variant: Variant) -> Iterator[tuple[str, str]]:
    for word in variant.items.split():
        name, mark, version = word.rpartition("@")
        if mark:
            yield name, version


def _items(library: Library) -> dict[str, Item]:
    items: list[Item] = [*library.advisories]
    for documents in (library.newsletters, library.guides, library.articles, library.news):
        items.extend(documents)
    return {name_of(item): item for item in items}


def _moment(campaign: Campaign) -> datetime:
    return datetime.fromtimestamp(campaign.date, UTC)
