"""
The account of short texts, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisorypress.errors import StoreError
from advisorypress.store.campaigns import Campaign, State, discard, find_campaign, finish, set_state
from advisorypress.store.channel_ledger import (
    ChannelLedger,
    ShortText,
    channel_rows,
    freeze_channels,
    settle_channels,
    told_channels,
)
from advisorypress.store.connect import Store, open_store
from advisorypress.store.ledger import LEASE_SECONDS
from tests.store.mailings import NOW, a_campaign, add_subscribers

TEXTS = (ShortText("a", "en", "SA-2026-0142@1", "x"), ShortText("b", "zh-Hant", "SA-2026-0142@1", "x"))


def a_mailing(store: Store, slug: str = "alert-a-v1") -> Campaign:
    """
    An alert that is being sent, with two texts.
    """
    if find_campaign(store, "alert-a-v1") is None:
        add_subscribers(store, 1)
    campaign = a_campaign(store, 1, slug, lane="urgent")
    assert 2 == freeze_channels(store, campaign, TEXTS, NOW)
    return campaign


def states(store: Store, campaign: Campaign) -> dict[str, State]:
    return {row.name: row.state for row in channel_rows(store, campaign.number)}


def never(_: str) -> bool:
    return False


def test_texts_are_frozen_once(store: Store) -> None:
    """
    Statement 22: once sending has begun, what the settings say by then changes nothing; a discarded mailing leaves no text.
    """
    campaign = a_mailing(store)

    assert 0 == freeze_channels(store, campaign, [*TEXTS, ShortText("c", "en", "SA-2026-0142@1", "y")], NOW)
    assert {"a:en": State.PENDING, "b:zh-Hant": State.PENDING} == states(store, campaign)
    set_state(store, campaign.number, "held", NOW)
    discard(store, campaign.number, NOW)
    assert {} == states(store, campaign)


def test_two_senders_share_the_texts(store: Store, store_url: str) -> None:
    """
    A text is claimed by one; when its lease is over it is free again, and in doubt if it was going out.
    """
    campaign = a_mailing(store)
    other = open_store(store_url, {})
    one, two = ChannelLedger(store, campaign, "one"), ChannelLedger(other, campaign, "two")

    first, second = one.claim(NOW), two.claim(NOW)
    assert first is not None
    assert second is not None
    assert ("a", "b") == (first.channel, second.channel)
    assert None is one.claim(NOW)
    assert one.intend(first)
    assert not two.intend(first)

    assert 0 == two.give_back(never, NOW + LEASE_SECONDS)
    assert 2 == two.give_back(never, NOW + LEASE_SECONDS + 1)
    assert {"a:en": State.IN_DOUBT, "b:zh-Hant": State.PENDING} == states(store, campaign)
    assert not two.intend(second)
    # The sender lived on and knows what became of the text.
    one.put_down(first, State.SENT, NOW, reply="HTTP 200", attempts=0)
    assert State.SENT is states(store, campaign)["a:en"]
    other.dispose()


def test_a_sender_that_is_gone_holds_nothing(store: Store) -> None:
    """
    Who surely lives no more need not be waited for.
    """
    campaign = a_mailing(store)
    assert ChannelLedger(store, campaign, "dead").claim(NOW) is not None

    assert 1 == ChannelLedger(store, campaign, "new").give_back(lambda name: name == "dead", NOW)


def test_a_mailing_is_not_done_while_a_text_is_open(store: Store) -> None:
    """
    Statement 22 for texts: the database itself refuses, and so it does to reopen one of a mailing that is done.
    """
    campaign = a_mailing(store)
    with store.begin() as connection:
        connection.exec_driver_sql("update delivery set state = 'sent'")

    assert not finish(store, campaign.number, NOW)
    assert ("a:en", "b:zh-Hant") == settle_channels(store, campaign.number, State.LEFT, NOW, {"a", "b:zh-Hant"})
    assert finish(store, campaign.number, NOW)
    with store.begin() as connection:
        connection.exec_driver_sql("update channel_delivery set state = 'failed'")
    with pytest.raises(StoreError, match="a mailing that is done takes no open row"):
        settle_channels(store, campaign.number, State.PENDING, NOW, {"a"})


@pytest.mark.parametrize(
    ("state", "channels", "decided"),
    [
        (State.SENT, None, ("a:en",)),
        (State.LEFT, None, ("a:en",)),
        (State.PENDING, {"b"}, ()),
        (State.LEFT, {"b"}, ("b:zh-Hant",)),
        (State.LEFT, {"nobody"}, ()),
    ],
)
def test_what_a_person_decides(store: Store, state: State, channels: set[str] | None, decided: tuple[str, ...]) -> None:
    """
    Without a name only what is in doubt; by name also what still waits.
    """
    campaign = a_mailing(store)
    ledger = ChannelLedger(store, campaign, "one")
    row = ledger.claim(NOW)
    assert row is not None
    assert ledger.intend(row)
    ledger.put_down(row, State.IN_DOUBT, NOW, reply="no answer in time", attempts=0)

    assert decided == settle_channels(store, campaign.number, state, NOW, channels)


def test_who_was_told_the_wrong_text(store: Store) -> None:
    """
    Whoever has an older version, or may have; not who was never told, nor of an exercise.
    """
    campaign = a_mailing(store)
    ledger = ChannelLedger(store, campaign, "one")
    row = ledger.claim(NOW)
    assert row is not None
    had: Callable[[int], set[tuple[str, str]]] = lambda before: set(told_channels(store, "SA-2026-0142", before))  # noqa: E731

    assert set() == had(2)
    assert ledger.intend(row)
    assert {("a", "en")} == had(2)
    ledger.put_down(row, State.SENT, NOW, reply="HTTP 200", attempts=0)
    assert ({("a", "en")}, set()) == (had(2), had(1))
    with store.begin() as connection:
        connection.exec_driver_sql("update campaign set kind = 'exercise'")
    assert set() == had(2)
