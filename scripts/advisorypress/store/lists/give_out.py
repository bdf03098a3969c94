"""
The store as a list: for another program, or to be taken in again as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from advisorypress.store.connect import Store
from advisorypress.store.lists.columns import Column
from advisorypress.store.lists.safe_csv import SafeCsv
from advisorypress.store.private_file import private_file
from advisorypress.store.subscribers import Subscriber, each

HEAD = (
    Column.EMAIL,
    Column.LANGUAGE,
    Column.FORMAT,
    Column.PACE,
    Column.TOPICS,
    Column.STATUS,
    Column.CONSENT_AT,
    Column.CONSENT,
)


def give_out(store: Store, path: Path, states: Collection[str]) -> int:
    """
    Writes the subscribers in one of *states* to the new file *path*, mode 0600, and says how many there are.

    A pace is written once where all topics have the same, else behind each topic. Raises as `private_file` does.
    """
    number = 0
    with private_file(path) as file:
        table = SafeCsv(file)
        table.write(HEAD)
        for subscriber in each(store, states):
            table.write(_row(subscriber))
            number += 1
        table.close()
    return number


def _row(subscriber: Subscriber) -> tuple[str, ...]:
    paces = {choice.pace for choice in subscriber.choices}
    pace = paces.pop() if len(paces) == 1 else ""
    topics = "; ".join(
        str(choice.topic) if pace else f"{choice.topic} ({choice.pace})" for choice in subscriber.choices
    )
    consent_at = ""
    if subscriber.consent_at is not None:
        consent_at = datetime.fromtimestamp(subscriber.consent_at, UTC).isoformat()
    return (
        subscriber.address,
        subscriber.language,
        subscriber.format,
        pace,
        topics,
        subscriber.state,
        consent_at,
        subscriber.consent,
    )
