"""
The tables of mailings: who is to get what, and how far each message is. Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from advisorypress.store.subscriber_tables import METADATA, NUMBER

CAMPAIGN = Table(
    "campaign",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("kind", Text, CheckConstraint("kind in ('digest', 'alert', 'correction', 'exercise')"), nullable=False),
    Column("date_header", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state in ('frozen', 'held', 'sending', 'stopped', 'done')"), nullable=False),
    Column("audience_sha256", LargeBinary, nullable=False),
    Column("expected", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    CheckConstraint("state <> 'done' or finished_at is not null", name="done_is_finished"),
)

VARIANT = Table(
    "variant",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("campaign", NUMBER, ForeignKey("campaign.id"), nullable=False),
    Column("lang", Text, nullable=False),
    Column("format", Text, nullable=False),
    # The ordered item list, which decides the bytes; topic sets that give the same items share one variant.
    Column("items_key", Text, nullable=False),
    Column("template", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "lang", "format", "items_key"),
)

STATES = (
    "pending",
    "claimed",
    "handing",
    "sent",
    "deferred",
    "failed",
    "in_doubt",
    "left",
    "suppressed",
    "expired",
)

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("campaign", NUMBER, ForeignKey("campaign.id"), primary_key=True),
    Column("subscriber", NUMBER, primary_key=True),
    Column("variant", NUMBER, ForeignKey("variant.id"), nullable=False),
    Column("lane", Text, CheckConstraint("lane in ('urgent', 'digest')"), nullable=False),
    Column("state", Text, CheckConstraint(f"state in {STATES!r}"), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False, server_default="0"),
    Column("owner", Text),
    Column("lease_until", BigInteger),
    # The server's answer, without addresses: SMTP code, enhanced status, words, and its queue id.
    Column("code", Integer),
    Column("esc", Text),
    Column("reply", Text),
    Column("queue_id", Text),
    Column("signature", LargeBinary),
    sqlite_with_rowid=False,
)
Index(
    "delivery_due",
    DELIVERY.c.campaign,
    DELIVERY.c.lane,
    DELIVERY.c.next_at,
    sqlite_where=text("state in ('pending', 'deferred')"),
    postgresql_where=text("state in ('pending', 'deferred')"),
)
Index(
    "delivery_open",
    DELIVERY.c.owner,
    sqlite_where=text("state in ('claimed', 'handing')"),
    postgresql_where=text("state in ('claimed', 'handing')"),
)

# Short texts to gateways, chat and social media: a row a campaign, channel and language; never twice.
CHANNEL_DELIVERY = Table(
    "channel_delivery",
    METADATA,
    Column("campaign", NUMBER, ForeignKey("campaign.id"), primary_key=True),
    # The name that the settings give the channel; its URL holds secrets and stays in the environment.
    Column("channel", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("state", Text, CheckConstraint(f"state in {STATES!r}"), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False, server_default="0"),
    Column("owner", Text),
    Column("lease_until", BigInteger),
    Column("reply", Text),
)

# The token bucket that all senders of a lane share.
LANE = Table(
    "lane",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("rate", Float, nullable=False),
    Column("burst", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("concurrency", Integer, nullable=False),
    Column("backoff_until", Float, nullable=False, server_default="0"),
)
