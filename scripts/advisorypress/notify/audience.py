"""
From a mailing and the store to its frozen audience: who gets it, and which variant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisorypress.compose.alert import URGENT_FOR
from advisorypress.compose.choice import DIGEST_PACES, URGENT_PACES, wanted, wants_alert, wants_release
from advisorypress.compose.mailing import AlertMailing, DigestMailing, Item, Mailing, name_of
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.slots import Template
from advisorypress.compose.variant import compile_variant
from advisorypress.errors import UsageError
from advisorypress.model.advisory import Advisory
from advisorypress.model.digest_items import digest_items
from advisorypress.model.library import Library
from advisorypress.notify.openpgp import openpgp_of
from advisorypress.store.campaigns import Campaign, NewCampaign, Recipient, freeze, handed
from advisorypress.store.connect import Store
from advisorypress.store.subscribers import readers

MANY_VARIANTS, TOO_MANY_VARIANTS = 200, 2000
RELEASE = "release"


@dataclass(slots=True)
class Audience:
    """
    The readers of *mailing* among those of the store, and the templates that they need.
    """

    library: Library
    mailing: Mailing
    store: Store
    # Signs a variant's content, once for all who get it (mail.md 7).
    signed: Callable[[Template], Template] = lambda template: template
    # What a key stands for: the ordered items, and whether it is worded for the press.
    _chosen: dict[str, tuple[tuple[Item, ...], bool]] = field(default_factory=dict)
    compiled: int = 0

    def recipients(self) -> Iterator[Recipient]:
        """
        Everybody who gets it, by number of subscriber.
        """
        mailing = self.mailing
        if isinstance(mailing, DigestMailing):
            yield from self._of_digest(mailing)
        elif mailing.is_for_recipients:
            yield from self._of_correction(mailing)
        else:
            yield from self._of_alert(mailing)

    def template(self, language: str, format: str, key: str) -> bytes:
        """
        The packed template of a variant. Raises `UsageError` beyond two thousand of them.
        """
        items, is_release = self._chosen[key]
        self.compiled += 1
        if self.compiled > TOO_MANY_VARIANTS:
            raise UsageError(
                f"the topics of the subscribers make over {TOO_MANY_VARIANTS:,} different mails of {self.mailing.slug};"
                " nothing was sent. Keywords (word:) and vendors are what tells them apart"
            )
        mailing = self.mailing
        if isinstance(mailing, AlertMailing):
            mailing = replace(mailing, is_release=is_release)
        return self.signed(compile_variant(self.library, mailing, Edition(language), Format(format), items)).pack()

    def _of_digest(self, mailing: DigestMailing) -> Iterator[Recipient]:
        items = digest_items(self.library, mailing.digest)
        keys: dict[tuple[str, ...], str] = {}
        for number, language, form, topics in readers(self.store, DIGEST_PACES):
            if topics not in keys:
                keys[topics] = self._key(wanted(items, topics))
            if keys[topics]:
                yield Recipient(number, language, form, keys[topics])

    def _of_alert(self, mailing: AlertMailing) -> Iterator[Recipient]:
        keys: dict[tuple[str, ...], str] = {}
        for number, language, form, topics in readers(self.store, URGENT_PACES):
            if topics not in keys:
                is_for_them = wants_alert(mailing.advisory, topics)
                keys[topics] = self._key((mailing.advisory,), wants_release(topics)) if is_for_them else ""
            if keys[topics]:
                yield Recipient(number, language, form, keys[topics])

    def _of_correction(self, mailing: AlertMailing) -> Iterator[Recipient]:
        """
        Exactly those to whom an older version was handed and who still want mail, in the edition that they got.
        """
        key = self._key((mailing.advisory,))
        for subscriber, language, form in handed(self.store, mailing.advisory.id, mailing.revision.number):
            yield Recipient(subscriber, language, form, key)

    def _key(self, items: tuple[Item, ...], is_release: bool = False) -> str:
        if not items:
            return ""
        words = [f"{name_of(item)}@{_version(item, self.mailing)}" for item in items]
        key = " ".join([*([RELEASE] if is_release else []), *words])
        self._chosen[key] = (items, is_release)
        return key


def _version(item: Item, mailing: Mailing) -> int:
    if isinstance(mailing, AlertMailing):
        return mailing.revision.number
    return item.last_revision.number if isinstance(item, Advisory) else 1


def freeze_audience(
    library: Library,
    mailing: Mailing,
    store: Store,
    now: datetime,
    tell: Callable[[str], None],
    *,
    may_be_empty: bool = False,
) -> Campaign:
    """
    Writes down who is to get *mailing*, dated *now*; when it was frozen before, that stands.

    Raises `StoreError` when nobody has asked for it, unless it *may_be_empty*: short texts may carry it alone;
    `MailError` when it is to be signed and cannot be.
    """
    moment = int(now.timestamp())
    key = openpgp_of(library.settings.mail.openpgp)
    if key is not None:
        # A passphrase is asked for before the store is locked, not within.
        key.sign(b"")
    audience = Audience(
        library, replace(mailing, date=now), store, key.sign_template if key else lambda template: template
    )
    new = NewCampaign(
        mailing.slug,
        mailing.kind,
        "urgent" if isinstance(mailing, AlertMailing) else "digest",
        moment,
        moment + int(URGENT_FOR.total_seconds()) if mailing.kind == "alert" else None,
    )
    campaign = freeze(store, new, audience.recipients(), audience.template, moment, may_be_empty=may_be_empty)
    if audience.compiled > MANY_VARIANTS:
        tell(f"the topics of the subscribers make {audience.compiled:,} different mails")
    return campaign
