"""Bring a store up to this iopkit's version, or say that a newer one wrote it."""

import pkgutil
from pathlib import Path

from sqlalchemy import Connection, inspect, text

import iopkit
from iopkit.errors import StoreError, StoreTooNew
from iopkit.store.migrations import versions


def latest_version() -> int:
    """The newest store version that this iopkit reads."""
    return max(int(module.name[:4]) for module in pkgutil.iter_modules(versions.__path__))


def version_of(connection: Connection) -> int:
    """The version that a store says it is at; 0 for an empty database.

    Raises
    ------
    StoreError
        The database holds something else.
    """
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


def refuse_newer(version: int, what: str = "This store") -> None:
    """Say so when a version is newer than this iopkit.

    Raises
    ------
    StoreTooNew
        It is.
    """
    newest = latest_version()
    if version > newest:
        raise StoreTooNew(
            f"{what} is at version {version} and iopkit {iopkit.__version__} reads up to {newest}. "
            "Upgrade iopkit; the store was not touched."
        )


def upgrade(connection: Connection, to: int | None = None) -> None:
    """Run the pending migrations inside a transaction: the store is at the new version, or as it was.

    ``to`` is a version that this iopkit knows; without one it is the newest.
    """
    from alembic import command  # a slow import that an up-to-date store does not need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{to:04}" if to else "head")
