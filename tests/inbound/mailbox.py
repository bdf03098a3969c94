"""
A store, a mailbox and a spool for tests, with subscribers that are all invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select

from advisorypress.endpoint.spool import Spool
from advisorypress.inbound.intake import Intake
from advisorypress.inbound.judge import Judge
from advisorypress.inbound.maildir import Maildir
from advisorypress.store.connect import Store, open_store
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY, VARIANT
from advisorypress.store.reply_tables import REPLY
from advisorypress.store.subscriber_tables import BOUNCE, EVENT, INBOUND, SUBSCRIBER, SUBSCRIPTION, SUPPRESSION
from advisorypress.tokens import Purpose, TokenKeys

NOW = 1_794_800_000
DAY = 86_400
KEYS = TokenKeys({1: b"k" * 32})
PEPPER = b"p" * 32
DOMAIN = "mail.cert.example"
TABLES = (SUBSCRIBER, SUBSCRIPTION, SUPPRESSION, BOUNCE, INBOUND, EVENT, REPLY)


def pid_of(number: int) -> bytes:
    return number.to_bytes(8, "big")


@dataclass
class Mailbox:
    """
    Everything that an intake reads and writes, in *folder*.
    """

    folder: Path
    written: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("spool", "mail", "mail/new", "mail/cur", "mail/tmp"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        self.store: Store = open_store(f"sqlite:///{self.folder}/state/store.sqlite", {})
        self.spool = Spool(self.folder / "spool")
        self.judge = Judge(KEYS, DOMAIN)

    def intake(self, now: int = NOW) -> dict[str, int]:
        intake = Intake(self.store, self.judge, PEPPER, Maildir(self.folder / "mail"), self.spool)
        return dict(sorted(intake.take(now).items()))

    def subscribe(self, *numbers: int, state: str = "active") -> None:
        """
        Subscribers with these numbers as row and pid, at `reader-N@example.com`.
        """
        with self.store.begin() as connection:
            people = [
                {
                    "id": number, "pid": pid_of(number), "addr": f"reader-{number}@example.com",
                    "addr_key": f"reader-{number}@example.com", "lang": "en", "format": "html", "state": state,
                }
                for number in numbers
            ]  # fmt: skip
            connection.execute(insert(SUBSCRIBER), people)
            choices = [{"subscriber": number, "topic": "all", "pace": "both"} for number in numbers]
            connection.execute(insert(SUBSCRIPTION), choices)

    def campaigns(self, subscriber: int, *numbers: int) -> None:
        """
        Campaigns with these numbers, each handed over for *subscriber*.
        """
        with self.store.begin() as connection:
            for number in numbers:
                connection.execute(
                    insert(CAMPAIGN).values(
                        id=number, slug=f"c{number}", kind="digest", lane="digest", date_header=NOW, state="sending",
                        audience_sha256=b"", expected=1, frozen_at=NOW,
                    )
                )  # fmt: skip
                connection.execute(
                    insert(VARIANT).values(
                        id=number, campaign=number, lang="en", format="html", items_key="", template=b"", sha256=b""
                    )
                )
                connection.execute(
                    insert(DELIVERY).values(
                        campaign=number, subscriber=subscriber, variant=number, lane="digest", state="sent"
                    )
                )

    def deliver(self, local: str, *fields: str, body: str = "", sender: str = "reader@example.com") -> None:
        """
        A mail to *local* at our domain arrives.
        """
        self.written += 1
        head = [
            f"Return-Path: <{sender}>", f"X-Original-To: {local}@{DOMAIN}", *fields, f"From: {sender}",
            f"Message-ID: <{self.written}@example.com>",
        ]  # fmt: skip
        self.drop(("\n".join(head) + f"\n\n{body}\n").encode())

    def drop(self, raw: bytes) -> None:
        """
        These bytes arrive as a mail.
        """
        self.written += 1
        (self.folder / "mail" / "new" / f"{NOW}.M{self.written:06}.mx").write_bytes(raw)

    def bounce(self, number: int, campaign: int, status: str, action: str = "failed") -> None:
        """
        A report of failure arrives.
        """
        token = KEYS.issue(Purpose.BOUNCE, pid_of(number), campaign)
        self.written += 1
        self.drop(
            f"""Return-Path: <>
X-Original-To: b-{token}@{DOMAIN}
Message-ID: <{self.written}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary=XX

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; reader-{number}@example.com
Action: {action}
Status: {status}

--XX--
""".encode()
        )

    def leaving(self, number: int) -> str:
        return f"u-{KEYS.issue(Purpose.UNSUBSCRIBE, pid_of(number))}"

    def state(self, number: int) -> str | None:
        with self.store.connect() as connection:
            found: str | None = connection.execute(select(SUBSCRIBER.c.state).where(SUBSCRIBER.c.id == number)).scalar()
        return found

    def suppressed(self) -> list[str]:
        with self.store.connect() as connection:
            return list(connection.execute(select(SUPPRESSION.c.reason)).scalars())

    def asked(self, address: str) -> tuple[bytes, int | None]:
        with self.store.connect() as connection:
            row = connection.execute(
                select(SUBSCRIBER.c.pid, SUBSCRIBER.c.asked_at).where(SUBSCRIBER.c.addr == address)
            ).one()
        return bytes(row.pid), row.asked_at

    def replies(self) -> list[tuple[str, str]]:
        with self.store.connect() as connection:
            rows = connection.execute(select(REPLY.c.kind, REPLY.c.state).order_by(REPLY.c.id))
            return [(row.kind, row.state) for row in rows]

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        """
        All rows of all tables, without what is random in new ones.
        """
        with self.store.connect() as connection:
            return {
                table.name: sorted(
                    (
                        tuple(
                            value
                            for column, value in zip(table.columns, row, strict=True)
                            if column.name not in ("pid", "id")
                        )
                        for row in connection.execute(select(table))
                    ),
                    key=repr,
                )
                for table in TABLES
            }

    def lying(self) -> dict[str, int]:
        """
        How many files lie in each folder of the mailbox and in the spool.
        """
        places = {
            "new": "mail/new",
            "cur": "mail/cur",
            "quarantine": "mail/.Quarantine/new",
            "spool": "spool",
        }
        return {
            name: len(list((self.folder / place).iterdir()))
            for name, place in places.items()
            if (self.folder / place).is_dir()
        }
