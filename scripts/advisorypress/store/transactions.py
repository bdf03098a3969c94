"""
Transactions of the store, which say what went wrong in words without addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    Connection,
    Engine,
)
from sqlalchemy.exc import SQLAlchemyError

from advisorypress.errors import StoreError
from advisorypress.store.connect import told


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """
    One transaction that writes: on SQLite it takes the write lock first, so what it reads is what it changes.

    Raises `StoreError` for whatever the database says, in words without addresses.
    """
    with in_words(engine, "written"), engine.connect() as connection, transaction(connection):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """
    A connection to read by; raises `StoreError` as `writing` does.
    """
    with in_words(engine, "read"), engine.connect() as connection:
        yield connection


@contextmanager
def in_words(engine: Engine, done: str) -> Iterator[None]:
    """
    Turns what the library says, or the driver where it is asked directly, into a `StoreError` without addresses.
    """
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        words = told(error)
        todo = next((f"; {what}" for said, what in _MENDING if said in words), "")
        raise StoreError(f"the ledger cannot be {done}: {words}{todo}") from None


# What SQLite says of the disk that it lies on, and what mends it.
_MENDING = (
    ("disk is full", "make room on its disk and run the same command again: nobody is written to twice"),
    ("readonly database", "let this user write to it and run the same command again: nobody is written to twice"),
    (
        "unable to open database file",
        "its disk is full, read-only or not there; mend that and run the same command again",
    ),
)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """
    A transaction of *connection* that holds the write lock from its beginning.
    """
    with connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("begin immediate")
        yield
