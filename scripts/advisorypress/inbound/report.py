"""
Reports of failure (RFC 3464) and of complaint (RFC 5965), and what each means for a subscriber (mail.md 4.7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.inbound.message import Header, Message, Part, blocks, read_header, without_comments

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MAIL_TYPES = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")

FINAL = frozenset({"5.1.1", "5.1.2", "5.1.10", "5.2.1"})
"""
No such mailbox, no such domain, the recipient or its domain takes no mail (null MX), the mailbox is closed.
"""


class Weight(StrEnum):
    """
    What a report of failure counts: `final` suppresses at once, `score` counts once a campaign, `none` does not count.
    """

    FINAL = "final"
    SCORE = "score"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Failure:
    """
    What a report says: the *status* (`5.1.1`) that decided its *weight*.
    """

    weight: Weight
    status: str


def read_failure(message: Message) -> Failure | None:
    """
    The gravest failure that *message* reports; None when there is no report in it.

    Only `Action: failed` counts: what is delayed may still come, what was relayed or delivered did.
    """
    part = message.find(*_STATUS_TYPES)
    if part is None:
        return None
    groups = [group for group in blocks(part.decoded()) if group.first("action")]
    if not groups:
        return None
    gravest = Failure(Weight.NONE, "")
    for group in groups:
        if _first_word(group.first("action")) != "failed":
            continue
        status = _status(group.first("status"), group.first("diagnostic-code"))
        weight = Weight.FINAL if status in FINAL else Weight.SCORE
        if weight is Weight.FINAL or gravest.weight is Weight.NONE:
            gravest = Failure(weight, status)
    return gravest


def _status(status: str, diagnostic: str) -> str:
    """
    The status of the report, or where it only says "other" (Exim always does) that of the server's own answer.
    """
    said = _STATUS.search(without_comments(status))
    if said is not None and said[2] != "0":
        return said[0]
    answered = _STATUS.search(diagnostic[:500])
    if answered is not None and (said is None or answered[1] == said[1]):
        return answered[0]
    return said[0] if said is not None else "5.0.0"


def is_complaint(message: Message) -> bool:
    """
    Whether *message* is a report that somebody marked one of ours as unwanted; `not-spam` takes such a mark back, and
    reports of failed authentication are for a person.
    """
    part = message.find("message/feedback-report")
    if part is None:
        return False
    kind = _first_word(read_header(part.decoded()).first("feedback-type"))
    return kind in ("abuse", "fraud", "opt-out", "opt-out-list", "other", "virus")


def reported_places(message: Message) -> list[str]:
    """
    Where the token of the recipient may stand in a complaint: the envelope sender of what is complained about, and the
    List-Unsubscribe of the mail itself. Providers black out other places.
    """
    found: list[str] = []
    for part in message.parts():
        if part.header.media_type == "message/feedback-report":
            found += read_header(part.decoded()).all("original-mail-from")
        elif part.header.media_type in _MAIL_TYPES:
            header = _mail_header(part)
            found += [*header.all("return-path"), *header.all("list-unsubscribe")]
    return found


def _mail_header(part: Part) -> Header:
    return read_header(part.decoded().lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0])


def _first_word(value: str) -> str:
    found = without_comments(value).split(None, 1)
    return found[0].strip(";").lower() if found else ""
