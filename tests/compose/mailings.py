"""
Mailings of the small library: its digest, an urgent alert, a correction, a withdrawal, and what one recipient has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from advisorypress.compose.alert import alert_of
from advisorypress.compose.choice import wanted
from advisorypress.compose.mailing import AlertMailing, DigestMailing, Item
from advisorypress.compose.slots import Slot
from advisorypress.model.advisory import Advisory, Revision, Status
from advisorypress.model.digest_items import digest_items
from advisorypress.model.library import Library
from advisorypress.settings import Contacts, Settings
from advisorypress.tokens import Purpose, TokenKeys
from tests.compose.library import EN, ZH, a_library, an_advisory, at, some_advisories, some_settings, some_words

KEYS = TokenKeys({1: b"k" * 32})
CAMPAIGN = 7


def store_settings(**changes: Any) -> Settings:
    """
    The settings of a team with a mailbox and an endpoint.
    """
    mail = {"mailbox_domain": "mail.cert.example", "endpoint": "https://mail.cert.example", "leave": "", **changes}
    contacts = Contacts("press@cert.example", "8100 0000", {EN: "Day and night", ZH: "日夜服務"})
    return replace(some_settings(), mail=replace(some_settings().mail, **mail), contacts=contacts)


def urgent_advisory(**changes: Any) -> Advisory:
    """
    An exploited advisory whose second version asks for an alert.
    """
    values: dict[str, Any] = {
        "exploited": date(2026, 11, 20),
        "revisions": (Revision(1, at(20), "new"), Revision(2, at(1, month=12), "now-exploited", "urgent")),
        "words": {
            EN: some_words(EN, revision_notes=("First published.", "The vendor has seen attacks.")),
            ZH: some_words(ZH, revision_notes=("首次發佈。", "供應商已發現攻擊。")),
        },
    }
    return an_advisory(**{**values, **changes})


def taken_back(type_: str, notify: str = "recipients", **changes: Any) -> Advisory:
    """
    An advisory whose newest version takes back the one before.
    """
    words = {
        EN: some_words(
            EN, revision_notes=("First published.", "7.4.7 does not mend it."), withdrawn_reason="A mistake."
        ),
        ZH: some_words(ZH, revision_notes=("首次發佈。", "7.4.7 版未能修補。"), withdrawn_reason="資料有誤。"),
    }
    status = Status.WITHDRAWN if type_ == "withdrawn" else Status.PUBLISHED
    revisions = (Revision(1, at(20), "new", "urgent"), Revision(2, at(1, month=12), type_, notify))
    return an_advisory(**{"status": status, "revisions": revisions, "words": words, **changes})


def mail_library(advisory: Advisory | None = None, **changes: Any) -> Library:
    """
    The small library of a team with subscribers, in which *advisory* stands in place of SA-2026-0142.
    """
    advisory = advisory or urgent_advisory()
    others = [each for each in some_advisories() if each.id != advisory.id]
    return a_library(advisories=(advisory, *others), **{"settings": store_settings(), **changes})


def the_alert(library: Library, **changes: bool) -> AlertMailing:
    """
    The alert of the library's urgent advisory.
    """
    return alert_of(library, "SA-2026-0142", **changes)


def the_digest(library: Library, *topics: str) -> tuple[DigestMailing, tuple[Item, ...]]:
    """
    The library's digest and what somebody with *topics* (all, when none is given) gets of it.
    """
    digest = library.digests[0]
    return DigestMailing(digest=digest), wanted(digest_items(library, digest), topics or ("all",))


def values_for(number: int, slug: str) -> dict[Slot, bytes]:
    """
    What is the own of the recipient *number*, as the design writes it (mail.md 4.6).
    """
    pid = number.to_bytes(8, "big")
    token = KEYS.issue(Purpose.UNSUBSCRIBE, pid)
    message = KEYS.issue(Purpose.MESSAGE, pid, CAMPAIGN)
    leave = f"<https://mail.cert.example/u/{token}>, <mailto:u-{token}@mail.cert.example?subject=unsubscribe>"
    return {
        Slot.TO: f"reader{number}@example.org".encode(),
        Slot.MESSAGE_ID: f"<{message}.{slug}@cert.example>".encode(),
        Slot.LIST_UNSUBSCRIBE: leave.encode(),
    }
