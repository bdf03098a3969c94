"""
What is sent: a digest, or an alert about one version of an advisory, which may be a correction or an exercise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advisorypress.model.advisory import Advisory, Revision
from advisorypress.model.document import Digest, Document

Item = Advisory | Document
"""
What a mail tells of.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMailing:
    """
    One digest; *date* is that of the campaign (the `Date` field), else the digest's own.
    """

    digest: Digest
    date: datetime | None = None

    @property
    def slug(self) -> str:
        """
        Its name, in the ledger and in every Message-ID: `digest-2026-11-second`.
        """
        return f"digest-{self.digest.period.name}"

    @property
    def kind(self) -> str:
        """
        What statistics of mail services file it under.
        """
        return "digest"

    @property
    def dated(self) -> datetime:
        """
        The moment in its `Date` field.
        """
        return self.date or self.digest.published


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMailing:
    """
    An alert about *revision* of *advisory*. *is_exercise* marks it in every channel, *is_release* words it for the press.

    A revision with `notify: recipients` is a correction for those who got the wrong version, and for nobody else.
    """

    advisory: Advisory
    revision: Revision
    is_exercise: bool = False
    is_release: bool = False
    date: datetime | None = None

    @property
    def slug(self) -> str:
        """
        Its name in the ledger and in every Message-ID: `alert-sa-2026-0142-v2`; of a release the same, for it is one mailing.
        """
        return f"{self.kind}-{self.advisory.id.lower()}-v{self.revision.number}"

    @property
    def kind(self) -> str:
        """
        `alert`, `correction` or `exercise`.
        """
        if self.is_exercise:
            return "exercise"
        return "correction" if self.is_for_recipients else "alert"

    @property
    def is_for_recipients(self) -> bool:
        """
        Whether it goes to those who got the version before, and to nobody else.
        """
        return self.revision.notify == "recipients"

    @property
    def dated(self) -> datetime:
        """
        The moment in its `Date` field.
        """
        return self.date or self.revision.date


Mailing = DigestMailing | AlertMailing


def name_of(item: Item) -> str:
    """
    What tells *item* from every other: an advisory's number, a document's folder on the site.
    """
    return item.id if isinstance(item, Advisory) else item.path
