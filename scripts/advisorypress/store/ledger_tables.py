"""
The tables of mailings: who is to get what, and how far each message is. Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from advisorypress.store.subscriber_tables import METADATA, NUMBER


def _one_of(column: str, values: Sequence[str]) -> str:
    """
    That *column* is one of *values*. For a long `in (...)` SQLite makes a table of its own at every row that is written.
    """
    return "(" + " or ".join(f"{column} = '{value}'" for value in values) + ")"


CAMPAIGN = Table(
    "campaign",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("kind", Text, CheckConstraint("kind in ('digest', 'alert', 'correction', 'exercise')"), nullable=False),
    Column("lane", Text, CheckConstraint("lane in ('urgent', 'digest')"), nullable=False),
    Column("date_header", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state in ('frozen', 'held', 'sending', 'stopped', 'done')"), nullable=False),
    Column("audience_sha256", LargeBinary, nullable=False),
    Column("expected", BigInteger, nullable=False),
    Column("frozen_at", BigInteger, nullable=False),
    # An urgent alert that is older than its window is not news any more: rows that are still waiting become `expired`.
    Column("expires_at", BigInteger),
    # A person has looked at what the first messages met; 0 until then.
    Column("canary_passed", Integer, nullable=False, server_default="0"),
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

OPEN = ("pending", "claimed", "handing", "deferred", "in_doubt")
"""
The states of a row about which something is still to be done; no mailing is done while it has one.
"""

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
    Column("state", Text, CheckConstraint(_one_of("state", STATES)), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False, server_default="0"),
    Column("owner", Text),
    Column("lease_until", BigInteger),
    # Our port of the connection that the text was to leave by, by which the relay's log names it.
    Column("port", Integer),
    # The server's answer, without addresses: SMTP code, enhanced status, words, and its queue id.
    Column("code", Integer),
    Column("esc", Text),
    Column("reply", Text),
    Column("queue_id", Text),
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
# Short texts to gateways, chat and social media: a row a campaign, channel and language; never twice.
CHANNEL_DELIVERY = Table(
    "channel_delivery",
    METADATA,
    Column("campaign", NUMBER, ForeignKey("campaign.id"), primary_key=True),
    # The name that the settings give the channel; its URL holds secrets and stays in the environment.
    Column("channel", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    # What it tells of, as in `variant.items_key`, and the text itself: a later run sends what was shown and approved.
    Column("item", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, CheckConstraint(_one_of("state", STATES)), nullable=False),
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
    # Messages a second: what the settings allow, and what the relay bears at present; 0 is without limit.
    Column("ceiling", Float, nullable=False),
    Column("rate", Float, nullable=False),
    Column("burst", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("concurrency", Integer, nullable=False),
    Column("backoff_until", Float, nullable=False, server_default="0"),
)

_OPEN_ROW = " or ".join(
    f"exists (select 1 from {table} as d where d.campaign = new.id and {_one_of('d.state', OPEN)})"  # noqa: S608 - only our own names
    for table in ("delivery", "channel_delivery")
)
_DONE = "a mailing is not done while a row of it is open"
_REOPENED = "a mailing that is done takes no open row"

# From one open state to another is no way around `done`; and that is what happens to every message, several times.
_IS_OPEN = _one_of("new.state", OPEN)
_WAS_FINAL = {"insert": "", "update": f"and not {_one_of('old.state', OPEN)}"}

_GUARDS = {
    "sqlite": (
        *(
            f"""create trigger campaign_done_{moment} before {moment} on campaign when new.state = 'done' and ({_OPEN_ROW})
            begin select raise(abort, '{_DONE}'); end"""
            for moment in ("insert", "update")
        ),
        *(
            # After, not before: SQLite looks a row up once more when something came before its change.
            f"""create trigger {table}_open_{moment} after {moment} on {table}
            when {_IS_OPEN} {_WAS_FINAL[moment]} and exists (select 1 from campaign as c where c.id = new.campaign and c.state = 'done')
            begin select raise(abort, '{_REOPENED}'); end"""  # noqa: S608 - only our own names
            for table in ("delivery", "channel_delivery")
            for moment in ("insert", "update")
        ),
    ),
    "postgresql": (
        f"""create or replace function campaign_done() returns trigger language plpgsql as $$ begin
        if new.state = 'done' and ({_OPEN_ROW}) then raise exception '{_DONE}'; end if; return new; end $$""",
        "create trigger campaign_done before insert or update on campaign for each row execute function campaign_done()",
        # The lock on the campaign's row lets no row be opened while another transaction calls the mailing done.
        f"""create or replace function delivery_open() returns trigger language plpgsql as $$ begin
        if exists (select 1 from campaign as c where c.id = new.campaign and c.state = 'done' for share)
        then raise exception '{_REOPENED}'; end if; return new; end $$""",  # noqa: S608 - only our own names
        *(
            f"""create trigger {table}_open_{moment} before {moment} on {table} for each row
            when ({_IS_OPEN} {_WAS_FINAL[moment]}) execute function delivery_open()"""
            for table in ("delivery", "channel_delivery")
            for moment in ("insert", "update")
        ),
    ),
}
"""
What makes `done` impossible while a row is open, whoever writes: the last word is the database's (mail.md 22).
"""


def _guard(_: MetaData, connection: Connection, tables: Sequence[Table] = (), **__: object) -> None:
    if DELIVERY in tables:
        for statement in _GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(statement)


event.listen(METADATA, "after_create", _guard)
