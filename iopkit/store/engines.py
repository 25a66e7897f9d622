"""Engines for every kind of store: a SQLite file, an encrypted one, one in memory, a PostgreSQL server."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from iopkit.errors import StoreError
from iopkit.store.address import file_of
from iopkit.store.encrypted import connect, driver, key_for
from iopkit.store.keys import Key

BUSY_SECONDS = 5
#: A process that was frozen in the middle of a change loses it after so long; an import thinks for less.
IDLE_MINUTES = 5

#: The files that this process has open, each with its key and its engines. While a file is open, its first
#: bytes must not be looked at again: see ``salt_of``.
_OPEN: dict[tuple[int, int], tuple[Key | None, WeakSet[Engine]]] = {}
_OPENING = threading.Lock()


def engine_for(url: URL) -> Engine:
    """An engine for an address; a file that is encrypted is opened with its key.

    Raises
    ------
    StoreError
        A package is missing, or the key.
    """
    file = file_of(url)
    if url.get_backend_name() != "sqlite":
        return _server_engine(url)
    if file is None:
        return sqlite_engine(url)
    identity = _identity(file)
    with _OPENING:
        held, engines = _OPEN.get(identity, (None, WeakSet[Engine]()))
        key = held if engines else key_for(file)
        engine = sqlite_engine(url, key)
        engines.add(engine)
        _OPEN[identity] = (key, engines)
    event.listen(engine, "engine_disposed", engines.discard)
    return engine


def is_open(file: Path) -> bool:
    """Whether this process has a store's file open."""
    return bool(_OPEN.get(_identity(file), (None, ()))[1])


def _identity(file: Path) -> tuple[int, int]:
    status = os.stat(file)
    return status.st_dev, status.st_ino


def sqlite_engine(url: URL, key: Key | None = None) -> Engine:
    """An engine for a SQLite file, encrypted when there is a key, or for a store in memory."""
    file = file_of(url)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if file is None:
        options["poolclass"] = StaticPool
    if key is not None:
        options = {"module": driver(), "creator": partial(connect, Path(str(file)), key)}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    if file is not None:
        event.listen(engine, "connect", partial(_remember_file, file))
        event.listen(engine, "begin", partial(_refuse_another_file, file))
    return engine


def log_ahead(engine: Engine) -> None:
    """Let a SQLite file keep a log, so that readers do not wait for a writer."""
    if file_of(engine.url):
        with engine.connect() as connection:
            # Not through SQLAlchemy, which would begin a transaction first.
            connection.connection.driver_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction, outside of which there is no ``Store`` yet."""
    with engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        yield connection


def database_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """What an engine raises, and its driver where it is asked directly."""
    return (DBAPIError, engine.dialect.loaded_dbapi.Error)


def _server_engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs a package that is not installed. Run 'pip install iopkit[postgresql]'."
        ) from error
    event.listen(engine, "connect", _on_server_connect)
    return engine


def _on_server_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Wait for a lock no longer than for a file, and let nobody who stopped half way hold one for ever."""
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_MINUTES}min'")
    connection.commit()


def _on_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Let this module say BEGIN itself: sqlite3 would start its transactions too late."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _on_begin(connection: Connection) -> None:
    """Take the write lock at the start of a writing transaction, so that it cannot fail half way.

    A reading one can change nothing.
    """
    writes = connection.get_execution_options().get("iopkit_writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _remember_file(file: Path, _connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["file"] = _identity(file)


def _refuse_another_file(file: Path, connection: Connection) -> None:
    """Write nothing into a file that has lost its name: nobody would find it there again."""
    try:
        there = _identity(file)
    except OSError:
        there = None
    if there != connection.info["file"]:
        raise StoreError(
            f"Not saved: the store's file {file} was replaced or removed while it was open. "
            "Start iopkit again, then look at what is there."
        )
