"""
What a digest holds.
"""

from __future__ import annotations

from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity, Status
from advisorypress.model.digest_items import digest_items
from tests.examples import a_document, a_library, a_moment, a_revision, an_advisory

# The digest of the examples covers 1 to 15 November 2026.
DIGEST = a_document(Kind.DIGEST)


def changed(id: str, *days: int, severity: Severity = Severity.LOW, type: str = "correction", **more: object):
    """
    A low-risk advisory of October that changed on *days* of November.
    """
    first = a_revision(1, "new", a_moment(2, month=10))
    later = tuple(a_revision(n, type, a_moment(day)) for n, day in enumerate(days, start=2))
    return an_advisory(id=id, published=first.date, severity=severity, revisions=(first, *later), **more)


def ids(*records: object, **changes: object) -> list[str]:
    digest = a_document(Kind.DIGEST, **changes)
    return [advisory.id for advisory in digest_items(a_library(digest, *records), digest).advisories]  # type: ignore[arg-type]


def test_every_meaningful_change_within_the_period():
    """
    Its first and last day belong to it; what changed before and after does not matter.
    """
    inside = (changed("SA-2026-0001", 1), changed("SA-2026-0002", 15), changed("SA-2026-0003", 7, 20))
    outside = (changed("SA-2026-0004"), changed("SA-2026-0005", 16))

    assert {"SA-2026-0001", "SA-2026-0002", "SA-2026-0003"} == set(ids(*inside, *outside))


def test_editorial_changes_are_no_news():
    """
    They move no feed and mail nobody.
    """
    assert [] == ids(changed("SA-2026-0001", 7, type="editorial"))


def test_left_out_without_regard_to_case():
    """
    Ids are compared without case.
    """
    assert [] == ids(changed("SA-2026-0001", 7), leave_out=("sa-2026-0001",))


def test_a_change_that_is_still_to_come():
    """
    A revision dated after build time has not happened.
    """
    advisory = changed("SA-2026-0001", 7)
    library = a_library(DIGEST, advisory, now=a_moment(5))

    assert digest_items(library, DIGEST).is_empty  # type: ignore[arg-type]


def test_act_first_on_critical_and_exploited():
    """
    Exploited before critical, worse before less; what is withdrawn or replaced is no longer to be acted on.
    """
    records = (
        changed("SA-2026-0001", 2, severity=Severity.CRITICAL),
        changed("SA-2026-0002", 3, exploited=a_moment(2).date()),
        changed("SA-2026-0003", 4, severity=Severity.HIGH, exploited=a_moment(2).date()),
        changed("SA-2026-0004", 5, severity=Severity.CRITICAL, status=Status.WITHDRAWN),
        changed("SA-2026-0005", 6, severity=Severity.CRITICAL, superseded_by=("SA-2026-0001",)),
        changed("SA-2026-0006", 7, severity=Severity.HIGH),
    )
    items = digest_items(a_library(DIGEST, *records), DIGEST)  # type: ignore[arg-type]

    assert ["SA-2026-0003", "SA-2026-0002", "SA-2026-0001"] == [advisory.id for advisory in items.act_now]
    ((category, others),) = items.others
    assert ("network-security", ["SA-2026-0005", "SA-2026-0004", "SA-2026-0006"]) == (category, [a.id for a in others])


def test_others_stand_by_category():
    """
    In the order of the vocabulary, which is the team's.
    """
    records = (
        changed("SA-2026-0001", 2, category="threat-alert"),
        changed("SA-2026-0002", 3, category="browsers"),
        changed("SA-2026-0003", 4, category="operating-systems"),
    )
    items = digest_items(a_library(DIGEST, *records), DIGEST)  # type: ignore[arg-type]

    assert ["operating-systems", "browsers", "threat-alert"] == [category for category, _ in items.others]


def test_reading_was_first_published_in_the_period():
    """
    Newsletters, guides, articles and news; a revised guide is not new.
    """
    new = [a_document(kind, published=a_moment(7)) for kind in (Kind.NEWS, Kind.ARTICLE, Kind.GUIDE, Kind.NEWSLETTER)]
    old = a_document(Kind.GUIDE, name="old", published=a_moment(7, month=10), revised=a_moment(7))
    items = digest_items(a_library(DIGEST, *new, old), DIGEST)  # type: ignore[arg-type]

    assert [Kind.NEWSLETTER, Kind.GUIDE, Kind.ARTICLE, Kind.NEWS] == [document.kind for document in items.reading]
    assert not items.is_empty and () == items.advisories
