"""
How long it stays known who did what (mail.md 4.9): afterwards only how many did is kept.

Cut are what the relay said about each message, and what happened to each person. Kept are the state of each row of the ledger,
for a correction goes to those who were sent the wrong version; the consent of those who are subscribed; for three years who
asked to leave, when and how; and the suppression list.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select, update

from advisorypress.store.campaigns import note
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY
from advisorypress.store.subscriber_tables import EVENT, SUBSCRIBER

DAY_SECONDS = 86_400
LEAVING_KEPT_DAYS = 3 * 365
LEAVING = ("unsubscribe", "complaint", "bounce")
"""
The events by which somebody got on the suppression list.
"""
_CUT = "cut"
_COUNTED = "counted"


def cut_old(connection: Connection, now: int, days: int) -> Counter[str]:
    """
    Cuts what is older than *days* at the second *now*, in the caller's transaction; says how many replies and events. A
    second call finds nothing more.
    """
    old = now - days * DAY_SECONDS
    done: Counter[str] = Counter()
    for campaign in connection.execute(_finished(old)).scalars().all():
        replies = _cut_replies(connection, campaign)
        note(connection, _CUT, campaign, now, f"{replies} replies")
        done["replies"] += replies
    for kind, campaign, number in connection.execute(
        select(EVENT.c.kind, EVENT.c.campaign, func.count())
        .where(_is_over(now, old))
        .group_by(EVENT.c.kind, EVENT.c.campaign)
        .order_by(EVENT.c.kind, EVENT.c.campaign)
    ).all():
        note(connection, _COUNTED, campaign, now, f"{number} {kind}")
        done["events"] += number
    if done["events"]:
        connection.execute(delete(EVENT).where(_is_over(now, old)))
    return +done


def _finished(old: int) -> Select[int]:
    """
    The mailings that were done before *old* and are not cut yet.
    """
    is_cut = select(EVENT.c.id).where(EVENT.c.kind == _CUT, EVENT.c.campaign == CAMPAIGN.c.id).exists()
    return select(CAMPAIGN.c.id).where(CAMPAIGN.c.finished_at < old, ~is_cut).order_by(CAMPAIGN.c.id)


def _cut_replies(connection: Connection, campaign: int) -> int:
    return connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.code.is_not(None))
        .values(code=None, esc=None, reply=None, queue_id=None, port=None)
    ).rowcount


def _is_over(now: int, old: int) -> ColumnElement[bool]:
    subscribed = select(SUBSCRIBER.c.id).where(SUBSCRIBER.c.state.in_(("active", "suspended")))
    is_consent = and_(EVENT.c.kind == "consent", EVENT.c.subscriber.in_(subscribed))
    return and_(
        EVENT.c.subscriber.is_not(None),
        EVENT.c.at < old,
        ~is_consent,
        or_(EVENT.c.kind.not_in(LEAVING), EVENT.c.at < now - LEAVING_KEPT_DAYS * DAY_SECONDS),
    )
