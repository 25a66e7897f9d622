"""Open a store: make it when asked, bring it up to date, refuse one that is newer than this iopkit."""

import os
import pkgutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

import iopkit
from iopkit.errors import NoStore, StoreError, StoreTooNew
from iopkit.store.address import file_of, store_address
from iopkit.store.migrations import versions
from iopkit.store.store import Store

BUSY_SECONDS = 5


def open_store(address: str | None = None, *, create: bool = False) -> Store:
    """The store at an address, at this iopkit's version; an older one is migrated.

    Parameters
    ----------
    address
        A SQLAlchemy address; without one IOPKIT_DATABASE, then the default file.
    create
        Make the store when there is none.

    Raises
    ------
    NoStore
        There is none, and ``create`` is False.
    StoreError
        It cannot be reached, or the file is something else.
    StoreTooNew
        A newer iopkit wrote it. It is not touched.
    """
    url = store_address(address)
    _prepare_file(url, create=create)
    if file := file_of(url):
        url = url.set(database=str(file))  # SQLite does not know ~
    engine = _engine(url)
    try:
        _bring_up_to_date(engine, url, create=create)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreError(f"The store at {_shown(url)} cannot be opened: {_reason(error)}.") from error
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


def memory_store() -> Store:
    """A new, empty store in memory; it is gone with the process."""
    engine = _engine(URL.create("sqlite"))
    _migrate(engine)
    return Store(engine)


def latest_version() -> int:
    """The newest store version that this iopkit reads."""
    return max(int(module.name[:4]) for module in pkgutil.iter_modules(versions.__path__))


def _no_store(where: str) -> str:
    return (
        f"There is no store at {where}. Make one with 'iopkit demo' or 'iopkit import FOLDER', "
        "or set IOPKIT_DATABASE to where it is."
    )


def _shown(url: URL) -> str:
    file = file_of(url)
    return str(file) if file else url.render_as_string(hide_password=True)


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0].rstrip(".")


def _prepare_file(url: URL, *, create: bool) -> None:
    """Make the file, readable by its owner only, before SQLite would make it readable by all."""
    file = file_of(url)
    if file is None or file.exists():
        return
    if not create:
        raise NoStore(_no_store(str(file)))
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"The store at {file} cannot be made: {error.strerror}.") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return _server_engine(url)
    memory = file_of(url) is None
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _server_engine(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs a package that is not installed. Run 'pip install iopkit[postgresql]'."
        ) from error


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


def _bring_up_to_date(engine: Engine, url: URL, *, create: bool) -> None:
    with engine.connect() as connection:
        version = _version(connection)
    newest = latest_version()
    if version == newest:
        return
    if version > newest:
        raise StoreTooNew(
            f"This store is at version {version} and iopkit {iopkit.__version__} reads up to {newest}. "
            "Upgrade iopkit; the store was not touched."
        )
    if version == 0 and not create and file_of(url) is None:
        raise NoStore(_no_store(_shown(url)))
    _migrate(engine)


def _version(connection: Connection) -> int:
    """The version that the store says it is at; 0 for an empty database."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return 0
    number = None
    if names >= {"alembic_version", "group_sessions"}:  # others keep an alembic_version too
        number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not str(number).isdecimal():
        raise StoreError(
            "This database holds tables that are not iopkit's. "
            "Give iopkit a database of its own; nothing was changed."
        )
    return int(str(number))


def _migrate(engine: Engine) -> None:
    """Run all pending migrations in one transaction: the store is at the new version, or as it was."""
    from alembic import command  # a slow import that an up-to-date store does not need
    from alembic.config import Config

    if engine.url.get_backend_name() == "sqlite" and file_of(engine.url):
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
