"""
The store in one encrypted file, and back (mail.md: "backup answers loss").
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, insert, select

from advisorypress.errors import StoreError, UsageError
from advisorypress.store.backup import Keys, back_up, restore
from advisorypress.store.campaigns import State, find_campaign
from advisorypress.store.connect import Store, open_store
from advisorypress.store.inbox import Inbox
from advisorypress.store.ledger import Ledger
from advisorypress.store.sealed import CHUNK, MAGIC, seal, unseal
from advisorypress.store.subscriber_tables import EVENT, METADATA, SUBSCRIBER
from advisorypress.store.subscribers import forget
from advisorypress.store.transactions import reading, writing
from tests.store.mailings import a_campaign, add_subscribers
from tests.store.people import ADDRESS, NOTHING_SAID, NOW, PEPPER, PERSON, address, person, subscribe

KEYS = Keys(b"b" * 32, PEPPER)
# A stray byte of each kind that JSON, base64 or a split at lines could trip over.
AWKWARD = "陳\n\"\\\u2028'\x7f"


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """
    All rows of all tables, values as they are.
    """
    with reading(store) as connection:
        return {
            name: sorted(
                (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in connection.execute(select(table))),
                key=repr,
            )
            for name, table in METADATA.tables.items()
        }  # fmt: skip


@pytest.fixture
def full(store: Store) -> Store:
    """
    A store in use: people, a mailing that is half sent, somebody who left, somebody forgotten, an answer that waits.
    """
    add_subscribers(store, 30)
    if store.dialect.name == "postgresql":
        with writing(store) as connection:
            connection.execute(select(func.setval(func.pg_get_serial_sequence("subscriber", "id"), 30)))
    campaign = a_campaign(store, 30, template=bytes(range(256)) * 50)
    Ledger(store, campaign, "one").claim(NOW, 10)
    subscribe(store)
    with writing(store) as connection:
        inbox = Inbox(connection, PEPPER, NOW)
        inbox.unsubscribe((3).to_bytes(8, "big"), "mail")
        inbox.bounce((4).to_bytes(8, "big"), campaign.number, "4.2.2", final=False)
        inbox.sign_up("new@mail.example", "new@mail.example", NOTHING_SAID)
        inbox.note({b"k" * 32: "unsubscribed"})
        forget(inbox, address("r5@cert.example"))
        connection.execute(insert(EVENT).values(at=NOW, kind="note", detail=AWKWARD))
    return store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """
    Another store, empty, of either kind.
    """
    url = (
        request.getfixturevalue("postgres")() if request.param == "postgresql" else f"sqlite:///{tmp_path}/new/s.sqlite"
    )
    engine = open_store(url, {})
    yield engine
    engine.dispose()


def test_everything_comes_back(full: Store, empty: Store, tmp_path: Path) -> None:
    """
    Every row of every table, byte for byte, from either database into either; only what was being sent is stopped.
    """
    before = everything(full)
    rows = back_up(full, tmp_path / "b", KEYS, NOW)
    restored = restore(empty, tmp_path / "b", KEYS)
    after = everything(empty)

    assert rows == sum(map(len, before.values())) == sum(restored.rows.values())
    assert 1 == restored.stopped
    assert {**before, "campaign": []} == {**after, "campaign": []}
    assert "stopped" == (find_campaign(empty, "digest-2026-11-first") or pytest.fail("no campaign")).state


def test_life_goes_on_after_a_restore(full: Store, empty: Store, tmp_path: Path) -> None:
    """
    Numbers that the ledger knows are not given again, those of people who were forgotten included; guards still hold.
    """
    with writing(full) as connection:
        inbox = Inbox(connection, PEPPER, NOW)
        # The highest number, which the ledger has and nobody bears any more.
        forget(inbox, address())
        forget(inbox, address("new@mail.example"))
        connection.execute(insert(EVENT).values(at=NOW, kind="note", subscriber=77))
    back_up(full, tmp_path / "b", KEYS, NOW)
    restore(empty, tmp_path / "b", KEYS)
    subscribe(empty, "next@mail.example")
    campaign = find_campaign(empty, "digest-2026-11-first") or pytest.fail("no campaign")

    assert (person(empty, "next@mail.example") or pytest.fail("nobody there")).id > 77
    with pytest.raises(StoreError, match="not done while a row of it is open"), writing(empty) as connection:
        table = METADATA.tables["campaign"]
        connection.execute(table.update().values(state="done", finished_at=NOW))
    assert State.PENDING in {State(row[0]) for row in _states(empty, campaign.number)}


def _states(store: Store, campaign: int) -> list[tuple[str]]:
    table = METADATA.tables["delivery"]
    with reading(store) as connection:
        return [
            (state,)
            for state in connection.execute(select(table.c.state).where(table.c.campaign == campaign)).scalars()
        ]


def test_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    """
    A backup holds nobody up and sees nothing half done: the two rows of one transaction are both in it or neither.
    """
    enough = Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not enough.is_set():
            with writing(store) as connection:
                for half in ("a", "b"):
                    connection.execute(insert(EVENT).values(at=NOW, kind=f"{half}{written}", detail="x" * 500))
            written += 1

    writer = Thread(target=write)
    writer.start()
    try:
        moments = []
        for number in range(6):
            back_up(store, tmp_path / f"b{number}", KEYS, NOW)
            moments.append(written)
    finally:
        enough.set()
        writer.join(30)
    for number in range(6):
        other = open_store(f"sqlite:///{tmp_path}/r{number}/s.sqlite", {})
        restore(other, tmp_path / f"b{number}", KEYS)
        kinds = [row[2] for row in everything(other)["event"]]
        assert sorted(kind[1:] for kind in kinds if kind[0] == "a") == sorted(
            kind[1:] for kind in kinds if kind[0] == "b"
        )
        other.dispose()

    assert any(later > earlier for earlier, later in pairwise(moments))


def test_a_backup_tells_nothing(full: Store, tmp_path: Path) -> None:
    """
    Mode 0600, and no address in it to be read.
    """
    path = tmp_path / "b"
    back_up(full, path, KEYS, NOW)

    assert 0o600 == path.stat().st_mode & 0o777
    assert PERSON.encode() not in path.read_bytes()
    assert "Keys()" == repr(KEYS)


def test_only_into_an_empty_store(full: Store, tmp_path: Path) -> None:
    """
    Nothing is mixed with what is there, and nothing is changed by trying.
    """
    back_up(full, tmp_path / "b", KEYS, NOW)
    before = everything(full)
    with pytest.raises(UsageError, match="not empty"):
        restore(full, tmp_path / "b", KEYS)

    assert before == everything(full)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (Keys(b"x" * 32, PEPPER), "another PRESS_BACKUP_KEY"),
        (Keys(b"b" * 32, b"x" * 32), "PRESS_SUPPRESSION_KEY is not that of this backup"),
    ],
)
def test_with_other_keys(full: Store, empty: Store, tmp_path: Path, keys: Keys, reason: str) -> None:
    """
    Without its key nothing is read; with another key of the suppression list everybody who left would be written to again.
    """
    back_up(full, tmp_path / "b", KEYS, NOW)
    with pytest.raises((StoreError, UsageError), match=reason):
        restore(empty, tmp_path / "b", keys)

    assert {} == {name: rows for name, rows in everything(empty).items() if rows}


def test_a_damaged_backup_restores_nothing(store: Store, new_store_url: Callable[[], str], tmp_path: Path) -> None:
    """
    One changed byte anywhere, or an end that is cut off, and the store stays empty.
    """
    subscribe(store)
    with writing(store) as connection:
        rows = [{"at": NOW, "kind": "note", "detail": os.urandom(50_000).hex()} for _ in range(4)]
        connection.execute(insert(EVENT), rows)
    back_up(store, tmp_path / "b", KEYS, NOW)
    good = (tmp_path / "b").read_bytes()
    assert len(good) > 2 * CHUNK
    empty = open_store(new_store_url(), {})
    places = (3, len(MAGIC) + 2, 300, CHUNK + 500, len(good) - 5)
    damaged = [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in places]
    cut = [good[:length] for length in (0, 10, len(MAGIC) + 16, len(MAGIC) + 16 + CHUNK + 16, len(good) - 1)]
    for content in (*damaged, *cut, good + b"x"):
        path = tmp_path / "damaged"
        path.write_bytes(content)
        with pytest.raises(StoreError):
            restore(empty, path, KEYS)

    with reading(empty) as connection:
        assert 0 == connection.execute(select(func.count()).select_from(SUBSCRIBER)).scalar_one()
    empty.dispose()


@given(pieces=some.lists(some.binary(max_size=200), max_size=5), times=some.sampled_from([1, 400, 65_536]))
def test_what_is_sealed_comes_back(pieces: list[bytes], times: int) -> None:
    """
    Any bytes in any pieces, also those that end where a chunk does.
    """
    whole = b"".join(pieces) * (times if times < 1_000 else 1) + (bytes(times) if times > 1_000 else b"")
    sealed = b"".join(seal(iter([whole[:7], whole[7:]]), b"s" * 32))

    assert whole == b"".join(unseal(io.BytesIO(sealed).read, b"s" * 32))


def test_chunks_cannot_change_places() -> None:
    """
    Chunks moved, doubled or left out make no other text.
    """
    sealed = b"".join(seal([os.urandom(3 * CHUNK + 5)], b"s" * 32))
    head, body = sealed[: len(MAGIC) + 16], sealed[len(MAGIC) + 16 :]
    one, two, three, four = (body[start : start + CHUNK + 16] for start in range(0, len(body), CHUNK + 16))
    for order in ([two, one, three, four], [one, one, three, four], [one, three, four], [one, two, three], [four]):
        with pytest.raises(StoreError):
            b"".join(unseal(io.BytesIO(head + b"".join(order)).read, b"s" * 32))


def test_a_backup_is_whole_or_not_there(store: Store, tmp_path: Path) -> None:
    """
    Nothing is written over, nothing goes into a Git tree, and nothing is left of one that failed.
    """
    subscribe(store, ADDRESS)
    (tmp_path / "b").write_bytes(b"precious")
    with pytest.raises(UsageError, match="is there already"):
        back_up(store, tmp_path / "b", KEYS, NOW)
    (tmp_path / "tree" / ".git").mkdir(parents=True)
    with pytest.raises(UsageError, match="inside a Git tree"):
        back_up(store, tmp_path / "tree" / "b", KEYS, NOW)
    METADATA.tables["event"].drop(store)
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "c", KEYS, NOW)

    assert b"precious" == (tmp_path / "b").read_bytes()
    assert ["b"] == sorted(path.name for path in tmp_path.iterdir() if path.is_file())
