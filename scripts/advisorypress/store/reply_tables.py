"""
The table of answers that wait to be sent. It holds no address: the subscriber's row does.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from advisorypress.store.subscriber_tables import METADATA, NUMBER

REPLY = Table(
    "reply",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("subscriber", NUMBER, ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('confirm', 'preferences')"), nullable=False),
    # Its Date, and the second that its token carries.
    Column("at", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state in ('waiting', 'handing', 'sent', 'failed')"), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # Not before this second: the end of another sender's hold, or of a pause after a refusal.
    Column("next_at", BigInteger, nullable=False, server_default="0"),
    Index("reply_by_subscriber", "subscriber", "at"),
    Index("reply_by_state", "state", "next_at"),
)
