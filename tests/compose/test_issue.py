"""
Which digest is meant.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from advisorypress.compose.issue import last_issue, named_issue
from advisorypress.errors import UsageError
from advisorypress.model.period import Period
from tests.compose.library import HONG_KONG, a_digest, a_library, an_advisory, at

FIRST = Period.named("2026-11-first")


def test_a_named_half_month() -> None:
    """
    The digest's own file decides; a draft is found too and known as one.
    """
    library = a_library()
    draft = a_library(digests=(a_digest(name=FIRST.name, period=FIRST), a_digest()))

    published, drafted = (named_issue(library, draft, name) for name in ("2026-11-second", "2026-11-first"))

    assert (True, 6) == (published.is_published, len(published.items.advisories))
    assert (False, ["SA-2026-0101"]) == (drafted.is_published, [each.id for each in drafted.items.advisories])


@pytest.mark.parametrize("name", ["november", "2026-11", "2026-13-first", "../2026-11-first", ""])
def test_what_is_no_half_month(name: str) -> None:
    """
    The digests that exist are named.
    """
    with pytest.raises(UsageError, match=r"is no half-month.*the digests are: 2026-11-second"):
        named_issue(a_library(), a_library(), name)
    with pytest.raises(UsageError, match="none yet"):
        named_issue(a_library(digests=()), a_library(digests=()), name)


def test_a_half_month_without_its_file() -> None:
    """
    The command that drafts it is named.
    """
    with pytest.raises(UsageError, match="press new digest 2026-10-second drafts it"):
        named_issue(a_library(), a_library(), "2026-10-second")


def test_the_last_half_month_that_closed() -> None:
    """
    On 2 December that is the second half of November; on the last day of a half-month it has not closed.
    """
    assert "2026-11-second" == last_issue(a_library(), a_library()).digest.period.name
    early = a_library(now=at(30, 23))
    with pytest.raises(UsageError, match="press new digest 2026-11-first drafts it"):
        last_issue(early, early)


def test_a_quiet_half_month_is_passed_over() -> None:
    """
    In March 2027 the last one with anything to tell is still that of November.
    """
    library = a_library(now=datetime(2027, 3, 20, tzinfo=HONG_KONG))

    assert "2026-11-second" == last_issue(library, library).digest.period.name


def test_an_advisory_that_is_left_out_counts() -> None:
    """
    A half-month whose digest leaves everything out is still the last one; its digest is shown as it is.
    """
    library = a_library(
        advisories=(an_advisory(),),
        newsletters=(),
        guides=(),
        news=(),
        digests=(replace(a_digest(), leave_out=("sa-2026-0142",)),),
    )

    assert last_issue(library, library).items.is_empty


def test_nothing_was_ever_published() -> None:
    """
    A new repository says so and does not search for ever.
    """
    empty = a_library(advisories=(), newsletters=(), guides=(), news=(), digests=())

    with pytest.raises(UsageError, match="no half-month that has closed"):
        last_issue(empty, empty)
