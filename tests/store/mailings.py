"""
A store in a temporary folder with invented subscribers, and a mailing to all of them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from advisorypress.store.campaigns import Campaign, NewCampaign, Recipient, freeze, set_state
from advisorypress.store.connect import open_store
from advisorypress.store.lanes import set_lane
from advisorypress.store.ledger import Ledger
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import writing

NOW = 1_800_000_000


def quick_folder() -> Path:
    """
    A new private folder in memory where the machine has such a place: a test of words need not wait for a disk.
    """
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="press-store-", dir=memory if memory.is_dir() else None))


@pytest.fixture
def quick() -> Iterator[Path]:
    """
    Such a folder, gone afterwards.
    """
    folder = quick_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def a_store(folder: Path) -> Engine:
    """
    A new SQLite store in *folder*.
    """
    return open_store("", {"PRESS_STATE": str(folder / "state")})


def add_subscribers(engine: Engine, count: int, host: str = "cert.example", first: int = 0) -> None:
    """
    *count* active subscribers `r0@host`, `r1@host` … from *first* on, numbered from 1.
    """
    with writing(engine) as connection:
        connection.execute(
            insert(SUBSCRIBER),
            [
                {
                    "id": number + 1,
                    "pid": number.to_bytes(8, "big"),
                    "addr": f"r{number}@{host}",
                    "addr_key": f"r{number}@{host}",
                    "lang": "en",
                    "format": "html",
                    "state": "active",
                }
                for number in range(first, first + count)
            ],
        )


def a_campaign(
    engine: Engine,
    count: int,
    slug: str = "digest-2026-11-first",
    template: bytes = b"template",
    lane: str = "digest",
    rate: float = 0,
    expires_at: int | None = None,
    now: int = NOW,
) -> Campaign:
    """
    A mailing that is being sent to the subscribers 1 to *count*.
    """
    with writing(engine) as connection:
        set_lane(connection, lane, rate, max(rate, 1.0), now)
    campaign = freeze(
        engine,
        NewCampaign(slug, "digest" if lane == "digest" else "alert", lane, now, expires_at),
        (Recipient(number + 1, "en", "html", "SA-2026-0001@1") for number in range(count)),
        lambda language, form, items: template,
        now,
    )
    set_state(engine, campaign.number, "sending", now)
    return campaign


def a_ledger(engine: Engine, campaign: Campaign, owner: str = "one") -> Ledger:
    """
    One sender's view of *campaign*.
    """
    return Ledger(engine, campaign, owner)
