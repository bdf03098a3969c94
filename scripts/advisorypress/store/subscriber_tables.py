"""
The tables of people: who asked for what, and who must never be written to again. Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

# SQLite gives numbers by itself to an INTEGER key only.
NUMBER = BigInteger().with_variant(Integer, "sqlite")

SUBSCRIBER = Table(
    "subscriber",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    # Eight random bytes, the only name of a person that leaves the store.
    Column("pid", LargeBinary, nullable=False, unique=True),
    Column("addr", Text, nullable=False),
    # NFC, domain as A-label in lower case, local part in lower case: for uniqueness only, `addr` is what is written to.
    Column("addr_key", Text, nullable=False, unique=True),
    Column("lang", Text, CheckConstraint("lang in ('en', 'zh-Hant', 'both')"), nullable=False),
    Column("format", Text, CheckConstraint("format in ('html', 'text')"), nullable=False),
    Column("state", Text, CheckConstraint("state in ('pending', 'active', 'suspended', 'gone')"), nullable=False),
    # When the last confirmation was asked for; a confirmation token carries it, so an older or used one confirms nothing.
    Column("asked_at", BigInteger),
    Column("consent_at", BigInteger),
    Column("consent_how", Text, nullable=False, server_default=""),
    # The number of somebody who was forgotten stands in the ledger still: nobody else may get it.
    sqlite_autoincrement=True,
)

SUBSCRIPTION = Table(
    "subscription",
    METADATA,
    Column("subscriber", NUMBER, ForeignKey("subscriber.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("pace", Text, CheckConstraint("pace in ('urgent', 'digest', 'both')"), nullable=False),
    sqlite_with_rowid=False,
)

# Outlives the subscriber's row; the key is an HMAC of addr_key, so that nobody can be read out of it.
SUPPRESSION = Table(
    "suppression",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column(
        "reason", Text, CheckConstraint("reason in ('unsubscribe', 'forget', 'bounce', 'complaint')"), nullable=False
    ),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger),
)

# One row a subscriber and campaign that bounced without being final; three campaigns suspend.
BOUNCE = Table(
    "bounce",
    METADATA,
    Column("subscriber", NUMBER, ForeignKey("subscriber.id", ondelete="CASCADE"), primary_key=True),
    Column("campaign", NUMBER, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
)

# What was taken in from mailbox and spool, by the SHA-256 of the raw message or line: nothing counts twice.
INBOUND = Table(
    "inbound",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
)

# Append only, without addresses: consent, unsubscribing, bounces, sending.
EVENT = Table(
    "event",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("campaign", NUMBER),
    Column("subscriber", NUMBER),
    Column("detail", Text, nullable=False, server_default=""),
    Index("event_by_subscriber", "subscriber"),
)
