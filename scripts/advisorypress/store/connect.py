"""
Opening the store: SQLite in `$PRESS_STATE`, or what `--store` names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from advisorypress.errors import StoreError
from advisorypress.store import ledger_tables, reply_tables  # noqa: F401 - their tables are part of the metadata
from advisorypress.store.subscriber_tables import METADATA

Store = Engine
"""
An open store, by a name that other parts can use without knowing the library.
"""

STATE = "PRESS_STATE"
DATABASE = "store.sqlite"
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
# How long one process waits for another's commit; a commit takes milliseconds.
_PATIENCE_SECONDS = 30


def open_store(url: str, environment: Mapping[str, str]) -> Engine:
    """
    The store at *url* (`sqlite:///PATH` or `postgresql://…`), or when it is "" the SQLite file in `$PRESS_STATE`.

    Tables that are missing are made. SQLite runs in WAL with `synchronous=FULL`: what was committed survives a power cut.
    Raises `StoreError` when it cannot be opened, lies in a Git tree, or is readable by others.
    """
    where = _location(url, environment)
    arguments = {"timeout": _PATIENCE_SECONDS} if _is_sqlite(where) else {}
    # Without the values of statements, an error that nobody foresaw shows no address either.
    engine = create_engine(where, connect_args=arguments, hide_parameters=True)
    if _is_sqlite(where):
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        METADATA.create_all(engine)
    except SQLAlchemyError as error:
        raise StoreError(f"cannot open the store: {told(error)}") from None
    return engine


def told(error: Exception) -> str:
    """
    What the database said (to the library, or by its driver), without the statement and its values, which hold addresses;
    its first line.
    """
    original = getattr(error, "orig", None) if isinstance(error, SQLAlchemyError) else error
    words = str(original if original is not None else type(error).__name__).strip().splitlines()
    return words[0] if words else type(error).__name__


def in_git_tree(folder: Path) -> bool:
    """
    Whether a commit could take in what is written to *folder*.
    """
    folder = folder.resolve()
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _location(url: str, environment: Mapping[str, str]) -> URL:
    if not url:
        folder = environment.get(STATE, "")
        if not folder:
            raise StoreError(
                f"there is no store yet: set {STATE} to a folder outside the repository, or give --store URL"
            )
        return URL.create("sqlite", database=str(_private_folder(Path(folder)) / DATABASE))
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("--store is written sqlite:///PATH or postgresql://HOST/NAME") from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StoreError(f"--store takes sqlite or postgresql, not {parsed.drivername}")
    if driver == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("--store sqlite needs a file: sqlite:///PATH")
        path = Path(parsed.database).absolute()
        return URL.create("sqlite", database=str(_private_folder(path.parent) / path.name))
    return parsed.set(drivername=driver)


def _private_folder(folder: Path) -> Path:
    """
    *folder*, made if it is missing, once it is certain that nobody else reads it and no Git tree takes it in.
    """
    folder = folder.absolute()
    if in_git_tree(folder):
        raise StoreError(f"{folder} is inside a Git tree; addresses must not come near one: choose a folder outside")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        raise StoreError(f"cannot use {folder}: {error.strerror}") from error
    if mode & 0o077:
        raise StoreError(f"{folder} can be read by others (mode {mode:04o}); run: chmod 700 {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"{folder} cannot be written to by this user")
    return folder


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # What is deleted is written over; Debian's SQLite does so by itself, others do not.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
