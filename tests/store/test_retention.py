"""
What is known about people and messages is cut to counts in time (mail.md 4.9), on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from sqlalchemy import insert, select

from advisorypress.store.campaigns import State, counts, finish
from advisorypress.store.connect import Store
from advisorypress.store.ledger import Result
from advisorypress.store.ledger_tables import DELIVERY
from advisorypress.store.retention import DAY_SECONDS, LEAVING_KEPT_DAYS, cut_old
from advisorypress.store.subscriber_tables import EVENT, SUBSCRIBER
from advisorypress.store.transactions import reading, writing
from tests.store.mailings import NOW, a_campaign, a_ledger, add_subscribers

LATER = NOW + 91 * DAY_SECONDS


def cut(store: Store, now: int) -> dict[str, int]:
    with writing(store) as connection:
        return dict(cut_old(connection, now, 90))


def events(store: Store) -> list[tuple[str, int | None, str]]:
    with reading(store) as connection:
        rows = connection.execute(select(EVENT.c.kind, EVENT.c.subscriber, EVENT.c.detail).order_by(EVENT.c.id))
        return [(row.kind, row.subscriber, row.detail) for row in rows]


def test_replies_go_and_states_stay(store: Store) -> None:
    """
    What the relay said is forgotten ninety days after a mailing was done; who was sent it stays known, for corrections.
    """
    add_subscribers(store, 2)
    campaign = a_campaign(store, 2)
    ledger = a_ledger(store, campaign)
    ledger.claim(NOW)
    sent = Result(1, State.SENT, 0, code=250, queue_id="4XyZ")
    ledger.commit([], [sent, Result(2, State.FAILED, 0, 0, 550, "5.7.1", "550 no")], NOW)
    ledger.close()
    assert {} == cut(store, LATER)
    finish(store, campaign.number, NOW)

    assert {} == cut(store, NOW + 89 * DAY_SECONDS)
    assert {"replies": 2} == cut(store, LATER)
    assert {} == cut(store, LATER + 1)
    assert {State.SENT: 1, State.FAILED: 1} == counts(store, campaign.number)
    with reading(store) as connection:
        told = select(DELIVERY.c.code, DELIVERY.c.esc, DELIVERY.c.reply, DELIVERY.c.queue_id, DELIVERY.c.port)
        assert {(None,) * 5} == {tuple(row) for row in connection.execute(told)}
    assert ("cut", None, "2 replies") in events(store)


def test_events_are_counted(store: Store) -> None:
    """
    Who left is known for three years, consent as long as somebody is subscribed, all else for ninety days.
    """
    add_subscribers(store, 3)
    with writing(store) as connection:
        connection.execute(SUBSCRIBER.update().where(SUBSCRIBER.c.id == 3).values(state="gone"))
        happened = [(1, "consent"), (3, "consent"), (1, "preferences"), (2, "preferences"), (3, "unsubscribe")]
        connection.execute(
            insert(EVENT),
            [{"at": NOW, "kind": kind, "subscriber": number, "detail": "by mail"} for number, kind in happened],
        )

    assert {"events": 3} == cut(store, LATER)
    assert {} == cut(store, LATER + 1)
    kept = [("consent", 1, "by mail"), ("unsubscribe", 3, "by mail")]
    counted = [("counted", None, "1 consent"), ("counted", None, "2 preferences")]
    assert [*kept, *counted] == events(store)
    assert {"events": 1} == cut(store, NOW + (LEAVING_KEPT_DAYS + 1) * DAY_SECONDS)
    assert [kept[0], *counted, ("counted", None, "1 unsubscribe")] == events(store)
