"""
Everything that the store holds, as one encrypted file, made while senders run; and back, into SQLite or PostgreSQL alike.

Inside it is text: a line for what it is, for each table a line with its columns and one for each row, and a line that counts
them. So it needs no program of a database, and moves a store from one kind to the other.
"""

from __future__ import annotations

import base64
import hmac
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from advisorypress.errors import SourceUnavailable, StoreError, UsageError
from advisorypress.store.connect import Store, told
from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY
from advisorypress.store.private_file import private_file
from advisorypress.store.sealed import seal, unseal
from advisorypress.store.subscriber_tables import EVENT, METADATA, SUBSCRIBER
from advisorypress.store.transactions import writing

VERSION = 1
_BATCH = 1_000
_NEWER = "the backup was made by a newer version; restore it with that one"
_UNDER_WAY = ("frozen", "held", "sending")
Line = Mapping[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Keys:
    """
    The secrets of a backup: what it is sealed with, and the key of the suppression list, by whose mark it is known that they
    belong together. Neither is in the file.
    """

    backup: bytes
    suppression: bytes

    def __repr__(self) -> str:
        return "Keys()"

    @property
    def mark(self) -> str:
        """
        By what the key of the suppression list is known again.
        """
        return hmac.digest(self.suppression, b"advisorypress backup", "sha256")[:8].hex()


@dataclass(frozen=True, slots=True)
class Restored:
    """
    What came back: rows by table, and how many mailings were under way, which are stopped now.
    """

    rows: Mapping[str, int]
    stopped: int


def back_up(store: Store, path: Path, keys: Keys, now: int) -> int:
    """
    Writes the whole of *store* at one moment to the new file *path*, reads it back, and says how many rows it holds.

    Whoever sends or subscribes meanwhile is not held up. Raises `StoreError`, and as `private_file` does.
    """
    with private_file(path) as file, _snapshot(store) as connection:
        for piece in seal(_packed(_lines(connection, keys, now)), keys.backup):
            file.write(piece)
    return sum(1 for _ in _rows(_read(path, keys), keys.mark))


def restore(store: Store, path: Path, keys: Keys) -> Restored:
    """
    Puts the backup at *path* into *store*, which must be empty, in one transaction: all of it or nothing.

    A mailing that was under way is stopped: what it has sent since the backup was made, the backup does not know. Raises
    `UsageError` when the store is not empty or the key of the suppression list is another one, `StoreError` otherwise.
    """
    counts: dict[str, int] = {}
    with writing(store) as connection:
        for table in METADATA.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise UsageError("the store is not empty; a backup is restored into an empty one: another --store")
        for name, group in groupby(_rows(_read(path, keys), keys.mark), key=lambda row: row[0]):
            table = METADATA.tables[name]
            rows = (row for _, row in group)
            while batch := list(islice(rows, _BATCH)):
                connection.execute(insert(table), batch)
                counts[name] = counts.get(name, 0) + len(batch)
        for table in METADATA.sorted_tables:
            _go_on_counting(connection, table)
        under_way = update(CAMPAIGN).where(CAMPAIGN.c.state.in_(_UNDER_WAY))
        stopped = connection.execute(under_way.values(state="stopped")).rowcount
    return Restored(counts, stopped)


@contextmanager
def _snapshot(store: Store) -> Iterator[Connection]:
    """
    A view of the store that no other transaction changes, and that holds none up.
    """
    try:
        with store.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                if connection.dialect.name == "sqlite":
                    # In WAL a read transaction sees the moment of its first reading until it ends.
                    connection.exec_driver_sql("begin")
                yield connection
    except SQLAlchemyError as error:
        raise StoreError(f"the store cannot be read: {told(error)}") from None


def _lines(connection: Connection, keys: Keys, now: int) -> Iterator[Line]:
    yield {"backup": VERSION, "at": now, "suppression": keys.mark}
    number = 0
    for table in METADATA.sorted_tables:
        yield {"table": table.name, "columns": [column.name for column in table.columns]}
        result = connection.execution_options(yield_per=_BATCH).execute(select(table))
        for row in result:
            yield [_plain(value) for value in row]
            number += 1
    yield {"rows": number}


def _plain(value: object) -> object:
    return {"base64": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes | memoryview) else value


def _packed(lines: Iterable[Line]) -> Iterator[bytes]:
    squeeze = zlib.compressobj()
    for line in lines:
        if piece := squeeze.compress(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"):
            yield piece
    yield squeeze.flush()


def _read(path: Path, keys: Keys) -> Iterator[Line]:
    """
    The lines of the backup at *path*.
    """
    try:
        with path.open("rb") as file:
            yield from map(json.loads, _unpacked(file.read, keys))
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path}: {error.strerror}") from error


def _unpacked(read: Callable[[int], bytes], keys: Keys) -> Iterator[bytes]:
    stretch = zlib.decompressobj()
    rest = b""
    for piece in unseal(read, keys.backup):
        *whole, rest = (rest + stretch.decompress(piece)).split(b"\n")
        yield from whole
    if rest or not stretch.eof:
        raise StoreError("the backup cannot be read: it ends too early")


def _rows(lines: Iterator[Line], mark: str) -> Iterator[tuple[str, dict[str, object]]]:
    """
    Every row with the name of its table, once it is certain that this version knows what it is.
    """
    head = next(lines, None)
    if not isinstance(head, Mapping) or head.get("backup") != VERSION:
        raise StoreError(_NEWER)
    if head.get("suppression") != mark:
        raise UsageError(
            "PRESS_SUPPRESSION_KEY is not that of this backup; with another one nobody is on its list any more"
        )
    number = 0
    name, columns = "", list[str]()
    for line in lines:
        if isinstance(line, list):
            number += 1
            yield name, dict(zip(columns, map(_value, line), strict=True))
        elif "rows" in line:
            if line["rows"] != number:
                raise StoreError("the backup cannot be read: rows are missing in it")
            return
        else:
            name, columns = str(line["table"]), [str(column) for column in _list(line["columns"])]
            table = METADATA.tables.get(name)
            if table is None or not set(columns) <= set(table.columns.keys()):
                raise StoreError(_NEWER)
    raise StoreError("the backup cannot be read: it ends too early")


def _value(value: object) -> object:
    return base64.b64decode(str(value["base64"])) if isinstance(value, Mapping) else value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _go_on_counting(connection: Connection, table: Table) -> None:
    """
    Has the database give numbers above those that are taken, those of people included who were forgotten.
    """
    column = table.autoincrement_column
    if column is None:
        return
    taken = [select(func.max(column))]
    if table is SUBSCRIBER:
        taken += [select(func.max(DELIVERY.c.subscriber)), select(func.max(EVENT.c.subscriber))]
    highest = max(connection.execute(question).scalar() or 0 for question in taken)
    if not highest:
        return
    names = {"name": table.name, "highest": highest}
    if connection.dialect.name == "postgresql":
        counter = text("select setval(pg_get_serial_sequence(:name, :column), :highest)")
        connection.execute(counter, names | {"column": column.name})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("delete from sqlite_sequence where name = :name"), names)
        connection.execute(text("insert into sqlite_sequence (name, seq) values (:name, :highest)"), names)
