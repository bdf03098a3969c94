"""
The account of every message, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from advisorypress.errors import StoreError
from advisorypress.store.campaigns import (
    NewCampaign,
    Recipient,
    State,
    campaigns,
    counts,
    finish,
    freeze,
    handed,
    recent_urgent,
    template_of,
)
from advisorypress.store.lanes import set_lane, take
from advisorypress.store.ledger import LEASE_SECONDS, Intent, LostLease, Result, doubts, is_gone, settle
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY, OPEN
from advisorypress.store.subscriber_tables import SUBSCRIBER, SUPPRESSION
from advisorypress.store.transactions import reading, writing
from tests.store.mailings import NOW, a_campaign, a_ledger, add_subscribers

COUNT = 7


@pytest.fixture
def store(store: Engine) -> Engine:
    """
    A store with a few subscribers, on SQLite and on PostgreSQL.
    """
    add_subscribers(store, COUNT)
    return store


def test_an_audience_is_frozen_once(store: Engine) -> None:
    """
    Statement 22: the same name again gives the same mailing, whoever has asked in the meantime; a variant is compiled once.
    """
    asked: list[tuple[str, str, str]] = []

    def compile_variant(language: str, form: str, items: str) -> bytes:
        asked.append((language, form, items))
        return f"{language} {form} {items}".encode()

    wanted = NewCampaign("digest-x", "digest", "digest", NOW)
    audience = [
        Recipient(1, "en", "html", "A@1"),
        Recipient(2, "en", "html", "A@1"),
        Recipient(3, "both", "text", "A@1"),
    ]

    first = freeze(store, wanted, audience, compile_variant, NOW)
    second = freeze(store, wanted, [*audience, Recipient(4, "en", "html", "B@1")], compile_variant, NOW + 9)

    assert first == second
    assert 3 == first.expected
    assert [("en", "html", "A@1"), ("both", "text", "A@1")] == asked
    assert {State.PENDING: 3} == counts(store, first.number)
    assert b"en html A@1" == template_of(store, 1)


def test_nobody_is_no_audience(store: Engine) -> None:
    """
    It is refused, and leaves nothing behind.
    """
    with pytest.raises(StoreError, match="nobody has asked for this; nothing was sent"):
        freeze(store, NewCampaign("x", "digest", "digest", NOW), [], lambda *_: b"", NOW)

    assert () == campaigns(store)


def test_the_way_of_a_message(store: Engine) -> None:
    """
    Claimed, about to go out, sent; a 4xx comes back when it is due, a 5xx never.
    """
    campaign = a_campaign(store, 3)
    ledger = a_ledger(store, campaign)

    rows = ledger.claim(NOW)
    assert [1, 2, 3] == [row.subscriber for row in rows]
    assert [] == ledger.claim(NOW)
    ledger.commit([Intent(1, 4000), Intent(2, 4001), Intent(3, 4002)], [], NOW)
    assert {State.HANDING: 3} == counts(store, campaign.number)
    ledger.commit(
        [],
        [
            Result(1, State.SENT, 0, code=250, queue_id="4XyZ"),
            Result(2, State.DEFERRED, 1, NOW + 60, 450, "4.2.0", "450 later"),
            Result(3, State.FAILED, 0, 0, 550, "5.7.1", "550 no"),
        ],
        NOW,
    )

    assert {State.SENT: 1, State.DEFERRED: 1, State.FAILED: 1} == counts(store, campaign.number)
    assert NOW + 60 == ledger.next_due()
    assert [] == ledger.claim(NOW + 59)
    assert [(2, 1)] == [(row.subscriber, row.attempts) for row in ledger.claim(NOW + 60)]


@pytest.mark.parametrize("state", OPEN)
def test_done_is_impossible_while_a_row_is_open(store: Engine, state: str) -> None:
    """
    Statement 22: neither through the ledger nor past it, and a mailing that is done takes no open row.
    """
    campaign = a_campaign(store, 2)
    ledger = a_ledger(store, campaign)
    ledger.claim(NOW)
    ledger.commit([], [Result(1, State.SENT, 0), Result(2, State.FAILED, 0)], NOW)
    row_two = update(DELIVERY).where(DELIVERY.c.subscriber == 2)
    done = update(CAMPAIGN).values(state="done", finished_at=NOW)
    with writing(store) as connection:
        connection.execute(row_two.values(state=state))

    assert not finish(store, campaign.number, NOW)
    with (
        pytest.raises(StoreError, match="a mailing is not done while a row of it is open"),
        writing(store) as connection,
    ):
        connection.execute(done)
    with writing(store) as connection:
        connection.execute(row_two.values(state="left"))
    assert finish(store, campaign.number, NOW)
    with pytest.raises(StoreError, match="a mailing that is done takes no open row"), writing(store) as connection:
        connection.execute(row_two.values(state=state))
    with pytest.raises(StoreError, match="takes no open row"), writing(store) as connection:
        connection.execute(
            insert(DELIVERY).values(campaign=campaign.number, subscriber=9, variant=1, lane="digest", state=state)
        )


def test_a_claim_reads_only_rows_that_wait(store: Engine) -> None:
    """
    By the index of those: else each claim of a large mailing would read all that was sent before it.
    """
    if store.dialect.name != "sqlite":
        pytest.skip("a table of seven rows needs no index there")
    campaign = a_campaign(store, COUNT)
    statements: list[tuple[str, Any]] = []

    def keep(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        statements.append((statement, values))

    event.listen(store, "before_cursor_execute", keep)
    a_ledger(store, campaign).claim(NOW, 2)
    event.remove(store, "before_cursor_execute", keep)

    claim = next((words, values) for words, values in statements if "FROM delivery" in words)
    with reading(store) as connection:
        plan = connection.exec_driver_sql(f"explain query plan {claim[0]}", claim[1]).all()
    assert any("USING INDEX delivery_due" in str(step) for step in plan), plan


def test_who_left_since_is_not_written_to(store: Engine) -> None:
    """
    Statement 24: in the claim, by the subscriber's state, by a suppression that outlives the row, and when it was forgotten.
    """
    campaign = a_campaign(store, COUNT)
    with writing(store) as connection:
        connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == 2).values(state="gone"))
        connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == 3).values(state="suspended"))
        connection.execute(SUBSCRIBER.delete().where(SUBSCRIBER.c.id == 4))
        for key, until in ((b"r4@cert.example", None), (b"r5@cert.example", NOW - 1)):
            connection.execute(insert(SUPPRESSION).values(key=key, reason="bounce", at=NOW, until=until))
    ledger = a_ledger(store, campaign)
    ledger._key = str.encode

    assert [1, 6, 7] == [row.subscriber for row in ledger.claim(NOW)]
    assert {State.CLAIMED: 3, State.SUPPRESSED: 4} == counts(store, campaign.number)


def test_an_urgent_alert_beyond_its_window(store: Engine) -> None:
    """
    What still waits then is given up, not sent two days late.
    """
    campaign = a_campaign(store, 3, lane="urgent", expires_at=NOW + 100)
    ledger = a_ledger(store, campaign)

    assert 1 == len(ledger.claim(NOW, 1))
    assert [] == ledger.claim(NOW + 100)
    assert {State.CLAIMED: 1, State.EXPIRED: 2} == counts(store, campaign.number)
    assert 1 == recent_urgent(store, NOW - 1)


def test_a_lease_that_is_over(store: Engine) -> None:
    """
    What was only claimed is free again, what was going out is in doubt; a sender that lives keeps its rows.
    """
    campaign = a_campaign(store, COUNT)
    first, second = a_ledger(store, campaign, "first"), a_ledger(store, campaign, "second")
    first.claim(NOW, 3)
    second.claim(NOW, 2)
    first.commit([Intent(1, 4000)], [], NOW)

    assert 0 == second.give_back(lambda owner: False, NOW + LEASE_SECONDS)
    second.renew(NOW + LEASE_SECONDS)
    assert 3 == second.give_back(lambda owner: False, NOW + LEASE_SECONDS + 1)

    assert {State.PENDING: 4, State.IN_DOUBT: 1, State.CLAIMED: 2} == counts(store, campaign.number)
    assert [(1, 4000)] == [(doubt.subscriber, doubt.port) for doubt in doubts(store, campaign.number)]
    with pytest.raises(LostLease) as caught:
        first.commit([Intent(2, 4000), Intent(3, 4000)], [], NOW)
    assert frozenset() == caught.value.subscribers
    # The one that was thought dead heard the answer after all.
    first.commit([], [Result(1, State.SENT, 0)], NOW)
    assert 1 == counts(store, campaign.number)[State.SENT]


def test_a_sender_that_is_gone_need_not_be_waited_for(store: Engine) -> None:
    """
    When its process is known to be no more.
    """
    campaign = a_campaign(store, COUNT)
    a_ledger(store, campaign, "first").claim(NOW, 3)

    assert 3 == a_ledger(store, campaign, "second").give_back(lambda owner: owner == "first", NOW + 1)


def test_doubts_are_settled_once(store: Engine) -> None:
    """
    Only what is in doubt; what was decided stays.
    """
    campaign = a_campaign(store, 3)
    ledger = a_ledger(store, campaign)
    ledger.claim(NOW)
    ledger.commit([Intent(number, 4000) for number in (1, 2, 3)], [], NOW)
    ledger.commit([], [Result(3, State.SENT, 0)], NOW)
    ledger.leave()
    verdicts = [(1, State.SENT), (2, State.PENDING), (3, State.PENDING)]

    assert 2 == settle(store, campaign.number, verdicts, "the log", NOW)
    assert 0 == settle(store, campaign.number, verdicts, "the log", NOW)
    assert {State.SENT: 2, State.PENDING: 1} == counts(store, campaign.number)


def test_a_correction_goes_to_those_who_had_the_wrong_version(store: Engine) -> None:
    """
    Each once, in their language; neither those who were refused nor those who had the right one.
    """
    for slug, items in (
        ("one", "SA-2026-0001@1"),
        ("two", "SA-2026-0002@1 SA-2026-0001@2"),
        ("three", "SA-2026-0001@3"),
    ):
        campaign = freeze(
            store,
            NewCampaign(slug, "digest", "digest", NOW),
            [Recipient(number, "both", "text", items) for number in (1, 2, 3)],
            lambda *_: b"x",
            NOW,
        )
        with writing(store) as connection:
            set_lane(connection, "digest", 0, 1, NOW)
        ledger = a_ledger(store, campaign)
        ledger.claim(NOW)
        states = {"one": (State.SENT, State.FAILED, State.FAILED), "two": (State.SENT, State.IN_DOUBT, State.FAILED)}
        results = states.get(slug, (State.SENT,) * 3)
        ledger.commit([], [Result(number, state, 0) for number, state in zip((1, 2, 3), results, strict=True)], NOW)

    assert [(1, "both", "text"), (2, "both", "text")] == list(handed(store, "SA-2026-0001", 3))
    assert [(1, "both", "text")] == list(handed(store, "SA-2026-0001", 2))
    assert [] == list(handed(store, "SA-2026-0009", 2))


def test_a_rate_is_shared(store: Engine) -> None:
    """
    Statement 23: whoever asks, no more tokens than rate and burst allow; a clock put back gives none.
    """
    with writing(store) as connection:
        set_lane(connection, "digest", 2.0, 5.0, NOW)
        got = [take(connection, "digest", 4, NOW + second) for second in (0, 0, 0.5, -50, 2, 100)]

    assert [4, 1, 1, 0, 3, 4] == got


def test_a_relay_that_asks_for_less(store: Engine) -> None:
    """
    The rate is halved once in five seconds, and comes back by tenths up to the ceiling.
    """
    campaign = a_campaign(store, 1, rate=10.0)
    ledger = a_ledger(store, campaign)

    assert [5.0, None, 2.5] == [ledger.slow_down(80.0, NOW + second) for second in (0, 4, 5)]
    assert None is ledger.speed_up(NOW + 6)
    rates = [ledger.speed_up(NOW + 20) for _ in range(20)]
    assert (2.75, 10.0, None) == (rates[0], max(rate for rate in rates if rate), rates[-1])


def test_a_lane_without_a_ceiling(store: Engine) -> None:
    """
    It falls to half of what was measured, and is without limit again when the relay bears everything.
    """
    ledger = a_ledger(store, a_campaign(store, 1))

    assert 400.0 == ledger.slow_down(800.0, NOW)
    assert 440.0 == pytest.approx(ledger.speed_up(NOW + 9))
    assert None is [ledger.speed_up(NOW + 9) for _ in range(60)][-1]
    assert 0 == ledger.lane().rate


def test_what_the_database_says_names_nobody(store: Engine) -> None:
    """
    Statement 30: an error holds neither statement nor values.
    """
    with pytest.raises(StoreError) as caught:
        add_subscribers(store, 1)

    assert "@" not in str(caught.value)
    assert not isinstance(caught.value.__cause__, SQLAlchemyError)


def test_no_mailbox() -> None:
    """
    Only what will never be one.
    """
    assert ["5.1.1", "5.1.2", "5.1.10", "5.2.1"] == [
        status
        for status in ("5.1.1", "5.1.2", "5.1.10", "5.2.1", "5.1.3", "5.2.2", "5.7.1", "4.1.1", "")
        if is_gone(status)
    ]


def test_a_relay_that_knows_no_such_mailbox_suspends(store: Engine) -> None:
    """
    In the same transaction as the answer.
    """
    ledger = a_ledger(store, a_campaign(store, 2))
    ledger.claim(NOW)
    ledger.commit([], [Result(1, State.FAILED, 0, 0, 550, "5.1.1", "550 5.1.1 no", is_gone=True)], NOW)

    with reading(store) as connection:
        states = connection.execute(select(SUBSCRIBER.c.state).order_by(SUBSCRIBER.c.id).limit(2)).scalars().all()
    assert ["suspended", "active"] == list(states)
