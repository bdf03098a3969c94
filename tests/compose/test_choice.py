"""
Who gets what: topics of a subscriber against the items of a mailing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from advisorypress.compose.choice import (
    all_items,
    digest_topics,
    only,
    urgent_topics,
    wanted,
    wants_alert,
    wants_release,
)
from advisorypress.compose.mailing import name_of
from advisorypress.model.advisory import Affected, Revision, Severity, Vulnerability
from advisorypress.model.digest_items import digest_items
from advisorypress.model.slug import vendor_slug
from advisorypress.model.versions import parse_versions
from tests.compose.library import EN, ZH, a_digest, a_library, an_advisory, at, some_words


@dataclass(frozen=True)
class Wish:
    topic: str
    pace: str


def names(*topics: str) -> list[str]:
    library = a_library()
    return [name_of(item).removesuffix("/") for item in wanted(digest_items(library, library.digests[0]), topics)]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("kind:bulletin", ["bulletins/2026-10"]),
        ("kind:guide", ["guides/router-check"]),
        ("kind:news", ["news/law"]),
        ("kind:alert", ["SA-2026-0142", "SA-2026-0140", "SA-2026-0139"]),
        ("severity:high", ["SA-2026-0142", "SA-2026-0140", "SA-2026-0139", "SA-2026-0147"]),
        ("severity:none", []),
        ("category:mobile", ["SA-2026-0145"]),
        ("vendor:fortinet", ["SA-2026-0142", "SA-2026-0144", "SA-2026-0140", "SA-2026-0139", "SA-2026-0147"]),
        ("vendor:forti", []),
        ("word:fortios", ["SA-2026-0142", "SA-2026-0144", "SA-2026-0140", "SA-2026-0139", "SA-2026-0147"]),
        ("word:ios", []),
        ("word:手機", ["SA-2026-0145"]),
        ("word:Old  Routers", ["bulletins/2026-10"]),
        ("word:", []),
        ("press", []),
        ("nonsense", []),
    ],
)
def test_what_a_topic_means(topic: str, expected: list[str]) -> None:
    """
    Each form of a topic, against a digest with one of everything.
    """
    assert expected == names(topic)


def test_everything_and_every_advisory() -> None:
    """
    `all` and `kind:digest` are the whole digest, the lowest threshold and `kind:advisory` every advisory.
    """
    assert names("all") == names("kind:digest")
    assert 9 == len(names("all"))
    assert names("kind:advisory") == names("severity:low") == names("all")[:6]


def test_the_union_keeps_the_digests_order() -> None:
    """
    mail.md 13: whatever the order of the topics, and nothing twice.
    """
    library = a_library()
    items = digest_items(library, library.digests[0])

    one = wanted(items, ("kind:news", "category:mobile", "severity:high"))
    other = wanted(items, ("severity:high", "severity:critical", "kind:news", "category:mobile", "category:mobile"))

    assert list(map(name_of, one)) == list(map(name_of, other))
    assert all_items(only(items, one)) == one


def test_a_vendor_that_nobody_has_written_about_yet() -> None:
    """
    Its topic waits until an advisory names it, under the address that its pages have.
    """
    advisory = an_advisory(affected=(Affected("Ivanti, Inc.", "Pulse", parse_versions("all")),))
    library = a_library(advisories=(advisory,))

    assert "ivanti-inc" == vendor_slug("Ivanti, Inc.")
    assert (advisory,) == wanted(digest_items(library, library.digests[0]), ("vendor:ivanti-inc",))


def test_the_number_of_a_vulnerability_is_a_keyword() -> None:
    """
    Who waits for one hears of it.
    """
    advisory = an_advisory(vulnerabilities=(Vulnerability("CVE-2026-12345"),))

    assert wants_alert(advisory, ("word:cve-2026-12345",))
    assert not wants_alert(advisory, ("word:cve-2026-1234",))


def test_an_editorial_change_is_in_no_digest() -> None:
    """
    Typed changes decide what counts: an advisory that was only reworded in the period is not told again.
    """
    reworded = an_advisory(published=at(3), revisions=(Revision(1, at(3), "new"), Revision(2, at(20), "editorial")))
    changed = an_advisory(
        id="SA-2026-0143",
        published=at(3),
        revisions=(Revision(1, at(3), "new"), Revision(2, at(20), "patch-available")),
    )
    library = a_library(advisories=(reworded, changed))

    items = wanted(digest_items(library, a_digest()), ("kind:advisory",))

    assert ["SA-2026-0143"] == [name_of(item) for item in items]


def test_paces() -> None:
    """
    A topic counts for the digest, for alerts, or for both.
    """
    wishes = [Wish("severity:high", "urgent"), Wish("vendor:fortinet", "digest"), Wish("kind:news", "both")]

    assert ("vendor:fortinet", "kind:news") == digest_topics(wishes)
    assert ("severity:high", "kind:news") == urgent_topics(wishes)


@pytest.mark.parametrize(
    ("topics", "is_wanted"),
    [
        (("all",), True),
        (("kind:alert",), True),
        (("press",), True),
        (("severity:high",), True),
        (("severity:critical",), False),
        (("vendor:fortinet",), True),
        (("vendor:cisco", "kind:news"), False),
        ((), False),
    ],
)
def test_who_gets_an_alert(topics: tuple[str, ...], is_wanted: bool) -> None:
    """
    Every alert for those who asked for alerts and for the media, else what their topics name.
    """
    advisory = an_advisory(severity=Severity.HIGH, exploited=date(2026, 11, 20))

    assert is_wanted == wants_alert(advisory, topics)
    assert ("press" in topics) == wants_release(topics)


def test_words_of_both_editions_are_looked_at() -> None:
    """
    A Chinese keyword finds what an English reader asked for in Chinese, and full-width letters are letters.
    """
    advisory = an_advisory(words={EN: some_words(EN), ZH: some_words(ZH)})

    assert wants_alert(advisory, ("word:遠端執行",))
    assert wants_alert(advisory, ("word:ＦｏｒｔｉＯＳ",))
