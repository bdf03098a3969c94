"""
`kill -9` at random moments against a real Postfix: nobody is forgotten, and nobody is served twice.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisorypress.store.campaigns import State, campaigns, counts
from advisorypress.store.connect import open_store
from tests.notify.kills import Storm, rage, store_url
from tests.notify.postfix import Postfix
from tests.notify.sending import a_template
from tests.store.mailings import a_campaign, add_subscribers

CONNECTIONS = 10


def storm(url: str, postfix: Postfix, kills: int, count: int, senders: int = 1) -> Storm:
    """
    A mailing of *count* messages in the store at *url*, raged at; it is done afterwards and every row says sent.
    """
    store = open_store(url, {})
    add_subscribers(store, count)
    campaign = a_campaign(store, count, template=a_template(12_000).pack())
    raged = rage(url, campaign.slug, postfix, kills, senders, connections=CONNECTIONS)

    assert {State.SENT: count} == counts(store, campaign.number)
    assert ["done"] == [each.state for each in campaigns(store)]
    return raged


@pytest.mark.full
@pytest.mark.needs("postfix")
def test_killed_at_random_moments(postfix: Postfix, tmp_path: Path) -> None:
    """
    Statement 19, shortly: with the mail server's log, 0 lost and 0 twice; at most one message a connection was in doubt.
    """
    raged = storm(store_url(tmp_path), postfix, kills=2, count=240)

    assert (240, 0) == (len(raged.taken), raged.twice)
    assert max(raged.doubts) <= CONNECTIONS


@pytest.mark.full
@pytest.mark.needs("postfix")
def test_killed_twenty_times(postfix: Postfix, tmp_path: Path) -> None:
    """
    Statement 19 with twenty kills; a hundred are `scripts/bench kills`.
    """
    raged = storm(store_url(tmp_path), postfix, kills=20, count=3000)

    assert (3000, 0) == (len(raged.taken), raged.twice)
    assert max(raged.doubts) <= CONNECTIONS


@pytest.mark.full
@pytest.mark.needs("postfix")
def test_two_senders_at_once(postfix: Postfix, tmp_path: Path) -> None:
    """
    Statement 19 with two senders of one machine on one file, of which one is killed again and again.
    """
    raged = storm(store_url(tmp_path), postfix, kills=8, count=2000, senders=2)

    assert (2000, 0) == (len(raged.taken), raged.twice)


@pytest.mark.full
@pytest.mark.needs("postfix", "postgresql")
def test_two_senders_on_postgresql(postfix: Postfix, postgres: Callable[[], str]) -> None:
    """
    Statement 19 with two senders that share the work through PostgreSQL, as on two machines.
    """
    raged = storm(postgres(), postfix, kills=8, count=2000, senders=2)

    assert (2000, 0) == (len(raged.taken), raged.twice)
    assert max(raged.doubts) <= 2 * CONNECTIONS
