"""
What one person would have received.
"""

from __future__ import annotations

from dataclasses import replace

from advisorypress.compose.personal import last_digests, mails_for
from advisorypress.compose.reader import Edition, Format
from advisorypress.model.period import Period
from tests.compose.library import a_digest, at
from tests.compose.mailings import mail_library

LIBRARY = replace(
    mail_library(),
    digests=tuple(
        a_digest(name=name, period=Period.named(name), published=at(2, month=12))
        for name in ("2026-11-second", "2026-10-second", "2026-11-first")
    ),
)


def test_the_last_digests_oldest_first() -> None:
    """
    By period, whatever the order of publication.
    """
    assert ["2026-11-first", "2026-11-second"] == [digest.name for digest in last_digests(LIBRARY, 2)]
    assert 3 == len(last_digests(LIBRARY, 9))


def test_a_digest_without_anything_for_a_reader_is_told_as_none() -> None:
    """
    mail.md 13: they would have got no mail.
    """
    mails = {
        digest.name: mail
        for digest, mail in mails_for(LIBRARY, last_digests(LIBRARY, 3), Edition.ZH, Format.TEXT, ["vendor:fortinet"])
    }

    assert {"2026-10-second": None} == {name: mail for name, mail in mails.items() if mail is None}
    mail = mails["2026-11-second"]
    assert mail is not None
    assert ("警報摘要：2026年11月16日至30日", "") == (mail.subject, mail.html)
